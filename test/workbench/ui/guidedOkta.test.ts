// The guided set-up for Okta, as somebody does it who has nothing but the page: from the command to a visitor who signed in.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { confidentialClient } from "../../rig/provider/clients";
import { Guide } from "./guide";
import { edgeCallback, goodAuthtoken, startScene, type Scene } from "./scene";
import { inAllThemes } from "./themes";

describe("adding Okta step by step", { timeout: 300_000 }, () => {
  let scene: Scene;
  let guide: Guide;
  const complaints: string[] = [];

  before(async () => {
    scene = await startScene({ personality: "okta" });
    guide = new Guide(scene.workbench);
    scene.workbench.page.on("console", (line) => {
      if (/Content Security Policy|Refused to/.test(line.text())) complaints.push(line.text());
    });
  });

  after(async () => {
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("finds the provider, and the address of the ngrok account", async () => {
    const { workbench, provider, edge } = scene;
    await guide.open();
    await inAllThemes(workbench, "guided-begin");
    await guide.choose("Okta");
    await guide.choose(/^I administer it/);
    await guide.field(/^Your Okta organisation/).fill(`localhost:${provider.port}/oauth2/v1/.well-known/openid-configuration`.replace(/^/, "http://"));
    await guide.says(`Found: ${provider.issuer}`);
    await guide.choose(/^ngrok/);
    await guide.press("Enter authtoken…");
    assert.equal(await workbench.quickInput.isPassword(), true, "an authtoken is hidden");
    await workbench.quickInput.submit(goodAuthtoken);
    await guide.says(`Your address: ${edge.publicOrigin}`);
    await inAllThemes(workbench, "guided-okta");
    console.log(await guide.steps(/Create the application/));
    for (const button of [/^Copy: Redirect URI.*machine/, /^Copy: Redirect URI.*edge/]) provider.register(await guide.copies(button), confidentialClient.clientId);
    assert.deepEqual(complaints, []);
    assert.equal(edgeCallback, "");
  });
});

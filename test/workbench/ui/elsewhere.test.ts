// "Bring it along" and "Take it elsewhere": a tunnel of ngrok's own configuration becomes a share, and the share each of its other forms.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { confidentialClient } from "../../rig/provider/clients";
import { goodAuthtoken, startScene, type Scene } from "./scene";
import { inBothThemes } from "./themes";

const secret = confidentialClient.clientSecret ?? "";
const importConfig = "Portcullis: Import from ngrok's configuration…";

describe("bringing along, and taking elsewhere", { timeout: 300_000 }, () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene();
    const folder = path.join(scene.workbench.server.root, "home", ".config", "ngrok");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "ngrok.yml"), [
      "version: 2",
      `authtoken: ${goodAuthtoken}`,
      "tunnels:",
      "  guide:",
      "    proto: http",
      `    addr: ${scene.app.port}`,
      "    oidc:",
      `      issuer_url: ${scene.provider.issuer}`,
      `      client_id: ${confidentialClient.clientId}`,
      `      client_secret: ${secret}`,
      "      allow_domains: [acme.com]",
      "  sso-edge:",
      "    labels: [edge=edghts_2gYaK9XAVa3ANouaDEPrkeaxkYT]",
      `    addr: ${scene.app.port}`,
      "",
    ].join("\n"));
  });
  after(async () => {
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("shares a tunnel with an oidc block, confirmed by the usual sentence", async () => {
    const { dialogue, workbench, edge, app, provider } = scene;
    const { quickInput } = workbench;
    await workbench.runCommand(importConfig);
    await dialogue.at("Which configuration file?");
    await quickInput.pick(/^~.\.config.ngrok.ngrok\.yml$/);
    await dialogue.at("What should be taken from");
    assert.match((await quickInput.waitForItem(/sso-edge/)).detail, /ERR_NGROK_7008, ERR_NGROK_7196/);
    await inBothThemes(workbench, "import");
    await quickInput.pick(`Share localhost:${app.port}`);
    await dialogue.at("Pick a port");
    assert.equal(await quickInput.value(), String(app.port));
    await quickInput.pick(`localhost:${app.port}`);
    await dialogue.tunnel(/^ngrok, with the authtoken in /);
    await dialogue.at("Where is sign-in enforced?");
    assert.equal((await quickInput.waitForItem("At ngrok's edge")).description, "as in ngrok's configuration");
    scene.register(edge.publicOrigin);
    await quickInput.pick("At ngrok's edge");
    await dialogue.at("Who may come in?");
    assert.equal(await quickInput.value(), "acme.com");
    assert.equal(await dialogue.who("acme.com"), `Share localhost:${app.port} with everyone at acme.com · localhost:${provider.port} · ${new URL(edge.publicOrigin).host}`);
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
  });

  it("lets in whom the block named, keeps the secret to the secret store", async () => {
    const { workbench, edge, provider } = scene;
    await scene.turnsStrangersAway(edge.publicOrigin);
    const alice = await scene.visitor();
    await alice.signIn(edge.publicOrigin, "alice@acme.com");
    await alice.sees("Hello from Vite");
    const [saved] = await scene.savedProviders();
    assert.equal(saved?.issuer, provider.issuer);
    assert.ok(!JSON.stringify(await workbench.server.settings()).includes(secret));
    assert.ok(!(await workbench.outputChannel("Portcullis")).includes(secret));
  });
});

// A share behind a tunnel of the person's own (S17), from nothing and once more by two Enters.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startOwnTunnel, type OwnTunnel } from "../../rig/ownTunnel";
import { publicClient } from "../../rig/provider/clients";
import { startScene, type Scene } from "./scene";
import { inBothThemes } from "./themes";

describe("sharing behind a tunnel of one's own", { timeout: 900_000 }, () => {
  let scene: Scene;
  let tunnel: OwnTunnel;
  let origin: string;
  before(async () => {
    scene = await startScene({ personality: "generic" });
    tunnel = await startOwnTunnel();
    origin = `http://localhost:${tunnel.port}`;
  });
  after(async () => {
    await tunnel.close();
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("asks for its address, says where it has to lead, and goes live there", async () => {
    const { dialogue, workbench, provider, app } = scene;
    const { quickInput } = workbench;
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.tunnel(/^Your own tunnel/);
    await dialogue.at("The https address of your tunnel");
    const target = await quickInput.waitForItem("Point your tunnel here");
    tunnel.gatePort = Number(new URL(target.detail).port);
    await quickInput.type("http://app.acme.com");
    await quickInput.waitForItem(/has to be https/);
    await quickInput.type(origin);
    await quickInput.waitForItem(`Visitors open ${origin}`);
    await inBothThemes(workbench, "own-tunnel");
    await quickInput.press("Enter");
    await dialogue.provider("Any other OpenID provider");
    await dialogue.issuer(provider.issuer, "Address of the issuer");
    await dialogue.at(/Register a redirect URI/);
    const uris = await dialogue.redirectUris();
    assert.deepEqual([...uris.values()], [`${origin}/.portcullis/callback`]);
    provider.register(`${origin}/.portcullis/callback`, publicClient.clientId);
    await dialogue.clientId(publicClient.clientId);
    await dialogue.clientSecret("");
    await dialogue.at("Who may come in?");
    await quickInput.type("acme.com, ip:203.0.113.0/24");
    await quickInput.waitForItem("Networks can't be asked for behind your own tunnel");
    assert.equal(await dialogue.who("acme.com"), `Share localhost:${app.port} with everyone at acme.com · localhost:${provider.port} · localhost:${tunnel.port}`);
    assert.equal(await scene.liveAddress(), origin);
  });

  it("gives strangers nothing and a visitor the app", async () => {
    await scene.turnsStrangersAway(origin);
    const alice = await scene.visitor();
    await alice.signIn(origin, "alice@acme.com");
    await alice.sees("Hello from Vite");
  });

  it("is shared again by two Enters, under the same address", async () => {
    const { dialogue, workbench } = scene;
    const { quickInput } = workbench;
    // It is remembered a moment after it is live: whoever is faster is asked once more where it should be.
    await scene.savedProviders();
    await scene.stopAll();
    await workbench.notifications.clear();
    await dialogue.open();
    // At once: an Enter that comes before the list shows which line has the focus counts too.
    await quickInput.press("Enter");
    await dialogue.at("Press Enter to share");
    await quickInput.press("Enter");
    assert.equal(await scene.liveAddress(), origin);
  });
});

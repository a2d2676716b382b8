// JumpCloud through ngrok, the sign-in enforced at ngrok's edge first and then on this machine.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { confidentialClient } from "../../rig/provider/clients";
import { waitFor } from "../harness/waitFor";
import { goodAuthtoken, startScene, type Scene } from "./scene";

describe("sharing through ngrok with JumpCloud", { timeout: 900_000 }, () => {
  let scene: Scene;
  let text = "Hello from Vite";

  before(async () => {
    scene = await startScene({ personality: "jumpcloud" });
  });

  after(async () => {
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("prefills JumpCloud's issuer, and stores the one that was found byte for byte, slash included", async () => {
    const { dialogue, workbench, provider, app, edge } = scene;
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.tunnel(/^ngrok$/);
    await dialogue.authtoken(goodAuthtoken);
    await dialogue.provider("JumpCloud");
    await workbench.quickInput.waitForMessage("JumpCloud's issuer");
    assert.equal(await workbench.quickInput.value(), "https://oauth.id.jumpcloud.com/");
    await workbench.quickInput.submit(provider.issuer.replace(/\/$/, ""));
    await dialogue.at(/Register a redirect URI/);
    scene.register(edge.publicOrigin);
    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    await dialogue.who("acme.com");
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    assert.deepEqual((await scene.savedProviders()).map(({ issuer }) => issuer), [provider.issuer]);
    assert.ok(provider.issuer.endsWith("/"));
    await workbench.openView("Portcullis");
    await seesTheApp("Sign-in on this machine");
    await stop();
  });

  it("moves the sign-in to ngrok's edge, where visitors come in, follow edits, and others are left out", async () => {
    const { dialogue, workbench, edge, app } = scene;
    await dialogue.open();
    await workbench.quickInput.waitForItem(`localhost:${scene.app.port}`);
    await workbench.quickInput.press("Enter");
    await dialogue.sentence();
    await workbench.quickInput.pick("Change where sign-in is enforced…");
    await dialogue.at("Where is sign-in enforced?");
    await workbench.quickInput.pick("At ngrok's edge");
    await dialogue.who("acme.com");
    await scene.liveAddress();
    await seesTheApp("Sign-in at ngrok's edge");
    await scene.turnsStrangersAway(edge.publicOrigin);
    const mallory = await scene.visitor();
    scene.forgetRequests();
    await mallory.signIn(edge.publicOrigin, "mallory@evil.example");
    await mallory.isLeftOutAtTheEdge();
    assert.deepEqual(scene.heard(), []);
    await scene.screenshotPage("denied-edge", mallory.page);
    await mallory.page.getByRole("link", { name: /another account/ }).click();
    await mallory.chooseAccount("alice@acme.com");
    await mallory.sees(text);
    await mallory.followsEdit(app, "Edited once more");
    await mallory.close();
    await stop();
  });

  it("remembers where sign-in was enforced", async () => {
    const { dialogue, workbench } = scene;
    await dialogue.open();
    await workbench.quickInput.waitForItem(`localhost:${scene.app.port}`);
    await workbench.quickInput.press("Enter");
    await dialogue.sentence();
    await waitFor("the sentence to say where", async () => (await workbench.quickInput.items())[0]?.detail.includes("Sign-in at ngrok's edge"));
    await workbench.quickInput.press("Enter");
    await scene.liveAddress();
    await workbench.tree("Shares").waitForRow("Sign-in at ngrok's edge");
    await stop();
  });

  async function seesTheApp(enforcement: string): Promise<void> {
    const { edge, app, workbench } = scene;
    const alice = await scene.visitor();
    await alice.signIn(edge.publicOrigin, "alice@acme.com");
    await alice.sees(text);
    text = `Edited: ${enforcement}`;
    await alice.followsEdit(app, text);
    const tree = workbench.tree("Shares");
    await tree.waitForRow(enforcement);
    await tree.waitForRow("Alice Adams alice@acme.com");
    await alice.close();
  }

  async function stop(): Promise<void> {
    const { workbench, edge } = scene;
    await workbench.notifications.clear();
    await workbench.tree("Shares").clickInline(new URL(edge.publicOrigin).host, /^Stop share/);
    await scene.nothingRuns();
  }
});

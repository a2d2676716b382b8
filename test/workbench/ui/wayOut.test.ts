// What Portcullis stored, taken back from the command palette: the next share asks for it again.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { confidentialClient } from "../../rig/provider/clients";
import { waitFor } from "../harness/waitFor";
import { agentProcesses, secretStore } from "./aftermath";
import { goodAuthtoken, startScene, type Scene } from "./scene";

const providers = "portcullis.providers";

describe("the way out", { timeout: 900_000 }, () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene();
  });

  after(async () => {
    await scene.close();
  });

  /** From the palette to the sentence of before, and Enter. */
  async function sentenceAndEnter(): Promise<void> {
    const { dialogue, workbench, app } = scene;
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.sentence();
    await workbench.quickInput.submit();
  }

  async function stopAll(): Promise<void> {
    await scene.liveAddress();
    await scene.stopAll();
    await scene.workbench.notifications.clear();
  }

  it("forgets the ngrok authtoken: the next share asks for it and for nothing else", async () => {
    const { dialogue, workbench } = scene;
    await scene.shareByNgrok();
    await stopAll();
    await workbench.runCommand("Portcullis: Forget ngrok authtoken");
    await workbench.notifications.waitFor("The ngrok authtoken is forgotten. Shares that are running keep it until they stop.");
    await workbench.notifications.clear();
    await sentenceAndEnter();
    await dialogue.authtoken(goodAuthtoken);
    await stopAll();
    await sentenceAndEnter();
    await stopAll();
  });

  it("removes an identity provider with its secret: settings are clean, and the client is described anew", async () => {
    const { dialogue, workbench, app } = scene;
    assert.equal((await savedProviders()).length, 1);
    await workbench.runCommand("Portcullis: Remove identity provider");
    const { text } = await workbench.dialog();
    assert.match(text, /^Remove Okta\?\s+Its client secret is removed with it\.$/);
    await workbench.clickDialog("Remove");
    const { text: told, buttons } = await workbench.notifications.waitFor("Okta and its client secret are removed.");
    assert.ok(told.endsWith(`Its redirect URIs are still registered at the provider: ${scene.edge.publicOrigin}/.portcullis/callback`), told);
    assert.equal(buttons[0], "Copy redirect URIs");
    await waitFor("the settings to be clean", async () => (await savedProviders()).length === 0);
    await workbench.notifications.clear();
    await dialogue.open();
    await dialogue.port(app.port);
    // What was remembered named that provider: nothing of it can be carried out. ngrok's authtoken is still there.
    await dialogue.tunnel(/^ngrok$/);
    await scene.describeProvider();
    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    await dialogue.who("acme.com");
    await scene.liveAddress();
    await workbench.notifications.clear();
  });

  it("replaces a client secret: the share that runs goes on with the old one until it is restarted, and people sign in with the new one", async () => {
    const { workbench, provider, edge } = scene;
    const client = provider.clients.find(({ clientId }) => clientId === confidentialClient.clientId) as { clientSecret: string } | undefined;
    assert.ok(client);
    client.clientSecret = "another-secret-of-the-rig-0123456789";
    await workbench.runCommand("Portcullis: Replace client secret…");
    await workbench.quickInput.waitForMessage(/It is tried at the provider/);
    await workbench.quickInput.submit(client.clientSecret);
    const { text } = await workbench.notifications.waitFor("The provider refuses the old one.");
    assert.ok(text.includes("A share still runs with the old one. Restarted, its visitors sign in again."), text);
    await workbench.notifications.click("The provider refuses the old one.", "Restart share");
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    const visitor = await scene.visitor();
    await visitor.signIn(edge.publicOrigin, "alice@acme.com");
    await visitor.page.getByText("Hello from Vite").waitFor();
    await visitor.close();
    // As everything else here expects it.
    client.clientSecret = confidentialClient.clientSecret ?? "";
    await workbench.notifications.clear();
  });

  it("removes everything, after a question, shares that run included", async () => {
    const { dialogue, workbench, edge, app } = scene;
    await workbench.runCommand("Portcullis: Remove everything Portcullis stored");
    const { text, buttons } = await workbench.dialog();
    assert.match(text, /Remove everything Portcullis stored\?[\s\S]*Every share is stopped\. Authtokens, API keys, client secrets, visitors' sign-ins, identity providers in the settings and this folder's choices are removed\./);
    assert.deepEqual([...buttons].sort(), ["Cancel", "Remove everything"]);
    await workbench.clickDialog("Remove everything");
    await workbench.notifications.waitFor("Everything Portcullis stored is removed.");
    assert.deepEqual(edge.endpoints, []);
    await waitFor("the settings to be clean", async () => !(providers in (await workbench.server.settings())));
    await waitFor("the agent process to end", () => agentProcesses(workbench).length === 0);
    await workbench.notifications.clear();
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.tunnel(/^ngrok$/);
    await dialogue.at("Authtoken");
    await workbench.quickInput.dismiss();
  });

  it("shows the log", async () => {
    const { workbench } = scene;
    await workbench.runCommand("Portcullis: Show log");
    // The editor draws blanks as no-break spaces.
    const panel = workbench.page.locator(".part.panel");
    await waitFor("the log in the panel", async () => (await panel.innerText()).replaceAll("\u00a0", " ").includes("Agent process"));
  });

  it("a secret store that refuses: the share is live, nothing is half saved, and the message says what to unlock", async () => {
    const { workbench, edge, dialogue, app } = scene;
    const was = await secretStore(workbench);
    // A browser whose site data is blocked throws on every look: the editor's store then rejects every call.
    await workbench.context.addInitScript(`{
      const get = Storage.prototype.getItem;
      Storage.prototype.getItem = function (key) {
        if (key === "secrets.provider") throw new DOMException("Access is denied for this document.", "SecurityError");
        return get.call(this, key);
      };
    }`);
    await workbench.reloadWindow();
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.at("Where should the address come from?");
    await workbench.quickInput.waitForItem("The editor's secret store refused");
    await workbench.quickInput.pick(/^ngrok$/);
    await dialogue.authtoken(goodAuthtoken);
    await scene.describeProvider();
    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    await dialogue.who("acme.com");
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    const refused = /^The editor's secret store refused.*: Nothing was saved\. Unlock the system's keyring, or install one such as gnome-keyring, then try again\.$/;
    const { buttons } = await workbench.notifications.waitFor(refused);
    assert.deepEqual(buttons, ["Try again", "Show log"]);
    assert.deepEqual(await savedProviders(), []);
    assert.equal(await secretStore(workbench), was, "the secret store is as it was");
    await scene.stopAll();
    await workbench.notifications.clear();
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.at("Where should the address come from?");
    await workbench.quickInput.dismiss();
  });

  async function savedProviders(): Promise<readonly unknown[]> {
    return ((await scene.workbench.server.settings())[providers] ?? []) as readonly unknown[];
  }
});

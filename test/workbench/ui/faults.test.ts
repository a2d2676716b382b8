// What a person sees when a share can't be started or goes wrong, and that nothing stays open or half saved. JumpCloud's stand-in: its issuer ends with a slash.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after, before as beforeAll, describe, it } from "node:test";
import { inert } from "../../../src/base/inert";
import { confidentialClient } from "../../rig/provider/clients";
import type { Upstream } from "../../rig/upstreams/recording";
import { connectAgent, share } from "../../unit/rig/edgeAgent";
import { waitFor } from "../harness/waitFor";
import { agentProcesses, assertNothingLeft, before, readAndClick, shareItems } from "./aftermath";
import { goodAuthtoken, startScene, type Scene } from "./scene";
import { inBothThemes } from "./themes";

const issuersMessage = "JumpCloud's issuer";

describe("what goes wrong while a share starts", { timeout: 900_000 }, () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await startScene({ personality: "jumpcloud" });
    scene.register(scene.edge.publicOrigin);
  });

  after(async () => {
    await scene.close();
  });

  async function toAuthtoken(): Promise<void> {
    const { dialogue, app } = scene;
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.tunnel(/^ngrok$/);
  }

  /** The sentence of before, with sign-in at the edge instead. */
  async function shareAtEdge(): Promise<void> {
    const { dialogue, workbench } = scene;
    await dialogue.open();
    await dialogue.port(scene.app.port);
    await dialogue.sentence();
    await workbench.quickInput.pick(/^Change where sign-in is enforced/);
    await dialogue.at("Where is sign-in enforced?");
    await workbench.quickInput.pick(/^At ngrok's edge/);
    await dialogue.who("acme.com");
  }

  /** A failure as it is read: its text and buttons. */
  async function failure(text: RegExp, buttons: readonly string[]): Promise<void> {
    const shown = await scene.workbench.notifications.waitFor(text);
    assert.deepEqual({ buttons: shown.buttons, severity: shown.severity }, { buttons, severity: "error" });
  }

  it("a wrong authtoken, an issuer out of reach and a wrong client secret are each said where they were typed, and nothing is kept", async () => {
    const { dialogue, workbench, provider } = scene;
    const was = await before(scene);
    await toAuthtoken();
    await dialogue.authtoken("2abcdefghijklmnopqrstuvwxyz_wrongwrongwrong");
    const wrong = await workbench.quickInput.waitForMessage(/The authtoken is not valid\. It was reset or deleted, or you left its team\./);
    assert.ok(!wrong.includes("wrongwrongwrong"));
    assert.equal(await workbench.quickInput.hasError(), true);
    await dialogue.authtoken(goodAuthtoken);

    await dialogue.provider("JumpCloud");
    await provider.goDown();
    await dialogue.issuer(provider.issuer, issuersMessage);
    await workbench.quickInput.waitForMessage(/The provider localhost:\d+ can't be reached: ECONNREFUSED\. Nothing listens there\. The provider is down, or a firewall is on the way/);
    await provider.comeUp();
    await workbench.quickInput.submit();

    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.clientSecret("not the client's secret");
    await dialogue.who("acme.com");
    await failure(/^The provider refused the client ID or client secret: .*: Copy the client ID from the application's tab SSO in JumpCloud\. The client secret is shown once: make a new one if it is lost\.$/, ["Replace client secret", "Change provider", "Show log"]);
    await assertNothingLeft(scene, was);
    await readAndClick(workbench, /The provider refused the client ID/, "Replace client secret");
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    assert.equal(await scene.liveAddress(), scene.edge.publicOrigin);
    await scene.savedProviders();
    await scene.stopAll();
    await workbench.runCommand("Portcullis: Remove everything Portcullis stored");
    await workbench.clickDialog("Remove everything");
    await workbench.notifications.waitFor("Everything Portcullis stored is removed.");
  });

  it("an issuer whose slash was lost in the settings is told from the provider's own", async () => {
    const { dialogue, workbench, provider } = scene;
    const { settingsFile } = workbench;
    const issuer = provider.issuer.replace(/\/$/, "");
    const sound = await workbench.server.settings();
    const byHand = { id: "by-hand", name: "By hand", kind: "jumpcloud", issuer, clientId: confidentialClient.clientId, clientAuthentication: "client_secret_basic", scopes: ["openid", "email"] };
    await writeFile(settingsFile, JSON.stringify({ ...sound, "portcullis.providers": [byHand] }));
    // Here the editor sees no change that another program makes to its files.
    await workbench.reloadWindow();
    const was = await before(scene);
    await toAuthtoken();
    await dialogue.authtoken(goodAuthtoken);
    await dialogue.provider("By hand");
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    await dialogue.who("acme.com");
    await failure(/^The issuer is http:\S+ and not http:\S+: Both must be equal to the letter, the slash at the end included\. Save the provider again to take over the document's own\.$/, ["Change provider"]);
    await assertNothingLeft(scene, was);
    // The provider concerned, no other; its issuer as it stands there is looked up, and the document's own word taken.
    await readAndClick(workbench, /The issuer is http/, "Change provider");
    await workbench.quickInput.waitForTitle("What should be changed?");
    await workbench.quickInput.pick("Issuer");
    await dialogue.issuer(issuer, "After a change the client secret is asked for again");
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    await workbench.quickInput.waitForTitle("What should be changed?");
    await workbench.quickInput.dismiss();
    assert.equal(await scene.liveAddress(), scene.edge.publicOrigin);
    assert.equal((await scene.savedProviders())[0]?.issuer, provider.issuer);
    await scene.stopAll();
    await workbench.runCommand("Portcullis: Remove everything Portcullis stored");
    await workbench.clickDialog("Remove everything");
    await workbench.notifications.waitFor("Everything Portcullis stored is removed.");
  });

  it("an address that another agent holds is named, and cancelling half-way undoes what was made", async () => {
    const { dialogue, workbench, edge, authority, app } = scene;
    const was = await before(scene);
    await toAuthtoken();
    await dialogue.authtoken(goodAuthtoken);
    await scene.describeProvider();
    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    await dialogue.at("Who may come in?");
    const other = await connectAgent(edge, authority);
    try {
      await share(other, app as never);
      await dialogue.who("acme.com");
      await failure(/^localhost:\d+ is already online: Stop the other endpoint, in another window, on another machine or in an agent that was left behind\. Or choose another address\.$/, ["Change address", "Open ngrok endpoints", "Try again"]);
    } finally {
      await other.close();
      edge.dropAgents();
    }
    edge.faults.noAnswer = true;
    await readAndClick(workbench, /localhost:\d+ is already online/, "Try again");
    await workbench.notifications.waitFor(/Checking that strangers are turned away/);
    await readAndClick(workbench, /Sharing localhost/, "Cancel");
    await waitFor("the progress to go", async () => (await workbench.notifications.all()).length === 0);
    edge.faults.clear();
    await assertNothingLeft(scene, was);
    await waitFor("the agent process to end when nothing needs it", () => agentProcesses(workbench).length === 0);
  });

  it("an edge that shows a page of its own instead proves nothing: no address is shown, and trying again works once it is gone", async () => {
    const { edge, workbench } = scene;
    const was = await before(scene);
    edge.faults.interstitial = "all";
    await shareFromNothing();
    await failure(/^ngrok shows its warning page before the app: Visitors of a free account confirm it once in 7 days\. Paid plans have no such page\.$/, ["Read more at ngrok", "Try again"]);
    await assertNothingLeft(scene, was);
    edge.faults.clear();
    await readAndClick(workbench, /its warning page/, "Try again");
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    await scene.stopAll();
  });

  it("an edge that ignores the policy is disproved: closed before any address was shown, with what was seen", async () => {
    const { edge, app } = scene;
    const was = await before(scene);
    edge.faults.ignorePolicy = true;
    await shareAtEdge();
    await failure(/^A stranger was not turned away: requests came through ngrok's edge without a sign-in: The share was closed at once\. The log has what was asked and answered\.$/, ["Show log", "Try again"]);
    await assertNothingLeft(scene, was);
    assert.deepEqual(reached(app), [], "nothing reached the app");
    edge.faults.clear();
  });

  it("an edge that forgets the seal: live but shut, and the first person who signed in brings it to light", async () => {
    const { edge, app, workbench } = scene;
    edge.faults.forgetHeaderActions = true;
    await readAndClick(workbench, /A stranger was not turned away/, "Try again");
    const address = await scene.liveAddress();
    const visitor = await scene.visitor();
    await visitor.signIn(`${address}/`, "alice@acme.com");
    await visitor.page.getByRole("heading", { name: "Cannot sign in" }).waitFor();
    await failure(
      /^ngrok let a signed-in visitor through without our seal: The share was closed, because requests could not be told from forged ones\. Start it again, or let this machine do the sign-in\.$/,
      ["Sign in on this machine", "Try again", "Show log"],
    );
    await waitFor("the tunnel to be gone", () => edge.endpoints.length === 0);
    assert.deepEqual(reached(app), [], "nothing reached the app");
    await waitFor("the status bar to say so", async () => (await workbench.statusBar.waitFor(/^localhost:/)).kind === "error");
    await workbench.screenshot("fault-seal");
    // The notification of before is still there, and gives away nothing any more.
    await workbench.showNotifications();
    await readAndClick(workbench, /is shared at/, "Copy address");
    await workbench.notifications.waitFor(/^localhost:\d+ is not shared at https:\S+ just now$/);
    assert.notEqual(await workbench.clipboard(), address);
    await visitor.close();
    edge.faults.clear();
  });

  it("a plan without sign-in at the edge: one click shares with sign-in on this machine, and that is remembered", async () => {
    const { dialogue, edge, workbench } = scene;
    const was = await before(scene);
    edge.faults.refuseBind = "ERR_NGROK_2256";
    await shareAtEdge();
    await failure(/^Your ngrok plan does not include sign-in at ngrok's edge: Let this machine do the sign-in, which needs no paid plan, or upgrade\.$/, ["Sign in on this machine", "Open ngrok billing"]);
    await assertNothingLeft(scene, was);
    edge.faults.clear();
    await readAndClick(workbench, /Your ngrok plan/, "Sign in on this machine");
    const address = await scene.liveAddress();
    await scene.stopAll();
    await workbench.notifications.clear();
    await dialogue.open();
    await dialogue.port(scene.app.port);
    await dialogue.sentence();
    assert.match((await workbench.quickInput.waitForItem(/^Share localhost:/)).detail, /Sign-in on this machine$/);
    await workbench.quickInput.submit();
    assert.equal(await scene.liveAddress(), address);
  });

  it("an app that went away: a signed-in person reads so, and the share stays", async () => {
    const { app, workbench, edge } = scene;
    const visitor = await scene.visitor();
    await visitor.signIn(`${edge.publicOrigin}/`, "alice@acme.com");
    await visitor.page.getByText("Hello from Vite").waitFor();
    await app.close();
    await visitor.page.reload();
    await visitor.page.getByRole("heading", { name: "The app does not answer" }).waitFor();
    assert.match(await visitor.page.locator("body").innerText(), /localhost:\d+ is shared, but the app behind it does not answer just now\. This page tries again by itself\./);
    assert.equal((await workbench.statusBar.waitFor(new URL(edge.publicOrigin).host)).kind, "plain");
    assert.equal(edge.endpoints.length, 1);
    await visitor.close();
  });

  it("S27 a share that failed is taken from the list, which offers to take its redirect URI back", async () => {
    const { app, dialogue, edge, workbench } = scene;
    edge.faults.redirectElsewhere = true;
    await workbench.runCommand("Portcullis: Test SSO");
    await dialogue.at("What is to be tested?");
    await workbench.quickInput.pick(new URL(edge.publicOrigin).host);
    const failed = `localhost:${app.port}`;
    await waitFor("the proof to close the share", async () => (await workbench.statusBar.waitFor(failed)).kind === "error");
    edge.faults.clear();
    await workbench.notifications.clear();
    await workbench.openView("Portcullis");
    await workbench.tree("Shares").clickContextMenu(failed, "Remove from list");
    const uri = `${edge.publicOrigin}/.portcullis/callback`;
    await workbench.notifications.waitFor(`${inert(uri, 300)} is still registered at JumpCloud.`);
    await inBothThemes(workbench, "removed-share");
    await readAndClick(workbench, /is still registered at JumpCloud/, "Take back…");
    await dialogue.at("Take back a redirect URI of JumpCloud");
    assert.deepEqual((await workbench.quickInput.items()).map(({ label }) => label), [inert(uri, 300)]);
    await workbench.quickInput.press("Enter");
    const { buttons } = await workbench.notifications.waitFor("The redirect URI is copied. Remove it from the client at JumpCloud.");
    assert.deepEqual([buttons, await workbench.clipboard()], [["Open console"], uri]);
    assert.deepEqual(await shareItems(workbench), []);
  });

  async function shareFromNothing(): Promise<void> {
    const { dialogue } = scene;
    await toAuthtoken();
    await dialogue.authtoken(goodAuthtoken);
    await scene.describeProvider();
    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    await dialogue.who("acme.com");
  }
});

/** What reached the app, but for the extension's own question whether it speaks HTTP. */
function reached({ requests }: Upstream): readonly string[] {
  return requests.filter(({ headers }) => headers["user-agent"] !== "Portcullis").map(({ method, url }) => `${method} ${url}`);
}

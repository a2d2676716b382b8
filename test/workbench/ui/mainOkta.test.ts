// The main job through ngrok with Okta: the first share from nothing, the second by two Enters, both enforcements, every way to stop.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { confidentialClient } from "../../rig/provider/clients";
import { Guide } from "./guide";
import { edgeCallback, goodAuthtoken, startScene, type Scene } from "./scene";
import { inBothThemes } from "./themes";
import { trialAddress } from "./trialAddress";

describe("sharing through ngrok with Okta", { timeout: 900_000 }, () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene({ personality: "okta" });
  });

  after(async () => {
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("goes from nothing to live by keyboard, with the account's own redirect URI before the client ID", async () => {
    const { dialogue, workbench, edge, provider, app } = scene;
    const { quickInput } = workbench;
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.tunnel(/^ngrok$/);
    await dialogue.at("Authtoken");
    assert.equal(await quickInput.isPassword(), true, "an authtoken is hidden");
    assert.equal(edge.endpoints.length, 0);
    await dialogue.authtoken(goodAuthtoken);
    await dialogue.provider("Okta");
    await dialogue.issuer(`http://localhost:${provider.port}/oauth2/v1/.well-known/openid-configuration`, "Your Okta organisation");
    await dialogue.at(/Register a redirect URI/);
    const uris = await dialogue.redirectUris();
    assert.deepEqual([...uris.values()], [`${edge.publicOrigin}/.portcullis/callback`, edgeCallback]);
    for (const uri of uris.values()) provider.register(uri, confidentialClient.clientId);
    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.at("Client secret");
    assert.equal(await quickInput.isPassword(), true, "a client secret is hidden");
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    assert.equal(await dialogue.who("acme.com"), sentence());
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    const { buttons } = await workbench.notifications.waitFor("is shared at");
    assert.deepEqual(buttons, ["Copy address", "Open"]);
    assert.deepEqual((await workbench.statusBar.waitFor(host())).icons, ["lock"]);
    assert.deepEqual((await scene.savedProviders()).map(({ issuer, name }) => [issuer, name]), [[provider.issuer, "Okta"]]);
  });

  it("gives strangers nothing, whatever they ask", async () => {
    await scene.turnsStrangersAway(scene.edge.publicOrigin);
  });

  it("lets a visitor in over https, shows who it is, and leaves others out", async () => {
    const { edge, app, workbench } = scene;
    const alice = await scene.visitor();
    await alice.signIn(edge.publicOrigin, "alice@acme.com");
    await alice.sees("Hello from Vite");
    await alice.followsEdit(app, "Edited at the gate");
    await workbench.openView("Portcullis");
    await workbench.tree("Shares").waitForRow("Alice Adams alice@acme.com");
    await inBothThemes(workbench, "live-ngrok");
    const mallory = await scene.visitor();
    scene.forgetRequests();
    await mallory.signIn(edge.publicOrigin, "mallory@evil.example");
    await mallory.isLeftOut("mallory@evil.example");
    assert.deepEqual(scene.heard(), []);
    await mallory.close();
    await alice.close();
  });

  it("stops from the status bar, and nothing of it is left", async () => {
    const { workbench } = scene;
    await workbench.notifications.clear();
    assert.equal(scene.agents().length, 1);
    await workbench.statusBar.click(host());
    await workbench.quickInput.waitForItem(/Stop share/);
    assert.deepEqual((await workbench.quickInput.items()).map(({ label }) => label), ["Copy address", "Open in browser", "Copy invitation", "Change who may come in", "Test SSO", "Share options", "Add a port behind a path…", "Take it elsewhere…", "Sign everyone out", "Stop share", "Show in sidebar"]);
    await inBothThemes(workbench, "status-bar-list");
    await workbench.quickInput.pick(/Stop share/);
    await workbench.statusBar.waitUntilGone(host());
    await scene.nothingRuns();
  });

  it("shares again by two Enters", async () => {
    const { dialogue, workbench, app } = scene;
    const { quickInput } = workbench;
    await dialogue.open();
    const first = await quickInput.waitForItem(/^localhost:/);
    assert.deepEqual([first.label, first.focused], [`localhost:${app.port}`, true]);
    await inBothThemes(workbench, "picker-again");
    await quickInput.press("Enter");
    assert.equal(await dialogue.sentence(), sentence());
    await inBothThemes(workbench, "sentence");
    await quickInput.press("Enter");
    assert.equal(await scene.liveAddress(), scene.edge.publicOrigin);
    const alice = await scene.visitor();
    await alice.signIn(scene.edge.publicOrigin, "alice@acme.com");
    await alice.sees("Edited at the gate");
    await alice.close();
  });

  it("stops from the tree's row", async () => {
    const { workbench } = scene;
    await workbench.notifications.clear();
    await workbench.openView("Portcullis");
    await workbench.tree("Shares").clickInline(host(), /^Stop share/);
    await workbench.statusBar.waitUntilGone(host());
    await scene.nothingRuns();
    assert.match(await workbench.tree("Shares").welcome(), /Share port with SSO/);
  });

  it("moves the sign-in to ngrok's edge, where visitors come in all the same", async () => {
    const { dialogue, workbench, edge, app } = scene;
    await dialogue.open();
    await workbench.quickInput.pick(`localhost:${app.port}`);
    await dialogue.sentence();
    await workbench.quickInput.pick("Change where sign-in is enforced…");
    await dialogue.at("Where is sign-in enforced?");
    await workbench.quickInput.pick("At ngrok's edge");
    await dialogue.at("Who may come in?");
    await workbench.quickInput.press("Enter");
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    await workbench.tree("Shares").waitForRow("Sign-in at ngrok's edge");
    await scene.turnsStrangersAway(edge.publicOrigin);
    const alice = await scene.visitor();
    await alice.signIn(edge.publicOrigin, "alice@acme.com");
    await alice.sees("Edited at the gate");
    await alice.followsEdit(app, "Edited at the edge");
    await workbench.tree("Shares").waitForRow("Alice Adams alice@acme.com");
    await alice.close();
  });

  it("tests the sign-in there, and knows of WebSockets by the visitor's own", async () => {
    const { workbench } = scene;
    const report = new Guide(workbench);
    await workbench.tree("Shares").clickContextMenu(host(), "Test SSO");
    await report.says(/^Nothing failed so far\. Whether somebody can come in shows once you sign in$/);
    const row = (title: string) => report.section(/^Share$/).getByRole("listitem").filter({ hasText: title });
    assert.match(await row("WebSockets come through").innerText(), /Passed\s+Visitors whose WebSockets came to this machine: 1/);
    assert.match(await row("Visitors reach this share").innerText(), /answered at ngrok's edge, status 302/);
  });

  it("is all good there once somebody came from the provider, and not where the edge knew them; what ends at ngrok is named on this machine", async () => {
    const { workbench, provider } = scene;
    const report = new Guide(workbench);
    const returned = report.section(/Sign in as yourself/).getByRole("listitem").first();
    const alice = await scene.visitor();
    await alice.signIn(await trialAddress(scene, report, "Sign in as yourself"), "alice@acme.com");
    await report.says("All good: alice@acme.com signed in and came in, and every check passed");
    // Said before the browser has the page: a navigation of its own may not cut into that one.
    await alice.page.getByRole("heading", { name: "The test is over" }).waitFor();
    provider.faults.unassigned.add("alice@acme.com");
    await alice.page.goto(await trialAddress(scene, report, "Try once more"));
    await report.says("Nothing failed so far. Not shown: whether somebody can sign in, as ngrok knew alice@acme.com from before");
    assert.match(await returned.innerText(), /Sign-in comes through\s+Unknown\s+ngrok knew alice@acme\.com from before, so the provider was not asked/);
    assert.ok(!(await report.everything()).includes("All good"));
    await inBothThemes(workbench, "test-sso-edge-known");
    await alice.page.getByRole("link", { name: "Sign out" }).click();
    await alice.page.getByText("You are signed out.").waitFor();
    await alice.page.goto(await trialAddress(scene, report, "Try once more"));
    await alice.page.getByText("ERR_NGROK_5211").first().waitFor();
    await inBothThemes(workbench, "test-sso-edge-waiting");
    await report.press("Try on this machine instead");
    await report.says(/^The cause: .*callback is not registered at the provider/);
    provider.register(await report.copies(/^Copy redirect URI: /));
    await report.press(/^Try again: /);
    await report.says(/^Nothing failed so far\. Whether somebody can come in shows once you sign in$/);
    await alice.page.goto(await report.copies("Sign in as yourself"));
    await report.says(/^The cause: /);
    assert.match(await returned.innerText(), /Sign-in comes through\s+Failed[\s\S]*User is not assigned to the client application/);
    provider.faults.unassigned.clear();
    await alice.close();
  });

  it("stops all from the view's title", async () => {
    const { workbench } = scene;
    await workbench.notifications.clear();
    await workbench.tree("Shares").clickTitleAction(/^Stop all/);
    await workbench.statusBar.waitUntilGone(host());
    await scene.nothingRuns();
  });

  const host = () => new URL(scene.edge.publicOrigin).host;
  const sentence = () => `Share localhost:${scene.app.port} with everyone at acme.com · Okta · ${host()}`;
});

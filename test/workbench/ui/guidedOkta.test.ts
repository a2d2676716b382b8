// The guided set-up for Okta, as somebody does it who has nothing but the page: from the command to a visitor who signed in.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { confidentialClient } from "../../rig/provider/clients";
import { waitFor } from "../harness/waitFor";
import { Guide, policyComplaints } from "./guide";
import { edgeCallback, goodAuthtoken, startScene, type Scene } from "./scene";
import { inAllThemes } from "./themes";

const edgeRegistered = "Redirect URI of ngrok's edge is registered";

describe("adding Okta step by step", { timeout: 900_000 }, () => {
  let scene: Scene;
  let guide: Guide;
  let complaints: () => readonly string[];

  before(async () => {
    scene = await startScene({ personality: "okta" });
    guide = new Guide(scene.workbench);
    complaints = policyComplaints(scene.workbench);
    // As Okta's applications begin: without assignments.
    scene.provider.faults.unassigned.add("alice@acme.com");
  });

  after(async () => {
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("begins where a share asks who signs people in", async () => {
    const { dialogue, workbench, app } = scene;
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.tunnel("This machine only");
    await dialogue.at("Who signs people in?");
    await workbench.quickInput.type("guided");
    await workbench.quickInput.pick("Guided set-up…");
    await guide.isOpen();
    await inAllThemes(workbench, "guided-begin");
  });

  it("finds the organisation from what is pasted, and says what is none", async () => {
    const { provider } = scene;
    await guide.choose("Okta");
    await guide.choose(/^I administer it/);
    await guide.field("Your Okta organisation, or its address").fill("what's this");
    await guide.says(/^This is no issuer of Okta/);
    const said = async () => {
      const field = guide.field("Your Okta organisation, or its address");
      return [await field.getAttribute("aria-invalid"), await field.getAttribute("aria-description")];
    };
    const [invalid, description] = await said();
    assert.equal(invalid, "true");
    assert.match(description ?? "", /This is no issuer of Okta\. Type it like this: /);
    await guide.field("Your Okta organisation, or its address").fill(`http://localhost:${provider.port}/oauth2/v1/.well-known/openid-configuration`);
    await guide.says(`Found: ${provider.issuer}`);
    await waitFor("the field to be right again", async () => (await said())[0] === null);
    assert.match((await said())[1] ?? "", /Found: /);
  });

  it("has the way by API beside it, and is there still when that is left", async () => {
    const { workbench } = scene;
    await guide.press(/^Set up by API instead/);
    await workbench.quickInput.waitForTitle("Set up identity provider by API");
    await workbench.quickInput.dismiss();
    await guide.says(`Found: ${scene.provider.issuer}`);
  });

  it("learns the account's address from the authtoken, which is asked for natively and hidden", async () => {
    const { workbench, edge } = scene;
    await guide.choose(/^ngrok/);
    await guide.press("Enter authtoken…");
    assert.equal(await workbench.quickInput.isPassword(), true, "an authtoken is hidden");
    await workbench.quickInput.submit(goodAuthtoken);
    await guide.says(`Your address: ${edge.publicOrigin}`);
  });

  it("leads through Okta's console, each value with its button", async () => {
    const { workbench, edge, provider } = scene;
    assert.deepEqual((await guide.steps(/Create the application/)).map((step) => step.split(/[,:.]/)[0]), ["Sign in to Okta's admin console and choose Applications > Applications", "Choose Create App Integration", "As App integration name enter", "Under Grant type leave Authorization Code as the only one", "As Sign-in redirect URIs enter", "Under Assignments choose Skip group assignment for now"]);
    assert.equal(await guide.copies("Copy: Name"), "Portcullis");
    await guide.announces("Copied");
    const regions = (await guide.frame.getByRole("main").ariaSnapshot()).split("\n").flatMap((line) => /^ {2}- ["']?((?:heading|group|region) .*?)["']?:?$/.exec(line)?.[1]?.replaceAll('"', "") ?? []);
    assert.deepEqual(regions, ["heading Add Okta [level=1]", "group Which provider?", "group Who administers Okta?", "region 1. Say where your Okta is", "region 2. Choose where your shares are", "region 3. Create the application in Okta", "region 4. Bring back client ID and secret", "region 5. Say who may sign in", "region 6. Save and check"]);
    const uris = [await guide.copies("Copy: Redirect URI for sign-in on this machine"), await guide.copies("Copy: Redirect URI for sign-in at ngrok's edge")];
    assert.deepEqual(uris, [`${edge.publicOrigin}/.portcullis/callback`, edgeCallback]);
    // As it happens: the second is forgotten.
    provider.register(uris[0] ?? "", confidentialClient.clientId);
    await inAllThemes(workbench, "guided-okta");
  });

  it("takes client ID and secret back, the secret never on the page", async () => {
    const { workbench } = scene;
    await guide.press("Save and check");
    await guide.says("The client ID is missing");
    await guide.field("Client ID").fill(confidentialClient.clientId);
    await guide.press("Enter client secret…");
    assert.equal(await workbench.quickInput.isPassword(), true, "a client secret is hidden");
    await workbench.quickInput.submit(confidentialClient.clientSecret ?? "");
    await guide.says("Client secret entered");
    assert.deepEqual((await guide.steps(/Say who may sign in/)).length, 2);
  });

  it("S27: what is typed outlives another tab, and holds no secret", async () => {
    const { workbench } = scene;
    await workbench.runCommand("File: New Untitled Text File");
    await workbench.page.locator("iframe.webview.ready").waitFor({ state: "detached" });
    await guide.open();
    assert.equal(await guide.field("Client ID").inputValue(), confidentialClient.clientId);
    await guide.says("Client secret entered");
    assert.ok(!(await guide.everything()).includes(confidentialClient.clientSecret ?? "?"));
  });

  it("S27: is gone on with after a reload of the window, client ID and secret alone typed once more", async () => {
    const { workbench, edge } = scene;
    await workbench.reloadWindow();
    await guide.isOpen();
    assert.equal(await guide.copies("Copy: Redirect URI for sign-in on this machine"), `${edge.publicOrigin}/.portcullis/callback`);
    await guide.field("Client ID").fill(confidentialClient.clientId);
    await guide.press("Save and check");
    await guide.says("The client secret is missing");
    await guide.press("Enter client secret…");
    await workbench.quickInput.submit(confidentialClient.clientSecret ?? "");
    await guide.says("Client secret entered");
  });

  it("saves provider and secret, checks all that can be, and names the redirect URI that was forgotten", async () => {
    const { workbench, provider } = scene;
    await guide.press("Save and check");
    await guide.says("Okta is saved");
    assert.deepEqual((await scene.savedProviders()).map(({ issuer, name }) => [issuer, name]), [[provider.issuer, "Okta"]]);
    const checks = await guide.checks();
    assert.equal(checks.get(edgeRegistered), "Warning", "it is not in the way of a sign-in on this machine");
    assert.deepEqual([...checks].filter(([title, outcome]) => outcome !== "Passed" && title !== edgeRegistered), []);
    assert.ok(checks.size >= 12, `${checks.size} checks`);
    await guide.announces(`Nothing failed, but look at “${edgeRegistered}”.`);
    await inAllThemes(workbench, "guided-okta-failed");
  });

  it("offers beside what failed what cures it", async () => {
    const { workbench, provider } = scene;
    provider.faults.wrongSecret = true;
    await guide.press("Save and check again");
    await guide.announces(/checks failed, first of all/);
    await guide.section(/Save and check/).getByRole("list", { name: "Checks" }).getByRole("button", { name: /ecret.*: / }).first().click();
    await workbench.quickInput.waitForTitle("Client secret");
    assert.equal(await workbench.quickInput.isPassword(), true, "a client secret is hidden");
    await workbench.quickInput.dismiss();
    provider.faults.wrongSecret = false;
  });

  it("finds everything in order once it is registered, too", async () => {
    const { workbench, provider } = scene;
    provider.register(edgeCallback, confidentialClient.clientId);
    await guide.press("Save and check again");
    await waitFor("every check to pass", async () => [...(await guide.checks()).values()].every((outcome) => outcome === "Passed"));
    await guide.announces("Everything that was checked is in order. Only a sign-in shows that people really get in.");
    await inAllThemes(workbench, "guided-okta-checked");
  });

  it("leads on to the sign-in that is tried, where the page's redirect URIs lead back to", async () => {
    await guide.press("Sign in as yourself…");
    await guide.frame.getByRole("heading", { level: 1, name: "Test SSO: Okta", exact: true }).waitFor();
    await guide.says(/^Nothing failed so far\. /);
    await scene.workbench.runCommand("View: Close Editor");
    await guide.says("Okta is saved");
  });

  it("leads on to the export for a team, and back", async () => {
    const { workbench } = scene;
    await guide.press("Export for my team…");
    await workbench.quickInput.waitForTitle("Without its client secret");
    await workbench.quickInput.dismiss();
    await guide.says("Okta is saved");
  });

  it("shares a port with it, which a visitor opens after signing in once they are assigned", async () => {
    const { dialogue, app, edge, provider } = scene;
    await guide.press("Share port with SSO");
    await dialogue.port(app.port);
    await dialogue.tunnel(/^ngrok$/);
    await dialogue.provider("Okta");
    await dialogue.who("acme.com");
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    scene.forgetRequests();
    const alice = await scene.visitor();
    await alice.signIn(edge.publicOrigin, "alice@acme.com");
    await alice.page.getByRole("heading", { name: "Cannot sign in" }).waitFor();
    assert.deepEqual(scene.heard(), [], "nothing of the app is seen by who is not assigned");
    provider.faults.unassigned.delete("alice@acme.com");
    await alice.signIn(edge.publicOrigin, "alice@acme.com");
    await alice.sees("Hello from Vite");
    await alice.close();
    await scene.stopAll();
    await scene.nothingRuns();
  });

  it("loads nothing that its policy forbids", () => {
    assert.deepEqual(complaints(), []);
  });
});

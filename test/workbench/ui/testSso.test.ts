// Test SSO in the real editor: everything passes, a person signs in as themselves, and what is broken then is named with its cure.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { walkthrough } from "../../../src/contributions";
import { jwtStart } from "../../rig/jwtStart";
import { confidentialClient } from "../../rig/provider/clients";
import { waitFor } from "../harness/waitFor";
import { Guide, policyComplaints } from "./guide";
import { startScene, type Scene, type Visitor } from "./scene";
import { inAllThemes } from "./themes";
import { trialAddress } from "./trialAddress";

describe("Test SSO on a live share", { timeout: 900_000 }, () => {
  let scene: Scene;
  let report: Guide;
  let complaints: () => readonly string[];

  before(async () => {
    scene = await startScene({ personality: "okta" });
    report = new Guide(scene.workbench);
    await scene.shareByNgrok();
    await scene.workbench.notifications.clear();
    complaints = policyComplaints(scene.workbench);
    scene.forgetRequests();
  });

  after(async () => {
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("asks everything that can be asked without anybody, and everything passes", async () => {
    const { workbench, edge } = scene;
    await workbench.statusBar.click(new URL(edge.publicOrigin).host);
    await workbench.quickInput.pick(/Test SSO/);
    await report.isOpen();
    await report.says(/^Nothing failed so far\. Whether somebody can come in shows once you sign in$/);
    const words = await report.frame.locator(".results .word").allInnerTexts();
    assert.ok(words.length > 15 && words.every((word) => word === "Passed"), words.join());
    await inAllThemes(workbench, "test-sso-checked");
  });

  it("opens the browser, where a person signs in as themselves; what came back is shown, and nobody came in", async () => {
    const { workbench } = scene;
    const visitor = await signsIn("Sign in as yourself");
    await report.says("All good: alice@acme.com signed in and came in, and every check passed");
    await visitor.page.getByRole("heading", { name: "The test is over" }).waitFor();
    await scene.screenshotPage("test-sso-over", visitor.page);
    await visitor.close();
    const claims = report.frame.getByRole("table", { name: "Claims that came back" });
    assert.match(await claims.getByRole("row", { name: /^email / }).innerText(), /alice@acme\.com/);
    const rule = report.frame.getByRole("table", { name: "Who may come in, field by field" });
    assert.match(await rule.innerText(), /Domains: acme\.com\s+alice@acme\.com, verified\s+Comes in: everyone at acme\.com may/);
    // The look at the port alone.
    assert.deepEqual([...new Set(scene.heard())], ["HEAD /"]);
    await claims.scrollIntoViewIfNeeded();
    await inAllThemes(workbench, "test-sso-signed-in");
  });

  it("copies the report as Markdown, in which neither a secret nor the person is", async () => {
    const markdown = await report.copies("Copy as Markdown");
    assert.match(markdown, /^## Test SSO: /);
    assert.match(markdown, /All good: •••@acme\.com/);
    for (const secret of ["alice", "Alice Adams", confidentialClient.clientSecret ?? "?", "good-token"]) assert.ok(!markdown.includes(secret), secret);
    assert.doesNotMatch(markdown, jwtStart);
  });

  it("names a redirect URI that is not registered, and copies it", async () => {
    const { workbench, provider, edge } = scene;
    const uri = `${edge.publicOrigin}/.portcullis/callback`;
    for (const client of provider.clients) client.redirectUris.splice(client.redirectUris.indexOf(uri), 1);
    await report.press("Run again");
    await report.says(/^The cause: .*callback is not registered at the provider/);
    assert.equal(await report.copies(/^Copy redirect URI: /), uri);
    await workbench.statusBar.waitFor("Redirect URI copied");
    await inAllThemes(workbench, "test-sso-redirect-uri");
    scene.register(edge.publicOrigin);
    await report.press(/^Try again: /);
    await report.says(/^Nothing failed so far\. /);
  });

  it("names the cause and what helps where the person is not assigned, and is not all good", async () => {
    const { workbench, provider } = scene;
    provider.faults.unassigned.add("alice@acme.com");
    const visitor = await signsIn("Sign in as yourself");
    await report.says(/^The cause: /);
    await visitor.close();
    const row = report.section(/Sign in as yourself/).getByRole("listitem").first();
    assert.match(await row.innerText(), /Sign-in comes through\s+Failed[\s\S]*User is not assigned to the client application[\s\S]*Assign the person, or a group of theirs/);
    await inAllThemes(workbench, "test-sso-cause");
    assert.ok(!(await report.everything()).includes("All good"));
  });

  it("tests a provider without a share at an address that is there for the test alone", async () => {
    const { workbench, provider, edge } = scene;
    provider.faults.unassigned.clear();
    await scene.stopAll();
    await workbench.runCommand("Portcullis: Test SSO");
    await report.frame.getByRole("heading", { level: 1, name: "Test SSO: Okta", exact: true }).waitFor();
    await report.says(/^Nothing failed so far\. Whether somebody can come in shows once you sign in$/);
    const visitor = await signsIn("Sign in as yourself");
    await report.says("Signed in. Not shown: “They may come in”");
    await visitor.close();
    await waitFor("the address to be closed again", () => edge.endpoints.length === 0);
    await scene.nothingRuns();
  });

  it("S27 S30: holds no secret, and loads nothing that its policy forbids", async () => {
    const everything = await report.everything();
    for (const secret of [confidentialClient.clientSecret ?? "?", "good-token"]) assert.ok(!everything.includes(secret), secret);
    assert.doesNotMatch(everything, jwtStart);
    assert.deepEqual(complaints(), []);
  });

  it("ticks its step of the walkthrough off, since it was all good once", async () => {
    const { workbench } = scene;
    await workbench.runCommand("Portcullis: Get started");
    const mark = workbench.page.locator(`[data-done-step-id$="#${walkthrough}#test"]`).first();
    await waitFor("the step to be ticked", async () => (await mark.getAttribute("aria-checked")) === "true");
  });

  async function signsIn(button: string): Promise<Visitor> {
    const address = await trialAddress(scene, report, button);
    const visitor = await scene.visitor();
    await visitor.signIn(address, "alice@acme.com");
    return visitor;
  }
});

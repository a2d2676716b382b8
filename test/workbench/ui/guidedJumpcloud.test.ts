// The guided set-up for JumpCloud: asked of somebody else first, the answer filled in later; then as one who administers it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { confidentialClient } from "../../rig/provider/clients";
import { waitFor } from "../harness/waitFor";
import { Guide, policyComplaints } from "./guide";
import { edgeCallback, goodAuthtoken, startScene, type Scene } from "./scene";
import { inAllThemes } from "./themes";

const { clientId, clientSecret = "" } = confidentialClient;

describe("adding JumpCloud step by step", { timeout: 900_000 }, () => {
  let scene: Scene;
  let guide: Guide;
  let complaints: () => readonly string[];

  before(async () => {
    scene = await startScene({ personality: "jumpcloud" });
    guide = new Guide(scene.workbench);
    complaints = policyComplaints(scene.workbench);
  });

  after(async () => {
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("writes the message for who administers it, with all that has to be created", async () => {
    const { workbench, edge, provider } = scene;
    await guide.open();
    await guide.choose("JumpCloud");
    await guide.choose(/^Somebody else does/);
    await guide.field("JumpCloud's issuer").fill(provider.issuer.replace(/\/$/, ""));
    await guide.says(`Found: ${provider.issuer}`);
    await guide.choose(/^ngrok/);
    await guide.press("Enter authtoken…");
    await workbench.quickInput.submit(goodAuthtoken);
    await guide.says(`Your address: ${edge.publicOrigin}`);
    await guide.field("Who should be able to sign in?").fill("the group Design");
    const request = await guide.copies("Copy message");
    for (const part of ["JumpCloud", `${edge.publicOrigin}/.portcullis/callback`, edgeCallback, `${edge.publicOrigin}/\n`, "Client Secret Basic", "User Groups", "Whom to assign: the group Design", "Scopes: openid, profile, email"]) assert.ok(request.includes(part), part);
    await inAllThemes(workbench, "guided-jumpcloud-message");
  });

  it("keeps it as waiting, which is no provider yet", async () => {
    const { workbench, dialogue, app, edge, provider } = scene;
    await guide.press("Keep as waiting");
    await guide.says(/is kept as waiting/);
    const [entry] = await waitFor("the waiting provider in the settings", async () => (await workbench.server.settings())["portcullis.providers"] as readonly Readonly<Record<string, unknown>>[] | undefined);
    assert.deepEqual(entry && { ...entry, id: undefined }, { id: undefined, name: "JumpCloud", kind: "jumpcloud", waiting: true, issuer: provider.issuer, redirectUris: [`${edge.publicOrigin}/.portcullis/callback`, edgeCallback] });
    await workbench.runCommand("View: Close Editor");
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.tunnel("This machine only");
    await dialogue.at("Who signs people in?");
    assert.ok((await workbench.quickInput.items()).every(({ detail }) => !detail.startsWith("Client ID")), "nothing is saved yet");
    await workbench.quickInput.dismiss();
  });

  it("is completed from its row once the answer is there", async () => {
    const { workbench, provider } = scene;
    await workbench.openView("Portcullis");
    await workbench.tree("Identity providers").clickInline(/^JumpCloud/, /^Complete identity provider/);
    await guide.says(`Found: ${provider.issuer}`);
    for (const button of ["Copy: Redirect URI for sign-in on this machine", "Copy: Redirect URI for sign-in at ngrok's edge"]) provider.register(await guide.copies(button), clientId);
    await guide.field("Client ID").fill(clientId);
    await guide.press("Enter client secret…");
    assert.equal(await workbench.quickInput.isPassword(), true, "a client secret is hidden");
    await workbench.quickInput.submit(clientSecret);
    await guide.says("Client secret entered");
    await guide.press("Save and check");
    await guide.says("JumpCloud is saved");
    assert.deepEqual([...await guide.checks()].filter(([, outcome]) => outcome !== "Passed" && outcome !== "Warning"), []);
    await inAllThemes(workbench, "guided-jumpcloud-completed");
    const saved = (await workbench.server.settings())["portcullis.providers"] as readonly Readonly<Record<string, unknown>>[];
    assert.deepEqual(saved.map(({ waiting, clientId: id, issuer }) => [waiting, id, issuer]), [[undefined, clientId, provider.issuer]]);
  });

  it("leads who administers it through JumpCloud's console, step by step", async () => {
    const { workbench, edge, provider } = scene;
    await workbench.runCommand("View: Close Editor");
    await guide.open();
    await guide.choose("JumpCloud");
    await guide.choose(/^I administer it/);
    await guide.field("JumpCloud's issuer").fill(provider.issuer);
    await guide.says(`Found: ${provider.issuer}`);
    await guide.choose(/^ngrok/);
    await guide.says(`Your address: ${edge.publicOrigin}`);
    assert.deepEqual((await guide.steps(/Create the application/)).length, 8);
    assert.equal(await guide.copies("Copy: Name"), "Portcullis");
    assert.deepEqual([await guide.copies("Copy: Redirect URI for sign-in on this machine"), await guide.copies("Copy: Redirect URI for sign-in at ngrok's edge")], [`${edge.publicOrigin}/.portcullis/callback`, edgeCallback]);
    assert.equal(await guide.copies("Copy: Login URL"), `${edge.publicOrigin}/`);
    assert.deepEqual((await guide.steps(/Say who may sign in/)).map((step) => step.split(",")[0]), ["Under SSO Applications open the application", "Tick every group whose people may sign in"]);
    await inAllThemes(workbench, "guided-jumpcloud");
    await guide.field("Client ID").fill(clientId);
    await guide.press("Enter client secret…");
    await workbench.quickInput.submit(clientSecret);
    await guide.says("Client secret entered");
    await guide.press("Save and check");
    await guide.says("JumpCloud is saved");
  });

  it("is all there by keyboard alone, and in a narrow window", async () => {
    const { workbench } = scene;
    const { page } = workbench;
    await guide.field("Client ID").focus();
    await page.keyboard.press("Tab");
    await guide.hasFocus("button", "Enter another client secret…");
    await page.keyboard.press("Enter");
    await workbench.quickInput.waitForTitle("Client secret");
    await workbench.quickInput.dismiss();
    await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
    await page.setViewportSize({ width: 420, height: 800 });
    await workbench.screenshot("guided-jumpcloud-narrow");
    await waitFor("the page to fit", async () => !(await guide.isWiderThanItsWindow()));
    await page.setViewportSize({ width: 1280, height: 800 });
    await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
  });

  it("shares a port with it, which a visitor opens after signing in", async () => {
    const { dialogue, app, edge } = scene;
    await guide.press("Share port with SSO");
    await dialogue.port(app.port);
    await dialogue.tunnel(/^ngrok$/);
    await dialogue.provider("JumpCloud");
    await dialogue.who("acme.com");
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    const alice = await scene.visitor();
    await alice.signIn(edge.publicOrigin, "alice@acme.com");
    await alice.sees("Hello from Vite");
    await alice.close();
    await scene.stopAll();
    await scene.nothingRuns();
    assert.deepEqual(complaints(), []);
  });
});

// Who is in, and who may be: put out, let in, asked about, from the sidebar and the palette.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { waitFor } from "../harness/waitFor";
import { startScene, type Scene, type Visitor } from "./scene";
import { inBothThemes } from "./themes";

describe("the people of a share", { timeout: 900_000 }, () => {
  let scene: Scene;
  let gate: string;
  let alice: Visitor;
  let bob: Visitor;

  before(async () => {
    scene = await startScene({ personality: "okta" });
    gate = await scene.shareLocally();
    await scene.workbench.openView("Portcullis");
    [alice, bob] = [await scene.visitor(), await scene.visitor()];
    await alice.signIn(gate, "alice@acme.com");
    await bob.signIn(gate, "bob@acme.com");
    await scene.workbench.tree("Shares").waitForRow("2 visitors");
  });

  after(async () => {
    await scene.close();
  });

  const status = async ({ page }: Visitor) => (await page.request.get(gate, { maxRedirects: 0, headers: { accept: "text/html" } })).status();

  it("one is signed out from their row, and nobody else", async () => {
    const tree = scene.workbench.tree("Shares");
    await tree.row("Alice Adams").hover();
    await inBothThemes(scene.workbench, "visitors");
    await tree.clickInline("Alice Adams", "Sign visitor out");
    await tree.waitForRow("1 visitor");
    assert.equal(await status(alice), 302);
    assert.equal(await status(bob), 200);
  });

  it("somebody is asked about while they are typed, and both answers are given where the provider's word decides", async () => {
    const { workbench } = scene;
    await workbench.runCommand("Portcullis: Check who may come in");
    await workbench.quickInput.waitForTitle("An address, like alice@acme.com");
    await workbench.quickInput.type("carol@acme.com");
    await workbench.quickInput.waitForItem("Comes in: everyone at acme.com may");
    await workbench.quickInput.waitForItem("Stays out: nobody vouches for the address");
    await inBothThemes(workbench, "check-access");
    await workbench.quickInput.type("eve@evil.example");
    await workbench.quickInput.waitForItem("Stays out: neither the address, its domain nor a group of theirs is listed");
    await workbench.quickInput.dismiss();
  });

  it("who may come in is changed to a group: the line says so, and whoever is left out is out at once", async () => {
    const { workbench, app, provider } = scene;
    await workbench.runCommand("Portcullis: Change who may come in");
    await workbench.quickInput.waitForTitle("Who may come in?");
    assert.equal(await workbench.quickInput.value(), "acme.com");
    await workbench.quickInput.type("group:Engineering");
    await workbench.quickInput.waitForItem(`Share localhost:${app.port} with members of Engineering · Okta · this machine only`);
    await inBothThemes(workbench, "change-rule");
    await workbench.quickInput.press("Enter");
    const tree = workbench.tree("Shares");
    await tree.waitForRow("Members of Engineering");
    await tree.waitForRow("Nobody has signed in yet");
    await bob.page.goto(gate);
    await bob.isLeftOut("bob@acme.com");
    await alice.page.goto(gate);
    if (new URL(alice.page.url()).origin === provider.origin) await alice.chooseAccount("alice@acme.com");
    await alice.sees("Hello from Vite");
    await tree.waitForRow("1 visitor");
  });

  it("S19 the dev server's own tools are opened to visitors by a sentence, shown as a warning, and closed again", async () => {
    const { workbench } = scene;
    const { quickInput } = workbench;
    const tree = workbench.tree("Shares");
    const tool = async () => (await alice.page.request.get(`${gate}/__open-in-editor`, { maxRedirects: 0 })).status();
    assert.equal(await tool(), 403);
    await workbench.runCommand("Portcullis: Share options");
    await quickInput.waitForTitle("Which option?");
    await inBothThemes(workbench, "share-options");
    await quickInput.pick("Developer tools of the dev server");
    await quickInput.waitForItem("Visitors may use the dev server's developer tools");
    await inBothThemes(workbench, "share-option");
    await quickInput.pick("Visitors may use the dev server's developer tools");
    await quickInput.waitForTitle("Which option?");
    await quickInput.dismiss();
    await tree.waitForRow("Visitors may use the dev server's developer tools");
    assert.notEqual(await tool(), 403);
    await tree.clickInline("Visitors may use the dev server's developer tools", "Share options");
    await quickInput.pick("Developer tools of the dev server");
    await quickInput.pick("Developer tools are kept from visitors");
    await quickInput.waitForTitle("Which option?");
    await quickInput.dismiss();
    assert.equal(await tool(), 403);
  });

  it("S6 a path is opened for a webhook by a sentence that is typed and picked, shown as a warning, and closed again", async () => {
    const { workbench } = scene;
    const { quickInput } = workbench;
    const tree = workbench.tree("Shares");
    const hook = async () => (await fetch(`${gate}/hooks/stripe`, { method: "POST", body: "{}" })).status;
    assert.equal(await hook(), 401);
    await workbench.runCommand("Portcullis: Share options");
    await quickInput.pick("Open paths");
    await quickInput.waitForTitle("Paths that need no sign-in");
    await quickInput.type("/");
    await quickInput.waitForItem(/would open the whole app/);
    await quickInput.press("Enter");
    assert.equal(await quickInput.value(), "/", "what can't be opened stays to be mended");
    await quickInput.type("/hooks/stripe");
    await quickInput.waitForItem("Open to everyone, without sign-in: POST /hooks/stripe");
    await inBothThemes(workbench, "open-paths");
    await quickInput.press("Enter");
    await quickInput.waitForTitle("Which option?");
    await quickInput.dismiss();
    await tree.waitForRow("POST /hooks/stripe");
    await inBothThemes(workbench, "open-path-in-tree");
    assert.notEqual(await hook(), 401);
    await workbench.runCommand("Portcullis: Share options");
    await quickInput.pick("Open paths");
    await quickInput.waitForTitle("Paths that need no sign-in");
    await quickInput.type("");
    await quickInput.waitForItem("Nothing is open without sign-in");
    await quickInput.press("Enter");
    await quickInput.waitForTitle("Which option?");
    await quickInput.dismiss();
    assert.equal(await hook(), 401);
  });

  it("a header is set for visitors by a line that is typed, and no longer once the line is empty", async () => {
    const { workbench } = scene;
    const { quickInput } = workbench;
    const answered = async () => (await alice.page.request.get(gate, { maxRedirects: 0 })).headers()["x-env"];
    assert.equal(await answered(), undefined);
    await workbench.runCommand("Portcullis: Share options");
    await quickInput.pick("Header rules");
    await quickInput.waitForTitle("Headers to set or remove");
    await quickInput.type("response set Set-Cookie: a");
    await quickInput.waitForItem(/cookies can't be set or removed/);
    await quickInput.type("response set X-Env: test, local");
    await quickInput.waitForItem("X-Env set in responses");
    await inBothThemes(workbench, "header-rules");
    await quickInput.press("Enter");
    await quickInput.waitForTitle("Which option?");
    await quickInput.dismiss();
    await workbench.tree("Shares").waitForRow("X-Env set in responses");
    assert.equal(await answered(), "test, local");
    await workbench.runCommand("Portcullis: Share options");
    await quickInput.pick("Header rules");
    await quickInput.waitForTitle("Headers to set or remove");
    await quickInput.type("");
    await quickInput.waitForItem("No header is set or removed");
    await quickInput.press("Enter");
    await quickInput.waitForTitle("Which option?");
    await quickInput.dismiss();
    assert.equal(await answered(), undefined);
  });

  it("everyone is signed out from the palette", async () => {
    await scene.workbench.runCommand("Portcullis: Sign everyone out");
    await scene.workbench.tree("Shares").waitForRow("Nobody has signed in yet");
    await waitFor("her session to end", async () => (await status(alice)) !== 200);
  });
});

// The main job on this machine only, from nothing: what the developer sees, what visitors see, what strangers don't.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { freePort } from "../../rig/freePort";
import { publicClient } from "../../rig/provider/clients";
import { listenOnSocket, socketFolder } from "../../rig/upstreams/unixSocket";
import { waitFor } from "../harness/waitFor";
import { startScene, type Scene, type Visitor } from "./scene";
import { inBothThemes } from "./themes";


describe("sharing on this machine only, from nothing", { timeout: 900_000 }, () => {
  let scene: Scene;
  let alice: Visitor;
  let gate: string;

  before(async () => {
    const port = await freePort();
    gate = `http://localhost:${port}`;
    scene = await startScene({ personality: "generic", settings: { "portcullis.local.port": port } });
  });

  after(async () => {
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("offers a socket once its path is typed, unless there is none or nothing listens, and leads on to where the address comes from", { skip: process.platform === "win32" && "has none" }, async () => {
    const { dialogue, workbench } = scene;
    const { quickInput } = workbench;
    const folder = socketFolder();
    const [file, silent, listening] = ["file", "silent.sock", "app.sock"].map((name) => join(folder.path, name)) as [string, string, string];
    const close = await listenOnSocket(createServer((_request, response) => void response.end("the app")), listening);
    try {
      await writeFile(file, "");
      await dialogue.open();
      for (const [path, said] of [[file, `${file} is not a socket`], [silent, `Nothing listens on ${silent} yet`]] as const) {
        await quickInput.type(path);
        await quickInput.pick(`Share ${path}`);
        await quickInput.waitForItem(said);
      }
      await quickInput.type(listening);
      await quickInput.pick(`Share ${listening}`);
      await dialogue.at("Where should the address come from?");
      await quickInput.dismiss();
    } finally {
      await close();
      folder.remove();
    }
  });

  it("asks for port, place, provider, client and people by keyboard, and goes live", async () => {
    const { dialogue, workbench, provider, app } = scene;
    await dialogue.open();
    await workbench.quickInput.waitForItem(/^localhost:/);
    await inBothThemes(workbench, "picker");
    await dialogue.port(app.port);
    await dialogue.tunnel("This machine only");
    await dialogue.at("Who signs people in?");
    const names = (await workbench.quickInput.items()).map(({ label }) => label);
    // The ways to set one up stand below them.
    assert.deepEqual([names.slice(0, 5), names[13]], [["Okta", "JumpCloud", "Microsoft Entra ID", "Google", "Keycloak"], "Any other OpenID provider"]);
    await inBothThemes(workbench, "providers");
    await dialogue.provider("Any other OpenID provider");
    await dialogue.issuer(` <${provider.issuer}/.well-known/openid-configuration?x=1> `, "Address of the issuer");
    await dialogue.at(/Register a redirect URI/);
    const uris = await dialogue.redirectUris();
    assert.deepEqual([...uris.values()], [`${gate}/.portcullis/callback`]);
    await inBothThemes(workbench, "redirect-uri");
    await workbench.quickInput.press("Enter");
    await waitFor("the redirect URI on the clipboard", async () => (await workbench.clipboard()) === `${gate}/.portcullis/callback`);
    provider.register(await workbench.clipboard(), publicClient.clientId);
    provider.registerPostLogout(`${gate}/`);
    await dialogue.clientId(publicClient.clientId);
    await dialogue.clientSecret("");
    await dialogue.at("Who may come in?");
    await workbench.quickInput.type("acme.com");
    const sentence = `Share localhost:${app.port} with everyone at acme.com · localhost:${provider.port} · this machine only`;
    await workbench.quickInput.waitForItem(sentence);
    await inBothThemes(workbench, "sentence-first");
    assert.equal(await dialogue.who("acme.com"), sentence);
    assert.equal(await scene.liveAddress(), gate);
  });

  it("shows where the share is in notification, status bar and tree", async () => {
    const { workbench, app, provider } = scene;
    assert.deepEqual((await workbench.notifications.waitFor(`is shared at ${gate}`)).buttons, ["Copy address"]);
    const item = await workbench.statusBar.waitFor(new URL(gate).host);
    assert.deepEqual(item.icons, ["lock"]);
    assert.match(item.label, new RegExp(`${gate}: Live`));
    assert.equal(item.kind, "plain");
    await workbench.openView("Portcullis");
    const tree = workbench.tree("Shares");
    await tree.waitForRows([
      [new URL(gate).host, "Live", 1],
      [gate, "", 2],
      [`localhost:${app.port}`, "", 2],
      [`localhost:${provider.port}`, "", 2],
      ["Everyone at acme.com", "", 2],
      ["Sign-in on this machine", "", 2],
      ["Nobody has signed in yet", "", 2],
    ]);
    await workbench.showNotifications();
    await workbench.notifications.click(`is shared at ${gate}`, "Copy address");
    await waitFor("the address on the clipboard", async () => (await workbench.clipboard()) === gate);
  });

  it("S9 opens no page of the editor's own origin, where localhost would be a path: the address is copied instead", async () => {
    const { workbench } = scene;
    await workbench.page.evaluate("navigator.clipboard.writeText('something else')");
    scene.forgetRequests();
    await workbench.runCommand("Portcullis: Open in browser");
    await waitFor("the address on the clipboard", async () => (await workbench.clipboard()) === gate);
    assert.equal(workbench.page.context().pages().length, 1, "nothing was opened");
    assert.deepEqual(scene.heard(), []);
  });

  it("gives strangers nothing, whatever they ask", async () => {
    await scene.turnsStrangersAway(gate);
  });

  it("sends a visitor to the provider and back to the app, where edits arrive without a reload", async () => {
    const { app, provider, workbench } = scene;
    alice = await scene.visitor();
    await alice.page.goto(gate);
    assert.equal(new URL(alice.page.url()).origin, provider.origin);
    await alice.chooseAccount("alice@acme.com");
    await alice.sees("Hello from Vite");
    assert.equal(alice.page.url(), `${gate}/`);
    await alice.followsEdit(app, "Edited while you look");
    const row = await workbench.tree("Shares").waitForRow("Alice Adams");
    assert.equal(row.description, "alice@acme.com");
    await workbench.tree("Shares").waitForRow("1 visitor");
  });

  it("tells a person the rule leaves out so, and offers another account", async () => {
    const mallory = await scene.visitor();
    scene.forgetRequests();
    await mallory.signIn(gate, "mallory@evil.example");
    await mallory.isLeftOut("mallory@evil.example");
    assert.deepEqual(scene.heard(), []);
    await scene.screenshotPage("denied", mallory.page);
    await mallory.page.getByRole("link", { name: /another account/ }).click();
    await mallory.chooseAccount("alice@acme.com");
    await mallory.sees("Edited while you look");
    await mallory.close();
  });

  it("signs a visitor out on a page of its own", async () => {
    await alice.page.goto(`${gate}/.portcullis/sign-out`);
    await alice.page.getByRole("heading", { name: "Sign out?" }).waitFor();
    await scene.screenshotPage("sign-out", alice.page);
    await alice.page.getByRole("button", { name: "Sign out", exact: true }).click();
    await waitFor("the session to end", async () => {
      const answer = await alice.page.request.get(gate, { maxRedirects: 0, headers: { accept: "text/html" } });
      return answer.status() !== 200;
    });
  });

  it("says so on a plain page when the app does not answer", async () => {
    const bob = await scene.visitor();
    await bob.signIn(gate, "bob@acme.com");
    await bob.sees("Edited while you look");
    await inBothThemes(scene.workbench, "live-local");
    await scene.app.close();
    await bob.page.goto(gate);
    await bob.page.getByRole("heading", { name: "The app does not answer" }).waitFor();
    await scene.screenshotPage("upstream-down", bob.page);
  });
});

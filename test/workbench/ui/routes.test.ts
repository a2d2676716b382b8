// S23: another port is put behind a path of a share that is live, and taken away again, in the real editor.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startFrontAndApi, type FrontAndApi } from "../../rig/upstreams/frontAndApi";
import { waitFor } from "../harness/waitFor";
import { shareItems } from "./aftermath";
import { startScene, type Scene, type Visitor } from "./scene";
import { inBothThemes } from "./themes";

describe("a port behind a path of a share", { timeout: 900_000 }, () => {
  let scene: Scene;
  let apps: FrontAndApi;
  let gate: string;
  let alice: Visitor;
  before(async () => {
    [scene, apps] = await Promise.all([startScene({ personality: "okta" }), startFrontAndApi()]);
    gate = await scene.shareLocally();
    await scene.workbench.openView("Portcullis");
    alice = await scene.visitor();
    await alice.signIn(gate, "alice@acme.com");
    await scene.workbench.tree("Shares").waitForRow("1 visitor");
  });
  after(async () => {
    await scene.close();
    await apps.close();
  });
  const routeGone = () => waitFor("the route's row to go", async () => (await scene.workbench.tree("Shares").rows()).every(({ label }) => !label.includes("behind /api")));
  const answered = async () => (await alice.page.request.get(`${gate}/api/whoami`, { maxRedirects: 0 })).headers()["content-type"];
  /** The gate hears of a change after the tree. */
  const answersAt = (there: boolean) => waitFor(`the API ${there ? "" : "not "}to answer`, async () => ((await answered()) === "application/json") === there);

  it("is asked for its number and its path, and added by a sentence; the tree shows it", async () => {
    const { workbench } = scene;
    const { quickInput } = workbench;
    await answersAt(false);
    await workbench.runCommand("Portcullis: Add a port behind a path…");
    await scene.dialogue.port(apps.api.port);
    await quickInput.waitForTitle(/^Which path should lead there/);
    assert.equal(await quickInput.value(), "/api");
    await quickInput.type("/.portcullis");
    await quickInput.waitForItem(/belongs to Portcullis/);
    await quickInput.press("Enter");
    assert.equal(await quickInput.value(), "/.portcullis", "what can't be a path stays to be mended");
    await quickInput.type("api/");
    await quickInput.waitForItem(`Put localhost:${apps.api.port} behind /api of ${new URL(gate).host}`);
    await inBothThemes(workbench, "add-route");
    await quickInput.press("Enter");
    await workbench.tree("Shares").waitForRow(`localhost:${apps.api.port} behind /api`);
    await inBothThemes(workbench, "route-in-tree");
    await answersAt(true);
  });

  it("goes by the row's own action, at once, and the dialogue puts it back behind the share's address", async () => {
    const { workbench, dialogue } = scene;
    const tree = workbench.tree("Shares");
    await tree.clickInline(`localhost:${apps.api.port} behind /api`, "Remove route");
    await routeGone();
    await answersAt(false);
    await dialogue.open();
    await dialogue.port(apps.api.port);
    await dialogue.at("Press Enter to share");
    await workbench.quickInput.pick("Change address…");
    await dialogue.tunnel(/^Put localhost:\d+ behind a path of localhost:\d+…$/);
    await workbench.quickInput.waitForItem(`Put localhost:${apps.api.port} behind /api of ${new URL(gate).host}`);
    await workbench.quickInput.press("Enter");
    await tree.waitForRow(`localhost:${apps.api.port} behind /api`);
    await answersAt(true);
  });

  it("is back with the share that is stopped and shared again by two Enters, whose sentence names it", async () => {
    const { workbench, dialogue } = scene;
    await workbench.runCommand("Portcullis: Stop share");
    await waitFor("the share to stop", async () => (await shareItems(workbench)).length === 0);
    await routeGone();
    await dialogue.open();
    await dialogue.port(scene.app.port);
    assert.match(await dialogue.sentence(), new RegExp(`^Share localhost:${scene.app.port} and localhost:${apps.api.port} \\(/api\\) with everyone at acme\\.com`));
    await inBothThemes(workbench, "share-again-with-route");
    await workbench.quickInput.press("Enter");
    await workbench.tree("Shares").waitForRow(`localhost:${apps.api.port} behind /api`);
    await alice.page.goto(gate);
    if (new URL(alice.page.url()).origin === scene.provider.origin) await alice.chooseAccount("alice@acme.com");
    await alice.sees("Hello from Vite");
    await answersAt(true);
  });
});

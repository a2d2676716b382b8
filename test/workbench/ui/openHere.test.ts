// S9: in an editor that is itself a web page, localhost is a path on the editor's own origin. What the palette offers for every share is copied there.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { waitFor } from "../harness/waitFor";
import { startScene, type Scene } from "./scene";

describe("opening a share on this machine only from an editor in the browser", { timeout: 300_000 }, () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene({ personality: "generic" });
  });

  after(() => scene.close());

  it("S9 copies the address instead, and no page of the editor's origin leads to the app", async () => {
    const { workbench } = scene;
    const address = await scene.shareLocally();
    assert.notEqual(await workbench.clipboard(), address);
    scene.forgetRequests();
    await workbench.runCommand("Portcullis: Open in browser");
    await waitFor("the address on the clipboard", async () => (await workbench.clipboard()) === address);
    assert.equal(workbench.page.context().pages().length, 1, "nothing was opened");
    assert.deepEqual(scene.heard(), []);
  });
});

// S13 in a real editor: the window reloads, the port is shared again by two Enters, and a visitor's browser goes on as if nothing had been.
import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { waitFor } from "../harness/waitFor";
import { startScene, type Scene, type Visitor } from "./scene";

describe("S13 visitors stay signed in over a reload of the window", { timeout: 900_000 }, () => {
  let scene: Scene;
  let alice: Visitor;

  before(async () => {
    scene = await startScene({ personality: "okta" });
  });
  after(async () => {
    await scene.close();
  });

  /** The files in which sessions rest. */
  async function files(): Promise<readonly string[]> {
    const names = await readdir(scene.workbench.userDataDir, { recursive: true });
    return names.filter((name) => /globalStorage[\\/]portcullis\.portcullis[\\/]sessions[\\/]/.test(name)).map((name) => path.join(scene.workbench.userDataDir, name));
  }
  const asked = () => scene.provider.log.filter(({ path: asked }) => asked === new URL(scene.provider.endpoint("authorization")).pathname).length;
  const address = () => scene.edge.publicOrigin;

  async function shareAgain(): Promise<void> {
    const { dialogue, workbench } = scene;
    await dialogue.open();
    await workbench.quickInput.waitForItem(/^localhost:/);
    await workbench.quickInput.press("Enter");
    await dialogue.sentence();
    await workbench.quickInput.press("Enter");
    assert.equal(await scene.liveAddress(), address());
  }

  it("in a file for this user alone, which names nobody", async () => {
    await scene.shareByNgrok();
    await scene.savedProviders();
    alice = await scene.visitor();
    await alice.signIn(address(), "alice@acme.com");
    await alice.sees("Hello from Vite");
    const [file] = await waitFor("the sessions' file", async () => {
      const found = await files();
      return found.length > 0 && found.every((name) => !name.endsWith(".new")) ? found : undefined;
    });
    assert.equal((await stat(file!)).mode & 0o777, 0o600);
    assert.doesNotMatch(await readFile(file!, "latin1"), /alice|acme\.com|"key"/i);
  });

  it("after a reload, without being asked to sign in", async () => {
    const { workbench } = scene;
    const times = asked();
    await workbench.reloadWindow();
    await shareAgain();
    await alice.page.goto(`${address()}/`);
    await alice.sees("Hello from Vite");
    assert.equal(asked(), times);
    await workbench.openView("Portcullis");
    await workbench.tree("Shares").waitForRow("Alice Adams alice@acme.com");
  });

  it("not after the share was stopped: nothing is left of it", async () => {
    const { workbench } = scene;
    await workbench.notifications.clear();
    await scene.stopAll();
    await waitFor("the file to go", async () => (await files()).length === 0);
    await shareAgain();
    const times = asked();
    await alice.page.goto(`${address()}/`);
    await waitFor("the provider to be asked", () => asked() > times);
  });
});

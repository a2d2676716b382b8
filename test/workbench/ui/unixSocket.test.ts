// The dialogue's first step for an app on a Unix socket, by keyboard.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { listenOnSocket, socketFolder } from "../../rig/upstreams/unixSocket";
import { startScene, type Scene } from "./scene";

describe("an app on a Unix socket", { skip: process.platform === "win32" ? "has none" : false }, () => {
  let scene: Scene;
  let folder: ReturnType<typeof socketFolder>;
  let close: () => Promise<void>;
  before(async () => {
    folder = socketFolder();
    close = await listenOnSocket(createServer((_request, response) => void response.end("the app")), join(folder.path, "app.sock"));
    scene = await startScene({ personality: "generic" });
  });
  after(async () => {
    await scene.close();
    await close();
    folder.remove();
  });

  it("is offered once its path is typed, unless there is no socket, and leads on to where the address comes from", async () => {
    const { dialogue, workbench } = scene;
    await dialogue.open();
    const file = join(folder.path, "file");
    writeFileSync(file, "");
    await workbench.quickInput.type(file);
    await workbench.quickInput.pick(`Share ${file}`);
    await workbench.quickInput.waitForItem(`${file} is not a socket`);
    const silent = join(folder.path, "silent.sock");
    await workbench.quickInput.type(silent);
    await workbench.quickInput.pick(`Share ${silent}`);
    await workbench.quickInput.waitForItem(`Nothing listens on ${silent} yet`);
    const path = join(folder.path, "app.sock");
    await workbench.quickInput.type(path);
    assert.equal((await workbench.quickInput.waitForItem(`Share ${path}`)).label, `Share ${path}`);
    await workbench.quickInput.pick(`Share ${path}`);
    await dialogue.at("Where should the address come from?");
  });
});

// Notifications that come by themselves, and what one click on each does.
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { startListenerProcess } from "../../gate/listenerProcess";
import { waitFor } from "../harness/waitFor";
import { readAndClick, shareItems } from "./aftermath";
import { goodAuthtoken, startScene, type Scene } from "./scene";

describe("what a share tells by itself", { timeout: 900_000 }, () => {
  let scene: Scene;
  let other: Awaited<ReturnType<typeof startListenerProcess>> | undefined;
  let elsewhere: string;
  before(async () => {
    elsewhere = realpathSync(mkdtempSync(path.join(tmpdir(), "elsewhere-")));
    scene = await startScene();
    await scene.shareByNgrok();
    await scene.workbench.openView("Portcullis");
  });
  after(async () => {
    await other?.kill();
    await scene.close();
    rmSync(elsewhere, { recursive: true, force: true });
  });
  beforeEach(() => scene.workbench.notifications.clear());

  it("stopped from ngrok's dashboard: said with who may have done it, and one click starts it again", async () => {
    const { edge, workbench } = scene;
    assert.deepEqual(await edge.sendCommand("stop"), [{}]);
    await readAndClick(workbench, /The share was stopped from ngrok's dashboard: Somebody who may manage the ngrok account did that\./, "Try again");
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
  });

  it("an authtoken that was revoked: said once, another one is asked for and tried, and the share goes on with it", async () => {
    const { edge, workbench, dialogue } = scene;
    edge.faults.refuseSession = "ERR_NGROK_300";
    edge.dropAgents();
    await readAndClick(workbench, /The authtoken was revoked while it was in use: Create a new authtoken/, "Set authtoken");
    await dialogue.authtoken("2abcdefghijklmnopqrstuvwxyz_stillrevoked");
    await workbench.quickInput.waitForMessage(/The authtoken was revoked/);
    edge.faults.clear();
    await dialogue.authtoken(goodAuthtoken);
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
  });

  it("while ngrok is away: the next try is counted down, and can be made at once", async () => {
    const { edge, workbench } = scene;
    await edge.goOffline();
    try {
      await waitFor("the next try in the status bar", async () => (await shareItems(workbench)).some((text) => /next try in \d+ s/.test(text)));
      await waitFor("the same in the sidebar", async () => (await workbench.tree("Shares").rows()).some(({ description }) => /^Reconnecting since .+, next try in \d+ s$/.test(description)));
    } finally {
      await edge.comeBack();
    }
    await workbench.runCommand("Portcullis: Try to reconnect now");
    await waitFor("the share to be live again", async () => (await shareItems(workbench)).some((text) => !/try|reconnecting/.test(text)));
    assert.equal(edge.endpoints.length, 1);
  });

  it("S18 another program took over the port: nothing is forwarded to it until one click says so", async () => {
    const { edge, app, workbench } = scene;
    const alice = await scene.visitor();
    await alice.signIn(`${edge.publicOrigin}/`, "alice@acme.com");
    await alice.sees("Hello");
    await app.close();
    other = await startListenerProcess({ folder: elsewhere, answer: "another program", port: app.port });
    await waitFor("the notice", async () => {
      await alice.page.request.get(`${edge.publicOrigin}/`).catch(() => undefined);
      return (await workbench.notifications.all()).some(({ text }) => text.startsWith("Another program listens on")) || undefined;
    });
    assert.doesNotMatch(await (await alice.page.request.get(`${edge.publicOrigin}/`)).text(), /another program/);
    assert.deepEqual(other.seen, []);
    await readAndClick(workbench, /Another program listens on localhost:\d+ now/, "Share the new process too");
    await waitFor("the new program's answer", async () => (await (await alice.page.request.get(`${edge.publicOrigin}/`)).text()) === "another program" || undefined);
    await alice.close();
  });

  it("S28 a flood of strangers: said with what it uses up, and one click stops the share", async () => {
    const { edge, authority, workbench } = scene;
    const agent = new https.Agent({ keepAlive: true, maxSockets: 8, ca: authority.certificatePem });
    const knock = () =>
      new Promise<void>((resolve) => {
        const request = https.get(`${edge.publicOrigin}/`, { agent }, (response) => response.resume().once("close", resolve));
        request.once("error", () => resolve());
      });
    // 600 a minute are a flood, however long the machine takes to send them.
    let told = false;
    const notice = workbench.notifications.waitFor(/Strangers send/).finally(() => (told = true));
    await Promise.all([notice, (async () => {
      while (!told) await Promise.all(Array.from({ length: 100 }, knock));
    })()]);
    agent.destroy();
    await readAndClick(workbench, /Strangers send \d+ requests a minute to .+ngrok's free plan allows in a month\./, "Stop share");
    await waitFor("the share to stop", async () => edge.endpoints.length === 0 && (await shareItems(workbench)).length === 0);
  });
});

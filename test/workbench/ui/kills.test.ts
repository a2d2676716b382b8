// What a person sees when a part of a share is killed, and that nothing of ours outlives the editor.
import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import { startPlainApp, type PlainApp } from "../../rig/upstreams/plainApp";
import { waitFor } from "../harness/waitFor";
import { agentProcesses, extensionHosts, shareItems } from "./aftermath";
import { startScene, type Scene } from "./scene";
import { watchShown, type Shown } from "./shown";

describe("what happens when a part of a share ends", { timeout: 900_000 }, () => {
  let scene: Scene;
  let other: PlainApp;

  before(async () => {
    [scene, other] = await Promise.all([startScene(), startPlainApp()]);
    await scene.shareByNgrok();
    await scene.workbench.notifications.clear();
  });

  after(async () => {
    const left = await scene.close();
    await other.close();
    assert.deepEqual(left.map(({ commandLine }) => commandLine.join(" ")), [], "nothing outlives the editor");
  });

  const host = () => new URL(scene.edge.publicOrigin).host;
  const onlyAgent = () => {
    const agents = agentProcesses(scene.workbench);
    assert.equal(agents.length, 1, "one agent process per window");
    return agents[0]!.pid;
  };
  /** Its colours in turn; the text counts down meanwhile. */
  const ofStatusBar = (shown: readonly Shown[]) => shown.filter(({ part }) => part === "statusBar").map(({ kind }) => kind).filter((kind, at, all) => kind !== all[at - 1]);

  /** Breaks something, and waits until the status bar went to the warning colour and back. */
  async function recovers(t: TestContext, what: string, breakIt: () => Promise<void> | void): Promise<void> {
    const shown = await watchShown(scene.workbench.page);
    const began = Date.now();
    await breakIt();
    await waitFor(`the share to be live again after ${what}`, async () => /warning,plain$/.test(ofStatusBar(await shown()).join()));
    t.diagnostic(`figure: ${what}: live again after ${Date.now() - began} ms`);
    assert.deepEqual(ofStatusBar(await shown()), ["plain", "warning", "plain"]);
    assert.equal(scene.edge.endpoints.length, 1);
    assert.match((await scene.workbench.statusBar.waitFor(host())).label, /: Live$/);
    assert.deepEqual((await shown()).filter(({ part }) => part === "notification"), [], "what mends itself is no notification");
    assert.equal((await (await scene.visitor()).page.goto(`${scene.edge.publicOrigin}/`))?.ok(), true, "visitors are led to the sign-in again");
  }

  it("the edge's connection drops: reconnecting is shown, then live again by itself in the same process", async (t) => {
    const agent = onlyAgent();
    await recovers(t, "a dropped connection", () => scene.edge.dropAgents());
    assert.equal(onlyAgent(), agent);
  });

  it("the agent process is killed: reconnecting is shown, then live again by itself in a new one", async (t) => {
    const agent = onlyAgent();
    await recovers(t, "a killed agent process", () => void process.kill(agent, "SIGKILL"));
    assert.notEqual(onlyAgent(), agent);
  });

  it("the extension host is killed: nothing of ours is left, and the new one starts clean", async (t) => {
    const { workbench, edge, dialogue, app } = scene;
    const agent = onlyAgent();
    const [old] = extensionHosts(workbench);
    assert.ok(old);
    const began = Date.now();
    process.kill(old.pid, "SIGKILL");
    await waitFor("the agent process to end", () => !agentProcesses(workbench).some(({ pid }) => pid === agent));
    await waitFor("the tunnel to be gone", () => edge.endpoints.length === 0 && edge.sessions.length === 0);
    t.diagnostic(`figure: a killed extension host: nothing of ours after ${Date.now() - began} ms`);
    await waitFor("a new extension host", () => extensionHosts(workbench).some(({ pid }) => pid !== old.pid));
    await dialogue.open();
    assert.deepEqual(await shareItems(workbench), []);
    assert.deepEqual(agentProcesses(workbench), []);
    await dialogue.port(app.port);
    await dialogue.sentence();
    await workbench.quickInput.submit();
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    await workbench.notifications.clear();
  });

  it("stops one share from the status bar and all from the palette", async () => {
    const { workbench, dialogue, edge } = scene;
    await dialogue.open();
    await dialogue.port(other.port);
    await dialogue.sentence();
    await workbench.quickInput.pick(/^Change address/);
    await dialogue.tunnel("This machine only");
    await dialogue.who("acme.com");
    const local = new URL(await scene.liveAddress());
    await workbench.statusBar.waitFor("2 shares");
    await workbench.statusBar.click("2 shares");
    await workbench.quickInput.pick(new RegExp(local.host));
    await workbench.quickInput.pick(/Stop share$/);
    await workbench.statusBar.waitFor(host());
    await assert.rejects(fetch(local), "the local port is closed");
    assert.equal(edge.endpoints.length, 1);
    await workbench.runCommand("Portcullis: Stop all shares");
    await waitFor("everything to be gone", async () => edge.endpoints.length === 0 && (await shareItems(workbench)).length === 0 && agentProcesses(workbench).length === 0);
  });

  it("the window is closed: the tunnel is down and no process of ours runs", async (t) => {
    const { workbench, dialogue, edge, app } = scene;
    await workbench.notifications.clear();
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.sentence();
    await workbench.quickInput.submit();
    await scene.liveAddress();
    const began = Date.now();
    await workbench.closeWindow();
    await waitFor("the tunnel to be gone", () => edge.endpoints.length === 0);
    const tunnel = Date.now() - began;
    await waitFor("the agent process to end", () => agentProcesses(workbench).length === 0);
    t.diagnostic(`figure: a closed window: no tunnel after ${tunnel} ms, no process after ${Date.now() - began} ms`);
  });
});

// Option 2 in Chromium: two machines behind one Cloud Endpoint, each with an agent process of its own; one is stopped, and then lost, while a visitor clicks along.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { CloudEndpointSpec } from "../../src/protocol/cloudEndpoint";
import type { ShareRegistry } from "../../src/shares/shareRegistry";
import { startCloudRig, type CloudRig } from "../rig/cloudRig";
import { startShareRig, until, type ShareRig } from "../rig/shareRig";
import { strangersRequests } from "../rig/strangers";
import { startPlainApp, type PlainApp } from "../rig/upstreams/plainApp";
import { launchBrowser } from "../workbench/harness/browser";

const never = new AbortController().signal;

describe("S12 Option 2: two machines pooled behind a Cloud Endpoint, in Chromium", () => {
  let rig: ShareRig;
  let cloudRig: CloudRig;
  let browser: Browser;
  let page: Page;
  let cloud: CloudEndpointSpec;
  let otherApp: PlainApp;
  let machines: readonly [ShareRegistry, ShareRegistry];

  before(async () => {
    rig = await startShareRig();
    [cloudRig, otherApp] = await Promise.all([startCloudRig(rig), startPlainApp()]);
    machines = [rig.registry, rig.newRegistry()];
    cloud = await cloudRig.address({ pooled: true });
    browser = await launchBrowser({ ignoreCertificateErrors: true, hostRules: [`MAP idp.ngrok.com:443 127.0.0.1:${rig.edge.callbackPort}`] });
    page = await (await browser.newContext()).newPage();
  });
  after(async () => {
    await browser.close();
    await machines[1].dispose();
    await rig.close();
    await Promise.all([cloudRig.close(), otherApp.close()]);
  });

  const app = (machine: 0 | 1) => (machine === 0 ? rig.app : otherApp);
  const start = (machine: 0 | 1) =>
    machines[machine].start(cloudRig.spec({ ...cloud, managed: machine === 0 }, { port: app(machine).port }), cloudRig.secrets(machine === 0 ? "create" : "use"), { signal: never });
  const asked = () => [rig.app.requests.length, otherApp.requests.length] as const;
  const signIns = () => rig.provider.log.filter(({ path }) => path === new URL(rig.provider.endpoint("authorization")).pathname).length;
  /** Opens a page as a click on a link does, and asks for data from it as its script does. */
  const click = async (at: number) => {
    const answer = await page.goto(`${cloud.url}/?click=${at}`);
    const data = await page.evaluate<number>(`fetch("/echo?click=${at}").then((answer) => answer.status)`);
    return { page: answer?.status() ?? 0, code: answer?.headers()["ngrok-error-code"], data };
  };
  const clickUntil = async (over: () => boolean, atLeast: number) => {
    const seen: Awaited<ReturnType<typeof click>>[] = [];
    for (let at = 0; at < atLeast || !over(); at += 1) seen.push(await click(at));
    return seen;
  };

  it("both go live at the one address, and every stranger's request ends at the edge or the gate", async () => {
    assert.equal(await start(0), cloud.url);
    assert.equal(await start(1), cloud.url);
    assert.deepEqual(rig.edge.endpoints.map(({ url, bind }) => [url, bind.Extra.PoolingEnabled]), [[`https://${cloud.internal}`, true], [`https://${cloud.internal}`, true]]);
    assert.equal(rig.edge.sessions.length, 2);
    for (const { what, status, upgraded } of await strangersRequests(cloud.url, rig.authority.certificatePem)) assert.ok(!upgraded && status >= 300 && status < 500, what);
    assert.deepEqual(asked(), [0, 0]);
  });

  it("a visitor signs in once, and is served by either machine without noticing", async () => {
    await page.goto(`${cloud.url}/`);
    await page.click('[data-user="alice@acme.com"]');
    await page.waitForURL(`${cloud.url}/`);
    const before = asked();
    const seen = await clickUntil(() => true, 20);
    assert.deepEqual(seen.filter(({ page: status, data }) => status !== 200 || data !== 200), []);
    const after = asked();
    assert.ok(after[0] > before[0] + 5 && after[1] > before[1] + 5, `${before.join()} ${after.join()}`);
    assert.equal(signIns(), 1);
    await until("both lists", () => machines.every(({ shares }) => shares[0]?.visitors.some(({ email }) => email === "alice@acme.com")));
  });

  it("one machine stops while the visitor clicks along: no click fails", async () => {
    let stopped = false;
    const clicking = clickUntil(() => stopped, 20);
    const [share] = machines[1].shares;
    await machines[1].stop(share!.spec.id);
    stopped = true;
    assert.deepEqual((await clicking).filter(({ page: status, data }) => status !== 200 || data !== 200), []);
    const before = asked();
    await clickUntil(() => true, 5);
    assert.equal(asked()[1], before[1]);
    assert.equal(signIns(), 1);
  });

  it("it comes back, and is lost with its connection: nothing fails but what ngrok itself had sent there, nobody signs in again, no stranger comes in", async () => {
    await start(1);
    await until("both bound", () => rig.edge.endpoints.length === 2);
    const before = asked();
    let lost = false;
    const clicking = clickUntil(() => lost, 20);
    await until("the other machine to be asked", () => asked()[1] > before[1]);
    rig.edge.endpoints.at(-1)!.session.socket.destroy();
    await until("the edge to know", () => rig.edge.endpoints.length === 1);
    lost = true;
    const failed = (await clicking).filter(({ page: status, data }) => status !== 200 || data !== 200);
    assert.ok(failed.length <= 1, JSON.stringify(failed));
    await until("the pool to be whole again", () => machines[1].shares[0]?.state.kind === "live" && rig.edge.endpoints.length === 2);
    const again = asked();
    assert.deepEqual((await clickUntil(() => true, 10)).filter(({ page: status, data }) => status !== 200 || data !== 200), []);
    assert.ok(asked()[1] > again[1]);
    assert.equal(signIns(), 1);
    const app = [...rig.app.requests, ...otherApp.requests].flatMap(({ raw }) => raw.filter(([name]) => name.toLowerCase() === "x-forwarded-email").map(([, value]) => value));
    assert.deepEqual(new Set(app), new Set(["alice@acme.com"]));
    assert.equal(app.length, rig.app.requests.length + otherApp.requests.length, "everything that arrived was somebody's");
  });
});

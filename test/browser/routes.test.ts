// S23 in Chromium: a front end and an API on two ports behind one address, through the stand-in edge with the real agent process.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { startFrontAndApi, type FrontAndApi } from "../rig/upstreams/frontAndApi";
import { startShareRig, until, type ShareRig } from "../rig/shareRig";
import { launchBrowser } from "../workbench/harness/browser";
import { says } from "./stage";

describe("S23 a front end and an API behind one address", () => {
  let rig: ShareRig;
  let apps: FrontAndApi;
  let browser: Browser;
  let page: Page;
  let address: string;
  before(async () => {
    [rig, apps] = await Promise.all([startShareRig(), startFrontAndApi()]);
    address = rig.edge.publicOrigin;
    const routes = [{ prefix: "/api", upstream: { scheme: "http", address: "127.0.0.1", port: apps.api.port } }] as const;
    await rig.registry.start({ ...rig.spec({ port: apps.front.port }), routes: [...routes] }, rig.secrets, { signal: new AbortController().signal });
    browser = await launchBrowser({ ignoreCertificateErrors: true });
    page = await (await browser.newContext()).newPage();
  });
  after(async () => {
    await browser.close();
    await rig.close();
    await apps.close();
  });
  /** Of the two apps; the edge and the provider are on localhost too. */
  const own = (cookie: string | undefined) => (cookie ?? "").split("; ").filter((pair) => pair.startsWith("sid="));

  it("a person signs in once; the page reads the API, posts to it and listens to it over a WebSocket", async () => {
    await page.goto(`${address}/`);
    await page.click('[data-user="alice@acme.com"]');
    await page.waitForURL(`${address}/`);
    await says(page, "posted", "POST /api/orders");
    await says(page, "live", "echo ping");
    await until("one visitor", () => rig.registry.shares[0]!.visitors.length === 1);
    assert.deepEqual(apps.api.requests.map(({ method, url }) => `${method} ${url}`).toSorted(), ["GET /api/whoami", "POST /api/orders"]);
    assert.ok(apps.front.requests.every(({ url }) => !url.startsWith("/api")));
  });

  it("both set a cookie of the same name for the whole origin, and each keeps its own", async () => {
    const seen = (await page.context().cookies(`${address}/api`)).filter(({ name }) => name === "sid").map(({ value, path }) => [value, path]).toSorted();
    assert.deepEqual(seen, [["api", "/api"], ["front", "/"]]);
    await page.reload();
    await page.waitForFunction("(document.getElementById('api')?.textContent ?? '') !== ''");
    assert.deepEqual(own((await page.textContent("#api")) ?? ""), ["sid=api", "sid=front"]);
    assert.deepEqual(own(apps.front.requests.at(-1)!.headers.cookie), ["sid=front"]);
  });

  it("the API goes and comes back while the page is open, and nobody signs in again", async () => {
    const { spec } = rig.registry.shares[0]!;
    const asks = () => page.evaluate("fetch('/api/whoami').then((answer) => answer.headers.get('content-type'))");
    await rig.registry.change(spec.id, { routes: [] });
    assert.equal(await asks(), "text/html");
    await rig.registry.change(spec.id, { routes: spec.routes! });
    assert.equal(await asks(), "application/json");
  });
});

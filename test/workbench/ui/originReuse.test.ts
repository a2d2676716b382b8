// S10 in Chromium: yesterday's app on the same address left a service worker that answers everything, and cookies.
import assert from "node:assert/strict";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { FakeOpenid } from "../../gate/fakeOpenid";
import { startApp, startGate, type GateRig } from "../../gate/gateRig";
import { listen, type Listening } from "../../rig/upstreams/listening";
import { freePort } from "../../rig/freePort";
import { startTlsFront } from "../../rig/tlsFront";
import { launchBrowser } from "../harness/browser";

/** A provider that signs everybody in without asking. */
class OpenDoor extends FakeOpenid {
  constructor(port: number) {
    super();
    Object.defineProperty(this, "authorizationEndpoint", { value: `http://localhost:${port}/authorize` });
  }
}

const worker = `
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const own = new URL(event.request.url);
  if (own.pathname === "/stolen") event.respondWith(new Response("the worker of share A is here"));
  else event.respondWith(fetch(event.request).then(async (answer) => {
    if (event.request.mode !== "navigate" || answer.type === "opaqueredirect") return answer;
    return new Response("READ BY A: " + await answer.text(), { headers: { "content-type": "text/html" } });
  }));
});`;

const appA: RequestListener = (request, response) => {
  if (request.url === "/sw.js") response.writeHead(200, { "Content-Type": "text/javascript" }).end(worker);
  else response.writeHead(200, { "Content-Type": "text/html", "Set-Cookie": "left=behind; Path=/; Max-Age=9999" }).end("<!doctype html><title>A</title><p>app A</p>");
};
const appB: RequestListener = (_request, response) => void response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>B</title><p>app B</p>");

for (const https of [false, true]) {
  describe(`S10 an address on ${https ? "https" : "this machine"} that served another share`, () => {
    let browser: Browser;
    let provider: Listening;
    let front: Listening | undefined;
    let gatePort = 0;
    before(async () => {
      browser = await launchBrowser({ ignoreCertificateErrors: https });
      provider = await listen(createHttpServer((request, response) => {
        const asked = new URL(request.url ?? "", "http://localhost").searchParams;
        response.writeHead(302, { Location: `${asked.get("redirect_uri")}?code=c&state=${asked.get("state")}` }).end();
      }), "127.0.0.1");
      if (https) front = await startTlsFront(() => gatePort);
      // The next share has to get it again.
      else gatePort = await freePort();
    });
    after(async () => {
      await browser.close();
      await front?.close();
      await provider.close();
    });

    /** The next share takes the address over, as a fixed domain or port does. */
    async function share(shareId: string, app: RequestListener): Promise<GateRig> {
      const rig = await startGate({ shareId, http: true, app: await startApp(app), openid: new OpenDoor(provider.port), frontDoor: { loopbackPort: https ? 0 : gatePort } });
      gatePort = rig.port;
      if (front !== undefined) rig.gate.setPublicOrigin(`https://localhost:${front.port}`);
      return rig;
    }

    it("shows the new one untouched by the old one's worker, with none of its cookies, and people are signed in there as usual", async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      let rig = await share("aaaaaaaaaaaa", appA);
      const origin = front === undefined ? rig.origin : `https://localhost:${front.port}`;
      await page.goto(origin);
      await page.evaluate(`(async () => {
        await navigator.serviceWorker.register("/sw.js");
        await navigator.serviceWorker.ready;
        localStorage.setItem("left", "behind");
        await caches.open("left");
      })()`);
      // The worker is in charge: what follows would be a vain test otherwise.
      await page.goto(`${origin}/page`);
      assert.match(await page.content(), /READ BY A/);
      assert.equal(await page.evaluate("fetch('/stolen').then((answer) => answer.text())"), "the worker of share A is here");
      await rig.close();

      rig = await share("bbbbbbbbbbbb", appB);
      try {
        await page.goto(`${origin}/page?of=b`);
        await page.waitForFunction("document.title === 'B'");
        assert.equal(page.url(), `${origin}/page?of=b`);
        assert.doesNotMatch(await page.content(), /READ BY A/);
        const left = await page.evaluate("(async () => ({ workers: (await navigator.serviceWorker.getRegistrations()).length, storage: localStorage.length, caches: await caches.keys(), controlled: navigator.serviceWorker.controller !== null }))()");
        assert.deepEqual(left, { workers: 0, storage: 0, caches: [], controlled: false });
        const cookies = (await context.cookies(origin)).map(({ name }) => name);
        assert.equal(cookies.includes("left"), !https);
        assert.equal(cookies.filter((name) => name.includes("aaaaaaaaaaaa")).length, https ? 0 : 1);
        assert.ok(rig.app.seen.every(({ url }) => !url.includes("sw.js")));
        await page.reload();
        assert.match(await page.content(), /app B/);
      } finally {
        await rig.close();
        await context.close();
      }
    });
  });
}

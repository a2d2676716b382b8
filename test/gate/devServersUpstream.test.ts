// The forms in which a dev server is found on this machine, and what visitors see while it restarts; S6 and S17 around it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { freePort } from "../rig/freePort";
import { listen } from "../rig/upstreams/listening";
import { startSelfSigned } from "../rig/upstreams/selfSigned";
import { startVite } from "../rig/upstreams/viteApp";
import { navigation, startApp, startGate, type GateRig } from "./gateRig";

describe("an upstream", () => {
  it("on IPv6 alone is reached", async () => {
    const vite = await startVite({ host: "::1" });
    const rig = await startGate({ upstream: { scheme: "http", address: "::1", port: vite.port } });
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      const answer = await rig.ask("GET /", [cookie, ...navigation]);
      assert.equal(answer.status, 200);
      assert.match(answer.body, /A Vite app/);
      assert.equal(vite.requests.at(-1)?.headers.host, `localhost:${vite.port}`);
    } finally {
      await rig.close();
      await vite.close();
    }
  });

  it("on https with a certificate that nobody vouches for is reached, and sees its own address", async () => {
    const app = await startSelfSigned();
    const rig = await startGate({ upstream: { scheme: "https", address: "127.0.0.1", port: app.port } });
    try {
      const answer = await rig.ask("POST /echo", [`Cookie: ${await rig.signIn()}`, `Origin: ${rig.origin}`], "x");
      assert.equal(answer.status, 200);
      const { headers } = app.requests.at(-1)!;
      assert.deepEqual([headers["origin"], headers["x-forwarded-proto"], headers["x-forwarded-host"]], [`https://localhost:${app.port}`, "https", `localhost:${app.port}`]);
    } finally {
      await rig.close();
      await app.close();
    }
  });

  it("that restarts is back for the visitor at the next try of a page that tries by itself", async () => {
    const app = await startApp(undefined, await freePort());
    const rig = await startGate({ app });
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      assert.equal((await rig.ask("GET /page", [cookie, ...navigation])).status, 200);
      await app.close();
      const down = await rig.ask("GET /page", [cookie, ...navigation]);
      assert.equal(down.status, 502);
      // Without an address: the page asks for itself.
      assert.match(down.body, /<script>[^]*location\.reload/);
      assert.equal(down.header("cache-control"), "no-store");
      const back = await listen(createServer((_request, response) => void response.end("back again")), "127.0.0.1", app.port);
      assert.equal((await rig.ask("GET /page", [cookie, ...navigation])).body, "back again");
      await back.close();
    } finally {
      await rig.close();
    }
  });
});

describe("S6 S17 what goes around a page", () => {
  let rig: GateRig;
  let status = 200;
  let sent: Readonly<Record<string, string>> = {};
  before(async () => {
    rig = await startGate({ answer: (_request, response) => void response.writeHead(status, sent).end() });
  });
  after(() => rig.close());

  for (const [path, lines] of [
    ["/manifest.webmanifest", ["Sec-Fetch-Dest: manifest", "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: same-origin"]],
    ["/favicon.ico", ["Sec-Fetch-Dest: image", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Site: same-origin", "Accept: image/*"]],
    ["/favicon.ico", []],
    ["/sw.js", ["Service-Worker: script", "Sec-Fetch-Dest: serviceworker", "Sec-Fetch-Mode: same-origin"]],
    ["/apple-touch-icon.png", ["Accept: text/html"]],
    ["/robots.txt", []],
  ] as const) {
    it(`${path} of a stranger (${lines.length} hints) is answered by the gate, with nothing that is kept`, async () => {
      const answer = await rig.ask(`GET ${path}`, lines);
      assert.ok([204, 302, 401].includes(answer.status));
      assert.deepEqual(["cache-control", "cdn-cache-control", "vary"].map((name) => answer.header(name)), ["no-store", "no-store", "Cookie"]);
      assert.deepEqual(rig.app.seen, []);
    });
  }

  it("is private to the visitor whatever its status, and whatever the app says of it", async () => {
    const cookie = `Cookie: ${await rig.signIn()}`;
    for (status of [200, 204, 206, 301, 304, 404, 410, 500, 503]) {
      for (sent of [{}, { "Cache-Control": "public, max-age=31536000, s-maxage=9, immutable", "CDN-Cache-Control": "max-age=9", "Cloudflare-CDN-Cache-Control": "public", "Surrogate-Control": "max-age=9", Vary: "Accept" }]) {
        const answer = await rig.ask("GET /static.js", [cookie, 'If-None-Match: "x"']);
        assert.equal(answer.status, status);
        const said = answer.headers("cache-control");
        assert.equal(said.length, 1);
        assert.match(said[0]!, /^private/);
        assert.doesNotMatch(said[0]!, /public|s-maxage/);
        assert.deepEqual(answer.headers("cdn-cache-control"), ["no-store"]);
        assert.match(answer.headers("vary").join(), /Cookie/);
        assert.equal(answer.header("surrogate-control") ?? answer.header("cloudflare-cdn-cache-control"), undefined);
      }
    }
  });
});

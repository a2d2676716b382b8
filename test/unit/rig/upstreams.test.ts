import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { get, request as httpRequest, type IncomingMessage } from "node:http";
import { after, before, describe, it } from "node:test";
import { startPlainApp, type PlainApp } from "../../rig/upstreams/plainApp";
import { startSelfSigned } from "../../rig/upstreams/selfSigned";
import { startVite, type ViteApp } from "../../rig/upstreams/viteApp";
import { Visitor } from "../../rig/visitor";

/** Waits for a condition, at most two minutes. */
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 120_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("the plain app", () => {
  let app: PlainApp;
  const visitor = new Visitor();
  before(async () => {
    app = await startPlainApp({ title: "Title of the test" });
  });
  after(() => app.close());

  it("shows a page with its title and remembers requests with their headers as sent", async () => {
    const page = await visitor.fetch(app.origin, { headers: { "X-MiXed": "1" } });
    assert.match(page.body, /<title>Title of the test<\/title>/);
    const seen = app.requests.at(-1);
    assert.equal(seen?.url, "/");
    assert.ok(seen.raw.some(([name, value]) => name === "X-MiXed" && value === "1"));
  });

  it("echoes method, headers and body", async () => {
    const answer = await visitor.fetch(`${app.origin}/echo?a=1`, { method: "PUT", headers: { "x-test": "yes" }, body: "hello" });
    const said = JSON.parse(answer.body) as { method: string; url: string; body: string; headers: Record<string, string> };
    assert.deepEqual([said.method, said.url, said.body, said.headers["x-test"]], ["PUT", "/echo?a=1", "hello", "yes"]);
  });

  it("sends events until the reader leaves, and knows that they left", async () => {
    const stream = get(`${app.origin}/sse`, { agent: false });
    const [response] = (await once(stream, "response")) as [IncomingMessage];
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    response.on("error", () => undefined);
    await until(() => text.includes("tick 1"));
    assert.equal(app.open().streams, 1);
    stream.destroy();
    await until(() => app.open().streams === 0);
    assert.deepEqual(app.aborted.splice(0), ["/sse"]);
  });

  it("streams as many bytes as asked for, and counts and hashes what is uploaded", async () => {
    const { body, headers } = await visitor.fetch(`${app.origin}/large?bytes=3000001`);
    assert.equal(body.length, 3_000_001);
    assert.equal(headers["content-length"], "3000001");
    const sent = Buffer.alloc(2_000_003, "b");
    const answer = await visitor.fetch(`${app.origin}/upload`, { method: "POST", body: sent });
    assert.deepEqual(JSON.parse(answer.body), { bytes: sent.length, sha256: createHash("sha256").update(sent).digest("hex") });
  });

  it("lives on when a sender leaves in the middle of an upload", async () => {
    const before = app.aborted.length;
    const sending = httpRequest(`${app.origin}/upload`, { method: "POST", headers: { "content-length": 1000 }, agent: false });
    sending.on("error", () => undefined);
    const count = app.requests.length;
    sending.write("some");
    await until(() => app.requests.length > count);
    sending.destroy();
    await until(() => app.aborted.length > before);
    assert.equal((await visitor.fetch(app.origin)).status, 200);
    app.aborted.length = 0;
  });

  it("redirects and sets several cookies", async () => {
    const redirect = await visitor.fetch(`${app.origin}/redirect?to=${encodeURIComponent("http://localhost/x")}`);
    assert.deepEqual([redirect.status, redirect.headers.location], [302, "http://localhost/x"]);
    const answer = await visitor.fetch(`${app.origin}/cookie`);
    assert.equal(answer.headers["set-cookie"]?.length, 3);
    assert.deepEqual([...visitor.cookies.at(`${app.origin}/`).keys()], ["theme", "app_session"]);
  });

  it("echoes over WebSocket on any path and remembers the upgrade", async () => {
    const upgrade = await visitor.webSocket(`${app.origin}/any/path`);
    assert.ok(upgrade.opened);
    upgrade.socket.send("ping");
    await until(() => upgrade.received.length > 0);
    assert.deepEqual(upgrade.received, ["ping"]);
    assert.equal(app.upgrades.at(-1)?.url, "/any/path");
    assert.match(app.upgrades.at(-1)?.headers.cookie ?? "", /theme=dark/);
    upgrade.socket.close();
    await until(() => app.open().webSockets === 0);
  });

  it("ends streams and WebSockets when it closes, and listens on ::1 when asked", { timeout: 120_000 }, async (t) => {
    const other = await startPlainApp({ host: "::1" }).catch((error: unknown) => error);
    if (other instanceof Error) {
      t.skip(`no ::1 here: ${other.message}`);
      return;
    }
    const six = other as PlainApp;
    assert.equal(six.origin, `http://[::1]:${six.port}`);
    const upgrade = await visitor.webSocket(`${six.origin}/`);
    assert.ok(upgrade.opened);
    const stream = get(`${six.origin}/sse`, { agent: false });
    stream.on("error", () => undefined);
    const [response] = (await once(stream, "response")) as [IncomingMessage];
    response.on("error", () => undefined).resume();
    const ended = Promise.all([once(upgrade.socket, "close"), new Promise((resolve) => response.once("close", resolve))]);
    await six.close();
    await ended;
    await assert.rejects(visitor.fetch(six.origin), /ECONNREFUSED/);
  });
});

describe("the self-signed app", () => {
  it("is refused by a client that checks certificates and answers one that trusts it", async () => {
    const app = await startSelfSigned();
    try {
      assert.match(app.origin, /^https:/);
      await assert.rejects(new Visitor().fetch(app.origin), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
      const trusting = new Visitor({ ca: app.certificate });
      assert.match((await trusting.fetch(app.origin)).body, /A self-signed app/);
      const upgrade = await trusting.webSocket(`${app.origin}/ws`);
      assert.ok(upgrade.opened);
      upgrade.socket.terminate();
    } finally {
      await app.close();
    }
  });
});

describe("the Vite app", () => {
  let app: ViteApp;
  const visitor = new Visitor();
  before(async () => {
    app = await startVite({ text: "first words" });
  });
  after(async () => {
    await app.close();
    assert.ok(!existsSync(app.folder));
    await assert.rejects(visitor.fetch(app.origin), /ECONNREFUSED/);
  });

  it("serves its page and modules and remembers who asked", async () => {
    assert.match((await visitor.fetch(`${app.origin}/`)).body, /\/@vite\/client/);
    assert.match((await visitor.fetch(`${app.origin}/message.js`)).body, /first words/);
    assert.deepEqual(app.requests.map(({ url }) => url), ["/", "/message.js"]);
  });

  it("blocks a host that it does not know, as an unconfigured Vite does", async () => {
    const answer = await visitor.fetch(`${app.origin}/`, { headers: { host: "your-name.ngrok-free.dev" } });
    assert.equal(answer.status, 403);
    assert.match(answer.body, /Blocked request/);
  });

  it("tells an open page of an edit over its WebSocket", async () => {
    await visitor.fetch(`${app.origin}/main.js`);
    await visitor.fetch(`${app.origin}/message.js`);
    const client = (await visitor.fetch(`${app.origin}/@vite/client`)).body;
    const token = /wsToken = "([^"]+)"/.exec(client)?.[1];
    assert.ok(token !== undefined);
    const upgrade = await visitor.webSocket(`${app.origin}/?token=${token}`, { protocols: ["vite-hmr"] });
    assert.ok(upgrade.opened);
    const messages = () => upgrade.received.map((text) => JSON.parse(String(text)) as { type: string; updates?: { path: string; acceptedPath: string }[] });
    await until(() => messages().some(({ type }) => type === "connected"));
    await app.edit("second words");
    await until(() => messages().some(({ type }) => type === "update"));
    assert.deepEqual(messages().find(({ type }) => type === "update")?.updates?.map(({ path, acceptedPath }) => [path, acceptedPath]), [["/main.js", "/message.js"]]);
    assert.ok(!messages().some(({ type }) => type === "full-reload"));
    assert.match((await visitor.fetch(`${app.origin}/message.js`)).body, /second words/);
    assert.equal(app.upgrades.length, 1);
    upgrade.socket.terminate();
  });
});

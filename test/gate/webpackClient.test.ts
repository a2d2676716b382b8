// S7: webpack-dev-server's script looks for its socket at the dev server's own port; a visitor's browser is told to look where the page came from.
import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type ClientRequest, type IncomingMessage, type RequestListener } from "node:http";
import { buffer } from "node:stream/consumers";
import { after, before, beforeEach, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { navigation, parse, startGate, type GateRig } from "./gateRig";

const script = ["Sec-Fetch-Dest: script", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Site: same-origin"];
const query = (port: number, protocol = "ws", hostname = "localhost") => `client/index.js?protocol=${protocol}%3A&hostname=${hostname}&port=${port}&pathname=%2Fws&logging=info`;

describe("S7 the address in webpack-dev-server's script", () => {
  let rig: GateRig;
  let cookie: string;
  let poweredBy: string | undefined = "Express";
  let type = "text/javascript; charset=utf-8";
  let parts: readonly string[] = [];
  let broken = false;
  const answer: RequestListener = (request, response) => {
    if (poweredBy !== undefined) response.setHeader("X-Powered-By", poweredBy);
    if (request.url === "/") return void response.setHeader("Content-Type", "text/html").end("<!doctype html>");
    const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part, "latin1"), 0);
    response.writeHead(request.headers.range === undefined ? 200 : 206, { "Content-Type": type, "Content-Length": length + (broken ? 1 : 0), ETag: '"strong"' });
    const next = (at: number): void => {
      if (at < parts.length) response.write(Buffer.from(parts[at]!, "latin1"), () => setImmediate(next, at + 1));
      else if (broken) response.destroy();
      else response.end();
    };
    next(0);
  };
  const load = (more: readonly string[] = script, path = "/main.js") => rig.ask(`GET ${path}`, [`Cookie: ${cookie}`, ...more]);
  const open = () => load(navigation, "/");
  before(async () => {
    rig = await startGate({ answer });
    cookie = await rig.signIn();
  });
  after(() => rig.close());
  beforeEach(async () => {
    poweredBy = "Express";
    type = "text/javascript; charset=utf-8";
    broken = false;
    await open();
    rig.app.seen.splice(0);
  });

  it("is where the page came from, wherever it was, and the script keeps its length", async () => {
    const { port } = rig.app;
    for (const [protocol, hostname] of [["ws", "0.0.0.0"], ["ws", "127.0.0.1"], ["wss", "localhost"], ["auto", "192.168.1.20"], ["ws", "%5B%3A%3A1%5D"]] as const) {
      const text = `"use strict"; ${query(port, protocol, hostname)} /* é */ ${query(port, protocol, hostname)}`;
      parts = [text];
      const answered = await load();
      const { body } = answered;
      assert.equal(answered.status, 200);
      assert.equal(answered.header("content-length"), String(Buffer.byteLength(text, "latin1")));
      assert.equal(body.length, text.length);
      assert.equal(body.match(/protocol=auto%3A&hostname=0\.0\.0\.0&port=0&*&pathname=%2Fws&logging=info/g)?.length, 2, body);
      assert.doesNotMatch(body, new RegExp(`port=${port}`));
      // As the script reads it (5.2.7, client/index.js, parseURL).
      const read = new Map(body.slice(body.indexOf("?") + 1).split(" ", 1)[0]!.split("&").map((pair) => pair.split("=") as [string, string]));
      assert.deepEqual(["protocol", "hostname", "port", "pathname", "logging"].map((name) => read.get(name)), ["auto%3A", "0.0.0.0", "0", "%2Fws", "info"]);
    }
  });

  it("is found wherever the upstream's writes cut it", async () => {
    const text = `${"x".repeat(900)}${query(rig.app.port)}${"y".repeat(900)}`;
    for (let cut = 895; cut < 1000; cut += 3) {
      parts = [text.slice(0, cut), text.slice(cut, cut + 2), text.slice(cut + 2)];
      const { body } = await load();
      assert.match(body, /^x{900}client\/index\.js\?protocol=auto%3A&hostname=0\.0\.0\.0&port=0&*&pathname=%2Fws&logging=infoy{900}$/, String(cut));
    }
  });

  it("is looked for in plain text, which goes on compressed to who can read that", async () => {
    const text = `${query(rig.app.port)} ${"z".repeat(50_000)}`;
    parts = [text];
    const head = [`GET /main.js HTTP/1.1`, `Host: ${rig.host}`, `Cookie: ${cookie}`, "Accept-Encoding: br, gzip;q=0.5", ...script, "Connection: close", "", ""].join("\r\n");
    const raw = await rig.raw(head);
    const answered = parse(raw);
    assert.equal(rig.app.seen[0]?.headers["accept-encoding"], "identity");
    assert.deepEqual(["content-encoding", "content-length", "etag"].map((name) => answered.header(name)), ["gzip", undefined, 'W/"strong"']);
    assert.match(answered.headers("vary").join(), /Accept-Encoding/);
    const chunked = Buffer.from(raw.slice(raw.indexOf("\r\n\r\n") + 4), "latin1");
    const plain = gunzipSync(unchunked(chunked)).toString();
    assert.equal(plain.length, text.length);
    assert.match(plain, /hostname=0\.0\.0\.0&port=0&/);
    parts = [text];
    assert.equal((await load([...script, "Accept-Encoding: gzip;q=0"])).header("content-encoding"), undefined);
  });

  it("stays as it is in what is no script of such a server, and that is asked for as the visitor asked", async () => {
    const own = query(rig.app.port);
    const same = async (why: string, more: readonly string[] = script, path?: string) => {
      parts = [own];
      rig.app.seen.splice(0);
      const { body } = await load([...more, "Accept-Encoding: gzip"], path);
      assert.equal(body, own, why);
      return rig.app.seen[0]?.headers["accept-encoding"];
    };
    assert.equal(await same("fetched by a script", ["Sec-Fetch-Dest: empty"]), "gzip");
    assert.equal(await same("a part", [...script, "Range: bytes=0-"]), "gzip");
    type = "text/plain";
    await same("text");
    type = "text/javascript";
    parts = [query(4711)];
    assert.equal((await load()).body, query(4711), "another server's port was somebody's choice");
    poweredBy = undefined;
    await open();
    assert.equal(await same("not from Express"), "gzip");
  });

  it("is found without the hints of newer browsers, by the path", async () => {
    parts = [query(rig.app.port)];
    assert.match((await load([], "/main.js?x=1")).body, /port=0&/);
    assert.match((await load([], "/main.mjs")).body, /port=0&/);
  });

  it("does not hide that a script ended too early", async () => {
    parts = [query(rig.app.port)];
    broken = true;
    for (const encoding of ["identity", "gzip"]) {
      const [answered] = (await once(get(rig, { Cookie: cookie, "Sec-Fetch-Dest": "script", "Accept-Encoding": encoding }), "response")) as [IncomingMessage];
      assert.equal(answered.headers["content-encoding"], encoding === "gzip" ? "gzip" : undefined);
      await assert.rejects(buffer(answered), /aborted/);
    }
  });
});

function get({ port, host }: GateRig, headers: Readonly<Record<string, string>>): ClientRequest {
  return request({ host: "127.0.0.1", port, path: "/main.js", headers: { Host: host, ...headers } }).end();
}

function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.subarray(at, end).toString("latin1"), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

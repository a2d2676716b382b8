// An app on a Unix socket: everything that goes to a port goes there as well.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { ListenerVerdict } from "../../src/protocol/messages";
import { ListenerPin } from "../../src/shares/listenerPin";
import { selfSignedCertificate } from "../rig/upstreams/selfSigned";
import { listenOnSocket, socketFolder } from "../rig/upstreams/unixSocket";
import { navigation, startGate, until, upgradeLines, type GateRig } from "./gateRig";

describe("an app on a Unix socket", { skip: process.platform === "win32" ? "has none" : false }, () => {
  let folder: ReturnType<typeof socketFolder>;
  let socketPath = "";
  let rig: GateRig;
  let cookie = "";
  let seen: { readonly method: string; readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
  let connections = 0;
  let close: () => Promise<void> = () => Promise.resolve();
  let look: ((signal: AbortSignal) => Promise<ListenerVerdict>) | undefined;

  const startSocketApp = async (name = "the app") => {
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        seen.push({ method: request.method ?? "", headers: request.headers, body });
        if (request.url === "/away") response.writeHead(302, { Location: "http://localhost/there" }).end();
        else if (request.url === "/events") response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: one\n\n");
        else response.end(`${name} got ${body}`);
      });
    });
    server.on("connection", () => (connections += 1));
    server.on("upgrade", (request, socket) => {
      seen.push({ method: "UPGRADE", headers: request.headers, body: "" });
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
      socket.pipe(socket);
    });
    close = await listenOnSocket(server, socketPath);
  };

  before(() => {
    folder = socketFolder();
    socketPath = join(folder.path, "app.sock");
  });
  after(() => folder.remove());
  beforeEach(async () => {
    seen = [];
    connections = 0;
    await startSocketApp();
    rig = await startGate({ upstream: { scheme: "http", socketPath }, lookAtListener: (signal) => look?.(signal) ?? Promise.resolve("same") });
    cookie = `Cookie: ${await rig.signIn()}`;
  });
  afterEach(async () => {
    look = undefined;
    await rig.close();
    await close();
  });

  it("is reached on connections that are used again, and is told that it is localhost", async () => {
    for (let time = 0; time < 3; time += 1) assert.equal((await rig.ask("GET /", [cookie, ...navigation])).body, "the app got ");
    assert.equal(connections, 1);
    const { headers } = seen[0]!;
    assert.deepEqual([headers.host, headers["x-forwarded-host"], headers["x-forwarded-proto"]], ["localhost", "localhost", "http"]);
    assert.equal(rig.app.connections(), 0);
  });

  it("gets bodies, and an Origin that is its own", async () => {
    assert.equal((await rig.ask("POST /", [cookie, `Origin: ${rig.origin}`], "a body")).body, "the app got a body");
    assert.deepEqual([seen[0]!.method, seen[0]!.headers["origin"]], ["POST", "http://localhost"]);
  });

  it("sends redirects to itself to where the visitor is", async () => {
    assert.equal((await rig.ask("GET /away", [cookie, ...navigation])).header("location"), `${rig.origin}/there`);
  });

  it("sends events as they come", async () => {
    assert.match(await rig.raw(`GET /events HTTP/1.1\r\nHost: ${rig.host}\r\n${cookie}\r\n\r\n`, /data: one\n\n/), /data: one\n\n/);
  });

  it("takes upgrades, both ways", async () => {
    const answer = await rig.raw(`GET /ws HTTP/1.1\r\nHost: ${rig.host}\r\n${cookie}\r\nOrigin: ${rig.origin}\r\n${upgradeLines.join("\r\n")}\r\n\r\nping`, /ping/);
    assert.match(answer, /^HTTP\/1\.1 101 [^]*ping$/);
    assert.equal(seen[0]!.headers.host, "localhost");
  });

  it("hears nothing of a stranger", async () => {
    assert.equal((await rig.ask("GET /", navigation)).status, 302);
    assert.deepEqual([seen, connections], [[], 0]);
  });

  it("that restarts is down and back again", async () => {
    assert.equal((await rig.ask("GET /", [cookie])).status, 200);
    await close();
    assert.equal((await rig.ask("GET /", [cookie])).status, 502);
    assert.equal((await rig.ask("POST /", [cookie, `Origin: ${rig.origin}`], "x")).status, 502);
    await startSocketApp("another run");
    assert.equal((await rig.ask("GET /", [cookie])).body, "another run got ");
    assert.equal((await rig.ask("POST /", [cookie, `Origin: ${rig.origin}`], "x")).body, "another run got x");
  });

  it("S18 gets nothing any more once its socket is another user's", async () => {
    let foreign = false;
    const pin = new ListenerPin({ scheme: "http", socketPath }, () => undefined, () => Promise.resolve({ state: foreign ? "otherUser" : "unreadable" }));
    look = (signal) => pin.look(signal);
    assert.equal((await rig.ask("GET /", [cookie])).status, 200);
    foreign = true;
    await close();
    await until("the look", () => pin.sight.verdict === "otherUser");
    seen = [];
    connections = 0;
    await startSocketApp("a thief");
    assert.equal((await rig.ask("GET /", [cookie])).status, 502);
    assert.equal((await rig.ask("POST /", [cookie, `Origin: ${rig.origin}`], "x")).status, 502);
    assert.deepEqual([seen, connections], [[], 0]);
  });

  it("may speak TLS with a certificate that nobody vouches for", async () => {
    const secure = createSecureServer(await selfSignedCertificate(), (request, response) => {
      response.end(`${request.method ?? ""} ${request.headers.host ?? ""} ${String(request.headers["x-forwarded-proto"])}`);
    });
    const securePath = join(folder.path, "tls.sock");
    const end = await listenOnSocket(secure, securePath);
    const other = await startGate({ upstream: { scheme: "https", socketPath: securePath } });
    try {
      const mine = `Cookie: ${await other.signIn()}`;
      assert.equal((await other.ask("GET /", [mine])).body, "GET localhost https");
      assert.equal((await other.ask("POST /", [mine, `Origin: ${other.origin}`], "x")).body, "POST localhost https");
    } finally {
      await other.close();
      await end();
    }
  });
});

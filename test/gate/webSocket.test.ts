// WebSockets: bytes are piped only after a right 101, both ways, to the end.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import WebSocket, { WebSocketServer } from "ws";
import { parse, startGate, until, upgradeLines, type GateRig } from "./gateRig";

interface SocketApp {
  readonly port: number;
  readonly server: WebSocketServer;
  readonly headers: Record<string, unknown>[];
  close(): Promise<void>;
}

async function startSocketApp(): Promise<SocketApp> {
  const http = createServer((_request, response) => void response.end("http"));
  const headers: Record<string, unknown>[] = [];
  const server = new WebSocketServer({ server: http, perMessageDeflate: true, handleProtocols: (protocols) => (protocols.has("second") ? "second" : false) });
  server.on("headers", (lines) => lines.push("Set-Cookie: app=1; Domain=localhost", "Set-Cookie: portcullis-x=1", "X-From-App: 1"));
  server.on("connection", (socket, request) => {
    headers.push(request.headers);
    socket.send("greeting");
    socket.on("error", () => undefined);
    socket.on("message", (data, isBinary) => {
      if (!isBinary && (data as Buffer).toString() === "close please") socket.close(4321, "as you wish");
      else socket.send(data, { binary: isBinary });
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    port: (http.address() as AddressInfo).port, server, headers,
    async close() {
      for (const client of server.clients) client.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

describe("a visitor's WebSocket", () => {
  let app: SocketApp;
  let rig: GateRig;
  let cookie: string;
  before(async () => {
    app = await startSocketApp();
    rig = await startGate({ upstream: { scheme: "http", address: "127.0.0.1", port: app.port } });
    cookie = await rig.signIn();
  });
  after(async () => {
    await rig.close();
    await app.close();
  });

  const open = async (protocols: string[] = [], compressed = true) => {
    const socket = new WebSocket(`ws://127.0.0.1:${rig.port}/hmr?token=1`, protocols, { headers: { Host: rig.host, Cookie: cookie }, origin: rig.origin, perMessageDeflate: compressed });
    const received: Buffer[] = [];
    socket.on("message", (data) => received.push(data as Buffer));
    const upgraded = once(socket, "upgrade");
    await once(socket, "open");
    const [response] = (await upgraded) as [IncomingMessage];
    return { socket, received, response };
  };

  it("22 passes text and a mebibyte of bytes, both ways", async () => {
    const { socket, received } = await open();
    await until("the greeting", () => received.length === 1);
    const bytes = Buffer.alloc(1024 * 1024, 7);
    socket.send("text ü");
    socket.send(bytes);
    await until("both back", () => received.length === 3);
    assert.equal(received[1]?.toString(), "text ü");
    assert.ok(received[2]?.equals(bytes));
    socket.terminate();
  });

  it("23 has compression and subprotocol negotiated by the app, who is told who it is", async () => {
    const { socket, response } = await open(["first", "second"]);
    assert.equal(socket.protocol, "second");
    assert.match(socket.extensions, /permessage-deflate/);
    assert.deepEqual(response.headers["set-cookie"], ["app=1"]);
    assert.equal(response.headers["x-from-app"], "1");
    const headers = app.headers.at(-1)!;
    assert.equal(headers["origin"], `http://localhost:${app.port}`);
    assert.equal(headers["host"], `localhost:${app.port}`);
    assert.equal(headers["x-forwarded-email"], "alice@acme.com");
    assert.equal(headers["cookie"], undefined);
    socket.terminate();
  });

  it("24 loses no greeting that the app sends right behind the handshake", async () => {
    const { socket, received } = await open();
    await until("the greeting", () => received[0]?.toString() === "greeting");
    socket.terminate();
  });

  it("is counted as open while it is", async () => {
    const { socket } = await open();
    // Those of before may still be ending.
    await until("one open", () => rig.gate.visitors()[0]?.open === 1);
    socket.close();
    await until("none open", () => rig.gate.visitors()[0]?.open === 0);
    assert.equal(rig.gate.visitors()[0]?.webSocket, true, "that one came is known from then on");
  });

  it("26 passes close codes", async () => {
    const { socket } = await open();
    const closed = once(socket, "close");
    socket.send("close please");
    const [code, reason] = (await closed) as [number, Buffer];
    assert.deepEqual([code, reason.toString()], [4321, "as you wish"]);
  });

  it("27 whose visitor vanishes closes the app's end", async () => {
    const vanishing = await open();
    const atApp = [...app.server.clients].at(-1)!;
    vanishing.socket.terminate();
    await until("the app's end closed", () => atApp.readyState === WebSocket.CLOSED);
  });

  it("25 loses nothing that was sent right behind the handshake", async () => {
    const frame = Buffer.from([0x81, 0x85, 0, 0, 0, 0, ...Buffer.from("early")]);
    const socket = net.connect(rig.port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk: Buffer) => void (text += chunk.toString("latin1")));
    socket.write(Buffer.concat([Buffer.from(`GET / HTTP/1.1\r\nHost: ${rig.host}\r\nOrigin: ${rig.origin}\r\nCookie: ${cookie}\r\n${upgradeLines.join("\r\n")}\r\n\r\n`), frame]));
    await until("the echo", () => text.includes("early"));
    assert.match(text, /^HTTP\/1\.1 101 /);
    socket.destroy();
  });

  it("30 two hundred at once echo", async () => {
    const all = await Promise.all(Array.from({ length: 200 }, () => open([], false)));
    for (const [index, { socket }] of all.entries()) socket.send(`n${index}`);
    await until("every echo", () => all.every(({ received }, index) => received.some((data) => data.toString() === `n${index}`)));
    for (const { socket } of all) socket.terminate();
  });

  for (const [what, act] of [
    ["the rule leaves the visitor out", () => rig.gate.setRule({ everyone: false, emails: [], domains: ["other.example"] })],
    ["the visitor is signed out", () => rig.gate.signOut(rig.gate.visitors()[0]?.id)],
    ["everyone is signed out", () => rig.gate.signOut()],
    ["the gate is shut", () => rig.gate.shut()],
  ] as const) {
    it(`S11 ends at once when ${what}`, async () => {
      rig.gate.goLive();
      rig.gate.setRule({ everyone: false, emails: [], domains: ["acme.com"] });
      cookie = await rig.signIn();
      const { socket, received } = await open();
      await until("the greeting", () => received.length === 1);
      const atApp = [...app.server.clients].at(-1)!;
      const closed = once(socket, "close");
      act();
      await closed;
      await until("the app's end closed", () => atApp.readyState === WebSocket.CLOSED);
      assert.notEqual((await rig.ask("GET /", [`Cookie: ${cookie}`])).status, 200);
    });
  }
});

describe("S25 an app that does not answer an upgrade rightly", () => {
  let answer: (socket: Socket, key: string) => void;
  let app: net.Server;
  let rig: GateRig;
  let cookie: string;
  const sent: Buffer[] = [];
  const apps = new Set<Socket>();
  before(async () => {
    app = net.createServer((socket) => {
      apps.add(socket);
      socket.on("error", () => undefined);
      socket.once("data", (head: Buffer) => {
        answer(socket, /sec-websocket-key: (.*)\r\n/i.exec(head.toString())?.[1] ?? "");
        socket.on("data", (chunk: Buffer) => sent.push(chunk));
      });
    });
    app.listen(0, "127.0.0.1");
    await once(app, "listening");
    rig = await startGate({ upstream: { scheme: "http", address: "127.0.0.1", port: (app.address() as AddressInfo).port } });
    cookie = await rig.signIn();
  });
  after(async () => {
    await rig.close();
    for (const socket of apps) socket.destroy();
    app.close();
  });

  const upgrade = (behind = "") => rig.raw(`GET / HTTP/1.1\r\nHost: ${rig.host}\r\nOrigin: ${rig.origin}\r\nCookie: ${cookie}\r\n${upgradeLines.join("\r\n")}\r\n\r\n${behind}`);
  const accept = (key: string) => createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

  for (const [what, bytes] of [
    ["a wrong Sec-WebSocket-Accept", () => "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n"],
    ["no Sec-WebSocket-Accept", () => "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"],
    ["another protocol", (key: string) => `HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept(key)}\r\n\r\n`],
    ["an accept twice", (key: string) => `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept(key)}\r\nSec-WebSocket-Accept: x\r\n\r\n`],
  ] as const) {
    it(`${what}: 502, no pipe in either direction`, async () => {
      sent.splice(0);
      answer = (socket, key) => void socket.write(`${bytes(key)}raw bytes`);
      const received = await upgrade(smuggled);
      assert.equal(parse(received).status, 502);
      assert.doesNotMatch(received, /raw bytes|101/);
      assert.deepEqual(sent, []);
    });
  }

  it("28 a refusal (401) arrives as it is, whole, and what the visitor sent behind the handshake stays behind", async () => {
    sent.splice(0);
    answer = (socket) => void socket.write("HTTP/1.1 401 Unauthorized\r\nX-Why: no\r\nContent-Length: 4\r\n\r\nnope");
    const received = await upgrade(smuggled);
    const refusal = parse(received);
    assert.deepEqual([refusal.status, refusal.header("x-why"), refusal.body, refusal.header("connection")], [401, "no", "nope", "close"]);
    assert.deepEqual(sent, []);
  });

  it("29 a connection that breaks off in the handshake is a 502, and the gate goes on", async () => {
    answer = (socket) => void socket.destroy();
    assert.equal(parse(await upgrade()).status, 502);
    answer = (socket, key) => void socket.end(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept(key)}\r\n\r\nlast words`);
    assert.match(await upgrade(), /^HTTP\/1\.1 101 [\s\S]*last words$/);
  });
});

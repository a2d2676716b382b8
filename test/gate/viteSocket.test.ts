// S19: over the socket on which Vite's page hears of edits, a visitor could also ask for any file of the machine.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, beforeEach, describe, it } from "node:test";
import { WebSocket, WebSocketServer, type ClientOptions } from "ws";
import { startApp, startGate, until, upgradeLines, type GateRig } from "./gateRig";

const invoke = JSON.stringify({ type: "custom", event: "vite:invoke", data: { id: "send:1", name: "fetchModule", data: ["file:///etc/passwd?raw"] } });
const custom = JSON.stringify({ type: "custom", event: "my:own", data: { event: "vite:invoke" } });

describe("S19 Vite's socket", () => {
  let rig: GateRig;
  let server: WebSocketServer;
  let cookie: string;
  const arrived: string[] = [];
  const open = async (port = rig, protocols: readonly string[] = ["vite-hmr"], options: ClientOptions = {}) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port.port}/?token=x`, [...protocols], { ...options, headers: { Host: port.host, Origin: port.origin, Cookie: port === rig ? cookie : await port.signIn() } });
    socket.on("error", () => undefined);
    await once(socket, "open");
    return socket;
  };
  /** Resolves once the socket ended. */
  const ended = (socket: WebSocket) => until("the socket's end", () => socket.readyState === WebSocket.CLOSED);
  before(async () => {
    const app = await startApp();
    server = new WebSocketServer({ server: app.server, perMessageDeflate: true });
    server.on("connection", (socket) => {
      socket.on("error", () => undefined);
      socket.on("message", (data: Buffer) => {
        arrived.push(data.toString());
        socket.send(data);
      });
    });
    rig = await startGate({ app });
    cookie = await rig.signIn();
  });
  after(() => rig.close());
  beforeEach(() => void arrived.splice(0));

  it("passes on what pages send, whole, in pieces, long, and both ways", async () => {
    const socket = await open();
    const received: string[] = [];
    socket.on("message", (data: Buffer) => void received.push(data.toString()));
    const long = JSON.stringify({ type: "custom", event: "my:own", data: "é".repeat(100_000) });
    for (const text of [custom, '{"type":"ping"}', "no JSON, vite:invoke", long, "null"]) socket.send(text);
    socket.send(Buffer.from(custom));
    socket.send(custom.slice(0, 30), { fin: false });
    socket.ping();
    socket.send(custom.slice(30), { fin: true });
    await until("everything", () => received.length === 7);
    assert.deepEqual(received, [custom, '{"type":"ping"}', "no JSON, vite:invoke", long, "null", custom, custom]);
    assert.deepEqual(arrived, received);
    assert.equal(socket.extensions, "");
    socket.close(1000, "enough");
    const [code] = (await once(socket, "close")) as [number];
    assert.equal(code, 1000);
  });

  it("ends at the first message that makes Vite run something, in every form, and Vite never gets it", async () => {
    for (const send of [
      (socket: WebSocket) => socket.send(invoke),
      (socket: WebSocket) => socket.send(Buffer.from(invoke)),
      (socket: WebSocket) => socket.send(invoke.replace("vite:invoke", "\\u0076ite\\u003ainvoke")),
      (socket: WebSocket) => socket.send(invoke.replace('"type"', '"event":"my:own","type"')),
      (socket: WebSocket) => {
        socket.send(invoke.slice(0, 25), { fin: false });
        socket.ping();
        socket.send(invoke.slice(25, 26), { fin: false });
        socket.send(invoke.slice(26), { fin: true });
      },
      (socket: WebSocket) => socket.send(" ".repeat(2 * 1024 * 1024) + invoke),
    ]) {
      const socket = await open();
      send(socket);
      await ended(socket);
      assert.deepEqual(arrived, []);
    }
  });

  it("is read although the visitor would have its messages compressed or sends it right behind the request", async () => {
    const socket = await open(rig, ["vite-hmr"], { perMessageDeflate: { threshold: 0 } });
    assert.equal(rig.app.seen.at(-1)?.headers["sec-websocket-extensions"], undefined);
    socket.send(invoke);
    await ended(socket);
    const masked = Buffer.concat([Buffer.from([0x81, 0xfe, invoke.length >> 8, invoke.length & 0xff, 0, 0, 0, 0]), Buffer.from(invoke)]);
    const lines = ["GET / HTTP/1.1", `Host: ${rig.host}`, `Origin: ${rig.origin}`, `Cookie: ${cookie}`, ...upgradeLines, "Sec-WebSocket-Protocol: vite-hmr", "", ""];
    assert.match(await rig.raw(Buffer.concat([Buffer.from(lines.join("\r\n")), masked])), /^HTTP\/1\.1 101 /);
    // Compressed without having agreed to it.
    const compressed = Buffer.from([0xc1, 0x80, 0, 0, 0, 0]);
    assert.match(await rig.raw(Buffer.concat([Buffer.from(lines.join("\r\n")), compressed])), /^HTTP\/1\.1 101 /);
    assert.deepEqual(arrived, []);
  });

  it("of another kind is nobody's business, nor where the share lets visitors use the developer's", async () => {
    const own = await open(rig, [], { perMessageDeflate: true });
    assert.match(own.extensions, /permessage-deflate/);
    own.send(invoke);
    await until("an app's own message", () => arrived.length === 1);
    own.terminate();
    const allowing = await startGate({ app: rig.app, shareOptions: { developerEndpoints: "allow" } });
    const socket = await open(allowing);
    socket.send(invoke);
    await until("what the share allows", () => arrived.length === 2);
    socket.terminate();
    await allowing.gate.close();
  });
});

// S28: the places that the gates of one ngrok session share, over sockets that stand for its streams.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { RequestListener } from "node:http";
import net from "node:net";
import { afterEach, describe, it } from "node:test";
import { systemClock } from "../../src/base/clock";
import { Places, streamBounds, type PlaceBounds } from "../../src/gate/places";
import { FakeClock } from "./fakeClock";
import { navigation, parse, startGate, until, type GateRig } from "./gateRig";

const few: PlaceBounds = { total: 6, strangers: 3, reserved: 2, strangerMs: 0 };
const rigs: GateRig[] = [];
const sockets: Stream[] = [];

afterEach(async () => {
  for (const { socket } of sockets.splice(0)) socket.destroy();
  for (const rig of rigs.splice(0)) await rig.close();
});

async function gate(streams: Places, change: Parameters<typeof startGate>[0] = {}): Promise<GateRig> {
  const rig = await startGate({ streams, ...change });
  rigs.push(rig);
  return rig;
}

interface Stream {
  readonly socket: net.Socket;
  received: string;
}

function open(rig: GateRig, bytes: string): Stream {
  const stream: Stream = { socket: net.connect(rig.port, "127.0.0.1"), received: "" };
  stream.socket.on("error", () => undefined).on("data", (chunk: Buffer) => (stream.received += chunk.toString("latin1")));
  stream.socket.write(bytes);
  sockets.push(stream);
  return stream;
}

async function closed(stream: Stream): Promise<Stream> {
  if (!stream.socket.closed) await once(stream.socket, "close");
  return stream;
}

const half = (rig: GateRig) => `GET / HTTP/1.1\r\nHost: ${rig.host}\r\nX-Slow: `;
const whole = (rig: GateRig, ...lines: readonly string[]) => ["GET / HTTP/1.1", `Host: ${rig.host}`, ...lines, "", ""].join("\r\n");
const stream: RequestListener = (_request, response) => void response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");

describe("S28 the streams of one ngrok session", () => {
  it("stay below 450 together, strangers' at a quarter of them", () => {
    assert.ok(streamBounds.total < 450 && streamBounds.strangers <= streamBounds.total / 4 && streamBounds.strangerMs <= 10_000);
  });

  it("2,000 strangers with half a request each, at two gates: a quarter stays, the others are refused at once, and a visitor comes in all the while", async () => {
    const places = new Places(systemClock, streamBounds);
    const [one, other] = [await gate(places), await gate(places)];
    const cookie = await one.signIn();
    await until("the sign-in's connections being gone", () => places.total === 0);
    const slow = Array.from({ length: 2000 }, (_, index) => open(index % 2 === 0 ? one : other, half(index % 2 === 0 ? one : other)));
    let served = 0;
    while (slow.filter(({ socket }) => socket.closed).length < 2000 - streamBounds.strangers) {
      assert.equal((await one.ask("GET /", [`Cookie: ${cookie}`])).status, 200);
      served++;
    }
    assert.ok(served > 0);
    // A visitor is a stranger until looked at, and may have cost the last of them its place.
    assert.ok(places.strangers <= streamBounds.strangers && places.strangers > streamBounds.strangers / 2, String(places.strangers));
    const refused = slow.filter(({ socket }) => socket.closed).map(({ received }) => parse(received));
    assert.ok(refused.every(({ status }) => status === 503 || status === 0));
    assert.ok(refused.filter((answer) => Number(answer.header("retry-after")) > 0 && answer.header("connection") === "close").length > 1500);
    assert.deepEqual([one.app.seen.length, other.app.seen.length], [served, 0]);
  });

  it("who comes in a burst with a visitor among them does not push the visitor out unheard", async () => {
    const places = new Places(systemClock, few);
    const rig = await gate(places);
    const cookie = await rig.signIn();
    const burst = Array.from({ length: 40 }, (_, index) => open(rig, index === 3 ? whole(rig, `Cookie: ${cookie}`, "Connection: close") : half(rig)));
    assert.equal(parse((await closed(burst[3]!)).received).status, 200);
    await until("the others giving way", () => places.strangers === few.strangers);
  });

  it("a stranger's connection ends with its answer; a visitor's stays for the next request", async () => {
    const rig = await gate(new Places(systemClock, streamBounds));
    const cookie = await rig.signIn();
    const stranger = parse((await closed(open(rig, whole(rig)))).received);
    assert.deepEqual([stranger.status, stranger.header("connection")], [401, "close"]);
    const visitor = open(rig, whole(rig, `Cookie: ${cookie}`));
    await until("the page", () => visitor.received.includes("the app's secret"));
    visitor.socket.write(whole(rig, `Cookie: ${cookie}`));
    await until("another page", () => visitor.received.split("the app's secret").length === 3);
    assert.equal(rig.app.seen.length, 2);
  });

  it("S25 a stranger's request behind a visitor's on one connection is a stranger's: refused, and the connection is over", async () => {
    const places = new Places(systemClock, streamBounds);
    const rig = await gate(places);
    const cookie = await rig.signIn();
    const shared = open(rig, whole(rig, `Cookie: ${cookie}`));
    await until("the page", () => shared.received.includes("the app's secret"));
    await until("the place being nobody's", () => places.visitors === 0 && places.strangers === 0 && places.total === 1);
    shared.socket.write(whole(rig));
    await closed(shared);
    assert.match(shared.received, /HTTP\/1\.1 200[\s\S]*HTTP\/1\.1 401[\s\S]*Connection: close/);
    await until("the place being free", () => places.total === 0);
    assert.equal(rig.app.seen.length, 1);
  });

  it("a connection kept between a visitor's requests stays among many strangers, and goes where kept ones are the many", async () => {
    const places = new Places(systemClock, { ...few, strangers: 6, reserved: 0 });
    const rig = await gate(places, { answer: (request, response) => (request.url === "/sse" ? stream(request, response) : response.end("the app's secret")) });
    const cookie = await rig.signIn();
    const kept: Stream[] = [];
    const keep = async () => {
      const visitor = open(rig, whole(rig, `Cookie: ${cookie}`));
      await until("the page", () => visitor.received.includes("the app's secret"));
      kept.push(visitor);
    };
    await keep();
    await keep();
    const strangers = Array.from({ length: 12 }, () => open(rig, half(rig)));
    await until("eight of the strangers giving way", () => places.total === 6 && strangers.filter(({ socket }) => socket.destroyed).length === 8);
    assert.deepEqual(kept.map(({ socket }) => socket.destroyed), [false, false]);
    for (const { socket } of strangers) socket.destroy();
    await until("the strangers being gone", () => places.strangers === 0);
    for (let more = 0; more < 4; more++) await keep();
    const streams = Array.from({ length: 3 }, () => open(rig, whole(rig, `Cookie: ${cookie}`).replace("GET / ", "GET /sse ")));
    await until("three streams", () => streams.every(({ received }) => received.includes("data: 1")));
    await until("three kept connections giving way", () => kept.filter(({ socket }) => socket.destroyed).length === 3);
  });

  it("visitors never have all places: the next one is asked to wait, and strangers are still turned away properly", async () => {
    const places = new Places(systemClock, few);
    const rig = await gate(places, { answer: stream });
    const cookie = await rig.signIn();
    const streams = Array.from({ length: 4 }, () => open(rig, whole(rig, `Cookie: ${cookie}`)));
    await until("four streams", () => streams.every(({ received }) => received.includes("data: 1")));
    const fifth = await rig.ask("GET /", [`Cookie: ${cookie}`]);
    assert.equal(fifth.status, 503);
    assert.ok(Number(fifth.header("retry-after")) > 0);
    assert.equal((await rig.ask("GET /")).status, 401);
    for (let count = 0; count < 5; count++) open(rig, half(rig));
    await until("two strangers in what is left", () => places.strangers === 2 && places.visitors === 4);
    assert.equal(rig.app.seen.length, 4);
    streams[0]!.socket.destroy();
    await until("a place", () => places.visitors === 3);
    const next = open(rig, whole(rig, `Cookie: ${cookie}`));
    await until("another stream", () => next.received.includes("data: 1"));
  });

  it("a WebSocket holds a visitor's place, and the refusal of a stranger's holds none", async () => {
    const places = new Places(systemClock, few);
    const rig = await gate(places);
    const upgrade = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
    assert.equal(parse((await closed(open(rig, whole(rig, ...upgrade)))).received).status, 401);
    await until("no place taken", () => places.total === 0);
    const cookie = await rig.signIn();
    rig.app.server.on("upgrade", (_request, socket) => socket.on("end", () => socket.end()).resume().write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
    const visitor = open(rig, whole(rig, ...upgrade, `Cookie: ${cookie}`, `Origin: ${rig.origin}`));
    await until("the WebSocket", () => visitor.received.includes("101 Switching"));
    assert.equal(places.visitors, 1);
    visitor.socket.destroy();
    await until("its place being free", () => places.total === 0);
  });
});

describe("S28 a slow stranger", () => {
  const tenSeconds = { ...few, strangerMs: 10_000 };

  it("is dropped ten seconds after it came, whatever it sends", async () => {
    const clock = new FakeClock();
    const places = new Places(clock, tenSeconds);
    const rig = await gate(places, { clock });
    const slow = open(rig, half(rig));
    await until("the stranger", () => places.strangers === 1);
    clock.advance(9_999);
    slow.socket.write("more");
    assert.equal(slow.socket.destroyed, false);
    clock.advance(1);
    assert.equal(parse((await closed(slow)).received).status, 408);
    assert.equal(places.total, 0);
  });

  it("who withholds a body has no more time than that either", async () => {
    const clock = new FakeClock();
    const places = new Places(clock, tenSeconds);
    const rig = await gate(places, { clock });
    const slow = open(rig, `POST / HTTP/1.1\r\nHost: ${rig.host}\r\nContent-Length: 1000\r\n\r\nx`);
    await until("the answer", () => slow.received.includes("401"));
    clock.advance(10_000);
    await closed(slow);
    assert.equal(places.total, 0);
    assert.deepEqual(rig.app.seen, []);
  });

  it("is not who waits for the provider, and does not push out who does", async () => {
    const clock = new FakeClock();
    const places = new Places(clock, tenSeconds);
    const rig = await gate(places, { clock });
    let answer = () => {};
    rig.openid.answersAfter = new Promise((resolve) => (answer = resolve));
    const begun = await rig.ask("GET /", navigation);
    const state = new URL(begun.header("location") ?? "").searchParams.get("state") ?? "";
    const transaction = begun.headers("set-cookie").map((cookie) => cookie.split(";", 1)[0]).join("; ");
    const callback = open(rig, `GET /.portcullis/callback?code=c&state=${state} HTTP/1.1\r\nHost: ${rig.host}\r\n${navigation.join("\r\n")}\r\nCookie: ${transaction}\r\n\r\n`);
    await until("the provider being asked", () => rig.openid.finished === 1);
    for (let count = 0; count < 20; count++) open(rig, half(rig));
    await until("the slow ones giving way", () => places.strangers === tenSeconds.strangers);
    clock.advance(20_000);
    assert.equal(callback.socket.destroyed, false);
    answer();
    await closed(callback);
    assert.match(callback.received, /^HTTP\/1\.1 303/);
  });

  it("a visitor may be as slow as they like", async () => {
    const clock = new FakeClock();
    const places = new Places(clock, tenSeconds);
    const rig = await gate(places, { clock, answer: stream });
    const visitor = open(rig, whole(rig, `Cookie: ${await rig.signIn()}`));
    await until("the stream", () => visitor.received.includes("data: 1"));
    clock.advance(60_000);
    assert.equal(places.visitors, 1);
    assert.equal(visitor.socket.destroyed, false);
  });
});

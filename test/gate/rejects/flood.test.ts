// Floods, slow clients and hangers-on: bounded, and a visitor does not suffer.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { after, before, describe, it } from "node:test";
import { FakeClock } from "../fakeClock";
import { cookiePair, navigation, until } from "../gateRig";
import { sessionPair, startShare, type RealShare } from "./realShare";

let home: RealShare;
before(async () => void (home = await startShare()));
after(() => home.close());

describe("a flood", () => {
  it("125 of sign-ins is held to so many a minute, with Retry-After and no cookie; a visitor goes on, a fetch is refused as ever", async () => {
    // However long they take, they are of one minute.
    const rig = await startShare({ clock: new FakeClock(), limits: { signInStartsPerMinute: 20 } });
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      const answers = await Promise.all(Array.from({ length: 100 }, () => rig.ask("GET /", navigation)));
      const [held, begun] = [answers.filter(({ status }) => status === 429), answers.filter(({ status }) => status === 302)];
      assert.equal(held.length + begun.length, 100);
      assert.equal(begun.length, 19);
      for (const answer of held) {
        assert.ok(Number(answer.header("retry-after")) > 0);
        assert.deepEqual([answer.headers("set-cookie"), answer.header("location")], [[], undefined]);
      }
      assert.equal((await rig.ask("GET /", [cookie])).status, 200);
      assert.equal((await rig.ask("GET /", [])).status, 401);
      assert.equal(rig.app.seen.length, 1);
    } finally {
      await rig.close();
    }
  });

  it("125 of callbacks with guessed states asks the provider nothing", async () => {
    const before = home.tokenRequests();
    const begun = await home.begin();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => home.open(`/.portcullis/callback?code=x&state=${"s".repeat(40)}${index}`, begun.cookie)));
    assert.ok(answers.every(({ status }) => status === 400 || status === 429));
    assert.equal(home.tokenRequests(), before);
  });

  it("125 of callbacks at a provider that does not answer does not pile up, and those who are in go on", async () => {
    const rig = await startShare({ limits: { signInsAtOnce: 2 } });
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      const begun = [await rig.begin(), await rig.begin(), await rig.begin()];
      const callbacks = [];
      for (const each of begun) callbacks.push(await rig.returned(each));
      rig.provider.faults.hang.add("token");
      const asked = rig.tokenRequests();
      const waiting = [rig.open(callbacks[0]!, begun[0]!.cookie), rig.open(callbacks[1]!, begun[1]!.cookie)];
      await until("two waiting", () => rig.tokenRequests() === asked + 2);
      const third = await rig.open(callbacks[2]!, begun[2]!.cookie);
      assert.deepEqual([third.status, sessionPair(third)], [429, ""]);
      assert.equal((await rig.ask("GET /", [cookie])).status, 200);
      await rig.gate.close();
      await Promise.all(waiting);
    } finally {
      await rig.close();
    }
  });

  it("121 of abandoned sign-ins in one browser leaves five transactions: the Cookie line never outgrows a server", async () => {
    const jar = new Map<string, string>();
    for (let count = 0; count < 30; count++) {
      const answer = await home.ask(`GET /${"p".repeat(1400)}`, [...navigation, `Cookie: ${cookiePair([...jar].map(([name, value]) => `${name}=${value}`))}`]);
      for (const line of answer.headers("set-cookie")) {
        const [pair = ""] = line.split(";", 1);
        const at = pair.indexOf("=");
        if (line.includes("Max-Age=0")) jar.delete(pair.slice(0, at));
        else jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
      assert.ok(jar.size <= 5, String(jar.size));
    }
    assert.ok(cookiePair([...jar].map(([name, value]) => `${name}=${value}`)).length < 16_000);
  });
});

describe("a slow client", () => {
  it("126 among three hundred with half a head each is given up; a visitor is answered meanwhile", async () => {
    const rig = await startShare({ beside: home, limits: { headersTimeoutMs: 1500 } });
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      const slow = Array.from({ length: 300 }, () => rig.raw(`GET / HTTP/1.1\r\nHost: ${rig.host}\r\nX-Slow: `));
      for (let count = 0; count < 5; count++) assert.equal((await rig.ask("GET /", [cookie])).status, 200);
      for (const answer of await Promise.all(slow)) assert.match(answer, /^(HTTP\/1\.1 408|$)/);
      assert.equal(rig.app.seen.length, 5);
    } finally {
      await rig.close();
    }
  });

  it("126 that withholds the body of a stranger's POST keeps neither connection nor app", async () => {
    const socket = net.connect(home.port, "127.0.0.1").on("error", () => undefined);
    let received = "";
    socket.on("data", (chunk: Buffer) => void (received += chunk.toString()));
    socket.write(`POST / HTTP/1.1\r\nHost: ${home.host}\r\nContent-Length: 1000000\r\n\r\nx`);
    await once(socket, "close");
    assert.match(received, /^HTTP\/1\.1 401/);
  });

  it("126 that sends a stranger's body without end is cut off", async () => {
    const socket = net.connect(home.port, "127.0.0.1").on("error", () => undefined);
    const chunk = Buffer.alloc(64 * 1024, "x");
    const pump = () => {
      while (socket.writable) if (!socket.write(chunk)) return void socket.once("drain", pump);
    };
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.resume();
    socket.write(`POST / HTTP/1.1\r\nHost: ${home.host}\r\nContent-Length: 99999999999\r\n\r\n`);
    pump();
    await closed;
    assert.ok(socket.bytesWritten - socket.writableLength < 64 * 1024 * 1024, String(socket.bytesWritten));
  });

  it("126 S28 strangers who hold every connection don't lock a visitor out, and the one who came first gives way", async () => {
    const rig = await startShare({ beside: home, limits: { connections: 5 } });
    try {
      const held = Array.from({ length: 5 }, () => net.connect(rig.port, "127.0.0.1").on("error", () => undefined).resume());
      await Promise.all(held.map((socket) => once(socket, "connect")));
      const firstEnds = once(held[0]!, "close");
      assert.equal((await rig.ask("GET /")).status, 401);
      held.push(net.connect(rig.port, "127.0.0.1").on("error", () => undefined).resume());
      await firstEnds;
      assert.deepEqual(held.slice(1).map((socket) => socket.destroyed), [false, false, false, false, false]);
      for (const socket of held) socket.destroy();
    } finally {
      await rig.close();
    }
  });

  it("126 S28 a visitor's open connections stay while strangers come and go, and are bounded themselves", async () => {
    const rig = await startShare({ beside: home, limits: { connections: 3 }, answer: (_request, response) => void response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n") });
    try {
      const cookie = await rig.signIn();
      const open = (): Promise<net.Socket> => {
        const socket = net.connect(rig.port, "127.0.0.1").on("error", () => undefined);
        socket.write(`GET /sse HTTP/1.1\r\nHost: ${rig.host}\r\nCookie: ${cookie}\r\n\r\n`);
        return once(socket, "data").then(() => socket);
      };
      const streams = [await open(), await open(), await open()];
      for (let strangers = 0; strangers < 10; strangers++) {
        const stranger = net.connect(rig.port, "127.0.0.1").on("error", () => undefined).resume();
        await once(stranger, "close");
      }
      assert.deepEqual(streams.map((socket) => socket.destroyed), [false, false, false]);
      for (const socket of streams) socket.destroy();
    } finally {
      await rig.close();
    }
  });
});

describe("50 a request too large", () => {
  for (const [what, lines] of [
    ["in one header", [`X-Large: ${"a".repeat(33 * 1024)}`]],
    ["in a cookie", [`Cookie: a=${"b".repeat(33 * 1024)}`]],
    ["in many headers", Array.from({ length: 4000 }, (_, index) => `X-${index}: yyyyyyyy`)],
  ] as const) {
    it(`${what}: 431, the connection ended`, async () => {
      const answer = await home.ask("GET /", lines);
      assert.equal(answer.status, 431);
      assert.equal(answer.header("connection"), "close");
    });
  }

  it("in its target: refused", async () => {
    assert.ok([400, 414, 431].includes((await home.ask(`GET /${"a".repeat(40 * 1024)}`)).status));
    assert.deepEqual(home.app.seen, []);
  });

  it("with two thousand headers of nothing: none is lost on the way to a decision", async () => {
    // Node counts them no further than it is told to (maxHeadersCount): an identity must not hide behind the two-thousandth.
    const cookie = await home.signIn();
    const filler = Array.from({ length: 2500 }, () => "a:");
    const answer = await home.ask("GET /", [...filler, "X-Forwarded-User: admin", `Cookie: ${cookie}`]);
    assert.ok([200, 400, 401, 431].includes(answer.status), String(answer.status));
    for (const { headers } of home.app.seen.splice(0)) assert.equal(headers["x-forwarded-user"], "u1");
  });
});

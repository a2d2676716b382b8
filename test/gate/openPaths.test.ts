// S6: what an open path does for strangers, and its bounds.
import assert from "node:assert/strict";
import type { RequestListener, ServerResponse } from "node:http";
import net from "node:net";
import { describe, it } from "node:test";
import type { OpenPath } from "../../src/identity/openPath";
import { FakeClock } from "./fakeClock";
import { navigation, parse, startGate, until, type GateRig } from "./gateRig";

const hook: OpenPath = { path: "/hook", methods: ["POST"] };
const health: OpenPath = { path: "/health", methods: ["GET", "HEAD"] };
const marker = "0f".repeat(16);

async function withGate(change: Parameters<typeof startGate>[0], use: (rig: GateRig) => Promise<void>): Promise<void> {
  const rig = await startGate({ shareOptions: { openPaths: [hook, health] }, ...change });
  try {
    await use(rig);
  } finally {
    await rig.close();
  }
}

/** A connection that nothing but the other end closes. */
async function held(rig: GateRig, start: string, has: RegExp): Promise<{ readonly received: () => string; readonly ended: () => boolean }> {
  const socket = net.connect(rig.port, "127.0.0.1");
  let received = "";
  socket.on("data", (chunk: Buffer) => (received += chunk.toString()));
  socket.on("error", () => undefined);
  socket.write(`${start} HTTP/1.1\r\nHost: ${rig.host}\r\n\r\n`);
  await until(`the answer has ${has.source}`, () => has.test(received));
  return { received: () => received, ended: () => socket.closed };
}

const streaming: RequestListener = (_request, response) => void response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");

describe("S6 an open path", () => {
  it("brings a stranger's request to the app as it is, and the app's answer back", async () => {
    let body = "";
    await withGate({
      answer: (request, response) => {
        request.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
        request.on("end", () => void response.writeHead(202, { "X-App": "1", "Cache-Control": "public", "Set-Cookie": ["a=1", "__Host-portcullis-abcdef012345=x"], "Content-Length": 5 }).end("taken"));
      },
    }, async (rig) => {
      const answer = await rig.ask("POST /hook?id=7", ["Content-Type: application/json", "X-Signature: s", "Authorization: Basic YTpi", "Origin: https://elsewhere.example"], '{"a":"b"}');
      assert.equal(answer.status, 202);
      assert.equal(answer.body, "taken");
      assert.equal(answer.header("x-app"), "1");
      assert.deepEqual(answer.headers("set-cookie"), ["a=1"]);
      assert.match(answer.header("cache-control") ?? "", /^private/);
      const [seen] = rig.app.seen;
      assert.deepEqual([seen?.method, seen?.url, seen?.headers["x-signature"], seen?.headers.authorization, seen?.headers.origin], ["POST", "/hook?id=7", "s", "Basic YTpi", "https://elsewhere.example"]);
      assert.equal(body, '{"a":"b"}');
      assert.equal((await rig.ask("GET /health", navigation)).status, 202);
    });
  });

  it("passes a chunked body with its trailers on, and a body that waited for 100 Continue", async () => {
    const bodies: unknown[] = [];
    await withGate({
      answer: (request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
          bodies.push([body, request.trailers["x-sum"], request.trailers["x-forwarded-user"]]);
          response.end("ok");
        });
      },
    }, async (rig) => {
      const chunked = await rig.raw(`POST /hook HTTP/1.1\r\nHost: ${rig.host}\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\nX-Forwarded-User: u1\r\n\r\n`);
      assert.equal(parse(chunked).status, 200);
      const waited = await rig.raw(`POST /hook HTTP/1.1\r\nHost: ${rig.host}\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\nhi`);
      assert.match(waited, /^HTTP\/1\.1 100 Continue\r\n/);
      assert.deepEqual(bodies, [["abcde", "5", undefined], ["hi", undefined, undefined]]);
    });
  });

  it("is the same for a signed-in visitor: nobody, and their session is not touched", async () => {
    const clock = new FakeClock();
    await withGate({ clock }, async (rig) => {
      const cookie = await rig.signIn();
      const seenAt = rig.gate.visitors()[0]?.lastSeenAt;
      clock.advance(5000);
      assert.equal((await rig.ask("POST /hook", [`Cookie: ${cookie}`], "x")).status, 200);
      assert.equal(rig.app.seen[0]?.headers["x-forwarded-user"], undefined);
      assert.equal(rig.gate.visitors()[0]?.lastSeenAt, seenAt);
    });
  });

  it("opens no session, and lists nobody", async () => {
    await withGate({}, async (rig) => {
      const answer = await rig.ask("POST /hook", [], "x");
      assert.deepEqual(answer.headers("set-cookie"), []);
      assert.deepEqual(rig.gate.visitors(), []);
    });
  });

  it("is shut while the gate is, and a request of the proof there would be let through, and is withheld", async () => {
    await withGate({ closed: true }, async (rig) => {
      assert.equal((await rig.ask("POST /hook", [], "x")).status, 503);
      rig.gate.goLive();
      rig.gate.expectProof(marker);
      assert.equal((await rig.ask("POST /hook", [`portcullis-proof: ${marker}`], "x")).status, 503);
      assert.deepEqual(rig.gate.collectProof(marker).map(({ outcome }) => outcome), ["wouldForward"]);
      assert.deepEqual(rig.app.seen, []);
    });
  });

  it("opens and shuts while the share runs; what is under way there ends", async () => {
    await withGate({ shareOptions: {}, answer: streaming }, async (rig) => {
      assert.equal((await rig.ask("GET /health")).status, 401);
      rig.gate.setOptions({ openPaths: [hook, health] });
      const open = await held(rig, "GET /health", /data: 1/);
      rig.gate.setOptions({ openPaths: [health], addressing: "preserved" });
      rig.gate.setOptions({ openPaths: [hook] });
      await until("ended", open.ended);
      assert.equal((await rig.ask("GET /health")).status, 401);
      assert.equal(rig.app.seen.length, 1);
    });
  });

  it("ends what is under way when the gate shuts", async () => {
    await withGate({ answer: streaming }, async (rig) => {
      const open = await held(rig, "GET /health", /data: 1/);
      rig.gate.shut();
      await until("ended", open.ended);
    });
  });
});

describe("S6 the bounds of an open path", () => {
  it("60 a minute each, by the clock; the other path goes on", async () => {
    const clock = new FakeClock();
    await withGate({ clock }, async (rig) => {
      for (let count = 0; count < 60; count++) assert.equal((await rig.ask("POST /hook", [], "x")).status, 200);
      const answer = await rig.ask("POST /hook", [], "x");
      assert.equal(answer.status, 429);
      assert.equal(answer.header("retry-after"), "60");
      assert.equal((await rig.ask("GET /health")).status, 200);
      // A change of options is no new minute.
      rig.gate.setOptions({ openPaths: [health, { ...hook }], addressing: "preserved" });
      assert.equal((await rig.ask("POST /hook", [], "x")).status, 429);
      clock.advance(1000);
      assert.equal((await rig.ask("POST /hook", [], "x")).status, 200);
      assert.equal((await rig.ask("POST /hook", [], "x")).status, 429);
      assert.equal(rig.app.seen.length, 62);
    });
  });

  it("8 at once, and a place is free again when an answer is whole", async () => {
    const waiting: ServerResponse[] = [];
    await withGate({ answer: (_request, response) => void waiting.push(response) }, async (rig) => {
      const open = Array.from({ length: 8 }, () => rig.ask("POST /hook", [], "x"));
      await until("8 at the app", () => waiting.length === 8);
      assert.equal((await rig.ask("POST /hook", [], "x")).status, 503);
      assert.equal((await rig.ask("GET /health")).status, 503);
      assert.equal(waiting.length, 8);
      waiting[0]?.end("done");
      await Promise.race(open);
      const next = rig.ask("GET /health");
      await until("a ninth", () => waiting.length === 9);
      for (const one of waiting) one.end();
      assert.equal((await next).status, 200);
      await Promise.all(open);
    });
  });

  it("1 MB of body, announced or not: the app sees none of a longer one", async () => {
    await withGate({ answer: (request, response) => void request.resume().on("end", () => response.end("ok")) }, async (rig) => {
      assert.equal((await rig.ask("POST /hook", [], "x".repeat(1024 * 1024))).status, 200);
      assert.equal((await rig.ask("POST /hook", [], "x".repeat(1024 * 1024 + 1))).status, 413);
      const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
      const long = await rig.raw(`POST /hook HTTP/1.1\r\nHost: ${rig.host}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(17)}0\r\n\r\n`);
      assert.equal(parse(long).status, 413);
      assert.equal(rig.app.seen.length, 1);
    });
  });

  it("a body that doesn't come costs the app nothing, and ends in time", async () => {
    const clock = new FakeClock();
    await withGate({ clock }, async (rig) => {
      const socket = net.connect(rig.port, "127.0.0.1");
      let received = "";
      socket.on("data", (chunk: Buffer) => (received += chunk.toString()));
      socket.on("error", () => undefined);
      socket.write(`POST /hook HTTP/1.1\r\nHost: ${rig.host}\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n`);
      await until("asked for the body", () => received.includes("100 Continue"));
      clock.advance(30_000);
      await until("given up", () => /HTTP\/1\.1 504/.test(received));
      assert.equal(rig.app.connections(), 0);
      socket.destroy();
    });
  });

  it("an answer that goes on and on ends in time, visibly cut off", async () => {
    const clock = new FakeClock();
    await withGate({ clock, answer: streaming }, async (rig) => {
      const open = await held(rig, "GET /health", /data: 1/);
      clock.advance(30_000);
      await until("ended", open.ended);
      assert.doesNotMatch(open.received(), /\r\n0\r\n\r\n$/);
    });
  });

  it("the app is down: a plain 502", async () => {
    await withGate({ upstream: { scheme: "http", address: "127.0.0.1", port: 1 } }, async (rig) => {
      const answer = await rig.ask("POST /hook", [], "x");
      assert.equal(answer.status, 502);
      assert.deepEqual(JSON.parse(answer.body), { error: "upstreamDown" });
    });
  });
});

describe("S6 what browsers ask for beside a page", () => {
  it("an icon: none, and nothing of it is kept", async () => {
    await withGate({}, async (rig) => {
      const answer = await rig.ask("GET /favicon.ico", ["Sec-Fetch-Dest: image", "Sec-Fetch-Mode: no-cors", "Accept: image/*"]);
      assert.equal(answer.status, 204);
      assert.equal(answer.header("cache-control"), "no-store");
      assert.equal(answer.header("content-length"), undefined);
      assert.deepEqual(rig.app.seen, []);
      const cookie = await rig.signIn();
      assert.equal((await rig.ask("GET /favicon.ico", [`Cookie: ${cookie}`])).body, "the app's secret");
    });
  });
});

// Capture hooks: one plain record per finished exchange while somebody watches, and nothing at all while nobody does.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { maskedTarget } from "../../src/base/maskedTarget";
import { markerHeader } from "../../src/protocol/proofMarker";
import type { ExchangeRecord } from "../../src/gate/exchangeRecords";
import { FakeClock } from "./fakeClock";
import { navigation, startGate, until, upgradeLines, type GateRig } from "./gateRig";

describe("records of exchanges", () => {
  let rig: GateRig;
  let clock: FakeClock;
  let records: ExchangeRecord[];
  beforeEach(async () => {
    clock = new FakeClock();
    records = [];
    rig = await startGate({
      clock,
      answer: (request, response) => {
        clock.advance(7);
        if (request.url === "/breaks") {
          response.writeHead(200, { "Content-Length": "100" }).write("half");
          setImmediate(() => request.socket.destroy());
        } else response.writeHead(request.url === "/missing" ? 404 : 200, { "Content-Length": 5 }).end("hello");
      },
    });
  });
  afterEach(() => rig.close());
  const watch = () => rig.gate.onExchange((record) => records.push(record));

  it("say method, target, status, outcome, who, how long and how much", async () => {
    const cookie = `Cookie: ${await rig.signIn()}`;
    const [visitor] = rig.gate.visitors();
    watch();
    await rig.ask("GET /missing", [cookie]);
    await until("the record", () => records.length === 1);
    const [{ at, bytes, ...record }] = records as [ExchangeRecord];
    assert.deepEqual(record, { method: "GET", target: "/missing", upgrade: false, status: 404, outcome: "forwarded", visitorId: visitor!.id, reference: undefined, ms: 7, broken: false });
    assert.ok(at > 0 && bytes > 50);
    await rig.ask("GET /", navigation);
    await rig.ask("GET /api");
    await rig.ask("GET /.portcullis/sign-out", [cookie, ...navigation]);
    await until("the others", () => records.length === 4);
    assert.deepEqual(records.slice(1).map(({ outcome, status, visitorId }) => [outcome, status, visitorId]), [["signIn", 302, undefined], ["refused", 401, undefined], ["ownPage", 200, undefined]]);
  });

  it("are not needed for the count, which has every request in it, the proof's and strangers' too", async () => {
    const before = rig.gate.requestCount();
    await rig.ask("GET /", navigation);
    await rig.ask("GET /api");
    const marker = "m".repeat(24);
    rig.gate.expectProof(marker);
    await rig.ask("GET /api", [`${markerHeader}: ${marker}`]);
    assert.equal(rig.gate.requestCount() - before, 3);
    assert.deepEqual(records, []);
  });

  it("tell an answer that broke off, and an upgrade that was refused", async () => {
    const cookie = `Cookie: ${await rig.signIn()}`;
    watch();
    await rig.ask("GET /breaks", [cookie]);
    await rig.ask("GET /ws", upgradeLines);
    await until("both", () => records.length === 2);
    assert.deepEqual(records.map(({ broken, upgrade, status }) => [broken, upgrade, status]), [[true, false, 200], [false, true, 401]]);
  });

  it("S30 hold no secret of a sign-in, whose code and state are in the target", async () => {
    watch();
    const cookie = await rig.signIn();
    await rig.ask("GET /a?access_token=hunter2&page=2&code=hunter2", [`Cookie: ${cookie}`]);
    await until("all", () => records.length === 3);
    assert.deepEqual(records.map(({ target }) => target), ["/", "/.portcullis/callback?code=•••&state=•••", "/a?access_token=•••&page=2&code=•••"]);
    assert.ok(!JSON.stringify(records).includes("hunter2") && !JSON.stringify(records).includes(cookie.split("=")[1]!));
  });

  it("are not made while nobody watches, nor after somebody has stopped: not even the clock is asked more often", async () => {
    const cookie = `Cookie: ${await rig.signIn()}`;
    let asked = 0;
    const now = clock.now.bind(clock);
    clock.now = () => {
      asked += 1;
      return now();
    };
    const costOf = async () => {
      asked = 0;
      for (let at = 0; at < 20; at += 1) await rig.ask("GET /", [cookie]);
      return asked;
    };
    const before = await costOf();
    const subscription = watch();
    await costOf();
    // The last of them ends behind its answer.
    await until("the records", () => records.length === 20);
    // Twenty times twice, give or take what ended behind its answer before.
    assert.ok(asked >= before + 30, `a watched exchange reads the clock twice more: ${before} before, ${asked} watched`);
    subscription.dispose();
    subscription.dispose();
    const seen = records.length;
    const after = await costOf();
    assert.ok(after < before + 20, `${before} before, ${after} after`);
    assert.equal(records.length, seen);
  });
});

describe("S30 maskedTarget", () => {
  for (const [target, masked] of [
    ["/a/b", "/a/b"],
    ["/a?page=2&sort", "/a?page=2&sort"],
    ["/a?CODE=x&api_key=y&X=1", "/a?CODE=•••&api_key=•••&X=1"],
    ["/a?%63ode=x", "/a?%63ode=•••"],
    ["/.portcullis/callback?anything=x&more", "/.portcullis/callback?anything=•••&•••"],
    ["/%2eportcullis/callback?anything=x", "/%2eportcullis/callback?anything=•••"],
    ["/a?token=x#token=y", "/a?token=•••"],
    ["/a?%zz=1", "/a?%zz=1"],
  ] as const) {
    it(`${target} → ${masked}`, () => assert.equal(maskedTarget(target), masked));
  }

  it("is bounded, however long the target", () => {
    assert.ok(maskedTarget(`/${"a".repeat(30_000)}?${"b=1&".repeat(9000)}`).length <= 1000);
  });
});

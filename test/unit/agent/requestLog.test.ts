import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { batchMs, RequestLog } from "../../../src/agent/requestLog";
import { Emitter } from "../../../src/base/emitter";
import type { ExchangeRecord } from "../../../src/gate/exchangeRecords";
import { mostRequests, tellHost, type RequestRecord } from "../../../src/protocol/messages";
import { FakeClock } from "../../fakes/fakeClock";

const record = (target: string, change: Partial<ExchangeRecord> = {}): ExchangeRecord => ({ method: "GET", target, upgrade: false, status: 200, outcome: "forwarded", visitorId: undefined, reference: undefined, at: 1, ms: 2, bytes: 3, broken: false, ...change });

describe("the request log in the agent process", () => {
  let clock: FakeClock;
  let gate: { readonly records: Emitter<ExchangeRecord>; readonly onExchange: Emitter<ExchangeRecord>["event"]; watchers: number };
  let told: { requests: RequestRecord[]; dropped: number }[];
  let log: RequestLog;
  beforeEach(() => {
    clock = new FakeClock();
    told = [];
    const records = new Emitter<ExchangeRecord>();
    gate = {
      records,
      watchers: 0,
      onExchange(listener) {
        gate.watchers += 1;
        const subscription = records.event(listener);
        return {
          dispose() {
            gate.watchers -= 1;
            subscription.dispose();
          },
        };
      },
    };
    log = new RequestLog({ clock, tell: (batch) => void told.push(tellHost.requests.params.parse(batch)) });
  });
  const targets = () => told.map(({ requests, dropped }) => [requests.map(({ target }) => target), dropped]);

  it("watches no gate while it is off, and every one while it is on, whichever came first", () => {
    const first = log.add("abcdefghjkmn", gate);
    assert.equal(gate.watchers, 0);
    log.turn(true);
    log.turn(true);
    assert.equal(gate.watchers, 1);
    log.add("abcdefghjkmp", { onExchange: gate.onExchange });
    assert.equal(gate.watchers, 2);
    first.dispose();
    assert.equal(gate.watchers, 1);
    log.turn(false);
    assert.equal(gate.watchers, 0);
  });

  it("tells in batches, and nothing where there was nothing", () => {
    log.add("abcdefghjkmn", gate);
    log.turn(true);
    gate.records.fire(record("/a"));
    gate.records.fire(record("/b", { visitorId: "v", reference: "K7QX-29PM" }));
    assert.deepEqual(targets(), []);
    clock.advance(batchMs);
    assert.deepEqual(targets(), [[["/a", "/b"], 0]]);
    assert.deepEqual(told[0]!.requests[1], { shareId: "abcdefghjkmn", method: "GET", target: "/b", upgrade: false, status: 200, outcome: "forwarded", visitorId: "v", reference: "K7QX-29PM", ms: 2, bytes: 3, broken: false });
    clock.advance(10 * batchMs);
    assert.equal(told.length, 1);
    gate.records.fire(record("/c"));
    clock.advance(batchMs);
    assert.deepEqual(targets()[1], [["/c"], 0]);
  });

  it("tells at most so many a batch, and how many more there were; long targets are cut", () => {
    log.add("abcdefghjkmn", gate);
    log.turn(true);
    for (let n = 0; n < mostRequests + 7; n += 1) gate.records.fire(record(`/${n}${"a".repeat(900)}`, { ms: -5 }));
    clock.advance(batchMs);
    assert.equal(told[0]!.requests.length, mostRequests);
    assert.equal(told[0]!.dropped, 7);
    gate.records.fire(record("/next"));
    clock.advance(batchMs);
    assert.deepEqual(targets()[1], [["/next"], 0]);
  });

  it("forgets what was not told yet when it is turned off", () => {
    log.add("abcdefghjkmn", gate);
    log.turn(true);
    gate.records.fire(record("/a"));
    log.turn(false);
    clock.advance(batchMs);
    log.turn(true);
    gate.records.fire(record("/b"));
    clock.advance(batchMs);
    assert.deepEqual(targets(), [[["/b"], 0]]);
  });
});

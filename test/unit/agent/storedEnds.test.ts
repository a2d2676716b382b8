// S13: whoever confirms that somebody is out waits for the host to have stored it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { beforeEach, describe, it } from "node:test";
import { SessionKeeper, type SessionKeeperOptions } from "../../../src/agent/sessionKeeper";
import { Emitter } from "../../../src/base/emitter";
import type { SessionTable } from "../../../src/gate/sessionTable";
import type { SealedSessions } from "../../../src/protocol/sealedSessions";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import { MemoryLog } from "../../fakes/memoryLog";
import { FakeClock } from "../../gate/fakeClock";

const spec: ShareSpec = {
  id: "abcdef012345",
  upstream: { scheme: "http", address: "127.0.0.1", port: 9 },
  provider: { id: "p", name: "Okta", kind: "okta", issuer: "https://idp.example", clientId: "client", clientAuthentication: "none", scopes: ["openid"] },
  rule: { everyone: true, emails: [], domains: [] },
  enforcement: "edge",
  tunnel: { kind: "ngrok", rootCertificates: "ngrok" },
};

describe("S13 somebody who was put out or left", () => {
  let clock: FakeClock;
  let log: MemoryLog;
  let changed: Emitter<"now" | "soon">;
  let told: SealedSessions[];
  let stores: { readonly sessions: SealedSessions; readonly done: () => void; readonly fail: (error: Error) => void }[];
  let keeper: SessionKeeper;
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  /** Whether it has been said by now that it is stored. */
  const heard = (stored: Promise<void>) => {
    const outcome: { is: "waits" | "stored" | "not stored" } = { is: "waits" };
    stored.then(() => (outcome.is = "stored"), () => (outcome.is = "not stored"));
    return outcome;
  };

  beforeEach(() => {
    clock = new FakeClock();
    log = new MemoryLog();
    changed = new Emitter();
    told = [];
    stores = [];
    const table: SessionTable = { sessions: [] };
    const gate: SessionKeeperOptions["gate"] = { table: () => table, restore: () => undefined, onTable: changed.event };
    keeper = new SessionKeeper({
      gate,
      spec,
      kept: { key: randomBytes(32).toString("base64url"), generation: 0, last: "none" },
      clock,
      log,
      tell: (sessions) => told.push(sessions),
      store: (sessions) => new Promise((resolve, reject) => stores.push({ sessions, done: resolve, fail: reject })),
    });
    keeper.opened("https://share.example");
    clock.advance(1000);
  });

  it("is stored before that is said, also where the sessions are those of before: the edge's memory is in it", async () => {
    changed.fire("now");
    const said = heard(keeper.stored());
    clock.advance(100);
    await settled();
    assert.deepEqual([stores.length, told.length, said.is], [1, 0, "waits"]);
    stores[0]!.done();
    await settled();
    assert.equal(said.is, "stored");
  });

  it("costs one store for many at a time, and who comes while it is under way has the next", async () => {
    const said = Array.from({ length: 50 }, () => {
      changed.fire("now");
      return heard(keeper.stored());
    });
    clock.advance(100);
    assert.equal(stores.length, 1);
    const waits = heard(keeper.stored());
    changed.fire("now");
    const later = heard(keeper.stored());
    stores[0]!.done();
    await settled();
    assert.deepEqual([new Set(said.map(({ is }) => is)), waits.is, later.is], [new Set(["stored"]), "stored", "waits"]);
    clock.advance(100);
    assert.equal(stores.length, 2);
    assert.ok(stores[1]!.sessions.generation > stores[0]!.sessions.generation);
    stores[1]!.done();
    await settled();
    assert.equal(later.is, "stored");
  });

  it("is not said to be stored when it could not be, and whoever asks again has it stored again; the log says so once", async () => {
    changed.fire("now");
    const first = heard(keeper.stored());
    clock.advance(100);
    stores[0]!.fail(new Error("no space left"));
    await settled();
    const second = heard(keeper.stored());
    clock.advance(100);
    stores[1]!.fail(new Error("no space left"));
    await settled();
    const third = heard(keeper.stored());
    clock.advance(100);
    stores[2]!.done();
    await settled();
    assert.deepEqual([first.is, second.is, third.is], ["not stored", "not stored", "stored"]);
    assert.equal(log.lines.filter((line) => /could not be stored: no space left/.test(line)).length, 1);
  });

  it("is not forgotten over a table that is taken meanwhile", async () => {
    changed.fire("now");
    const said = heard(keeper.stored());
    keeper.take();
    clock.advance(100);
    stores[0]?.done();
    await settled();
    assert.equal(said.is, "stored");
  });

  it("makes nobody wait who asks when nobody left", async () => {
    const said = heard(keeper.stored());
    await settled();
    assert.deepEqual([said.is, stores.length], ["stored", 0]);
  });
});

// S13: what the host keeps of a share's sessions, and when it says that somebody is out for certain.
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Cancelled, ExpectedError } from "../../../src/base/expectedError";
import type { SealedSessions } from "../../../src/protocol/sealedSessions";
import { KeptSessions } from "../../../src/shares/keptSessions";
import { MemoryLog } from "../../fakes/memoryLog";
import { MemorySessions } from "../../fakes/memorySessions";
import { until } from "../../rig/shareRig";

const shareId = "abcdefghjkmn";
const at = (generation: number): SealedSessions => ({ generation, sealed: `sealed${generation}` });
const crashed = () => Promise.reject(new ExpectedError("agent.crashed", {}));

/** Something that waits until it is let go. */
function held() {
  let letGo: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => (letGo = resolve));
  return { waiting, letGo };
}

describe("S13 sessions that the host keeps", () => {
  let store: MemorySessions;
  let log: MemoryLog;
  let kept: KeptSessions;
  const next = async () => {
    const window = new KeptSessions({ store, shareId, log });
    await window.load();
    return window;
  };
  const stored = () => store.files.get(shareId);
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  beforeEach(async () => {
    store = new MemorySessions();
    log = new MemoryLog();
    kept = await next();
    kept.keep(at(1));
    await until("stored", () => store.lowest.get(shareId)?.generation === 1);
  });

  it("are given to the next gate and to the next window, with the key and the generation to go on from", async () => {
    const given = kept.forGate();
    assert.deepEqual(given.last, at(1));
    assert.equal(given.generation, 1);
    assert.deepEqual((await next()).forGate(), given);
  });

  it("are a fresh start where there is nothing", async () => {
    store.files.clear();
    const window = await next();
    assert.equal(window.resumed, false);
    assert.equal(window.forGate().last, "none");
    assert.notEqual(window.forGate().key, kept.forGate().key);
  });

  it("of a generation that was there before, or an earlier one, change nothing", async () => {
    kept.keep({ generation: 1, sealed: "another" });
    kept.keep(at(3));
    kept.keep(at(2));
    await until("the third", () => stored() !== "spoiled" && (stored() as SealedSessions).generation === 3);
    await settled();
    assert.deepEqual(kept.forGate().last, at(3));
  });

  it("are written one at a time, the newest next, however fast they come", async () => {
    const { waiting, letGo } = held();
    const writes: string[] = [];
    store.before = async (what) => {
      writes.push(what);
      await waiting;
    };
    kept.keep(at(2));
    await settled();
    for (let generation = 3; generation <= 50; generation += 1) kept.keep(at(generation));
    await settled();
    assert.deepEqual(writes, ["write"]);
    letGo();
    await until("the last", () => store.lowest.get(shareId)?.generation === 50);
    assert.equal(writes.filter((what) => what === "write").length, 2);
  });

  it("don't make the secret store write for when people were last seen alone", async () => {
    kept.keep({ ...at(2), sameSessions: true });
    await until("the file", () => (stored() as SealedSessions).generation === 2);
    await settled();
    assert.equal(store.lowest.get(shareId)?.generation, 1);
  });

  it("S11 being put out is certain only when the file and what still counts are stored", async () => {
    for (const step of ["write", "forbidBefore"]) {
      const { waiting, letGo } = held();
      store.before = (what) => (what === step ? waiting : Promise.resolve());
      let told = false;
      const out = kept.revoke(() => Promise.resolve(at(kept.forGate().generation + 1))).then(() => (told = true));
      await settled();
      await settled();
      assert.equal(told, false, step);
      letGo();
      await out;
    }
    assert.equal(store.lowest.get(shareId)?.generation, 3);
  });

  it("S11 a crash of the window at every moment of being put out: before it is certain anything may be, after it nobody comes back", async () => {
    const older = stored();
    for (const [step, back] of [["write", true], ["forbidBefore", false], ["none", false]] as const) {
      store = new MemorySessions();
      kept = await next();
      kept.keep(at(1));
      await until("stored", () => store.lowest.get(shareId)?.generation === 1);
      // The window dies: from here on nothing is done any more.
      store.before = (what) => (what === step ? new Promise(() => undefined) : Promise.resolve());
      kept.revoke(() => Promise.resolve(at(2))).catch(() => undefined);
      await settled();
      await settled();
      store.before = () => Promise.resolve();
      assert.deepEqual((await next()).forGate().last, back ? at(1) : at(2), step);
    }
    // Somebody puts the older file back.
    store.files.set(shareId, { ...(older as SealedSessions), key: store.lowest.get(shareId)!.key });
    assert.equal((await next()).forGate().last, "lost");
  });

  it("S11 a gate that dies over it: everyone is out, for the gate that is opened meanwhile and for the next window too", async () => {
    const { waiting, letGo } = held();
    const out = kept.revoke(async () => {
      await waiting;
      return crashed();
    });
    assert.equal(kept.forGate().last, "lost");
    letGo();
    await out;
    assert.equal(kept.forGate().last, "lost");
    assert.equal((await next()).forGate().last, "lost");
    kept.keep(at(2));
    await until("stored", () => stored() !== "spoiled");
    await settled();
    assert.deepEqual((await next()).forGate().last, at(2));
  });

  it("S11 somebody put out while a gate is opened with what was before: that gate is known to be wrong", async () => {
    const before = stored() as SealedSessions & { key: string };
    kept.forGate();
    assert.equal(kept.isOutdated, false);
    await kept.lose();
    assert.equal(kept.isOutdated, true);
    // What that gate tells before it is closed would bring back whoever was put out.
    kept.keep(at(2));
    await settled();
    await settled();
    assert.equal(kept.forGate().last, "lost");
    assert.equal(kept.isOutdated, false);
    assert.equal((await next()).forGate().last, "lost");
    store.files.set(shareId, before);
    assert.equal((await next()).forGate().last, "lost", "the file of before, put back");
    kept.keep(at(2));
    await settled();
    await settled();
    assert.deepEqual((await next()).forGate().last, at(2));
  });

  it("S11 what can't be stored is told, done all the same, and lost where it would have come back", async () => {
    store.refuses = new Error("no space left");
    await assert.rejects(kept.revoke(() => Promise.resolve(at(2))), { code: "sessions.notStored" });
    assert.deepEqual(kept.forGate().last, at(2));
    await assert.rejects(kept.lose(), { code: "sessions.notStored" });
    assert.equal(kept.forGate().last, "lost");
  });

  it("S11 a disk that is full: what is there does not count any more, by the file or by the generation", async () => {
    for (const refused of [["write"], ["write", "spoil"], ["write", "forbidBefore"]]) {
      store = new MemorySessions();
      kept = await next();
      kept.keep(at(1));
      await until("stored", () => store.lowest.get(shareId)?.generation === 1);
      store.before = (what) => (refused.includes(what) ? Promise.reject(new Error("no space left")) : Promise.resolve());
      await assert.rejects(kept.revoke(() => Promise.resolve(at(kept.forGate().generation + 1))), { code: "sessions.notStored" });
      store.before = () => Promise.resolve();
      assert.equal((await next()).forGate().last, "lost", refused.join());
    }
  });

  it("somebody who left is out for certain when it is stored; what could not be stored is stored when asked once more", async () => {
    store.refuses = new Error("no space left");
    await assert.rejects(kept.keepForCertain(at(2)), { code: "sessions.notStored" });
    assert.deepEqual(kept.forGate().last, at(2));
    await assert.rejects(kept.again(), { code: "sessions.notStored" });
    store.refuses = undefined;
    assert.deepEqual((await next()).forGate().last, at(1));
    await kept.again();
    assert.deepEqual((await next()).forGate().last, at(2));
    await kept.keepForCertain(at(3));
    assert.deepEqual((await next()).forGate().last, at(3));
    await kept.lose();
    await kept.again();
    assert.equal((await next()).forGate().last, "lost");
  });

  it("a person's change of mind, and what the gate itself throws, are thrown on", async () => {
    await assert.rejects(kept.revoke(() => Promise.reject(new Cancelled())), { name: "Cancelled" });
    assert.deepEqual(kept.forGate().last, at(1));
    await assert.rejects(kept.revoke(() => Promise.reject(new ExpectedError("agent.notStarted", {}))), { code: "agent.notStarted" });
    assert.equal(kept.forGate().last, "lost");
  });

  it("that can't be stored are no trouble to anybody but the log, once", async () => {
    store.refuses = new Error("no space left");
    kept.keep(at(2));
    kept.keep(at(3));
    await until("the line", () => log.lines.length > 0);
    await settled();
    kept.keep(at(4));
    await settled();
    await settled();
    assert.equal(log.lines.length, 1);
    assert.deepEqual(kept.forGate().last, at(4));
  });

  it("a store that can't be read: everyone signs in again", async () => {
    store.read = () => Promise.reject(new ExpectedError("secrets.refused", {}));
    const window = await next();
    assert.equal(window.forGate().last, "lost");
    assert.match(log.lines.join(), /can't be read/);
  });

  it("are removed after whatever was being written, and never written again", async () => {
    const { waiting, letGo } = held();
    store.before = (what) => (what === "write" ? waiting : Promise.resolve());
    kept.keep(at(2));
    await settled();
    kept.keep(at(3));
    const removed = kept.remove();
    kept.keep(at(4));
    letGo();
    await removed;
    for (let turn = 0; turn < 20; turn += 1) await settled();
    assert.deepEqual([store.files.size, store.lowest.size], [0, 0]);
  });

  it("that can't be removed are told", async () => {
    store.refuses = new Error("read-only");
    await assert.rejects(kept.remove(), { code: "sessions.notRemoved" });
  });

  it("of a window that closes are on the disk when it has", async () => {
    kept.keep(at(2));
    await kept.leave();
    assert.equal(store.lowest.get(shareId)?.generation, 2);
    kept.keep(at(3));
    await settled();
    assert.deepEqual((await next()).forGate().last, at(2));
  });
});

// S28: a flood of strangers is noticed by its pace; what visitors and the proof do is no flood.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { flood, StrangerCount } from "../../src/gate/strangerCount";
import { FakeClock } from "../fakes/fakeClock";
import { startGate, type GateRig } from "./gateRig";

describe("S28 strangers' requests of a minute", () => {
  const counted = () => {
    const clock = new FakeClock();
    const told: number[] = [];
    const count = new StrangerCount(clock);
    count.event((perMinute) => void told.push(perMinute));
    const add = (times: number) => {
      for (let each = 0; each < times; each++) count.add();
    };
    return { clock, told, add, last: () => told.at(-1) };
  };

  it("are a flood as soon as they are many, told again every ten seconds, and over when they are few again", () => {
    const { clock, told, add, last } = counted();
    add(flood.begins - 1);
    assert.deepEqual(told, []);
    add(1);
    assert.deepEqual(told, [flood.begins]);
    add(100);
    clock.advance(10_000);
    assert.deepEqual(told, [flood.begins, flood.begins + 100]);
    clock.advance(50_000);
    assert.equal(last(), 0);
    const soFar = told.length;
    clock.advance(600_000);
    assert.equal(told.length, soFar);
  });

  it("spread over more than a minute are none", () => {
    const { clock, told, add } = counted();
    for (let slot = 0; slot < 60; slot++) {
      add(flood.begins / 6 - 1);
      clock.advance(10_000);
    }
    assert.deepEqual(told, []);
  });

  it("begin another flood after one is over", () => {
    const { clock, told, add } = counted();
    add(flood.begins);
    clock.advance(120_000);
    add(flood.begins);
    assert.deepEqual(told.filter((perMinute) => perMinute === flood.begins).length >= 2 && told.includes(0), true);
  });
});

describe("S28 what a gate counts", () => {
  let rig: GateRig;
  const told: number[] = [];
  before(async () => {
    // However long they take, they are of one minute.
    rig = await startGate({ clock: new FakeClock() });
    rig.gate.onStrangers((perMinute) => void told.push(perMinute));
  });
  after(() => rig.close());

  it("visitors' requests and the proof's are no strangers'", async () => {
    const marker = "m".repeat(32);
    rig.gate.expectProof(marker);
    const cookie = await rig.signIn();
    for (let each = 0; each < flood.begins; each++) await rig.ask("GET /", [each % 2 === 0 ? `Cookie: ${cookie}` : `Portcullis-Proof: ${marker}`]);
    assert.deepEqual(told, []);
  });

  it("strangers' are", async () => {
    for (let each = 0; each < flood.begins; each++) assert.equal((await rig.ask("GET /")).status, 401);
    assert.equal(told[0], flood.begins);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Emitter } from "../../../src/base/emitter";
import type { StateStore } from "../../../src/base/stores";
import { usageLine, usageWarningText } from "../../../src/presentation/usageText";
import type { VisitorRecord } from "../../../src/protocol/messages";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import { NgrokUsage, type UsageWarning } from "../../../src/shares/ngrokUsage";
import { countUsage } from "../../../src/shares/usageNews";
import { FakeClock } from "../../fakes/fakeClock";
import { startShareRig, until } from "../../rig/shareRig";
import { english } from "../presentation/english";

const server = { rootCertificates: "ngrok" } as const;
const other = { serverAddress: "connect.example.com:443", rootCertificates: "host" } as const;
const alice = { issuer: "https://idp.example", subject: "alice@acme.com" };
const dayMs = 24 * 3_600_000;

function counted(state: { value?: unknown } = {}) {
  const clock = new FakeClock();
  const store: StateStore = {
    get: () => state.value,
    update: (_, value) => {
      state.value = structuredClone(value);
      return Promise.resolve();
    },
  };
  const usage = new NgrokUsage({ store, clock, onTrouble: (error) => assert.fail(String(error)) });
  const warned: UsageWarning[] = [];
  usage.onWarning(({ warning }) => warned.push(warning));
  return { clock, state, usage, warned };
}

describe("what shares use of an ngrok account in a month", () => {
  it("is counted per account, kept over a restart, and begins anew with the month", () => {
    const { clock, state, usage } = counted();
    usage.addRequests(server, 40);
    usage.addRequests(server, 2);
    usage.addRequests(other, 7);
    assert.deepEqual([usage.month(server), usage.month(other)], [{ requests: 42, people: 0 }, { requests: 7, people: 0 }]);
    assert.equal(usage.month(server), usage.month(server), "the same object while nothing changes");
    assert.deepEqual(counted(state).usage.month(server), { requests: 42, people: 0 });
    clock.advance(31 * dayMs);
    assert.deepEqual(usage.month(server), { requests: 0, people: 0 });
    usage.addRequests(server, 1);
    assert.deepEqual([usage.month(server).requests, usage.month(other).requests], [1, 0]);
  });

  it("counts each person once, and keeps who they are as a hash that next month's has nothing in common with", () => {
    const { clock, state, usage } = counted();
    const people = () => Object.values((state.value as { accounts: Record<string, { people: string[] }> }).accounts).flatMap((account) => account.people);
    usage.addPerson(server, alice);
    usage.addPerson(server, alice);
    usage.addPerson(server, { ...alice, issuer: "https://other.example" });
    assert.equal(usage.month(server).people, 2);
    const [first] = people();
    assert.doesNotMatch(JSON.stringify(state.value), /alice|acme|idp\.example|ngrok\.com|token/i);
    clock.advance(31 * dayMs);
    usage.addPerson(server, alice);
    assert.notEqual(people()[0], first);
    for (let n = 0; n < 200; n += 1) usage.addPerson(server, { ...alice, subject: String(n) });
    assert.equal(people().length, 50);
    for (let n = 0; n < 100; n += 1) usage.addRequests({ ...other, serverAddress: `host-${n}:443` }, 1);
    assert.equal(Object.keys((state.value as { accounts: object }).accounts).length, 20);
  });

  it("warns once at four fifths and once at the whole, each month", () => {
    const { clock, usage, warned } = counted();
    usage.addRequests(server, 15_999);
    assert.deepEqual(warned, []);
    usage.addRequests(server, 1);
    usage.addRequests(server, 3_999);
    assert.deepEqual(warned, ["requestsSoon"]);
    usage.addRequests(server, 1);
    usage.addRequests(server, 500);
    assert.deepEqual(warned, ["requestsSoon", "requestsOver"]);
    clock.advance(31 * dayMs);
    usage.addRequests(server, 25_000);
    usage.addRequests(server, 1);
    assert.deepEqual(warned.slice(2), ["requestsOver"], "past it, nothing more is said of coming near");
  });

  it("warns once when three people have signed in at the edge", () => {
    const { usage, warned } = counted();
    for (const subject of ["a", "b", "b"]) usage.addPerson(server, { ...alice, subject });
    assert.deepEqual(warned, []);
    for (const subject of ["c", "d", "e"]) usage.addPerson(server, { ...alice, subject });
    assert.deepEqual(warned, ["signIns"]);
  });

  it("says nothing any more once that was asked for, and goes on counting", () => {
    const { clock, state, usage, warned } = counted();
    usage.beQuiet();
    usage.addRequests(server, 30_000);
    clock.advance(31 * dayMs);
    usage.addRequests(server, 30_000);
    const later = counted(state);
    later.clock.advance(31 * dayMs);
    later.usage.addRequests(server, 30_000);
    assert.deepEqual([...warned, ...later.warned], []);
    assert.equal(usage.month(server).requests, 60_000);
  });

  for (const broken of [undefined, null, 7, "x", { month: "2027-01" }, { month: "2027-01", salt: "s", quiet: false, accounts: { a: { requests: -1, people: [], warned: [] } } }]) {
    it(`takes a state that can't be read as none: ${JSON.stringify(broken)}`, () => {
      const { usage } = counted({ value: broken });
      assert.deepEqual(usage.month(server), { requests: 0, people: 0 });
      usage.addRequests(server, 3);
      assert.equal(usage.month(server).requests, 3);
    });
  }

  it("is said as what was seen, never as the whole", () => {
    assert.match(english(usageLine({ requests: 1204, people: 0 })), /at least 1204 requests; its free plan allows 20000$/);
    assert.match(english(usageLine({ requests: 9, people: 2 })), /2 people who signed in at the edge; its free plan allows 20000 and 3$/);
    for (const warning of ["requestsSoon", "requestsOver", "signIns"] as const) assert.match(english(usageWarningText(warning, { requests: 16_000, people: 3 })), /^.*ngrok's free plan.*\.$/);
  });
});

it("of what the gates tell, requests count where ngrok carries them, and people where its edge signs them in", () => {
  const requested = new Emitter<{ shareId: string; count: number }>();
  const seen = new Emitter<{ shareId: string; visitors: readonly VisitorRecord[] }>();
  const { usage } = counted();
  const spec = (kind: "ngrok" | "local", enforcement: "gate" | "edge") => ({ provider: { issuer: "https://idp.example" }, enforcement, tunnel: kind === "ngrok" ? { kind, ...server } : { kind, port: 1 } }) as unknown as ShareSpec;
  const specs: Record<string, ShareSpec> = { edge: spec("ngrok", "edge"), gate: spec("ngrok", "gate"), local: spec("local", "gate") };
  const held = countUsage({ onRequested: requested.event, onVisitors: seen.event }, usage, (id) => specs[id]);
  const visitor = (subject: string, more: object = {}): VisitorRecord => ({ id: subject, subject, signedInAt: 1, lastSeenAt: 1, open: 0, ...more });
  for (const shareId of ["edge", "gate", "local", "gone"]) {
    requested.fire({ shareId, count: 5 });
    seen.fire({ shareId, visitors: [visitor(`${shareId}-anna`), visitor(`${shareId}-robot`, { program: true })] });
  }
  assert.deepEqual(usage.month(server), { requests: 10, people: 1 });
  held.dispose();
  requested.fire({ shareId: "edge", count: 5 });
  assert.equal(usage.month(server).requests, 10);
});

it("with the real agent: what reached the gate by the time the share stops, and who signed in at the edge", async () => {
  const rig = await startShareRig();
  const { usage } = counted();
  const registry = rig.newRegistry({ usage });
  try {
    const spec = rig.spec({ enforcement: "edge" });
    assert.ok(spec.tunnel.kind === "ngrok");
    const { tunnel } = spec;
    await registry.start(spec, rig.secrets, { signal: new AbortController().signal });
    const alice = rig.visitor();
    assert.equal((await alice.navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" })).status, 200);
    for (let n = 0; n < 5; n += 1) assert.equal((await alice.fetch(`${rig.edge.publicOrigin}/echo`)).status, 200);
    await until("her, counted", () => usage.month(tunnel).people === 1);
    assert.deepEqual(registry.shares[0]!.usage, usage.month(tunnel));
    await registry.stop(spec.id);
    // The edge answered the proof and her first request by itself: ngrok counts those, too, and nobody here can.
    assert.deepEqual(usage.month(tunnel), { requests: 6, people: 1 });
  } finally {
    await registry.dispose();
    await rig.close();
  }
});

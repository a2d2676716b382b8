// S13: what the agent process seals of a gate's table, and what of it another gate goes on with.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, it } from "node:test";
import { SessionKeeper } from "../../../src/agent/sessionKeeper";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import { mostSealed, sealedSessionsSchema, type KeptForGate, type SealedSessions } from "../../../src/protocol/sealedSessions";
import { FakeClock } from "../../gate/fakeClock";
import { acme, navigation, shareId, startGate, type GateRig } from "../../gate/gateRig";

const key = randomBytes(32).toString("base64url");
const hour = 3_600_000;
const bob = { sub: "u2", email: "bob@acme.com", email_verified: true, name: "Bob" };
const base: ShareSpec = {
  id: shareId,
  upstream: { scheme: "http", address: "127.0.0.1", port: 9 },
  provider: { id: "p", name: "Okta", kind: "okta", issuer: "https://idp.example", clientId: "client", clientAuthentication: "none", scopes: ["openid"] },
  rule: acme,
  enforcement: "gate",
  tunnel: { kind: "local", port: 41730 },
};

interface Kept {
  readonly rig: GateRig;
  readonly keeper: SessionKeeper;
  readonly told: SealedSessions[];
  readonly clock: FakeClock;
}

interface Opening {
  readonly last?: KeptForGate["last"];
  readonly key?: string;
  readonly spec?: ShareSpec;
  readonly origin?: string;
  readonly clock?: FakeClock;
  readonly gate?: Parameters<typeof startGate>[0];
  readonly tell?: (sessions: SealedSessions) => void;
  readonly store?: (sessions: SealedSessions) => Promise<void>;
}

describe("S13 the sealed sessions of a gate", () => {
  const open: Kept[] = [];
  afterEach(async () => {
    for (const { rig, keeper } of open.splice(0)) {
      keeper.dispose();
      await rig.close();
    }
  });

  async function opened({ last = "none", key: with_ = key, spec = base, origin, clock = new FakeClock(), gate, tell, store = () => Promise.resolve() }: Opening = {}): Promise<Kept> {
    const rig = await startGate({ clock, rule: spec.rule, ...gate });
    const told: SealedSessions[] = [];
    const kept = { key: with_, generation: last === "none" || last === "lost" ? 0 : last.generation, last };
    const keeper: SessionKeeper = new SessionKeeper({
      gate: rig.gate,
      spec,
      kept,
      clock,
      log: rig.log,
      tell: tell ?? ((sessions) => told.push(sessions)),
      store: (sessions) => {
        told.push(sessions);
        return store(sessions);
      },
    });
    keeper.opened(origin ?? rig.origin);
    const one = { rig, keeper, told, clock };
    open.push(one);
    return one;
  }

  const isIn = async ({ rig }: Kept, cookie: string) => (await rig.ask("GET /", [`Cookie: ${cookie}`])).status === 200;

  let first: Kept;
  let cookie: string;
  let last: SealedSessions;
  beforeEach(async () => {
    first = await opened();
    cookie = await first.rig.signIn();
    first.clock.advance(1000);
    last = first.told.at(-1)!;
  });

  it("are told within a second, once for all who came meanwhile, and not again while nobody comes or goes", async () => {
    assert.equal(first.told.length, 1);
    await first.rig.signIn(bob);
    await first.rig.signIn({ ...bob, sub: "u3" });
    first.clock.advance(999);
    assert.equal(first.told.length, 1);
    first.clock.advance(1);
    assert.equal(first.told.length, 2);
    assert.ok(first.told[1]!.generation > first.told[0]!.generation);
    assert.ok(await isIn(first, cookie));
    first.clock.advance(hour);
    assert.equal(first.told.length, 2);
  });

  it("let a visitor go on in another process, as the same row with the same end, and with another form token", async () => {
    first.clock.advance(hour);
    const next = await opened({ last, clock: first.clock });
    assert.ok(await isIn(next, cookie));
    const [before] = first.rig.gate.visitors();
    const [after] = next.rig.gate.visitors();
    assert.deepEqual([after?.id, after?.email, after?.signedInAt], [before?.id, before?.email, before?.signedInAt]);
    const form = async ({ rig }: Kept) => /name="token" value="([^"]+)"/.exec((await rig.ask("GET /.portcullis/sign-out", [...navigation, `Cookie: ${cookie}`])).body)?.[1];
    assert.notEqual(await form(next), await form(first));
    next.clock.advance(7 * hour - 1001);
    assert.ok(await isIn(next, cookie));
    next.clock.advance(1);
    assert.ok(!(await isIn(next, cookie)));
  });

  it("hold neither what the browser holds, nor a token of the provider, nor anybody's name in the clear", () => {
    const bytes = Buffer.from(last.sealed, "base64url").toString("latin1");
    for (const canary of [cookie.split("=")[1]!, "id.token.fake", "alice@acme.com", "Alice", "groups"]) assert.ok(!bytes.includes(canary), canary);
    const { sessions } = first.rig.gate.table();
    const plain = JSON.stringify(sessions);
    assert.ok(plain.includes("alice@acme.com") && !plain.includes("id.token.fake") && !plain.includes(cookie.split("=")[1]!));
  });

  it("are never sealed twice with the same nonce", () => {
    const nonces = Array.from({ length: 200 }, () => first.keeper.take()!.sealed.slice(0, 16));
    assert.equal(new Set(nonces).size, 200);
  });

  const edited = (text: string, at: number) => {
    const bytes = Buffer.from(text, "base64url");
    bytes.writeUInt8(bytes.readUInt8(at < 0 ? bytes.length + at : at) ^ 1, at < 0 ? bytes.length + at : at);
    return bytes.toString("base64url");
  };
  const others: readonly (readonly [what: string, change: () => Opening])[] = [
    ["tampered with in the middle", () => ({ last: { ...last, sealed: edited(last.sealed, 40) } })],
    ["tampered with at the nonce", () => ({ last: { ...last, sealed: edited(last.sealed, 0) } })],
    ["tampered with at the tag", () => ({ last: { ...last, sealed: edited(last.sealed, -1) } })],
    ["cut short", () => ({ last: { ...last, sealed: last.sealed.slice(0, -40) } })],
    ["cut to almost nothing", () => ({ last: { ...last, sealed: last.sealed.slice(0, 20) } })],
    ["said to be of a later generation", () => ({ last: { ...last, generation: last.generation + 1 } })],
    ["of another share", () => ({ last, spec: { ...base, id: "zzzzzzzzzzzz" } })],
    ["of another origin", () => ({ last, origin: "https://other.example" })],
    ["of another provider", () => ({ last, spec: { ...base, provider: { ...base.provider, issuer: "https://other.example" } } })],
    ["of another client", () => ({ last, spec: { ...base, provider: { ...base.provider, clientId: "other" } } })],
    ["of another enforcement", () => ({ last, spec: { ...base, enforcement: "edge" } })],
    ["of another rule", () => ({ last, spec: { ...base, rule: { ...acme, domains: ["acme.com", "other.example"] } } })],
    ["sealed with another key", () => ({ last, key: randomBytes(32).toString("base64url") })],
    ["lost", () => ({ last: "lost" })],
  ];
  for (const [what, change] of others) {
    it(`that are ${what} let nobody in`, async () => {
      const next = await opened({ clock: first.clock, ...change() });
      assert.ok(!(await isIn(next, cookie)));
      assert.deepEqual(next.rig.gate.visitors(), []);
      assert.deepEqual(next.rig.app.seen, []);
      assert.ok(!next.rig.log.lines.join("\n").includes(key));
    });
  }

  it("leave out who is over by now, by age and by idleness, by the wall clock", async () => {
    const idle: ShareSpec = { ...base, sessions: { maxHours: 8, idleMinutes: 30 } };
    const limits = { sessionIdleMs: 30 * 60_000 };
    first.clock.advance(30 * 60_000);
    const late = await opened({ last, spec: idle, clock: first.clock, gate: { limits } });
    assert.deepEqual(late.rig.gate.visitors(), []);
    assert.ok(!(await isIn(late, cookie)));
    assert.ok(await isIn(await opened({ last, clock: first.clock }), cookie));
    first.clock.advance(8 * hour);
    assert.ok(!(await isIn(await opened({ last, clock: first.clock }), cookie)));
  });

  it("last no longer than a sign-in of now, where the limits became shorter or the clock was set back", async () => {
    const next = await opened({ last, clock: first.clock, gate: { limits: { sessionMaxAgeMs: hour } } });
    assert.ok(await isIn(next, cookie));
    first.clock.advance(hour);
    assert.ok(!(await isIn(next, cookie)));
  });

  it("tell roughly when people were last seen, where that ends sessions; an open stream counts", async () => {
    const clock = new FakeClock();
    const limits = { sessionIdleMs: 20 * 60_000 };
    const spec: ShareSpec = { ...base, sessions: { maxHours: 8, idleMinutes: 20 } };
    const one = await opened({ clock, spec, gate: { limits } });
    const mine = await one.rig.signIn();
    clock.advance(1000);
    clock.advance(10 * 60_000);
    assert.ok(await isIn(one, mine));
    clock.advance(15_000);
    const seen = one.told.at(-1)!;
    assert.equal(seen.sameSessions, true);
    clock.advance(15 * 60_000);
    assert.ok(await isIn(await opened({ clock, spec, last: seen, gate: { limits } }), mine));
    assert.ok(!(await isIn(await opened({ clock, spec, last: one.told[0]!, gate: { limits } }), mine)));
  });

  it("are told at once when somebody signs out themselves", async () => {
    await first.rig.signIn(bob);
    first.clock.advance(1000);
    const { length } = first.told;
    const cookieLine = `Cookie: ${cookie}`;
    const token = /name="token" value="([^"]+)"/.exec((await first.rig.ask("GET /.portcullis/sign-out", [...navigation, cookieLine])).body)?.[1];
    await first.rig.ask("POST /.portcullis/sign-out", [cookieLine, "Content-Type: application/x-www-form-urlencoded", `Origin: ${first.rig.origin}`], `token=${token}`);
    first.clock.advance(100);
    assert.equal(first.told.length, length + 1);
    assert.ok(!(await isIn(await opened({ last: first.told.at(-1)!, clock: first.clock }), cookie)));
  });

  it("are checked against the rule of now, each person for themselves", async () => {
    const clock = first.clock;
    const bobs = await first.rig.signIn(bob);
    const sealed = first.keeper.take()!;
    // The same rule as it was sealed under, and yet one of them is not admitted any more: the gate knows better than the seal.
    const next = await opened({ last: sealed, clock, gate: { rule: { everyone: false, emails: ["bob@acme.com"], domains: [] } } });
    assert.ok(!(await isIn(next, cookie)));
    assert.ok(await isIn(next, bobs));
    assert.deepEqual(next.rig.gate.visitors().map(({ email }) => email), ["bob@acme.com"]);
  });

  it("hold up no request: a host that never takes them, or a seal that fails, is nobody's wait", async () => {
    const clock = new FakeClock();
    const one = await opened({
      clock,
      tell: () => {
        throw new Error("the host is gone");
      },
    });
    const mine = await one.rig.signIn();
    assert.throws(() => clock.advance(1000), /the host is gone/);
    assert.ok(await isIn(one, mine));
  });

  it("of 2,000 people with a hundred groups each fit, and cost this much", async (t) => {
    const groups = Array.from({ length: 500 }, (_, at) => `engineering-department-and-its-team-number-${at}`);
    const now = Date.now();
    const sessions = Array.from({ length: 2000 }, (_, at) => ({
      key: randomBytes(32).toString("base64"),
      visitorId: randomBytes(9).toString("base64url"),
      signedInAt: now,
      expiresAt: now + 8 * hour,
      lastSeenAt: now,
      sid: randomBytes(16).toString("hex"),
      person: { issuer: "https://idp.example", subject: `subject-${at}`, email: `person${at}@acme.com`, emailVerified: true, name: `Person ${at}`, preferredUsername: `p${at}`, groups: Array.from({ length: 100 }, (_one, n) => groups[(at * 7 + n * 3) % 500]!) },
    }));
    const clock = new FakeClock();
    let table = { sessions };
    const keeper = new SessionKeeper({ gate: { table: () => table, restore: () => undefined, onTable: () => ({ dispose: () => undefined }) }, spec: base, kept: { key, generation: 0, last: "none" }, clock, log: first.rig.log, tell: () => undefined, store: () => Promise.resolve() });
    keeper.opened("https://share.example");
    keeper.take();
    const before = process.cpuUsage();
    const sealed = keeper.take()!;
    const { user, system } = process.cpuUsage(before);
    t.diagnostic(`figure: sealing 2,000 sessions with 100 groups each takes ${((user + system) / 1000).toFixed(0)} ms of CPU; ${(sealed.sealed.length / 1e6).toFixed(1)} MB`);
    assert.ok(sealedSessionsSchema.safeParse(sealed).success);
    const next = await opened({ last: sealed, origin: "https://share.example", clock });
    assert.equal(next.rig.gate.table().sessions.length, 2000);
    assert.deepEqual(next.rig.gate.table().sessions.find((one) => one.key === sessions[7]!.key)?.person, sessions[7]!.person);

    // Larger than any bound: whoever was seen last stays.
    table = { sessions: sessions.map((session, at) => ({ ...session, lastSeenAt: now + at, person: { ...session.person, groups: Array.from({ length: 1000 }, (_one, n) => `${at}-${n}-${"x".repeat(40)}`) } })) };
    const cut = keeper.take()!;
    assert.ok(cut.sealed.length <= mostSealed);
    const fewer = await opened({ last: cut, origin: "https://share.example", clock });
    const keys = new Set(fewer.rig.gate.table().sessions.map((one) => one.key));
    assert.ok(keys.size > 10 && keys.size < 2000);
    assert.ok(keys.has(sessions.at(-1)!.key) && !keys.has(sessions[0]!.key));
    assert.ok(first.rig.log.lines.some((line) => /too large to be kept/.test(line)));
  });
});

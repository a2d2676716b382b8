// S13, S11 under `edge`: the edge goes on sealing, whatever became of the process; what the gate knew of its sessions goes on with them.
import assert from "node:assert/strict";
import { after, afterEach, describe, it } from "node:test";
import { readTable, writeTable, type SessionTable } from "../../src/gate/sessionTable";
import type { OpenidClient } from "../../src/oidc/openidClient";
import { FakeClock } from "./fakeClock";
import { navigation, type GateRig } from "./gateRig";
import { alice, bob, startShare } from "./rejects/realShare";

const seal = { headerName: "x-seal-7f3a9c", secret: "s".repeat(43) };
const home = await startShare();
const [aliceToken, bobToken] = [await home.idToken(alice), await home.idToken(bob)];
after(() => home.close());
const line = (token: string, session = "ses_1") => `${seal.headerName}: ${seal.secret};id_1;${session};${token}`;

describe("S13 what a gate behind the edge knows", () => {
  const open: GateRig[] = [];
  afterEach(async () => {
    for (const rig of open.splice(0)) await rig.close();
  });

  async function gate({ clock = new FakeClock(), verifyIdToken }: { clock?: FakeClock; verifyIdToken?: OpenidClient["verifyIdToken"] } = {}) {
    const rig = await startShare({ enforcement: { kind: "edge", seal }, beside: home, clock, openid: { ...home.openid, ...(verifyIdToken && { verifyIdToken }) } });
    open.push(rig as unknown as GateRig);
    return rig;
  }
  /** As it crosses from one process to the next. */
  const crossed = (table: SessionTable) => readTable(writeTable(table).bytes);
  const never: OpenidClient["verifyIdToken"] = () => Promise.reject(new Error("asked again"));

  it("lets a token that was verified pass in the next process without being verified again: it may be past its end by then", async () => {
    const before = await gate();
    assert.equal((await before.ask("GET /", [line(aliceToken)])).status, 200);
    const next = await gate({ verifyIdToken: never });
    next.gate.restore(crossed(before.gate.table()));
    assert.equal((await next.ask("GET /", [line(aliceToken)])).status, 200);
    assert.equal((await next.ask("GET /", [line(bobToken, "ses_2")])).status, 401);
    assert.equal(next.app.seen.length, 1);
  });

  it("S11 keeps out who was put out, through one process and another", async () => {
    let rig = await gate();
    await rig.ask("GET /", [line(aliceToken)]);
    await rig.ask("GET /", [line(bobToken, "ses_2")]);
    rig.gate.signOut(rig.gate.visitors().find(({ email }) => email === "alice@acme.com")?.id);
    for (let process = 0; process < 3; process += 1) {
      const next = await gate();
      next.gate.restore(crossed(rig.gate.table()));
      assert.equal((await next.ask("GET /", [line(aliceToken)])).status, 401);
      assert.deepEqual(next.app.seen, []);
      assert.equal((await next.ask("GET /", [line(bobToken, "ses_2")])).status, 200);
      rig = next;
    }
  });

  it("keeps out whose session ended by age while no process ran, though the edge still vouches for them", async () => {
    const clock = new FakeClock();
    const before = await gate({ clock });
    await before.ask("GET /", [line(aliceToken)]);
    const table = crossed(before.gate.table());
    clock.advance(8 * 3_600_000);
    const next = await gate({ clock });
    next.gate.restore(table);
    const answer = await next.ask("GET /", [...navigation, line(aliceToken)]);
    assert.equal(answer.status, 403);
    assert.match(answer.body, /\/ngrok\/login/);
    assert.deepEqual(next.app.seen, []);
  });

  it("S11 where it can't be known any more who was put out, everyone who signed in before signs in again; who signs in after that comes in", async () => {
    const now = await gate();
    now.gate.restore("lost");
    assert.equal((await now.ask("GET /", [line(aliceToken)])).status, 401);
    assert.deepEqual(now.app.seen, []);
    // In the process after that one too.
    const next = await gate();
    next.gate.restore(crossed(now.gate.table()));
    assert.equal((await next.ask("GET /", [line(aliceToken)])).status, 401);
    // As if it had been lost a minute ago: these tokens were issued since.
    const clock = new FakeClock();
    clock.advance(-60_000);
    const later = await gate({ clock });
    later.gate.restore("lost");
    assert.equal((await later.ask("GET /", [line(await home.idToken(alice))])).status, 200);
  });

  it("reads nothing that points outside itself or is of another kind", () => {
    for (const text of ["", "{}", `{"groups":[],"sessions":[{}]}`, JSON.stringify({ groups: [], sessions: [], memory: { putOut: [], known: [["a", 7]] } })]) {
      assert.throws(() => readTable(Buffer.from(text)));
    }
  });
});

describe("S8 what is kept of a person", () => {
  const record = (person: SessionTable["sessions"][number]["person"]): SessionTable => ({ sessions: [{ key: "k", visitorId: "v", signedInAt: 1, expiresAt: 2, lastSeenAt: 1, sid: undefined, person }] });
  const bob = { issuer: "https://accounts.google.com", subject: "1", email: "bob@acme.com", emailVerified: true, name: undefined, preferredUsername: undefined, groups: [] };

  it("S8 says of which domain they are, and that they are of none, in the next process too", () => {
    for (const more of [{ domain: "acme.com" }, { domain: null }, {}, { groupsCut: true as const }]) {
      assert.deepEqual(readTable(writeTable(record({ ...bob, ...more })).bytes).sessions[0]?.person, { ...bob, ...more });
    }
  });
});

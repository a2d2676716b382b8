// S4: the proof's requests go through the very pipeline that is live; only dialling the upstream is withheld.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { navigation, startGate, upgradeLines, type GateRig } from "./gateRig";

const marker = "0f".repeat(16);
const mark = `portcullis-proof: ${marker}`;

describe("S4 a request of the proof", () => {
  let rig: GateRig;
  let cookie: string;
  before(async () => {
    rig = await startGate();
    cookie = `Cookie: ${await rig.signIn()}`;
  });
  after(() => rig.close());
  beforeEach(() => {
    rig.app.seen.splice(0);
    rig.gate.expectProof(marker);
  });

  it("is decided like any other, and reported: the redirect carries the very state that the gate made", async () => {
    const answer = await rig.ask("GET /deep", [...navigation, mark]);
    await rig.ask("GET /", [mark, "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]);
    await rig.ask("POST /", [mark], "x");
    await rig.ask("OPTIONS /", [mark]);
    await rig.ask("GET /", [mark, ...upgradeLines]);
    await rig.ask("GET /.portcullis/sign-out", [...navigation, mark]);
    const decisions = rig.gate.collectProof(marker);
    assert.deepEqual(decisions.map(({ method, path, upgrade, outcome, status }) => [method, path, upgrade, outcome, status]), [
      ["GET", "/deep", false, "signIn", 302],
      ["GET", "/", false, "refused", 401],
      ["POST", "/", false, "refused", 401],
      ["OPTIONS", "/", false, "refused", 401],
      ["GET", "/", true, "refused", 401],
      ["GET", "/.portcullis/sign-out", false, "ownPage", 200],
    ]);
    assert.equal(decisions[0]?.state, new URL(answer.header("location") ?? "").searchParams.get("state"));
    assert.deepEqual(rig.gate.collectProof(marker), []);
    assert.deepEqual(rig.app.seen, []);
  });

  it("that would be let through is reported as such and withheld, though the gate is live", async () => {
    const answer = await rig.ask("GET /", [...navigation, mark, cookie]);
    assert.equal(answer.status, 503);
    const upgrade = await rig.ask("GET /socket", [mark, cookie, ...upgradeLines, `Origin: ${rig.origin}`]);
    assert.equal(upgrade.status, 503);
    assert.deepEqual(rig.gate.collectProof(marker).map(({ outcome, upgrade }) => [outcome, upgrade]), [["wouldForward", false], ["wouldForward", true]]);
    assert.deepEqual(rig.app.seen, []);
  });

  for (const lines of [["portcullis-proof: unknown"], [mark, mark], ["portcullis_proof: x"], ["portcullis-proof: "]]) {
    it(`means nothing as ${lines.join(" and ")}: decided, forwarded where it may be, the header left behind`, async () => {
      assert.equal((await rig.ask("GET /", [...lines, "Accept: */*"])).status, 401);
      assert.equal((await rig.ask("GET /", [...lines, cookie])).status, 200);
      assert.ok(!JSON.stringify(rig.app.seen[0]?.rawHeaders).toLowerCase().includes("proof"));
      assert.deepEqual(rig.gate.collectProof(marker), []);
    });
  }
});

describe("a gate that is not live", () => {
  let rig: GateRig;
  before(async () => void (rig = await startGate({ closed: true })));
  after(() => rig.close());

  it("decides like a live one and forwards nothing, until it is live, and again once it is shut", async () => {
    const cookie = `Cookie: ${await rig.signIn()}`;
    assert.equal((await rig.ask("GET /", navigation)).status, 302);
    assert.equal((await rig.ask("GET /", ["Accept: */*"])).status, 401);
    const page = await rig.ask("GET /", [...navigation, cookie]);
    assert.equal(page.status, 503);
    assert.match(page.body, /<script>[^]*location\.reload/);
    assert.equal((await rig.ask("GET /socket", [cookie, ...upgradeLines, `Origin: ${rig.origin}`])).status, 503);
    assert.equal(rig.app.connections(), 0);
    rig.gate.goLive();
    assert.equal((await rig.ask("GET /", [cookie])).status, 200);
    rig.gate.shut();
    rig.app.seen.splice(0);
    assert.equal((await rig.ask("GET /", [cookie])).status, 503);
    assert.deepEqual(rig.app.seen, []);
  });
});

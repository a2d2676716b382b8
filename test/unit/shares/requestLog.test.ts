// The request log through the real agent process: nothing is told while it is off, a line each while it is on, and no secret in any.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Emitter } from "../../../src/base/emitter";
import type { ShareRegistry } from "../../../src/shares/shareRegistry";
import { droppedLine, requestLine, type RequestLogSink } from "../../../src/shares/requestLines";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import type { Visitor } from "../../rig/visitor";

const never = new AbortController().signal;

/** Writes down whatever it is given, wanted or not: what arrives while it is off was told without being asked. */
class MemoryRequests implements RequestLogSink {
  readonly #changed = new Emitter<boolean>();
  readonly onDidChange = this.#changed.event;
  readonly lines: string[] = [];
  on = false;

  turn(on: boolean): void {
    this.on = on;
    this.#changed.fire(on);
  }

  write(line: string): void {
    this.lines.push(line);
  }
}

describe("the request log", () => {
  let rig: ShareRig;
  let registry: ShareRegistry;
  let requests: MemoryRequests;
  let alice: Visitor;
  let shareId: string;
  const origin = () => rig.edge.publicOrigin;
  const line = (part: string) => until(`the line of ${part}`, () => requests.lines.find((one) => one.includes(part)));
  const ask = (path: string) => alice.fetch(`${origin()}${path}`);
  /** The agent process has heard whatever was told before: what is told and what is called come in order. */
  const heard = () => registry.change(shareId, { options: {} });
  before(async () => {
    rig = await startShareRig();
    requests = new MemoryRequests();
    registry = rig.newRegistry({ requestLog: requests });
    const spec = rig.spec();
    shareId = spec.id;
    await registry.start(spec, rig.secrets, { signal: never });
    alice = rig.visitor();
    assert.equal((await alice.navigate(`${origin()}/echo`, { as: "alice@acme.com" })).status, 200);
  });
  after(async () => {
    await registry.dispose();
    await rig.close();
  });

  it("is off by default: what is asked then is never told, not even once it is on", async () => {
    await ask("/echo?asked=before");
    requests.turn(true);
    await heard();
    await ask("/echo?asked=then");
    const told = await line("asked=then");
    assert.match(told, /^GET \/echo\?asked=then → 200, forwarded, \d+ ms, \d+ bytes \(share localhost:\d+, visitor \S+\)$/);
    assert.deepEqual(requests.lines.filter((one) => one.includes("asked=before")), []);
  });

  it("tells nothing any more from when it is turned off", async () => {
    requests.turn(false);
    await heard();
    await ask("/echo?asked=off");
    requests.turn(true);
    await heard();
    await ask("/echo?asked=on-again");
    await line("asked=on-again");
    assert.deepEqual(requests.lines.filter((one) => one.includes("asked=off")), []);
  });

  it("S30 holds no secret of a sign-in or a session, and what a stranger sends is inert (S16)", async () => {
    const bob = rig.visitor();
    const visit = await bob.navigate(`${origin()}/echo?access_token=hunter2`, { as: "bob@acme.com" });
    const callback = new URL(visit.hops.find(({ url }) => url.includes("/.portcullis/callback"))!.url);
    await line("/.portcullis/callback");
    await bob.fetch(`${origin()}/.portcullis/backchannel-logout?logout_token=hunter2`, { method: "POST", body: "logout_token=hunter2", headers: { "content-type": "application/x-www-form-urlencoded" } });
    await line("/.portcullis/backchannel-logout");
    await rig.visitor().fetch(`${origin()}/x[a](b)$(c)`);
    await line("/x⟦a⟧❨b❩＄❨c❩");
    const all = requests.lines.join("\n");
    const cookies = visit.hops.flatMap(({ headers }) => headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]!.split("=").slice(1).join("=")).filter((value) => value.length > 10);
    const secrets = ["hunter2", ...["code", "state"].map((name) => callback.searchParams.get(name)!), ...cookies];
    assert.ok(secrets.length >= 5, "code, state and cookies were seen");
    for (const secret of secrets) assert.ok(!all.includes(secret), secret);
  });

  it("has the reference that a visitor reads on the page", async () => {
    const { body } = await rig.visitor().navigate(`${origin()}/.portcullis/callback?code=a&state=b`);
    const [reference] = /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(body)!;
    assert.match(await line(`reference ${reference}`), /^GET \/\.portcullis\/callback\?code=•••&state=••• → 400, refused/);
  });

  it("goes on in the agent process that follows another", async () => {
    const { log } = rig;
    const started = () => log.lines.filter((one) => /Agent process .* started/.test(one)).length;
    const count = started();
    const [, pid] = /Agent process (\d+) started/.exec(log.lines.findLast((one) => /Agent process \d+ started/.test(one))!)!;
    process.kill(Number(pid), "SIGKILL");
    await until("another process, and the share in it", () => started() > count && registry.shares[0]?.state.kind === "live");
    await ask("/echo?asked=in-the-next");
    await line("asked=in-the-next");
  });
});

describe("a line of the request log", () => {
  const record = { shareId: "abcdefghjkmn", method: "GET", target: "/a", upgrade: false, status: 200, outcome: "forwarded", ms: 1.6, bytes: 10, broken: false } as const;

  it("says what became of the request", () => {
    assert.equal(requestLine(record, "localhost:3000"), "GET /a → 200, forwarded, 2 ms, 10 bytes (share localhost:3000)");
    assert.equal(requestLine({ ...record, upgrade: true, status: 0, outcome: "refused", broken: true, reference: "K7QX-29PM", visitorId: "v1" }, "localhost:3000"), "GET /a (upgrade) → no answer, refused, 2 ms, 10 bytes, broken off, reference K7QX-29PM (share localhost:3000, visitor v1)");
    assert.equal(droppedLine(7), "7 more requests, too many to write down");
  });

  it("S16 is one line, whatever a stranger sends", () => {
    const said = requestLine({ ...record, method: "G\nT", target: "/a\r\n2026-01-01 [error] \u202e$(x) https://evil.example" }, "localhost:3000");
    assert.doesNotMatch(said, /[\r\n\u202e[\]`$]|:\/\//);
  });
});

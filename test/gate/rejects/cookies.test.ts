// Cookies of the gate are the gate's: neither seen nor set by the app, and never two of one name.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { FakeClock } from "../fakeClock";
import { navigation, shareId } from "../gateRig";
import { sessionPair, startShare, type RealShare } from "./realShare";

describe("cookies", () => {
  let rig: RealShare;
  let cookie: string;
  let setCookies: string[] = [];
  const clock = new FakeClock();
  before(async () => {
    rig = await startShare({ clock, answer: (_request, response) => response.setHeader("Set-Cookie", setCookies).end("ok") });
    cookie = await rig.signIn();
  });
  after(() => rig.close());
  beforeEach(() => {
    rig.app.seen.splice(0);
    setCookies = [];
  });

  it("101 S26 the session's is __Host-, Secure, HttpOnly, Lax, for the whole site and no other, and new at each sign-in", async () => {
    const begun = await rig.begin("/", [`Cookie: stale=1`]);
    const done = await rig.open(await rig.returned(begun), `${cookie}; ${begun.cookie}`);
    const session = done.headers("set-cookie").find((each) => !each.includes("-in-")) ?? "";
    assert.match(session, new RegExp(`^__Host-portcullis-${shareId}=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=28800; Secure$`));
    assert.notEqual(sessionPair(done), cookie);
    // The old id is worth nothing any more, once nothing can be under way with it.
    clock.advance(10_000);
    assert.equal((await rig.ask("GET /", [`Cookie: ${cookie}`])).status, 401);
    cookie = sessionPair(done);
    assert.match(done.headers("set-cookie").find((each) => each.includes("-in-")) ?? "", /Max-Age=0/);
    const [transaction = ""] = (await rig.ask("GET /", navigation)).headers("set-cookie");
    assert.match(transaction, /^__Host-portcullis-abcdef012345-in-[A-Za-z0-9_-]{12}=.*; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/);
  });

  it("101 S21 on http the session's name differs by share, without Secure, for an hour at most", async () => {
    const plain = await startShare({ http: true, beside: rig });
    try {
      const begun = await plain.begin();
      const done = await plain.open(await plain.returned(begun), begun.cookie);
      const session = done.headers("set-cookie").find((each) => !each.includes("-in-")) ?? "";
      assert.match(session, new RegExp(`^portcullis-${shareId}=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600$`));
    } finally {
      await plain.close();
    }
  });

  it("41 S21 those of the product, of every share, are removed before forwarding; the app's pass as they were", async () => {
    await rig.ask("GET /", [
      `Cookie: app=1; ${cookie}; __Host-portcullis-other0000000=x; portcullis-other0000000=y; theme="a b"; __Secure-portcullis-z=1; PORTCULLIS-up=1; __HOST-portcullis-up=1; ="portcullis-quoted=1"; xportcullis-mine=1; ${cookie.split("=")[0] ?? ""}-in-abc=1`,
    ]);
    assert.equal(rig.app.seen[0]?.headers.cookie, 'app=1; theme="a b"; xportcullis-mine=1');
  });

  it("41 S21 a Cookie line of which nothing is left is not sent at all, and every line is looked at", async () => {
    await rig.ask("GET /", [`Cookie: ${cookie}`]);
    assert.equal(rig.app.seen[0]?.headers.cookie, undefined);
    await rig.ask("GET /", ["Cookie: a=1", `Cookie: ${cookie}; b=2`]);
    assert.deepEqual(rig.app.seen[1]?.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 && name.toLowerCase() === "cookie" ? [all[at + 1]] : [])), ["a=1", "b=2"]);
  });

  it("98 S21 a session cookie that came twice is refused, whichever is right, in one line or two", async () => {
    const name = cookie.split("=", 1)[0] ?? "";
    for (const lines of [[`Cookie: ${cookie}; ${name}=planted`], [`Cookie: ${name}=planted; ${cookie}`], [`Cookie: ${cookie}`, `Cookie: ${cookie}`]]) {
      const answer = await rig.ask("GET /", lines);
      assert.equal(answer.status, 400);
      assert.match(answer.header("set-cookie") ?? "", /Max-Age=0/);
    }
    assert.deepEqual(rig.app.seen, []);
  });

  it("S26 the app can't set one of the product's names, in any spelling; its own pass apart and without Domain", async () => {
    setCookies = [
      `__Host-portcullis-${shareId}=evil; Path=/; Secure`, "portcullis-x=1", "PORTCULLIS-y=1", "__Secure-portcullis-z=1; Secure", `=__Host-portcullis-${shareId}=evil; Secure; Path=/`, " portcullis-space=1", "==portcullis-a=1",
      "theme=dark; Path=/", "app=1; Domain=localhost; HttpOnly", "b=2; domain=.localhost ; Path=/x; SameSite=None; Secure", "c=domain=1; Path=/",
    ];
    const answer = await rig.ask("GET /", [`Cookie: ${cookie}`]);
    assert.deepEqual(answer.headers("set-cookie"), ["theme=dark; Path=/", "app=1; HttpOnly", "b=2; Path=/x; SameSite=None; Secure", "c=domain=1; Path=/"]);
  });

  it("123 end after eight hours, whatever is sent meanwhile", async () => {
    const { FakeClock } = await import("../fakeClock");
    const clock = new FakeClock();
    const timed = await startShare({ clock, beside: rig });
    try {
      const session = await timed.signIn();
      for (let hour = 0; hour < 7; hour++) {
        clock.advance(3_600_000);
        assert.equal((await timed.ask("GET /", [`Cookie: ${session}`])).status, 200);
      }
      clock.advance(3_600_001);
      timed.app.seen.splice(0);
      assert.equal((await timed.ask("GET /", [`Cookie: ${session}`])).status, 401);
      assert.deepEqual(timed.app.seen, []);
      assert.deepEqual(timed.gate.visitors(), []);
    } finally {
      await timed.close();
    }
  });
});

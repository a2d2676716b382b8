// S26: a sign-in while signed in as somebody else asks first, and only the person's own answer counts.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { FakeClock } from "./fakeClock";
import { cookiePair, navigation, startGate, type Answered, type GateRig } from "./gateRig";

const bob = { sub: "u2", email: "bob@acme.com", email_verified: true };
const form = "Content-Type: application/x-www-form-urlencoded";

describe("S26 a sign-in while signed in as somebody else", () => {
  let rig: GateRig;
  let clock: FakeClock;
  let alice: string;
  beforeEach(async () => {
    clock = new FakeClock();
    rig = await startGate({ clock, answer: (request, response) => void response.end(String(request.headers["x-forwarded-email"])) });
    alice = await rig.signIn();
  });
  afterEach(() => rig.close());

  /** Comes back from the provider as `claims` in a browser that holds `session`. */
  async function comeBack(claims: Readonly<Record<string, unknown>>, session = alice): Promise<Answered> {
    rig.openid.signsIn(claims);
    const begun = await rig.ask("GET /deep?link=1", navigation);
    const state = new URL(begun.header("location") ?? "").searchParams.get("state") ?? "";
    return rig.ask(`GET /.portcullis/callback?code=c&state=${state}`, [...navigation, `Cookie: ${session}; ${cookiePair(begun.headers("set-cookie"))}`]);
  }
  const question = (session = alice) => rig.ask("GET /.portcullis/switch", [...navigation, `Cookie: ${session}`]);
  const tokenOf = (page: Answered) => /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
  const press = async (choice: string, { token, lines = [`Origin: ${rig.origin}`], session = alice }: { token?: string; lines?: readonly string[]; session?: string } = {}) =>
    rig.ask("POST /.portcullis/switch", [`Cookie: ${session}`, form, ...lines], `token=${token ?? tokenOf(await question())}&choice=${choice}`);
  const whoIs = async (session: string) => {
    const answer = await rig.ask("GET /who", [`Cookie: ${session}`]);
    return answer.status === 200 ? answer.body : answer.status;
  };

  it("asks with both names and changes nothing before the answer", async () => {
    const back = await comeBack(bob);
    assert.equal(back.status, 303);
    assert.equal(back.header("location"), "/.portcullis/switch");
    assert.ok(back.headers("set-cookie").every((cookie) => cookie.includes("-in-") && cookie.includes("Max-Age=0")));
    const page = await question();
    assert.equal(page.status, 200);
    assert.match(page.body, /alice@acme\.com/);
    assert.match(page.body, /bob@acme\.com/);
    assert.equal(page.header("cache-control"), "no-store");
    assert.match(page.header("content-security-policy") ?? "", /frame-ancestors 'none'/);
    assert.equal(await whoIs(alice), "alice@acme.com");
    assert.deepEqual(rig.gate.visitors().map(({ email }) => email), ["alice@acme.com"]);
  });

  it("goes on as the new one with a new session, and ends the old one, once", async () => {
    await comeBack(bob);
    const token = tokenOf(await question());
    const done = await press("switch", { token });
    assert.equal(done.status, 303);
    assert.equal(done.header("location"), "/deep?link=1");
    const session = cookiePair(done.headers("set-cookie"));
    assert.notEqual(session, alice);
    assert.equal(await whoIs(session), "bob@acme.com");
    assert.equal(await whoIs(alice), 401);
    assert.equal((await press("switch", { token })).headers("set-cookie").length, 0);
  });

  it("stays with the old one", async () => {
    await comeBack(bob);
    const done = await press("stay");
    assert.equal(done.header("location"), "/deep?link=1");
    assert.deepEqual(done.headers("set-cookie"), []);
    assert.equal(await whoIs(alice), "alice@acme.com");
    assert.equal((await question()).header("location"), "/");
  });

  it("takes the answer only from the share's own page, with this session's token", async () => {
    await comeBack(bob);
    const token = tokenOf(await question());
    const other = await rig.signIn({ sub: "u9", email: "eve@acme.com", email_verified: true });
    const others = /name="token" value="([^"]+)"/.exec((await rig.ask("GET /.portcullis/sign-out", [...navigation, `Cookie: ${other}`])).body)?.[1] ?? "";
    for (const how of [{ token: "" }, { token: "x" }, { token: others }, { token, lines: ["Origin: https://evil.example"] }, { token, lines: ["Sec-Fetch-Site: cross-site"] }]) assert.equal((await press("switch", how)).status, 403);
    assert.equal((await press("both", { token })).status, 403);
    assert.equal((await rig.ask("GET /.portcullis/switch?choice=switch", [`Cookie: ${alice}`, "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"])).status, 404);
    assert.equal((await press("switch", { token: others, session: other })).header("location"), "/");
    assert.equal(await whoIs(alice), "alice@acme.com");
    assert.equal((await press("switch", { token })).status, 303);
  });

  it("is forgotten after five minutes, and with the session", async () => {
    await comeBack(bob);
    const token = tokenOf(await question());
    clock.advance(300_001);
    assert.equal((await press("switch", { token })).header("location"), "/");
    assert.equal(await whoIs(alice), "alice@acme.com");
    await comeBack(bob);
    rig.gate.signOut();
    assert.equal((await question()).header("location"), "/");
    assert.equal((await press("switch", { token })).headers("set-cookie").filter((cookie) => !cookie.includes("Max-Age=0")).length, 0);
  });

  it("is judged by the rule of the moment in which it is answered", async () => {
    await comeBack(bob);
    rig.gate.setRule({ everyone: false, emails: ["alice@acme.com"], domains: [] });
    const done = await press("switch");
    assert.deepEqual(done.headers("set-cookie"), []);
    assert.equal(await whoIs(alice), "alice@acme.com");
  });

  it("of the same person is no question: the session goes on under a new id, and the old id means nothing after ten seconds", async () => {
    const [before] = rig.gate.visitors();
    const back = await comeBack({ sub: "u1", email: "alice@acme.com", email_verified: true });
    assert.equal(back.header("location"), "/deep?link=1");
    const renewed = cookiePair(back.headers("set-cookie").filter((cookie) => !cookie.includes("-in-")));
    assert.notEqual(renewed, alice);
    assert.equal(await whoIs(alice), "alice@acme.com");
    assert.equal(await whoIs(renewed), "alice@acme.com");
    assert.deepEqual(rig.gate.visitors().map(({ id }) => id), [before?.id]);
    clock.advance(10_000);
    assert.equal(await whoIs(alice), 401);
    assert.equal(await whoIs(renewed), "alice@acme.com");
  });

  it("of the same person leaves the old id no longer than the session", async () => {
    await comeBack({ sub: "u1", email: "alice@acme.com", email_verified: true });
    rig.gate.signOut();
    assert.equal(await whoIs(alice), 401);
  });

  it("of the same person, whom the rule leaves out by what the provider says now, ends the session that they had", async () => {
    const back = await comeBack({ sub: "u1", email: "alice@elsewhere.example", email_verified: true });
    assert.equal(back.status, 403);
    assert.equal(await whoIs(alice), 401);
  });

  it("is shown with foreign names made harmless", async () => {
    await comeBack({ sub: "u2", email: "bob@acme.com", email_verified: true, preferred_username: "x" });
    await press("stay");
    await comeBack({ sub: "u3", preferred_username: "<img src=x>\u202e", email: "<b>@acme.com", email_verified: true });
    const page = await question();
    assert.doesNotMatch(page.body, /<img|<b>|\u202e/);
  });
});

describe("S26 below /.portcullis/", () => {
  it("a POST to anything but the forms, and a load that is no navigation, get nothing", async () => {
    const rig = await startGate();
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      for (const path of ["/.portcullis/", "/.portcullis/callback?code=c&state=s", "/.portcullis/x", "/.portcullis//sign-out", "/.PORTCULLIS/sign-out", "/%2eportcullis/switch"]) {
        const posted = await rig.ask(`POST ${path}`, [cookie, form, `Origin: ${rig.origin}`], "token=x");
        assert.ok([400, 404].includes(posted.status), `${path} ${posted.status}`);
        for (const load of [["Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"], ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"], ["Accept: */*"]]) assert.equal((await rig.ask(`GET ${path}`, [cookie, ...load])).status, 404, path);
      }
      assert.deepEqual(rig.app.seen, []);
    } finally {
      await rig.close();
    }
  });
});

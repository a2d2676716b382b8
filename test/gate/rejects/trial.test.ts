// A sign-in that is only tried opens no session and forwards nothing, whoever has its address and however its callback is asked.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { TrialNews } from "../../../src/gate/trials";
import { jwtStart } from "../../rig/jwtStart";
import { FakeClock } from "../fakeClock";
import { acme, cookiePair, navigation, upgradeLines, type Answered } from "../gateRig";
import { alice, mallory, sessionPair, startShare, type RealShare } from "./realShare";

function listen(share: RealShare): TrialNews[] {
  const news: TrialNews[] = [];
  share.gate.trials.onNews((one) => news.push(one));
  return news;
}

const kinds = (news: readonly TrialNews[]) => news.map(({ kind }) => kind);

/** The address opened, up to the provider's door. */
async function opened(share: RealShare, path: string, more: readonly string[] = []) {
  const answer = await share.ask(`GET ${path}`, [...navigation, ...more]);
  assert.equal(answer.status, 302, answer.head);
  const location = answer.header("location") ?? "";
  return { location, state: new URL(location).searchParams.get("state") ?? "", cookie: cookiePair(answer.headers("set-cookie").filter((cookie) => cookie.includes("-in-"))) };
}

function opensNothing(answer: Answered, share: RealShare): void {
  assert.ok(answer.headers("set-cookie").every((cookie) => cookie.includes("Max-Age=0")), answer.head);
  assert.equal(sessionPair(answer), "");
  assert.deepEqual(share.gate.visitors(), []);
  assert.deepEqual(share.app.seen, []);
}

describe("S4 S26 a sign-in that is only tried", () => {
  let share: RealShare;
  let news: TrialNews[];
  before(async () => void (share = await startShare()));
  after(() => share.close());
  beforeEach(() => {
    share.app.seen.splice(0);
    news = listen(share);
  });
  afterEach(() => assert.doesNotMatch(share.log.lines.join("\n"), /ERROR/));

  it("goes to the provider as every sign-in does, tells who came back and why they would come in, and lets nobody in", async () => {
    const { path } = share.gate.trials.begin();
    const begun = await opened(share, path);
    const parameters = new URL(begun.location).searchParams;
    assert.deepEqual(
      ["redirect_uri", "code_challenge_method", "response_type", "client_id"].map((name) => parameters.get(name)),
      [`${share.origin}/.portcullis/callback`, "S256", "code", "basic"],
    );
    assert.ok(parameters.has("nonce"));
    const done = await share.open(await share.returned(begun, alice), begun.cookie);
    assert.equal(done.status, 200);
    assert.match(done.body, /The test is over/);
    opensNothing(done, share);
    const told = news.at(-1);
    assert.ok(told?.kind === "signedIn");
    assert.deepEqual(kinds(news), ["opened", "signedIn"]);
    assert.equal(told.signedIn.person.email, "alice@acme.com");
    assert.deepEqual(told.signedIn.judgement.verdict, { admitted: true, because: "domain" });
    assert.deepEqual(told.signedIn.judgement.fields, [{ field: "domain", verdict: { admitted: true, because: "domain" } }]);
    // The browser is as much a stranger as before.
    assert.equal((await share.ask("GET /", [`Cookie: ${begun.cookie}`])).status, 401);
  });

  it("tells no token, no code, no nonce, and nothing that leads to more claims", async () => {
    share.provider.faults.idTokenClaims = { _claim_sources: { src1: { endpoint: "https://elsewhere.example", access_token: "bearer-of-claims" } }, jti: "one-token", sid: "one-session", session_state: "one-state", idp_access_token: "gho_opaque", linked: { refresh_token: "nested-opaque" }, said: "kept eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0. here" };
    try {
      const begun = await opened(share, share.gate.trials.begin().path);
      const callback = await share.returned(begun, alice);
      await share.open(callback, begun.cookie);
      const told = JSON.stringify(news);
      const { searchParams } = new URL(callback, share.origin);
      for (const secret of [searchParams.get("code"), searchParams.get("state"), new URL(begun.location).searchParams.get("nonce"), "bearer-of-claims", "one-token", "one-session", "one-state", "gho_opaque", "nested-opaque"]) assert.ok(!told.includes(secret ?? "?"), secret ?? "");
      assert.doesNotMatch(told, jwtStart);
    } finally {
      share.provider.faults.idTokenClaims = {};
    }
  });

  it("tells whom the rule leaves out, and shows them no other page", async () => {
    const begun = await opened(share, share.gate.trials.begin().path);
    const done = await share.open(await share.returned(begun, mallory), begun.cookie);
    assert.match(done.body, /The test is over/);
    opensNothing(done, share);
    const told = news.at(-1);
    assert.ok(told?.kind === "signedIn");
    assert.deepEqual(told.signedIn.judgement.verdict, { admitted: false, because: "notListed" });
  });

  it("54 opens no session when its callback is asked again, in whatever order and with whatever is known of it", async () => {
    const begun = await opened(share, share.gate.trials.begin().path);
    const callback = await share.returned(begun, alice);
    // Without the browser's transaction first: that is what is told, and what comes then is of no more use.
    opensNothing(await share.open(callback), share);
    assert.deepEqual(kinds(news), ["opened", "failed"]);
    const late = await share.open(callback, begun.cookie);
    assert.match(late.body, /The test is over/);
    opensNothing(late, share);
    assert.deepEqual(kinds(news), ["opened", "failed"]);
    opensNothing(await share.open(callback, begun.cookie), share);
  });

  it("opens no session where the host waits for it no more", async () => {
    const { id, path } = share.gate.trials.begin();
    const begun = await opened(share, path);
    share.gate.trials.end(id);
    const done = await share.open(await share.returned(begun, alice), begun.cookie);
    opensNothing(done, share);
    assert.deepEqual(kinds(news), ["opened"]);
  });

  it("is begun once by an address, by a navigation, with exactly its key", async () => {
    const { path } = share.gate.trials.begin();
    const key = path.split("/").at(-1) ?? "";
    assert.equal(key.length, 43);
    for (const other of ["/.portcullis/try", "/.portcullis/try/", `/.portcullis/try/${"A".repeat(43)}`, `/.portcullis/try?key=${key}`, `/.portcullis/try/${key}/`, `/.portcullis/try/${key}?x=y`, `/.portcullis/Try/${key}`, `/.portcullis//try/${key}`, `/.portcullis/try/${key.slice(1)}`]) {
      const answer = await share.ask(`GET ${other}`, navigation);
      assert.equal(answer.status, 404, other);
    }
    for (const [start, more] of [["HEAD", navigation], ["POST", navigation], ["GET", []], ["GET", ["Accept: text/html", "Sec-Purpose: prefetch", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"]], ["GET", ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]], ["GET", upgradeLines]] as const) {
      assert.equal((await share.ask(`${start} ${path}`, more)).status, 404, start);
    }
    await opened(share, path);
    assert.equal((await share.ask(`GET ${path}`, navigation)).status, 404);
    assert.deepEqual(kinds(news), ["opened"]);
  });

  it("leaves a session of the same browser as it was, also where somebody else signs in or nobody may", async () => {
    const session = await share.signIn(alice);
    try {
      for (const person of [mallory, { ...alice, sub: "u9", email: "zoe@acme.com" }]) {
        const begun = await opened(share, share.gate.trials.begin().path, [`Cookie: ${session}`]);
        const done = await share.open(await share.returned(begun, person), `${session}; ${begun.cookie}`);
        assert.equal(done.status, 200);
        assert.ok(done.headers("set-cookie").every((cookie) => cookie.includes("-in-") && cookie.includes("Max-Age=0")), done.head);
        assert.deepEqual(share.gate.visitors().map(({ email }) => email), ["alice@acme.com"]);
      }
      assert.equal((await share.ask("GET /.portcullis/switch", [...navigation, `Cookie: ${session}`])).header("location"), "/");
      assert.equal((await share.ask("GET /x", [`Cookie: ${session}`])).status, 200);
    } finally {
      share.gate.signOut();
    }
  });

  it("is not what an ordinary sign-in becomes, and the reverse: each callback is its own sign-in's", async () => {
    const trial = await opened(share, share.gate.trials.begin().path);
    const usual = await share.begin("/page");
    const done = await share.open(await share.returned(usual, alice), `${trial.cookie}; ${usual.cookie}`);
    assert.deepEqual([done.status, done.header("location")], [303, "/page"]);
    assert.notEqual(sessionPair(done), "");
    share.gate.signOut();
    opensNothing(await share.open(await share.returned(trial, alice), `${trial.cookie}; ${usual.cookie}`), share);
    // No page that a visitor asks for makes a sign-in one of these.
    for (const target of ["/.portcullis/try/", "/a/../.portcullis/try", "/%2eportcullis/try"]) assert.equal((await share.ask(`GET ${target}`, navigation)).status, 404);
  });

  it("tells the provider's own refusal", async () => {
    const begun = await opened(share, share.gate.trials.begin().path);
    const refused = `/.portcullis/callback?error=access_denied&error_description=${encodeURIComponent("User is not assigned to the client application.")}&state=${begun.state}&iss=${encodeURIComponent(share.provider.issuer)}`;
    const done = await share.open(refused, begun.cookie);
    opensNothing(done, share);
    const told = news.at(-1);
    assert.ok(told?.kind === "failed");
    assert.deepEqual([told.error.code, told.error.facts], ["oidc.providerError", { error: "access_denied", description: "User is not assigned to the client application." }]);
  });
});

describe("the address of a sign-in that is only tried", () => {
  it("is good for two minutes, and what was begun with it for ten; five at a time", async () => {
    const clock = new FakeClock();
    const share = await startShare({ clock });
    try {
      const { path } = share.gate.trials.begin();
      clock.advance(121_000);
      assert.equal((await share.ask(`GET ${path}`, navigation)).status, 404);
      const news = listen(share);
      const begun = await opened(share, share.gate.trials.begin().path);
      const callback = await share.returned(begun, alice);
      clock.advance(601_000);
      opensNothing(await share.open(callback, begun.cookie), share);
      assert.deepEqual(kinds(news), ["opened"]);
      const paths = Array.from({ length: 6 }, () => share.gate.trials.begin().path);
      assert.equal((await share.ask(`GET ${paths[0] ?? ""}`, navigation)).status, 404);
      await opened(share, paths[1] ?? "");
    } finally {
      await share.close();
    }
  });
});

describe("S4 a gate without an upstream", () => {
  it("never goes live, tells who signed in, and lets nobody in", async () => {
    const share = await startShare({ upstream: "none", closed: true, rule: { ...acme, domains: [] } });
    try {
      const news = listen(share);
      assert.throws(() => share.gate.goLive());
      const begun = await opened(share, share.gate.trials.begin().path);
      opensNothing(await share.open(await share.returned(begun, alice), begun.cookie), share);
      assert.deepEqual(kinds(news), ["opened", "signedIn"]);
      // A stranger is led to the sign-in, and to nothing else: that is what is proven before the address is opened.
      assert.equal((await share.ask("GET /", navigation)).status, 302);
      assert.equal((await share.ask("GET /")).status, 401);
    } finally {
      await share.close();
    }
  });
});

// What comes back from the provider belongs to one browser, one share, one sign-in, once.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { FakeClock } from "../fakeClock";
import { navigation, parse, upgradeLines } from "../gateRig";
import { bob, sessionPair, startShare, type RealShare } from "./realShare";

let rig: RealShare;
// A provider that promises to name itself (RFC 9207).
before(async () => void (rig = await startShare({ provider: { personality: "generic" } })));
after(() => rig.close());

/** Nobody came in, the app saw nothing, and the token endpoint was not asked. */
async function refused(status: number | readonly number[], act: () => Promise<{ readonly status: number; readonly head: string; headers(name: string): string[] }>): Promise<void> {
  const [before, visitors] = [rig.tokenRequests(), rig.gate.visitors().length];
  const answer = await act();
  assert.ok([status].flat().includes(answer.status), answer.head);
  assert.ok(answer.headers("set-cookie").every((cookie) => cookie.includes("Max-Age=0")), answer.head);
  assert.equal(rig.tokenRequests(), before);
  assert.equal(rig.gate.visitors().length, visitors);
  assert.deepEqual(rig.app.seen, []);
}

describe("a callback", () => {
  it("51 in a browser that began no sign-in (login CSRF, code injection)", async () => {
    const callback = await rig.returned(await rig.begin());
    await refused(400, () => rig.open(callback));
  });

  it("52 with a stranger's state and code beside the victim's own transaction", async () => {
    const callback = await rig.returned(await rig.begin(), bob);
    const victim = await rig.begin();
    await refused(400, () => rig.open(callback, victim.cookie));
  });

  it("52 with the stranger's state under the name of the victim's transaction, and the reverse", async () => {
    const [attacker, victim] = [await rig.begin(), await rig.begin()];
    const callback = await rig.returned(attacker, bob);
    const renamed = `${attacker.cookie.split("=", 1)[0] ?? ""}=${victim.cookie.split("=").slice(1).join("=")}`;
    await refused(400, () => rig.open(callback, renamed));
  });

  it("52 with the victim's own state and the attacker's code: the provider refuses (PKCE), nobody is signed in", async () => {
    const [attacker, victim] = [await rig.begin(), await rig.begin()];
    const stolen = new URLSearchParams((await rig.returned(attacker, bob)).split("?")[1]).get("code") ?? "";
    const own = new URL(await rig.returned(victim), rig.origin);
    own.searchParams.set("code", stolen);
    const answer = await rig.open(own.pathname + own.search, victim.cookie);
    assert.ok(answer.status >= 400);
    assert.equal(sessionPair(answer), "");
    assert.deepEqual(rig.app.seen, []);
  });

  for (const query of ["", "?", "?code=x", "?code=x&state=", "?code=x&state=a&state=b", "?error=access_denied", "?state=undefined&code=x", "?state[]=a&code=x", "?STATE=a&code=x", "?code=x&state=%00", `?code=x&state=${"a".repeat(8000)}`, "?code=x;state=a", "#code=x&state=a"]) {
    it(`53 with ${query === "" ? "nothing" : query.slice(0, 40)}`, async () => {
      const { cookie } = await rig.begin();
      await refused(400, () => rig.open(`/.portcullis/callback${query}`, cookie));
    });
  }

  for (const more of ["state", "code", "iss", "session_state", "error"]) {
    it(`53 with ${more} twice, the right one first or last`, async () => {
      const begun = await rig.begin();
      const callback = await rig.returned(begun);
      const value = new URLSearchParams(callback.split("?")[1]).get(more) ?? "x";
      await refused(400, () => rig.open(`${callback}&${more}=other${more === "error" || more === "session_state" ? `&${more}=x` : ""}`, begun.cookie));
      await refused(400, () => rig.open(callback.replace("?", `?${more}=${encodeURIComponent(value)}&${more}=x&`), begun.cookie));
    });
  }

  it("54 a second time, with the same cookie", async () => {
    const begun = await rig.begin();
    const callback = await rig.returned(begun);
    assert.equal((await rig.open(callback, begun.cookie)).status, 303);
    await refused(400, () => rig.open(callback, begun.cookie));
  });

  it("54 twice at the same time: one session at most", async () => {
    const begun = await rig.begin();
    const callback = await rig.returned(begun);
    const answers = await Promise.all(Array.from({ length: 5 }, () => rig.open(callback, begun.cookie)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 400, 400, 400, 400]);
  });

  it("54 again after the provider refused the first time: a state that was used is used", async () => {
    const begun = await rig.begin();
    const bad = `/.portcullis/callback?code=guessed&state=${begun.state}&iss=${encodeURIComponent(rig.provider.issuer)}`;
    assert.ok((await rig.open(bad, begun.cookie)).status >= 400);
    const callback = await rig.returned(begun);
    await refused(400, () => rig.open(callback, begun.cookie));
  });

  it("54 a second time in the browser that is signed in by now: it stays in, as who it was", async () => {
    const begun = await rig.begin();
    const callback = await rig.returned(begun);
    const session = sessionPair(await rig.open(callback, begun.cookie));
    const again = await rig.open(callback, `${session}; ${begun.cookie}`);
    assert.deepEqual([again.status, again.header("location"), sessionPair(again)], [303, "/", ""]);
  });

  it("55 with a transaction that was changed, cut short, emptied or made up", async () => {
    const begun = await rig.begin();
    const callback = await rig.returned(begun);
    const [name = "", sealed = ""] = begun.cookie.split(/=(.*)/s);
    const parts = sealed.split(".");
    for (const value of ["", "x", "....", `${sealed}A`, sealed.slice(0, -1), sealed.slice(0, -4), parts.with(4, "AAAA").join("."), parts.with(2, "AAAAAAAAAAAAAAAA").join("."), parts.with(0, Buffer.from('{"alg":"none"}').toString("base64url")).join("."), "a".repeat(20_000)]) {
      await refused(400, () => rig.open(callback, `${name}=${value}`));
    }
    assert.equal((await rig.open(callback, begun.cookie)).status, 303);
  });

  it("55 with ten planted transactions before the right one", async () => {
    const begun = await rig.begin();
    const callback = await rig.returned(begun);
    const name = begun.cookie.split("=", 1)[0] ?? "";
    const planted = Array.from({ length: 13 }, (_, index) => `${name.slice(0, -2)}${String(index).padStart(2, "0")}`).filter((other) => other !== name).slice(-12).map((other) => `${other}=x`).join("; ");
    // A page that says so, and not a crash or a hang; the person begins again.
    await refused(400, () => rig.open(callback, `${planted}; ${begun.cookie}`));
  });

  it("55 later than ten minutes", async () => {
    const clock = new FakeClock();
    const timed = await startShare({ clock, beside: rig });
    try {
      const begun = await timed.begin();
      const callback = await timed.returned(begun);
      clock.advance(601_000);
      assert.equal((await timed.open(callback, begun.cookie)).status, 400);
      assert.deepEqual(timed.gate.visitors(), []);
    } finally {
      await timed.close();
    }
  });

  it("56 S16 with a hostile error shows it as text, and leads nowhere", async () => {
    const begun = await rig.begin();
    const hostile = encodeURIComponent('<script>alert(1)</script><img src=x onerror=alert(1)>[a](https://evil.example)\u202e\r\nSet-Cookie: a=b');
    const answer = await rig.open(`/.portcullis/callback?state=${begun.state}&iss=${encodeURIComponent(rig.provider.issuer)}&error=${hostile}&error_description=${hostile}&error_uri=https://evil.example`, begun.cookie);
    assert.equal(answer.status, 403);
    assert.doesNotMatch(answer.head + answer.body, /<img|<script|evil\.example|a=b/);
    assert.match(answer.header("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal(answer.header("location"), undefined);
    for (const line of rig.log.lines) assert.doesNotMatch(line, /<img|<script|\]\(|:\/\/evil|\u202e|[\r\n]/);
  });

  it("57 from another issuer (mix-up)", async () => {
    for (const iss of ["https://evil.example", "", "null"]) {
      const begun = await rig.begin();
      const callback = new URL(await rig.returned(begun), rig.origin);
      callback.searchParams.set("iss", iss);
      await refused([400, 403, 502], () => rig.open(callback.pathname + callback.search, begun.cookie));
    }
  });

  it("57 from another issuer, where the provider promises none", async () => {
    const share = await startShare({ provider: { personality: "okta" } });
    try {
      for (const iss of ["https://evil.example", "null"]) {
        const begun = await share.begin();
        const callback = new URL(await share.returned(begun), share.origin);
        callback.searchParams.set("iss", iss);
        const answer = await share.open(callback.pathname + callback.search, begun.cookie);
        assert.ok([400, 403, 502].includes(answer.status), answer.head);
        assert.equal(sessionPair(answer), "");
      }
      assert.deepEqual(share.app.seen, []);
    } finally {
      await share.close();
    }
  });

  it("58 without the issuer that the provider promises", async () => {
    const begun = await rig.begin();
    const callback = new URL(await rig.returned(begun), rig.origin);
    callback.searchParams.delete("iss");
    await refused([400, 403, 502], () => rig.open(callback.pathname + callback.search, begun.cookie));
  });

  it("56 an error response from another issuer is not believed", async () => {
    const begun = await rig.begin();
    await refused([400, 403, 502], () => rig.open(`/.portcullis/callback?state=${begun.state}&error=access_denied&iss=https%3A%2F%2Fevil.example`, begun.cookie));
  });

  for (const method of ["POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH"]) {
    it(`59 by ${method}: nothing is redeemed`, async () => {
      const begun = await rig.begin();
      const callback = await rig.returned(begun);
      await refused([400, 404], () => rig.ask(`${method} ${callback}`, [...navigation, `Cookie: ${begun.cookie}`]));
      assert.equal((await rig.open(callback, begun.cookie)).status, 303);
    });
  }

  it("59 by a form (response_mode=form_post is not ours): nothing is redeemed", async () => {
    const begun = await rig.begin();
    const callback = await rig.returned(begun);
    await refused([400, 404], () => rig.ask("POST /.portcullis/callback", [...navigation, `Cookie: ${begun.cookie}`, "Content-Type: application/x-www-form-urlencoded"], callback.split("?")[1] ?? ""));
  });

  for (const [what, lines] of [
    ["a fetch", ["Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]],
    ["an image", ["Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"]],
    ["a frame", ["Accept: text/html", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]],
    ["a prefetch", [...navigation, "Sec-Purpose: prefetch"]],
    ["a WebSocket", upgradeLines],
    ["curl", ["Accept: */*"]],
  ] as const) {
    it(`59 opened by ${what}: nothing is redeemed, the person still can`, async () => {
      const begun = await rig.begin();
      const callback = await rig.returned(begun);
      await refused(404, () => rig.ask(`GET ${callback}`, [...lines, `Cookie: ${begun.cookie}`]));
      assert.equal((await rig.open(callback, begun.cookie)).status, 303);
    });
  }

  for (const spelt of ["/.portcullis/callback/", "/.portcullis//callback", "//.portcullis/callback", "/.PORTCULLIS/callback", "/.portcullis/%63allback", "/.portcullis/callback;x=1", "/x/../.portcullis/callback", "/.portcullis/callback%00", "/.portcullis%2fcallback"]) {
    it(`59 spelt ${spelt}: nothing is redeemed`, async () => {
      const begun = await rig.begin();
      const callback = await rig.returned(begun);
      await refused([400, 404], () => rig.open(callback.replace("/.portcullis/callback", spelt), begun.cookie));
    });
  }

  it("59 PKCE is S256 with a challenge of its own each time, and the code needs the verifier", async () => {
    const [one, two] = [await rig.begin(), await rig.begin()];
    const [first, second] = [new URL(one.location).searchParams, new URL(two.location).searchParams];
    for (const each of [first, second]) {
      assert.equal(each.get("code_challenge_method"), "S256");
      assert.match(each.get("code_challenge") ?? "", /^[A-Za-z0-9_-]{43}$/);
      assert.equal(each.get("response_type"), "code");
    }
    for (const name of ["code_challenge", "state", "nonce"]) assert.notEqual(first.get(name), second.get(name));
    const code = new URLSearchParams((await rig.returned(one)).split("?")[1]).get("code") ?? "";
    const form = new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: `${rig.origin}/.portcullis/callback` });
    const stolen = await fetch(rig.provider.endpoint("token"), { method: "POST", body: form, headers: { authorization: `Basic ${Buffer.from("basic:secret-of-basic-0123456789").toString("base64")}` } });
    assert.equal(stolen.status, 400);
  });

  it("60 of three tabs, opened in reverse order, each lands on its own page", async () => {
    const begun = [await rig.begin("/a"), await rig.begin("/b"), await rig.begin("/c")];
    const cookies = begun.map(({ cookie }) => cookie).join("; ");
    let session = "";
    for (const [index, tab] of [...begun.entries()].reverse()) {
      const answer = await rig.open(await rig.returned(tab), session === "" ? cookies : `${cookies}; ${session}`);
      assert.deepEqual([answer.status, answer.header("location")], [303, `/${"abc"[index] ?? ""}`]);
      session = sessionPair(answer);
    }
    assert.equal((await rig.ask("GET /", [`Cookie: ${session}`])).status, 200);
    rig.app.seen.splice(0);
  });
});

describe("the state, transaction or session of another share", () => {
  let other: RealShare;
  before(async () => void (other = await startShare({ shareId: "zzzzzz999999", beside: rig })));
  after(() => other.close());
  afterEach(() => assert.deepEqual([...rig.app.seen, ...other.app.seen], []));

  it("52 S21 finishes no sign-in here, as it is or under our name", async () => {
    const begun = await other.begin();
    const callback = await other.returned(begun);
    const ours = await rig.begin();
    for (const cookie of [begun.cookie, begun.cookie.replace("zzzzzz999999", "abcdef012345"), `${begun.cookie.replace("zzzzzz999999", "abcdef012345")}; ${ours.cookie}`]) await refused(400, () => rig.open(callback, cookie));
  });

  it("52 of the same name, after a restart: the key is another one", async () => {
    const begun = await rig.begin();
    const callback = await rig.returned(begun);
    const restarted = await startShare({ beside: rig });
    try {
      assert.equal((await restarted.open(callback, begun.cookie)).status, 400);
    } finally {
      await restarted.close();
    }
  });

  it("98 S21 of the same host on another port (cookies know no ports) opens nothing", async () => {
    const [one, two] = [await startShare({ http: true, shareId: "aaaaaaaaaaaa", beside: rig }), await startShare({ http: true, shareId: "bbbbbbbbbbbb", beside: rig })];
    try {
      const session = await one.signIn();
      for (const cookie of [session, session.replace("aaaaaaaaaaaa", "bbbbbbbbbbbb"), `${session}; ${session.replace("aaaaaaaaaaaa", "bbbbbbbbbbbb")}`]) {
        assert.equal((await two.ask("GET /", [`Cookie: ${cookie}`])).status, 401);
        assert.equal((await two.ask("GET /socket", [...upgradeLines, `Cookie: ${cookie}`])).status, 401);
      }
      const begun = await one.begin();
      const callback = await one.returned(begun);
      for (const cookie of [begun.cookie, begun.cookie.replace("aaaaaaaaaaaa", "bbbbbbbbbbbb")]) assert.equal((await two.open(callback, cookie)).status, 400);
      assert.equal((await one.ask("GET /", [`Cookie: ${session}; ${session.replace("aaaaaaaaaaaa", "bbbbbbbbbbbb")}`])).status, 200);
      assert.equal(one.app.seen[0]?.headers.cookie, undefined);
      assert.deepEqual(two.app.seen, []);
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });

  it("98 S21 is no session here, as it is or under our name", async () => {
    const session = await other.signIn();
    for (const cookie of [session, session.replace("zzzzzz999999", "abcdef012345")]) assert.equal((await rig.ask("GET /", [`Cookie: ${cookie}`])).status, 401);
  });
});

describe("a transaction's cookie", () => {
  it("51 is no session, whatever name it is given", async () => {
    const { cookie } = await rig.begin();
    const value = cookie.split("=").slice(1).join("=");
    for (const tried of [cookie, `__Host-portcullis-abcdef012345=${value}`]) assert.equal((await rig.ask("GET /", [`Cookie: ${tried}`])).status, 401);
    assert.deepEqual(rig.app.seen, []);
  });

  it("51 holds nothing that can be read", async () => {
    const begun = await rig.begin("/the-secret-page");
    const readable = begun.cookie.split(/[=.]/).map((part) => Buffer.from(part, "base64url").toString("latin1")).join("");
    assert.doesNotMatch(readable, /the-secret-page|nonce|verifier/);
    assert.equal(parse(await rig.raw(`GET / HTTP/1.1\r\nHost: ${rig.host}\r\nConnection: close\r\n\r\n`)).status, 401);
  });
});

// Sign-out, rules that change, the visitor list: acting at once, on what is in flight too.
import assert from "node:assert/strict";
import http, { type IncomingMessage } from "node:http";
import { once } from "node:events";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Visitor } from "../../src/gate/visitors";
import { acme, navigation, startGate, until, type GateRig } from "./gateRig";

const bob = { sub: "u2", email: "bob@acme.com", email_verified: true, name: "Bob", preferred_username: "bob" };
const form = "Content-Type: application/x-www-form-urlencoded";

describe("signing out", () => {
  let rig: GateRig;
  let cookie: string;
  before(async () => void (rig = await startGate()));
  after(() => rig.close());
  beforeEach(async () => {
    cookie = `Cookie: ${await rig.signIn()}`;
    rig.app.seen.splice(0);
  });
  const token = async () => /name="token" value="([^"]+)"/.exec((await rig.ask("GET /.portcullis/sign-out", [...navigation, cookie])).body)?.[1] ?? "";
  const signedIn = async () => (await rig.ask("GET /", [cookie])).status === 200;

  it("takes a page with a button; the button ends the session and leads to the provider's sign-out", async () => {
    const page = await rig.ask("GET /.portcullis/sign-out", [...navigation, cookie]);
    assert.equal(page.status, 200);
    assert.match(page.body, /alice@acme\.com/);
    assert.match(page.header("content-security-policy") ?? "", /form-action 'self' https:\/\/idp\.example$/);
    assert.ok(await signedIn());
    const out = await rig.ask("POST /.portcullis/sign-out", [cookie, form, `Origin: ${rig.origin}`], `token=${await token()}`);
    assert.equal(out.status, 303);
    assert.equal(out.header("location"), "https://idp.example/logout?id_token_hint=id.token.fake");
    assert.match(out.header("set-cookie") ?? "", /^__Host-portcullis-abcdef012345=; .*Max-Age=0; Secure$/);
    assert.ok(!(await signedIn()));
    assert.match((await rig.ask("GET /.portcullis/sign-out", [...navigation, cookie])).body, /You are signed out/);
  });

  it("shows a page where the provider has no sign-out", async () => {
    rig.openid.endSessionEndpoint = undefined;
    try {
      const out = await rig.ask("POST /.portcullis/sign-out", [cookie, form, `Origin: ${rig.origin}`], `token=${await token()}`);
      assert.equal(out.status, 200);
      assert.match(out.body, /You are signed out/);
    } finally {
      rig.openid.endSessionEndpoint = "https://idp.example/logout";
    }
  });

  it("S26 takes the session's own token, from the share's own page, in a small form", async () => {
    const good = await token();
    const other = /name="token" value="([^"]+)"/.exec((await rig.ask("GET /.portcullis/sign-out", [...navigation, `Cookie: ${await rig.signIn(bob)}`])).body)?.[1] ?? "";
    assert.notEqual(good, other);
    for (const [lines, body] of [
      [[form, `Origin: ${rig.origin}`], ""], [[form, `Origin: ${rig.origin}`], "token="], [[form, `Origin: ${rig.origin}`], `token=${other}`], [[form, "Origin: https://evil.example"], `token=${good}`],
      [[form, "Sec-Fetch-Site: cross-site"], `token=${good}`], [["Content-Type: text/plain", `Origin: ${rig.origin}`], `token=${good}`], [[form, `Origin: ${rig.origin}`], `a=${"b".repeat(5000)}&token=${good}`],
    ] as const) {
      assert.equal((await rig.ask("POST /.portcullis/sign-out", [cookie, ...lines], body)).status, 403);
    }
    assert.equal((await rig.ask("PUT /.portcullis/sign-out", [cookie])).status, 404);
    assert.ok(await signedIn());
  });

  it("leads nowhere that a query names", async () => {
    for (const name of ["rd", "logout", "redirect_path", "post_logout_redirect_uri"]) {
      const page = await rig.ask(`GET /.portcullis/sign-out?${name}=https://evil.example`, [...navigation, cookie]);
      assert.doesNotMatch(page.body + page.head, /evil/);
    }
  });
});

describe("the visitor list", () => {
  it("shows persons, not browsers, and what is open for them; it is told when it changes", async () => {
    const rig = await startGate();
    try {
      let last: readonly Visitor[] = [];
      rig.gate.onVisitors((visitors) => (last = visitors));
      await rig.signIn();
      await rig.signIn();
      await rig.signIn(bob);
      await until("two persons", () => last.length === 2);
      const [alice, other] = last;
      assert.deepEqual([alice?.email, alice?.name, alice?.preferredUsername, alice?.subject, alice?.open], ["alice@acme.com", "Alice Adams", "alice", "u1", 0]);
      assert.notEqual(alice?.id, other?.id);
      rig.gate.signOut(alice?.id);
      await until("one left", () => last.length === 1);
      assert.equal(last[0]?.email, "bob@acme.com");
      rig.gate.signOut();
      await until("nobody", () => last.length === 0);
    } finally {
      await rig.close();
    }
  });

  it("is bounded: the person not seen for longest gives way", async () => {
    const rig = await startGate({ limits: { sessions: 2 } });
    try {
      const first = await rig.signIn();
      const second = await rig.signIn(bob);
      await rig.signIn({ ...bob, sub: "u3" });
      assert.equal((await rig.ask("GET /", [`Cookie: ${first}`])).status, 401);
      assert.equal((await rig.ask("GET /", [`Cookie: ${second}`])).status, 200);
      assert.equal(rig.gate.visitors().length, 2);
    } finally {
      await rig.close();
    }
  });
});

describe("S11 what is in flight for a visitor", () => {
  let rig: GateRig;
  let aborted = 0;
  before(async () => {
    rig = await startGate({
      answer: (request, response) => {
        response.once("close", () => {
          if (!response.writableFinished) aborted++;
        });
        if (request.url === "/events") response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
        else if (request.url === "/download") response.writeHead(200, { "Content-Length": "1000" }).write("part");
        // Else: no answer yet.
      },
    });
  });
  after(() => rig.close());

  for (const [what, act] of [
    ["a rule that leaves them out", () => rig.gate.setRule({ everyone: false, emails: ["bob@acme.com"], domains: [] })],
    ["an empty rule", () => rig.gate.setRule({ everyone: false, emails: [], domains: [] })],
    ["their being signed out", () => rig.gate.signOut(rig.gate.visitors()[0]?.id)],
    ["the gate being shut", () => rig.gate.shut()],
  ] as const) {
    it(`ends with ${what}: event streams, downloads and requests that wait`, async () => {
      rig.gate.goLive();
      rig.gate.setRule(acme);
      rig.app.seen.splice(0);
      aborted = 0;
      const cookie = await rig.signIn();
      const ask = (path: string) => http.get({ host: "127.0.0.1", port: rig.port, path, agent: false, headers: { Host: rig.host, Cookie: cookie } });
      const waiting = ask("/waiting");
      const streams = [ask("/events"), ask("/download")];
      const ends: Promise<boolean>[] = [new Promise((resolve) => waiting.once("error", () => resolve(false)))];
      for (const stream of streams) {
        const [response] = (await once(stream, "response")) as [IncomingMessage];
        await once(response, "data");
        response.resume();
        response.on("error", () => undefined);
        ends.push(new Promise((resolve) => response.once("close", () => resolve(response.complete))));
      }
      await until("all three at the app", () => rig.app.seen.length === 3);
      act();
      assert.deepEqual(await Promise.all(ends), [false, false, false]);
      await until("all three ended at the app", () => aborted === 3);
      assert.notEqual((await rig.ask("GET /after", [`Cookie: ${cookie}`])).status, 200);
      assert.equal(rig.app.seen.length, 3);
    });
  }

  it("stays when a rule changes that they still meet", async () => {
    rig.gate.goLive();
    rig.gate.setRule(acme);
    const cookie = await rig.signIn();
    const stream = http.get({ host: "127.0.0.1", port: rig.port, path: "/events", agent: false, headers: { Host: rig.host, Cookie: cookie } });
    const [response] = (await once(stream, "response")) as [IncomingMessage];
    await once(response, "data");
    rig.gate.setRule({ everyone: false, emails: ["alice@acme.com"], domains: [] });
    assert.equal((await rig.ask("GET /.portcullis/sign-out", [...navigation, `Cookie: ${cookie}`])).status, 200);
    assert.equal(response.destroyed, false);
    stream.destroy();
  });
});

describe("the access rule at sign-in", () => {
  const out: readonly (readonly [what: string, claims: Readonly<Record<string, unknown>>])[] = [
    ["another domain", { email: "a@evil.example" }], ["a suffix", { email: "a@acme.com.evil.com" }], ["a prefix", { email: "a@notacme.com" }], ["a subdomain", { email: "a@dev.acme.com" }], ["two at signs", { email: "a@evil.com@acme.com" }],
    ["a quoted local part", { email: '"a@acme.com"@evil.com' }], ["an unverified address", { email: "a@acme.com", email_verified: false }], ["verified as a word", { email: "a@acme.com", email_verified: "yes" }], ["an array", { email: ["a@acme.com"] }],
    ["a NUL", { email: "a@acme.com\u0000" }], ["no address", {}], ["a space behind", { email: "a@acme.com " }],
  ];
  let rig: GateRig;
  before(async () => void (rig = await startGate()));
  after(() => rig.close());
  for (const [what, claims] of out) {
    it(`leaves out ${what}: a page, no session, no loop`, async () => {
      rig.openid.signsIn({ sub: "x", email_verified: true, ...claims });
      const begun = await rig.ask("GET /", navigation);
      const state = new URL(begun.header("location") ?? "").searchParams.get("state") ?? "";
      const done = await rig.ask(`GET /.portcullis/callback?code=c&state=${state}`, [...navigation, `Cookie: ${begun.header("set-cookie")?.split(";", 1)[0] ?? ""}`]);
      assert.equal(done.status, 403);
      assert.match(done.body, /may not come in/);
      assert.ok(done.headers("set-cookie").every((cookie) => cookie.includes("-in-")));
      assert.deepEqual(rig.gate.visitors(), []);
      assert.deepEqual(rig.app.seen, []);
    });
  }

  it("S16 shows a hostile name as text, its direction kept apart", async () => {
    const hostile = `<script>alert(1)</script>[x](command:evil)\u202e"'&${"y".repeat(300)}`;
    const page = await rig.signIn({ sub: "x", preferred_username: hostile }).catch((error: unknown) => String(error));
    assert.match(page, /403/);
    rig.openid.signsIn({ sub: "x", preferred_username: "<b onclick='x'>‮\"&" });
    const begun = await rig.ask("GET /", navigation);
    const state = new URL(begun.header("location") ?? "").searchParams.get("state") ?? "";
    const done = await rig.ask(`GET /.portcullis/callback?code=c&state=${state}`, [...navigation, `Cookie: ${begun.header("set-cookie")?.split(";", 1)[0] ?? ""}`]);
    assert.match(done.body, /<bdi dir="auto">‹b onclick=&#39;x&#39;› &quot;&amp;<\/bdi>/);
    assert.doesNotMatch(done.body, /<script|<b |\u202e/);
    for (const line of rig.log.lines) assert.doesNotMatch(line, /[<>[\]()\u202e\r\n]/);
  });
});

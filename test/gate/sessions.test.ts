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
    assert.match(page.header("content-security-policy") ?? "", /form-action 'self' https:$/);
    assert.ok(await signedIn());
    const out = await rig.ask("POST /.portcullis/sign-out", [cookie, form, `Origin: ${rig.origin}`], `token=${await token()}&choice=atProvider`);
    assert.equal(out.status, 303);
    assert.equal(out.header("location"), "https://idp.example/logout?id_token_hint=id.token.fake");
    assert.match(out.header("set-cookie") ?? "", /^__Host-portcullis-abcdef012345=; .*Max-Age=0; Secure$/);
    assert.ok(!(await signedIn()));
    assert.match((await rig.ask("GET /.portcullis/sign-out", [...navigation, cookie])).body, /You are signed out/);
  });

  it("shows a page where the provider has no sign-out", async () => {
    rig.openid.endSessionEndpoint = undefined;
    try {
      const out = await rig.ask("POST /.portcullis/sign-out", [cookie, form, `Origin: ${rig.origin}`], `token=${await token()}&choice=atProvider`);
      assert.equal(out.status, 200);
      assert.match(out.body, /You are signed out/);
    } finally {
      rig.openid.endSessionEndpoint = "https://idp.example/logout";
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
  before(async () => void (rig = await startGate({ answer: (_request, response) => void response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n") })));
  after(() => rig.close());

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

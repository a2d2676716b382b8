// Back-channel logout: the provider says that somebody signed out there, and their sessions end here.
import assert from "node:assert/strict";
import { once } from "node:events";
import http, { type IncomingMessage, type RequestListener } from "node:http";
import { afterEach, beforeEach, describe, it } from "node:test";
import { newKey } from "../unit/oidc/fakeProvider";
import { Visitor } from "../rig/visitor";
import { cookiePair, navigation, shareId, until } from "./gateRig";
import { form, path, startBackchannel, type BackchannelRig } from "./rejects/backchannelRig";
import { startShare } from "./rejects/realShare";

const alice = { sub: "alice", sid: "s-alice" };
const events: RequestListener = (request, response) => {
  if (request.url === "/events") response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
  else response.end(String(request.headers["x-forwarded-user"]));
};

async function openStream(rig: { readonly port: number; readonly host: string; readonly gate: BackchannelRig["gate"] }, cookie: string) {
  const request = http.get({ host: "127.0.0.1", port: rig.port, path: "/events", agent: false, headers: { Host: rig.host, Cookie: cookie } });
  request.on("error", () => undefined);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const stream = { ended: false };
  response.on("error", () => undefined).once("close", () => (stream.ended = true)).resume();
  await until("the stream in the list", () => rig.gate.visitors().some(({ open }) => open > 0));
  return stream;
}

describe("a logout token", () => {
  let rig: BackchannelRig;
  beforeEach(async () => void (rig = await startBackchannel({ answer: events })));
  afterEach(() => rig.close());

  it("108 ends the one session that it names, with what is open for it; the person's others and other people's go on", async () => {
    const [one, other, bob] = [await rig.signIn(alice), await rig.signIn({ ...alice, sid: "s-phone" }), await rig.signIn({ sub: "bob", sid: "s-bob" })];
    const stream = await openStream(rig, one);
    const seen = rig.app.seen.length;
    const answer = await rig.post(await rig.token());
    assert.equal(answer.status, 200);
    assert.equal(answer.body, "");
    assert.equal(answer.header("cache-control"), "no-store");
    assert.equal(rig.app.seen.length, seen);
    await until("the stream ended", () => stream.ended);
    assert.deepEqual([await rig.isIn(one), await rig.isIn(other), await rig.isIn(bob)], [false, true, true]);
    assert.ok(rig.log.lines.includes("signed out by the identity provider: alice@acme.com"), rig.log.lines.join("\n"));
  });

  it("108 that names a person ends all of their sessions", async () => {
    const [one, other, bob] = [await rig.signIn(alice), await rig.signIn({ sub: "alice", sid: undefined }), await rig.signIn({ sub: "bob", sid: "s-bob" })];
    assert.equal((await rig.post(await rig.token({ sid: undefined }))).status, 200);
    assert.deepEqual([await rig.isIn(one), await rig.isIn(other), await rig.isIn(bob)], [false, false, true]);
  });

  it("108 that names a session alone ends that one", async () => {
    const [one, other] = [await rig.signIn(alice), await rig.signIn({ sub: "alice", sid: "s-phone" })];
    assert.equal((await rig.post(await rig.token({ sub: undefined }))).status, 200);
    assert.deepEqual([await rig.isIn(one), await rig.isIn(other)], [false, true]);
  });

  it("that names a session and its person ends those of that person, too, whose session at the provider nobody knows", async () => {
    const [unnamed, bob] = [await rig.signIn({ sub: "alice", sid: undefined }), await rig.signIn({ sub: "bob", sid: undefined })];
    assert.equal((await rig.post(await rig.token())).status, 200);
    assert.deepEqual([await rig.isIn(unnamed), await rig.isIn(bob)], [false, true]);
  });

  it("for nobody who is in is a success: they are out", async () => {
    await rig.signIn({ sub: "bob", sid: "s-bob" });
    assert.equal((await rig.post(await rig.token())).status, 200);
    assert.equal(rig.gate.visitors().length, 1);
  });

  for (const [what, change, header] of [
    ["without a type", {}, {}], ["of the plain type", {}, { typ: "JWT" }], ["of its own type", {}, { typ: "logout+jwt" }], ["of its own type in full", {}, { typ: "application/logout+jwt" }],
    ["for several audiences", { aud: ["other", "client-1"] }, {}], ["without exp", { exp: undefined }, {}], ["with more claims than it needs", { typ: "Logout", trace_id: "t", events: { "http://schemas.openid.net/event/backchannel-logout": { x: 1 }, other: {} } }, {}],
  ] as const) {
    it(`${what} is as good`, async () => {
      const cookie = await rig.signIn(alice);
      assert.equal((await rig.post(await rig.token(change, { header }))).status, 200);
      assert.equal(await rig.isIn(cookie), false);
    });
  }

  it("is good from a clock half a minute off, and two minutes late", async () => {
    for (const iat of [29, -120]) {
      const cookie = await rig.signIn(alice);
      assert.equal((await rig.post(await rig.token({ iat: rig.seconds() + iat, exp: rig.seconds() + iat + 120 }))).status, 200);
      assert.equal(await rig.isIn(cookie), false);
      rig.clock.advance(60_000);
    }
  });

  it("comes among other fields, in a form with a charset", async () => {
    const cookie = await rig.signIn(alice);
    assert.equal((await rig.ask(`POST ${path}`, [`${form}; charset=UTF-8`], `x=1&logout_token=${await rig.token()}&y=2`)).status, 200);
    assert.equal(await rig.isIn(cookie), false);
  });

  it("signed with a key that is new since the last sign-in is good", async () => {
    const cookie = await rig.signIn(alice);
    rig.clock.advance(2000);
    rig.provider.keys = [newKey("k2")];
    assert.equal((await rig.post(await rig.token())).status, 200);
    assert.equal(await rig.isIn(cookie), false);
  });

  it("is heard while the gate is shut", async () => {
    const cookie = await rig.signIn(alice);
    rig.gate.shut();
    assert.equal((await rig.post(await rig.token())).status, 200);
    rig.gate.goLive();
    assert.equal(await rig.isIn(cookie), false);
  });

  it("that comes before its sign-in has become a session keeps that sign-in out, and none after it", async () => {
    const { callback, cookies } = await rig.begin(alice);
    const { tokenAnswer } = rig.provider;
    let answerToken = () => {};
    const asked = new Promise<void>((resolve) => {
      rig.provider.tokenAnswer = async () => {
        const answer = await tokenAnswer();
        resolve();
        await new Promise<void>((go) => (answerToken = go));
        return answer;
      };
    });
    const done = rig.ask(`GET ${callback}`, [...navigation, `Cookie: ${cookies}`]);
    await asked;
    // The keys are known from another person's sign-in; no stranger's token has them fetched.
    rig.provider.tokenAnswer = tokenAnswer;
    await rig.signIn({ sub: "bob", sid: "s-bob" });
    assert.equal((await rig.post(await rig.token())).status, 200);
    answerToken();
    assert.equal((await done).status, 400);
    assert.deepEqual(rig.gate.visitors().map(({ subject }) => subject), ["bob"]);
    rig.clock.advance(1000);
    assert.equal(await rig.isIn(await rig.signIn(alice)), true);
  });

  it("S26 ends a change of person that waits for its answer", async () => {
    const bob = await rig.signIn({ sub: "bob", sid: "s-bob" });
    const { callback, cookies } = await rig.begin(alice, bob);
    assert.equal((await rig.ask(`GET ${callback}`, [...navigation, `Cookie: ${cookies}`])).header("location"), "/.portcullis/switch");
    const token = /name="token" value="([^"]+)"/.exec((await rig.ask("GET /.portcullis/switch", [...navigation, `Cookie: ${bob}`])).body)?.[1] ?? "";
    assert.equal((await rig.post(await rig.token())).status, 200);
    const done = await rig.ask("POST /.portcullis/switch", [`Cookie: ${bob}`, form, `Origin: ${rig.origin}`], `token=${token}&choice=switch`);
    assert.equal(cookiePair(done.headers("set-cookie")), "");
    assert.deepEqual(rig.gate.visitors().map(({ subject }) => subject), ["bob"]);
  });
});

describe("back-channel logout from oidc-provider", () => {
  it("ends the session at one share, streams included, when its person signs out of the provider at another", async () => {
    const here = await startShare({ http: true, answer: events });
    const there = await startShare({ beside: here, http: true, shareId: "fedcba543210", clientKind: "client_secret_post" });
    try {
      const client = here.provider.clients.find(({ clientId }) => clientId === "basic")!;
      client.backchannelLogoutUri = `${here.origin}${path}`;
      const visitor = new Visitor();
      await visitor.navigate(here.origin, { as: "alice@acme.com" });
      await visitor.navigate(there.origin);
      const bob = new Visitor();
      await bob.navigate(here.origin, { as: "bob@acme.com" });
      const cookie = `portcullis-${shareId}=${visitor.cookies.at(here.origin).get(`portcullis-${shareId}`) ?? ""}`;
      const stream = await openStream(here, cookie);
      const page = await visitor.navigate(`${there.origin}/.portcullis/sign-out`);
      const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
      const out = await visitor.fetch(`${there.origin}/.portcullis/sign-out`, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: `token=${token}&choice=atProvider` });
      await visitor.navigate(out.headers.location ?? "");
      await until("the stream ended", () => stream.ended);
      assert.equal((await visitor.fetch(`${here.origin}/data`)).status, 401);
      assert.equal((await bob.fetch(`${here.origin}/data`)).status, 200);
      assert.deepEqual(here.provider.problems, []);
      assert.ok(here.log.lines.includes("signed out by the identity provider: alice@acme.com"));
      assert.ok(here.app.seen.every(({ url }) => !url.startsWith("/.portcullis")));
    } finally {
      await there.close();
      await here.close();
    }
  });
});

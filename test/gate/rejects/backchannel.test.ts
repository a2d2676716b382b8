// Back-channel logout: anybody can send to its path, and nothing but a whole logout token of the provider's ends a session.
import assert from "node:assert/strict";
import { createHmac, createPublicKey, createSign } from "node:crypto";
import net from "node:net";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { CompactEncrypt } from "jose";
import { issuer, newKey } from "../../unit/oidc/fakeProvider";
import { navigation, upgradeLines } from "../gateRig";
import { form, logoutEvent, path, startBackchannel, type BackchannelRig } from "./backchannelRig";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const alice = { sub: "alice", sid: "s-alice" };

describe("a request for back-channel logout", () => {
  let rig: BackchannelRig;
  let cookie: string;
  before(async () => {
    rig = await startBackchannel();
    cookie = await rig.signIn(alice);
  });
  after(() => rig.close());
  // Each of these has to leave the session of the one before alone.
  beforeEach(() => {
    rig.clock.advance(61_000);
    rig.app.seen.splice(0);
  });
  const stillIn = async () => {
    assert.equal(await rig.isIn(cookie), true);
    assert.deepEqual(rig.app.seen.map(({ method, url }) => `${method} ${url}`), ["GET /"]);
  };
  const foreign = newKey("k1");

  const hmac = (key: string) => {
    const signed = `${encode({ alg: "HS256", kid: "k1" })}.${encode(rig.claims())}`;
    return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
  };
  const bad: readonly (readonly [what: string, token: () => Promise<string> | string])[] = [
    ["109 unsigned (alg none)", () => `${encode({ alg: "none" })}.${encode(rig.claims())}.`],
    ["109 unsigned, with the signature of another", async () => `${encode({ alg: "none" })}.${encode(rig.claims())}.${(await rig.token()).split(".")[2] ?? ""}`],
    ["signed with the client secret (HS256)", () => hmac("secret-of-the-client")],
    ["signed with the provider's public key (HS256)", () => hmac(createPublicKey(rig.provider.keys[0]!.pair.privateKey).export({ type: "spki", format: "pem" }).toString())],
    ["115 signed with another key under the provider's kid", () => rig.token({}, { key: foreign.pair.privateKey })],
    ["115 signed with a key that nobody knows", () => rig.token({}, { key: foreign.pair.privateKey, kid: "unknown" })],
    ["115 signed with the key in its own header", () => rig.token({}, { key: foreign.pair.privateKey, header: { jwk: foreign.pair.publicKey.export({ format: "jwk" }) } })],
    ["115 signed with a key at an address of its own", () => rig.token({}, { key: foreign.pair.privateKey, header: { jku: "https://evil.example/keys", x5u: "https://evil.example/x" } })],
    ["changed after it was signed", async () => (await rig.token({ sub: "somebody", sid: "else" })).replace(/\.[^.]+\./, `.${encode(rig.claims())}.`)],
    ["with a flipped signature", async () => (await rig.token()).replace(/.(?=.{5}$)/, (letter) => (letter === "A" ? "B" : "A"))],
    ["without a signature", async () => (await rig.token()).replace(/[^.]+$/, "")],
    ["with a critical header that nobody knows", () => {
      const signed = `${encode({ alg: "RS256", kid: "k1", crit: ["x"], x: 1 })}.${encode(rig.claims())}`;
      return `${signed}.${createSign("RSA-SHA256").update(signed).sign(rig.provider.keys[0]!.pair.privateKey, "base64url")}`;
    }],
    ["110 for another client", () => rig.token({ aud: "client-2" })],
    ["110 for no client", () => rig.token({ aud: undefined })],
    ["110 for a client whose name begins like ours", () => rig.token({ aud: "client-12" })],
    ["110 for a list without us", () => rig.token({ aud: ["client-2", ["client-1"]] })],
    ["111 of another issuer", () => rig.token({ iss: "https://evil.example" })],
    ["111 of our issuer with a slash", () => rig.token({ iss: `${issuer}/` })],
    ["111 of no issuer", () => rig.token({ iss: undefined })],
    ["112 without events", () => rig.token({ events: undefined })],
    ["112 with a list of events", () => rig.token({ events: [logoutEvent] })],
    ["112 with an event for a word", () => rig.token({ events: logoutEvent })],
    ["112 with events that are null", () => rig.token({ events: null })],
    ["113 with another event", () => rig.token({ events: { "http://schemas.openid.net/event/other": {} } })],
    ["113 with an event that is no object", () => rig.token({ events: { [logoutEvent]: true } })],
    ["114 with a nonce", () => rig.token({ nonce: "n" })],
    ["114 with a nonce that is null", () => rig.token({ nonce: null })],
    ["116 without iat", () => rig.token({ iat: undefined })],
    ["116 without jti", () => rig.token({ jti: undefined })],
    ["116 with an empty jti", () => rig.token({ jti: "" })],
    ["116 with a number for jti", () => rig.token({ jti: 7 })],
    ["116 with a very long jti", () => rig.token({ jti: "j".repeat(256) })],
    ["117 of yesterday, without exp", () => rig.token({ iat: rig.seconds() - 86_400, exp: undefined })],
    ["117 of yesterday, to be good for ever", () => rig.token({ iat: rig.seconds() - 86_400, exp: rig.seconds() + 86_400 })],
    ["117 of six minutes ago", () => rig.token({ iat: rig.seconds() - 360, exp: undefined })],
    ["117 of the future", () => rig.token({ iat: rig.seconds() + 60 })],
    ["117 with a word for iat", () => rig.token({ iat: "now" })],
    ["117 that has expired", () => rig.token({ iat: rig.seconds() - 100, exp: rig.seconds() - 40 })],
    ["117 with a word for exp", () => rig.token({ exp: "later" })],
    ["117 that is not good yet", () => rig.token({ nbf: rig.seconds() + 3600 })],
    ["118 that names nobody", () => rig.token({ sub: undefined, sid: undefined })],
    ["118 with an empty sub", () => rig.token({ sub: "" })],
    ["118 with a list for sub", () => rig.token({ sub: ["alice"] })],
    ["118 with a number for sid", () => rig.token({ sid: 1 })],
    ["118 with an object for sid", () => rig.token({ sid: { $ne: "" } })],
    ["118 with a sub of no end", () => rig.token({ sub: "a".repeat(300) })],
    ["120 that is an ID token", () => rig.idToken(alice)],
    ["120 that is an access token by its typ", () => rig.token({}, { header: { typ: "at+jwt" } })],
    ["120 that is a security event by its typ", () => rig.token({}, { header: { typ: "secevent+jwt" } })],
    ["that is encrypted", () => new CompactEncrypt(Buffer.from(JSON.stringify(rig.claims()))).setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM" }).encrypt(rig.provider.keys[0]!.pair.publicKey)],
    ["that is no JWT", () => "x.y.z"],
    ["that is empty", () => ""],
    ["whose payload is no object", () => `${encode({ alg: "RS256" })}.${encode("x")}.AAAA`],
    ["whose payload is not JSON", () => `${encode({ alg: "RS256" })}.AAAA.AAAA`],
    ["whose header is not JSON", async () => (await rig.token()).replace(/^[^.]+/, "AAAA")],
    ["with claims called like a prototype's", () => `${encode({ alg: "RS256" })}.${Buffer.from('{"__proto__":{"iss":"https://idp.example"}}').toString("base64url")}.AAAA`],
  ];
  for (const [what, token] of bad) {
    it(`with a token ${what}: refused, and nobody is signed out`, async () => {
      const answer = await rig.post(await token());
      assert.equal(answer.status, 400);
      assert.equal(answer.header("cache-control"), "no-store");
      assert.equal(answer.body, '{"error":"invalid_request"}\n');
      assert.deepEqual(answer.headers("set-cookie"), []);
      await stillIn();
    });
  }

  const badRequests: readonly (readonly [what: string, ask: (token: string) => Promise<{ readonly status: number }>, status: number])[] = [
    ["as JSON", (token) => rig.ask(`POST ${path}`, ["Content-Type: application/json"], JSON.stringify({ logout_token: token })), 400],
    ["as text", (token) => rig.ask(`POST ${path}`, ["Content-Type: text/plain"], `logout_token=${token}`), 400],
    ["as a type that begins like the right one", (token) => rig.ask(`POST ${path}`, ["Content-Type: application/x-www-form-urlencoded-not"], `logout_token=${token}`), 400],
    ["without a type", (token) => rig.ask(`POST ${path}`, [], `logout_token=${token}`), 400],
    ["with two types", (token) => rig.ask(`POST ${path}`, [form, "Content-Type: text/plain"], `logout_token=${token}`), 400],
    ["with the token twice", (token) => rig.ask(`POST ${path}`, [form], `logout_token=${token}&logout_token=${token}`), 400],
    ["with the token under another name", (token) => rig.ask(`POST ${path}`, [form], `id_token=${token}&Logout_token=${token}`), 400],
    ["with the token in the query", (token) => rig.ask(`POST ${path}?logout_token=${token}`, [form], "a=b"), 400],
    ["with nothing", () => rig.ask(`POST ${path}`, [form]), 400],
    ["with more than 16 KB", (token) => rig.ask(`POST ${path}`, [form], `a=${"b".repeat(17_000)}&logout_token=${token}`), 400],
    ["said to be compressed", (token) => rig.ask(`POST ${path}`, [form, "Content-Encoding: gzip"], `logout_token=${token}`), 400],
    ["by GET, as a page", (token) => rig.ask(`GET ${path}?logout_token=${token}`, navigation), 404],
    ["by GET, as a program", (token) => rig.ask(`GET ${path}?logout_token=${token}`), 404],
    ["by PUT", (token) => rig.ask(`PUT ${path}`, [form], `logout_token=${token}`), 404],
    ["by OPTIONS", () => rig.ask(`OPTIONS ${path}`, ["Origin: https://evil.example", "Access-Control-Request-Method: POST"]), 404],
    ["as an upgrade", () => rig.ask(`GET ${path}`, upgradeLines), 404],
    ["at another spelling", (token) => rig.ask("POST /.portcullis//backchannel-logout", [form], `logout_token=${token}`), 404],
    ["at another spelling, encoded", (token) => rig.ask("POST /.portcullis/backchannel%2Dlogout", [form], `logout_token=${token}`), 404],
    ["under another host", async (token) => ({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(await rig.raw(`POST ${path} HTTP/1.1\r\nHost: evil.example\r\n${form}\r\nContent-Length: ${token.length + 13}\r\nConnection: close\r\n\r\nlogout_token=${token}`))?.[1]) }), 421],
  ];
  for (const [what, ask, status] of badRequests) {
    it(`${what}: refused, with a token that would have been good`, async () => {
      assert.equal((await ask(await rig.token())).status, status);
      await stillIn();
    });
  }

  it("that breaks off, or whose body never comes, holds nothing", async () => {
    const token = await rig.token();
    const socket = net.connect(rig.port, "127.0.0.1").on("error", () => undefined);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: ${rig.host}\r\n${form}\r\nContent-Length: ${token.length + 13}\r\n\r\nlogout_token=${token.slice(0, -9)}`, () => socket.destroy());
    await new Promise((resolve) => socket.once("close", resolve));
    await stillIn();
  });

  it("with a good token for somebody else, or for another session of this person, signs nobody else out", async () => {
    for (const change of [{ sub: "bob", sid: undefined }, { sub: "alice", sid: "s-other" }, { sub: "bob", sid: "s-alice" }, { sub: undefined, sid: "S-ALICE" }, { sub: "Alice", sid: undefined }]) {
      const answer = await rig.post(await rig.token(change));
      assert.equal(answer.status, 200, JSON.stringify(change));
    }
    await stillIn();
  });

  it("tells strangers nothing: the refusal is the same for who is in and who is not", async () => {
    const answers = [];
    for (const sub of ["alice", "nobody"]) answers.push((await rig.post(await rig.token({ sub, sid: undefined }, { key: foreign.pair.privateKey }))).head.replace(/^Date:.*$/m, ""));
    assert.equal(answers[0], answers[1]);
  });
});

describe("back-channel logout under strain", () => {
  let rig: BackchannelRig;
  beforeEach(async () => void (rig = await startBackchannel()));
  afterEach(() => rig.close());
  const foreign = newKey("unknown");

  it("does not make the gate fetch keys at a stranger's will", async () => {
    await rig.signIn(alice);
    rig.clock.advance(2000);
    const before = rig.provider.count("/keys");
    for (let times = 0; times < 20; times++) assert.equal((await rig.post(await rig.token({ sub: `nobody-${times}`, sid: undefined }, { key: foreign.pair.privateKey, kid: `k-${times}` }))).status, 400);
    assert.equal(rig.provider.count("/keys"), before);
    // Who knows whose session there is gets one fetch a minute.
    for (let times = 0; times < 20; times++) await rig.post(await rig.token({}, { key: foreign.pair.privateKey, kid: `l-${times}` }));
    assert.equal(rig.provider.count("/keys"), before + 1);
    rig.clock.advance(60_000);
    await rig.post(await rig.token({}, { key: foreign.pair.privateKey, kid: "m" }));
    assert.equal(rig.provider.count("/keys"), before + 2);
  });

  it("does not fetch keys before anybody is in", async () => {
    assert.equal((await rig.post(await rig.token())).status, 400);
    assert.equal(rig.provider.count("/keys"), 0);
  });

  it("lets a flood of strangers' tokens neither hold up the provider's word nor fill the log", async () => {
    const cookie = await rig.signIn(alice);
    const token = await rig.token({ sub: "nobody", sid: undefined }, { key: foreign.pair.privateKey, kid: "k1" });
    const statuses = new Set<number>();
    for (let times = 0; times < 300; times++) statuses.add((await rig.post(token)).status);
    assert.deepEqual([...statuses], [400]);
    assert.ok(rig.log.lines.filter((line) => line.includes("logout token")).length <= 6);
    assert.equal((await rig.post(await rig.token())).status, 200);
    assert.equal(await rig.isIn(cookie), false);
  });

  it("answers 400 and never 5xx where the keys can't be fetched", async () => {
    const cookie = await rig.signIn(alice);
    rig.clock.advance(2000);
    rig.provider.keys = [newKey("k2")];
    const token = await rig.token();
    rig.provider.isDown = true;
    assert.equal((await rig.post(token)).status, 400);
    assert.equal(await rig.isIn(cookie), true);
    assert.ok(rig.log.lines.some((line) => line.includes("logout token") && line.includes("oidc.issuerUnreachable")), rig.log.lines.join("\n"));
  });

  it("takes each token once", async () => {
    const token = await rig.token();
    await rig.signIn(alice);
    assert.equal((await rig.post(token)).status, 200);
    rig.clock.advance(1000);
    const again = await rig.signIn({ ...alice, sid: "s-alice", iat: rig.seconds() });
    assert.equal((await rig.post(token)).status, 400);
    assert.equal(await rig.isIn(again), true);
    rig.clock.advance(600_000);
    assert.equal((await rig.post(token)).status, 400, "by then it is too old");
    assert.equal(await rig.isIn(again), true);
  });

  it("takes one of two that come at once", async () => {
    await rig.signIn(alice);
    const token = await rig.token();
    const answers = await Promise.all([rig.post(token), rig.post(token)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
  });
});

describe("back-channel logout under edge enforcement", () => {
  it("is nothing, for anybody: the provider's request would end at ngrok's sign-in, and a sealed visitor's is none of the provider's", async () => {
    const seal = { headerName: "x-seal-7f3a9c", secret: "s".repeat(43) };
    const rig = await startBackchannel({ enforcement: { kind: "edge", seal } });
    try {
      const sealed = `${seal.headerName}: ${seal.secret};id-1;session-1;${await rig.idToken(alice)}`;
      assert.equal((await rig.ask("GET /", [sealed])).status, 200);
      for (const lines of [[form], [form, sealed]]) assert.equal((await rig.post(await rig.token(), lines)).status, 404);
      assert.equal((await rig.ask("GET /", [sealed])).status, 200);
      assert.equal(rig.app.seen.length, 2);
    } finally {
      await rig.close();
    }
  });
});

// S24: a program comes in with an access token that was made for this app and for an allowed client, and with nothing that only looks like one.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock";
import type { AccessRule } from "../../../src/identity/accessRule";
import { createOpenidClient } from "../../../src/oidc/openidClient";
import { FakeProvider, issuer, newKey, profile } from "../../unit/oidc/fakeProvider";
import { FakeClock } from "../fakeClock";
import { navigation, startGate, until, upgradeLines, type GateRig } from "../gateRig";

const audience = "https://api.acme.com";
const programs = { audience, clientIds: ["ci", "deploy"] };
const everyone: AccessRule = { everyone: true, emails: [], domains: [] };
const seconds = () => Math.floor(Date.now() / 1000);
const keys = [newKey("k1")];

interface Share extends GateRig {
  readonly provider: FakeProvider;
  token(change?: Record<string, unknown>, how?: Parameters<FakeProvider["sign"]>[1]): Promise<string>;
}

async function startShare(change: Parameters<typeof startGate>[0] & { readonly kind?: "okta" | "entra" | "keycloak"; readonly issuerPath?: string } = {}): Promise<Share> {
  const { kind, issuerPath = "", ...options } = change;
  const provider = new FakeProvider();
  provider.keys = keys;
  provider.document["issuer"] = `${issuer}${issuerPath}`;
  const openid = await createOpenidClient({ profile: { ...profile, issuer: `${issuer}${issuerPath}`, ...(kind && { kind }) }, clientSecret: "s", fetch: (request, stop) => provider.fetch({ ...request, url: request.url.replace(`${issuerPath}/.well-known`, "/.well-known") }, stop), clock: options.clock ?? systemClock }, AbortSignal.timeout(120_000));
  const rig = await startGate({ openid, rule: everyone, shareOptions: { programs }, ...options });
  return {
    ...rig,
    provider,
    token(claims = {}, how = {}) {
      const now = Math.floor((options.clock?.now() ?? Date.now()) / 1000);
      const all: Record<string, unknown> = { iss: issuer, aud: audience, sub: "ci", client_id: "ci", iat: now, exp: now + 600, jti: "1", ...claims };
      return provider.sign(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)), { ...how, header: { typ: "at+jwt", ...how.header } });
    },
  };
}

const bearer = (token: string) => `Authorization: Bearer ${token}`;

describe("S24 a program", () => {
  let rig: Share;
  before(async () => void (rig = await startShare()));
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  it("127 comes in with a right token, by any method, and the app sees who it is but not the token", async () => {
    const token = await rig.token();
    for (const method of ["GET", "POST", "DELETE"]) assert.equal((await rig.ask(`${method} /api`, [bearer(token)], method === "POST" ? "x" : "")).status, 200);
    assert.equal((await rig.ask("GET /api", [`authorization: bEaReR ${token}`])).status, 200);
    assert.equal(rig.app.seen.length, 4);
    for (const seen of rig.app.seen) {
      assert.equal(seen.headers["x-forwarded-user"], "ci");
      assert.ok(!JSON.stringify(seen.rawHeaders).includes(token));
    }
    assert.ok(!rig.log.lines.join("\n").includes(token));
    assert.deepEqual(rig.gate.visitors().map(({ subject, program }) => [subject, program]), [["ci", true]]);
  });

  it("is listed as the person whom the token is for, where there is one", async () => {
    const token = await rig.token({ sub: "u7", email: "dora@acme.com", email_verified: true, name: "Dora" });
    assert.equal((await rig.ask("GET /api", [bearer(token)])).status, 200);
    assert.equal(rig.app.seen[0]?.headers["x-forwarded-email"], "dora@acme.com");
    const dora = rig.gate.visitors().find(({ subject }) => subject === "u7");
    assert.deepEqual([dora?.name, dora?.program], ["Dora", undefined]);
    rig.gate.signOut(dora?.id);
  });

  const refused: readonly (readonly [what: string, token: () => Promise<string> | string])[] = [
    ["an ID token", () => rig.provider.sign({ iss: issuer, aud: profile.clientId, sub: "u1", iat: seconds(), exp: seconds() + 600, azp: "ci" }, { header: { typ: "JWT" } })],
    ["an ID token that bears the mark", () => rig.token({ aud: profile.clientId })],
    ["a token for this app and for the sign-in's client", () => rig.token({ aud: [audience, profile.clientId] })],
    ["a token without a type", () => rig.provider.sign({ iss: issuer, aud: audience, sub: "ci", client_id: "ci", iat: seconds(), exp: seconds() + 600 })],
    ["a token of the type JWT", () => rig.token({}, { header: { typ: "JWT" } })],
    ["a logout token", () => rig.token({}, { header: { typ: "logout+jwt" } })],
    ["what Okta's own marks are, at another provider", () => rig.provider.sign({ iss: issuer, aud: audience, sub: "ci", cid: "ci", scp: ["x"], jti: "AT.1", iat: seconds(), exp: seconds() + 600 })],
    ["another audience", () => rig.token({ aud: "https://api.other.example" })],
    ["an audience that begins alike", () => rig.token({ aud: `${audience}/v2` })],
    ["an audience in another case", () => rig.token({ aud: audience.toUpperCase() })],
    ["no audience", () => rig.token({ aud: undefined })],
    ["another issuer", () => rig.token({ iss: "https://idp.evil.example" })],
    ["the issuer with a slash", () => rig.token({ iss: `${issuer}/` })],
    ["another client", () => rig.token({ client_id: "evil" })],
    ["a client that begins alike", () => rig.token({ client_id: "ci2" })],
    ["a client that is a list", () => rig.token({ client_id: ["ci"] })],
    ["no client", () => rig.token({ client_id: undefined })],
    ["two clients, one of them not allowed", () => rig.token({ azp: "evil" })],
    ["a token that has expired", () => rig.token({ exp: seconds() - 60 })],
    ["no expiry", () => rig.token({ exp: undefined })],
    ["an expiry in words", () => rig.token({ exp: "tomorrow" })],
    ["a token of tomorrow", () => rig.token({ iat: seconds() + 3600 })],
    ["a token for later", () => rig.token({ nbf: seconds() + 3600 })],
    ["no time of issue", () => rig.token({ iat: undefined })],
    ["no subject", () => rig.token({ sub: undefined })],
    ["an empty subject", () => rig.token({ sub: "" })],
    ["another key's signature", () => rig.token({}, { key: newKey("k1").pair.privateKey })],
    ["a key in its own header", async () => rig.token({}, { key: newKey("k1").pair.privateKey, header: { jwk: { kty: "RSA", n: "x", e: "AQAB" } } })],
    ["a changed claim", async () => {
      const [head, , signature] = (await rig.token()).split(".");
      return [head, Buffer.from(JSON.stringify({ iss: issuer, aud: audience, sub: "admin", client_id: "ci", iat: seconds(), exp: seconds() + 600 })).toString("base64url"), signature].join(".");
    }],
    ["no signature (alg none)", () => `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${Buffer.from(JSON.stringify({ iss: issuer, aud: audience, sub: "ci", client_id: "ci", iat: seconds(), exp: seconds() + 600 })).toString("base64url")}.e30`],
    ["a MAC keyed with the public key", () => {
      const signed = `${Buffer.from('{"alg":"HS256","typ":"at+jwt","kid":"k1"}').toString("base64url")}.${Buffer.from(JSON.stringify({ iss: issuer, aud: audience, sub: "ci", client_id: "ci", iat: seconds(), exp: seconds() + 600 })).toString("base64url")}`;
      return `${signed}.${createHmac("sha256", keys[0]!.pair.publicKey.export({ type: "spki", format: "pem" })).update(signed).digest("base64url")}`;
    }],
    ["an algorithm that the provider doesn't list", () => rig.token({}, { header: { alg: "RS512" } })],
    ["an opaque token", () => "ory_at_abcdefghijklmnopqrstuvwxyz.0123456789"],
    ["an encrypted token", () => "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d"],
    ["what is no JSON", () => "abc.def.ghi"],
  ];
  for (const [what, make] of refused) {
    it(`is refused with ${what}, even as a navigation; why is said in the log alone`, async () => {
      rig.log.lines.splice(0);
      const token = await make();
      const answer = await rig.ask("GET /api", [bearer(token), ...navigation]);
      assert.equal(answer.status, 401);
      assert.equal(answer.header("www-authenticate"), 'Bearer error="invalid_token"');
      assert.deepEqual(JSON.parse(answer.body), { error: "invalidToken" });
      assert.equal(answer.header("location"), undefined);
      assert.deepEqual(answer.headers("set-cookie"), []);
      assert.deepEqual(rig.app.seen, []);
      assert.match(rig.log.lines.join("\n"), /a program was turned away \([A-Z0-9-]+\): oidc\.tokenInvalid/);
      assert.ok(!rig.log.lines.join("\n").includes(token));
    });
  }

  it("is refused with a token that nobody could read in one way", async () => {
    const token = await rig.token();
    for (const lines of [["Authorization: Bearer"], ["Authorization: Bearer "], [`Authorization: Bearer ${token} x`], [`Authorization: Bearer ${token}, Bearer ${token}`], [bearer(token), bearer(token)], [bearer(token), "Authorization: Basic YTpi"], [bearer("a".repeat(8193))], [bearer("a\u00e4b")], [`Authorization: Bearer\t${token}`]]) {
      const answer = await rig.ask("GET /api", lines);
      assert.equal(answer.status, 400, lines.join().slice(0, 60));
      assert.equal(answer.header("www-authenticate"), 'Bearer error="invalid_request"');
    }
    assert.deepEqual(rig.app.seen, []);
  });

  it("and a session are never both: a wrong one of either is no way to the other", async () => {
    const token = await rig.token();
    const cookie = "Cookie: __Host-portcullis-abcdef012345=";
    for (const lines of [[bearer(token), cookie], [bearer(token), `${cookie}${"x".repeat(43)}`], [bearer("wrong"), `${cookie}${"x".repeat(43)}`]]) assert.equal((await rig.ask("GET /api", lines)).status, 400);
    assert.deepEqual(rig.app.seen, []);
    assert.equal((await rig.ask("GET /api", [bearer(token), "Cookie: app=1"])).status, 200);
  });

  it("is not believed in a query, a form or another header", async () => {
    const token = await rig.token();
    assert.equal((await rig.ask(`GET /api?access_token=${token}`)).status, 401);
    assert.equal((await rig.ask("POST /api", ["Content-Type: application/x-www-form-urlencoded"], `access_token=${token}`)).status, 401);
    for (const name of ["X-Authorization", "Proxy-Authorization", "X_Authorization", "Authorization_"]) assert.equal((await rig.ask("GET /api", [`${name}: Bearer ${token}`])).status, 401);
    assert.equal((await rig.ask("GET /api", ["Authorization: Basic YTpi"])).header("www-authenticate"), "Bearer");
    assert.deepEqual(rig.app.seen, []);
  });

  it("can't use the gate's own pages, an upgrade from another site, or what is the developer's alone", async () => {
    const token = await rig.token();
    assert.equal((await rig.ask("GET /", [bearer(token)])).status, 200);
    const who = rig.gate.visitors().map(({ id }) => id);
    await rig.ask("POST /.portcullis/sign-out", [bearer(token)], "x");
    assert.deepEqual(rig.gate.visitors().map(({ id }) => id), who);
    rig.app.seen.splice(0);
    assert.equal((await rig.ask("GET /socket", [bearer(token), ...upgradeLines, "Origin: https://evil.example"])).status, 403);
    assert.equal((await rig.ask("GET /__open-in-editor?file=x", [bearer(token)])).status, 403);
    assert.deepEqual(rig.app.seen, []);
  });
});

describe("S24 a program's rights", () => {
  it("are the rule's, as everybody's: by address it needs one that is verified, in the token", async () => {
    const rig = await startShare({ rule: { everyone: false, emails: [], domains: ["acme.com"] } });
    try {
      for (const claims of [{}, { email: "ci@acme.com" }, { email: "ci@evil.example", email_verified: true }]) {
        const answer = await rig.ask("GET /api", [bearer(await rig.token(claims))]);
        assert.equal(answer.status, 403);
        assert.equal(answer.header("www-authenticate"), 'Bearer error="insufficient_scope"');
      }
      assert.deepEqual(rig.app.seen, []);
      assert.deepEqual(rig.gate.visitors(), []);
      assert.equal((await rig.ask("GET /api", [bearer(await rig.token({ email: "ci@acme.com", email_verified: true }))])).status, 200);
    } finally {
      await rig.close();
    }
  });

  it("S11 end when it is put out, when the rule leaves it out, and when another audience or client is demanded; what is open ends", async () => {
    const rig = await startShare({ answer: (_request, response) => void response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n") });
    try {
      const open = async (token: string) => {
        let ended = false;
        const stream = rig.raw(`GET /events HTTP/1.1\r\nHost: ${rig.host}\r\n${bearer(token)}\r\n\r\n`).then(() => (ended = true));
        await until("open", () => rig.gate.visitors().some(({ open }) => open > 0));
        return { stream, ended: () => ended };
      };
      const status = async (token: string) => Number(/ (\d{3})/.exec(await rig.raw(`GET /events HTTP/1.1\r\nHost: ${rig.host}\r\n${bearer(token)}\r\n\r\n`, /\r\n\r\n/))?.[1]);
      const [one, two, three] = [await rig.token({ jti: "1" }), await rig.token({ jti: "2" }), await rig.token({ jti: "3" })];
      let stream = await open(one);
      rig.gate.signOut(rig.gate.visitors()[0]?.id);
      await stream.stream;
      assert.equal(await status(one), 401);
      stream = await open(two);
      rig.gate.setRule({ ...everyone, everyone: false, domains: ["acme.com"] });
      await stream.stream;
      assert.equal(await status(two), 403);
      rig.gate.setRule(everyone);
      assert.equal(await status(two), 200);
      rig.gate.signOut();
      stream = await open(three);
      rig.gate.setOptions({ programs: { audience, clientIds: ["deploy"] } });
      await stream.stream;
      assert.equal(await status(three), 401);
      rig.gate.setOptions({});
      assert.equal(await status(await rig.token({ client_id: "deploy", sub: "deploy" })), 401);
      rig.gate.setOptions({ programs });
      assert.equal(await status(one), 401);
      assert.equal(await status(three), 200);
    } finally {
      await rig.close();
    }
  });

  it("S13 don't come back with another process: who was put out stays out, and the others bring their token again", async () => {
    const rig = await startShare();
    const [put, stays] = [await rig.token({ jti: "a" }), await rig.token({ jti: "b", sub: "deploy", client_id: "deploy" })];
    const next = await startShare();
    const third = await startShare();
    try {
      for (const token of [put, stays]) assert.equal((await rig.ask("GET /", [bearer(token)])).status, 200);
      rig.gate.signOut(rig.gate.visitors().find(({ subject }) => subject === "ci")?.id);
      const table = rig.gate.table();
      assert.deepEqual(table.sessions, []);
      next.gate.restore(table);
      assert.equal((await next.ask("GET /", [bearer(put)])).status, 401);
      assert.equal((await next.ask("GET /", [bearer(stays)])).status, 200);
      // Nobody knows any more who was put out: only tokens from now on.
      third.gate.restore("lost");
      assert.equal((await third.ask("GET /", [bearer(stays)])).status, 401);
      assert.equal((await third.ask("GET /", [bearer(await third.token({ iat: seconds() + 2 }))])).status, 200);
    } finally {
      await Promise.all([rig.close(), next.close(), third.close()]);
    }
  });

  it("end when the token expires, by the clock", async () => {
    const clock = new FakeClock();
    const rig = await startShare({ clock });
    try {
      const token = await rig.token();
      assert.equal((await rig.ask("GET /", [bearer(token)])).status, 200);
      clock.advance(600_000 + 31_000);
      assert.equal((await rig.ask("GET /", [bearer(token)])).status, 401);
      assert.deepEqual(rig.gate.visitors(), []);
      assert.equal(rig.app.seen.length, 1);
    } finally {
      await rig.close();
    }
  });
});

describe("S24 strangers with tokens", () => {
  it("make nobody fetch keys: a rotation is followed, a flood is not", async () => {
    const clock = new FakeClock();
    const rig = await startShare({ clock });
    try {
      assert.equal((await rig.ask("GET /", [bearer(await rig.token())])).status, 200);
      assert.equal(rig.provider.count("/keys"), 1);
      rig.provider.keys = [newKey("k2")];
      clock.advance(2000);
      assert.equal((await rig.ask("GET /", [bearer(await rig.token({ jti: "2" }))])).status, 200);
      assert.equal(rig.provider.count("/keys"), 2);
      const forger = newKey("k9");
      for (let count = 0; count < 30; count++) {
        clock.advance(1100);
        assert.equal((await rig.ask("GET /", [bearer(await rig.token({ jti: String(count) }, { key: forger.pair.privateKey, kid: `k${count + 10}` }))])).status, 401);
      }
      // Six at once and one every ten seconds.
      assert.ok(rig.provider.count("/keys") <= 2 + 6 + 4, String(rig.provider.count("/keys")));
    } finally {
      rig.provider.keys = keys;
      await rig.close();
    }
  });

  it("are answered without more ado after 120 a minute; a program that is in goes on", async () => {
    const clock = new FakeClock();
    const rig = await startShare({ clock });
    try {
      const token = await rig.token();
      assert.equal((await rig.ask("GET /", [bearer(token)])).status, 200);
      for (let count = 0; count < 119; count++) assert.equal((await rig.ask("GET /", [bearer(`a.b.c${count}`)])).status, 401);
      assert.equal((await rig.ask("GET /", [bearer("a.b.c")])).status, 429);
      assert.equal((await rig.ask("GET /", [bearer(token)])).status, 200);
      assert.equal(rig.provider.count("/keys"), 1);
    } finally {
      await rig.close();
    }
  });
});

describe("S24 Okta", () => {
  it("marks its access tokens by cid, scp and jti; an ID token has none of that", async () => {
    const rig = await startShare({ kind: "okta" });
    try {
      const now = seconds();
      const okta = { iss: issuer, aud: audience, sub: "ci", cid: "ci", scp: ["x"], ver: 1, jti: "AT.abc", iat: now, exp: now + 600 };
      assert.equal((await rig.ask("GET /", [bearer(await rig.provider.sign(okta))])).status, 200);
      for (const change of [{ cid: undefined }, { scp: undefined }, { scp: "x" }, { jti: "ID.abc" }, { jti: undefined }, { nonce: "n" }, { at_hash: "h" }]) {
        const claims = Object.fromEntries(Object.entries({ ...okta, ...change }).filter(([, value]) => value !== undefined));
        assert.equal((await rig.ask("GET /", [bearer(await rig.provider.sign(claims))])).status, 401, JSON.stringify(change));
      }
      // What the organisation's own server writes into its tokens since 2024.
      assert.equal((await rig.ask("GET /", [bearer(await rig.provider.sign(okta, { header: { typ: "application/okta-internal-at+jwt" } }))])).status, 401);
      assert.equal(rig.app.seen.length, 1);
    } finally {
      await rig.close();
    }
  });
});

describe("S24 other marks that are documented", () => {
  const claims = () => ({ aud: audience, sub: "ci", azp: "ci", iat: seconds(), exp: seconds() + 600 });

  async function answers(kind: "entra" | "keycloak", issuerPath: string, good: Record<string, unknown>, changes: readonly Record<string, unknown>[]): Promise<number[]> {
    const rig = await startShare({ kind, issuerPath });
    try {
      const statuses: number[] = [];
      for (const change of [{}, ...changes]) {
        const all: Record<string, unknown> = { ...claims(), iss: `${issuer}${issuerPath}`, ...good, ...change };
        const token = await rig.provider.sign(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)), { header: { typ: "JWT" } });
        statuses.push((await rig.ask("GET /", [bearer(token)])).status);
      }
      return statuses;
    } finally {
      await rig.close();
    }
  }

  it("are azpacr of Entra ID, whose ID tokens have none; and the tenant has to be the issuer's (S8)", async () => {
    const changes = [{ azpacr: undefined }, { azpacr: 1 }, { nonce: "n" }, { tid: "another" }, { tid: undefined }];
    assert.deepEqual(await answers("entra", "/t/v2.0", { tid: "t", azpacr: "1", ver: "2.0" }, changes), [200, 401, 401, 401, 401, 401]);
  });

  it("are typ Bearer of Keycloak, whose ID tokens have ID there", async () => {
    assert.deepEqual(await answers("keycloak", "/realms/acme", { typ: "Bearer" }, [{ typ: "ID" }, { typ: "Refresh" }, { typ: undefined }]), [200, 401, 401, 401]);
  });
});

describe("S24 a share that takes no tokens", () => {
  it("128 leaves Authorization to the app, and asks strangers with one to sign in", async () => {
    const rig = await startGate();
    try {
      assert.equal((await rig.ask("GET /", [bearer("abc")])).status, 401);
      const cookie = `Cookie: ${await rig.signIn()}`;
      assert.equal((await rig.ask("GET /", [cookie, bearer("the-apps-own")])).status, 200);
      assert.equal(rig.app.seen[0]?.headers.authorization, "Bearer the-apps-own");
    } finally {
      await rig.close();
    }
  });
});

import assert from "node:assert/strict";
import { createHmac, createSign } from "node:crypto";
import { before, beforeEach, describe, it } from "node:test";
import type { Clock } from "../../../src/base/clock";
import { ExpectedError } from "../../../src/base/expectedError";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import type { WantedClaims } from "../../../src/identity/wantedClaims";
import { createOpenidClient, type OpenidClient } from "../../../src/oidc/openidClient";
import { FakeProvider, issuer, newKey, profile, redirectUri } from "./fakeProvider";

const signal = AbortSignal.timeout(120_000);
const seconds = () => Math.floor(Date.now() / 1000);

/** Runs ahead of the real time by as much as it is told, its timers at once. */
class AheadClock implements Clock {
  ahead = 0;
  waits: number[] = [];
  now = () => Date.now() + this.ahead;
  after(ms: number, call: () => void) {
    this.waits.push(ms);
    this.ahead += ms;
    setImmediate(call);
    return { dispose: () => undefined };
  }
}

async function fails(work: Promise<unknown>, code: string): Promise<ExpectedError> {
  const error: unknown = await work.then(() => undefined, (cause: unknown) => cause);
  assert.ok(error instanceof ExpectedError, error instanceof Error ? error.stack : String(error));
  assert.equal(error.code, code);
  return error;
}

let keys: FakeProvider["keys"];
before(() => void (keys = [newKey("k1")]));

async function start(change: { readonly profile?: Partial<ProviderProfile>; readonly clientSecret?: string | undefined; readonly document?: Record<string, unknown>; readonly clock?: Clock } = {}): Promise<{ provider: FakeProvider; client: OpenidClient }> {
  const provider = new FakeProvider();
  provider.keys = keys;
  Object.assign(provider.document, change.document);
  const clientSecret = "clientSecret" in change ? change.clientSecret : "the secret: of/client+1";
  const client = await createOpenidClient({ profile: { ...profile, ...change.profile }, clientSecret, fetch: provider.fetch, clock: change.clock ?? new AheadClock() }, signal);
  return { provider, client };
}

/** A whole sign-in whose ID token says `claims` beside what is needed. */
async function signIn(provider: FakeProvider, client: OpenidClient, claims: Record<string, unknown> = {}, sign?: (payload: Record<string, unknown>) => Promise<string>, wanted?: WantedClaims) {
  const begun = await client.begin({ redirectUri, returnTo: "/back?x=1" });
  const authorization = new URL(begun.url).searchParams;
  const all: Record<string, unknown> = { iss: issuer, aud: profile.clientId, sub: "u1", iat: seconds(), exp: seconds() + 600, nonce: authorization.get("nonce"), email: "a@acme.com", email_verified: true, ...claims };
  const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  provider.tokenAnswer = async () => ({ status: 200, body: { access_token: "at", token_type: "Bearer", id_token: await (sign ?? ((whole) => provider.sign(whole)))(payload) } });
  return client.finish({ callbackUrl: new URL(`${redirectUri}?code=c&state=${begun.state}`), transactions: ["garbage", begun.transaction], ...(wanted && { wanted }) }, signal);
}

describe("beginning a sign-in", () => {
  it("asks with code, PKCE S256, state and nonce, each new, none of them readable in the transaction", async () => {
    const { client } = await start();
    const [one, two] = [await client.begin({ redirectUri, returnTo: "/secret-path" }), await client.begin({ redirectUri, returnTo: "/" })];
    const [first, second] = [new URL(one.url).searchParams, new URL(two.url).searchParams];
    assert.equal(first.get("response_type"), "code");
    assert.equal(first.get("client_id"), "client-1");
    assert.equal(first.get("redirect_uri"), redirectUri);
    assert.equal(first.get("scope"), "openid email");
    assert.equal(first.get("code_challenge_method"), "S256");
    assert.equal(first.get("state"), one.state);
    for (const name of ["state", "nonce", "code_challenge"]) {
      assert.ok((first.get(name)?.length ?? 0) >= 43, name);
      assert.notEqual(first.get(name), second.get(name));
    }
    assert.equal(one.transaction.split(".").length, 5);
    assert.doesNotMatch(Buffer.from(one.transaction.split(".").join(""), "base64url").toString("latin1"), /secret-path/);
  });

  it("leaves PKCE out only where the provider lists methods without S256", async () => {
    for (const [methods, expected] of [[undefined, "S256"], [["plain", "S256"], "S256"], [["plain"], null], [[], null]] as const) {
      const { client } = await start({ document: { code_challenge_methods_supported: methods } });
      assert.equal(new URL((await client.begin({ redirectUri, returnTo: "/" })).url).searchParams.get("code_challenge_method"), expected);
    }
  });

  it("asks for another account in a word that the provider knows", async () => {
    for (const [values, expected] of [[["login", "select_account"], "select_account"], [["login"], "login"], [undefined, "login"]] as const) {
      const { client } = await start({ document: { prompt_values_supported: values } });
      assert.equal(new URL((await client.begin({ redirectUri, returnTo: "/", anotherAccount: true })).url).searchParams.get("prompt"), expected);
    }
  });
});

describe("client authentication is the profile's (openid-client's trap 4)", () => {
  for (const [method, secret, check] of [
    ["client_secret_basic", "s3", (request: { headers: Readonly<Record<string, string>>; body?: string }) => request.headers["authorization"]?.startsWith("Basic ") === true && request.body?.includes("client_secret") === false],
    ["client_secret_post", "s3", (request: { headers: Readonly<Record<string, string>>; body?: string }) => request.headers["authorization"] === undefined && request.body?.includes("client_secret=s3") === true],
    ["none", undefined, (request: { headers: Readonly<Record<string, string>>; body?: string }) => request.headers["authorization"] === undefined && request.body?.includes("client_secret") === false],
  ] as const) {
    it(method, async () => {
      const { provider, client } = await start({ profile: { clientAuthentication: method }, clientSecret: secret });
      await signIn(provider, client);
      assert.ok(check(provider.asked.find(({ url }) => url.endsWith("/token"))!));
      assert.match(provider.asked.find(({ url }) => url.endsWith("/token"))!.body ?? "", /code_verifier=[A-Za-z0-9_-]{43}/);
    });
  }

  it("a secret that is missing is said before anything is asked for", async () => {
    await fails(start({ clientSecret: undefined }), "oidc.secretMissing");
  });

  it("an issuer that differs by its slash alone is not the profile's", async () => {
    await fails(start({ document: { issuer: `${issuer}/` } }), "oidc.issuerMismatch");
  });
});

describe("finishing a sign-in", () => {
  let provider: FakeProvider;
  let client: OpenidClient;
  beforeEach(async () => void ({ provider, client } = await start()));

  it("tells who it is and where they go, from the token", async () => {
    const done = await signIn(provider, client, { sid: "s1", name: "A", groups: ["g"] });
    assert.deepEqual([done.person.subject, done.person.email, done.person.emailVerified, done.returnTo, done.sid], ["u1", "a@acme.com", true, "/back?x=1", "s1"]);
    assert.equal(provider.count("/userinfo"), 0);
  });

  const refused: readonly (readonly [what: string, claims: Record<string, unknown>])[] = [
    ["another issuer", { iss: "https://evil.example" }], ["the issuer with a slash", { iss: `${issuer}/` }], ["another audience", { aud: "client-2" }], ["no audience", { aud: undefined }], ["several audiences and no azp", { aud: ["client-1", "client-2"] }],
    ["another azp", { azp: "client-2" }], ["no sub", { sub: undefined }], ["an empty sub", { sub: "" }], ["no exp", { exp: undefined }], ["no iat", { iat: undefined }], ["an exp long past", { exp: seconds() - 3600 }],
    ["an iat in the future", { iat: seconds() + 3600, exp: seconds() + 7200 }], ["an nbf in the future", { nbf: seconds() + 3600 }], ["another nonce", { nonce: "x".repeat(43) }], ["no nonce", { nonce: undefined }], ["an exp that is a word", { exp: "tomorrow" }],
  ];
  for (const [what, claims] of refused) {
    it(`refuses a token with ${what}`, async () => {
      await fails(signIn(provider, client, claims), "oidc.tokenInvalid");
    });
  }

  it("takes several audiences with our azp", async () => {
    assert.equal((await signIn(provider, client, { aud: ["client-1", "other"], azp: "client-1" })).person.subject, "u1");
  });

  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const forged: readonly (readonly [what: string, sign: (payload: Record<string, unknown>) => Promise<string>])[] = [
    ["alg none", (payload) => Promise.resolve(`${part({ alg: "none" })}.${part(payload)}.`)],
    ["alg None", (payload) => Promise.resolve(`${part({ alg: "None" })}.${part(payload)}.`)],
    ["a foreign key under our kid", (payload) => provider.sign(payload, { key: newKey("k1").pair.privateKey })],
    ["a key of its own in the header", async (payload) => {
      const own = newKey("own");
      return provider.sign(payload, { key: own.pair.privateKey, header: { jwk: own.pair.publicKey.export({ format: "jwk" }) } });
    }],
    ["a key address of its own", (payload) => provider.sign(payload, { key: newKey("own").pair.privateKey, kid: "own", header: { jku: "https://evil.example/keys" } })],
    ["a payload changed after signing", async (payload) => {
      const [head, , signature] = (await provider.sign(payload)).split(".");
      return `${head ?? ""}.${part({ ...payload, email: "admin@acme.com" })}.${signature ?? ""}`;
    }],
    ["a MAC keyed with the public key", (payload) => {
      const pem = provider.keys[0]!.pair.publicKey.export({ format: "pem", type: "spki" });
      const signed = `${part({ alg: "HS256", kid: "k1" })}.${part(payload)}`;
      return Promise.resolve(`${signed}.${createHmac("sha256", pem).update(signed).digest("base64url")}`);
    }],
    ["an unknown critical header", (payload) => {
      const signed = `${part({ alg: "RS256", kid: "k1", crit: ["x"], x: 1 })}.${part(payload)}`;
      return Promise.resolve(`${signed}.${createSign("sha256").update(signed).sign(provider.keys[0]!.pair.privateKey, "base64url")}`);
    }],
    ["no token's form", () => Promise.resolve("nonsense")],
  ];
  for (const [what, sign] of forged) {
    it(`refuses ${what} (openid-client's trap 1)`, async () => {
      await fails(signIn(provider, client, {}, sign), "oidc.tokenInvalid");
      assert.ok(provider.asked.every(({ url }) => url.startsWith(issuer)));
    });
  }

  it("refuses a MAC even where the provider lists it", async () => {
    const listed = await start({ document: { id_token_signing_alg_values_supported: ["HS256", "RS256"] } });
    await fails(signIn(listed.provider, listed.client, {}, (payload) => {
      const signed = `${part({ alg: "HS256" })}.${part(payload)}`;
      return Promise.resolve(`${signed}.${createHmac("sha256", "the secret: of/client+1").update(signed).digest("base64url")}`);
    }), "oidc.tokenInvalid");
  });

  it("takes a token without kid beside several keys", async () => {
    provider.keys = [newKey("a"), keys[0]!, newKey("b")];
    assert.equal((await signIn(provider, client, {}, (payload) => provider.sign(payload, { key: keys[0]!.pair.privateKey, kid: undefined as unknown as string }))).person.subject, "u1");
    await fails(signIn(provider, client, {}, (payload) => provider.sign(payload, { key: newKey("z").pair.privateKey, kid: undefined as unknown as string })), "oidc.tokenInvalid");
  });

  it("refuses an answer without an ID token", async () => {
    const begun = await client.begin({ redirectUri, returnTo: "/" });
    provider.tokenAnswer = () => Promise.resolve({ status: 200, body: { access_token: "at", token_type: "Bearer" } });
    await fails(client.finish({ callbackUrl: new URL(`${redirectUri}?code=c&state=${begun.state}`), transactions: [begun.transaction] }, signal), "oidc.tokenInvalid");
  });

  it("asks userinfo for an address that the token leaves out, of the same person alone; the token wins", async () => {
    provider.userinfo = { sub: "u1", email: "b@acme.com", email_verified: true, name: "Userinfo" };
    const done = await signIn(provider, client, { email: undefined, email_verified: undefined, name: "Token" });
    assert.deepEqual([done.person.email, done.person.emailVerified, done.person.name], ["b@acme.com", true, "Token"]);
    provider.userinfo = { sub: "u2", email: "b@acme.com", email_verified: true };
    await fails(signIn(provider, client, { email: undefined }), "oidc.tokenInvalid");
  });

  it("asks userinfo for groups and claims that the rule wants and the token leaves out, and not without need", async () => {
    provider.userinfo = { sub: "u1", email: "b@acme.com", email_verified: true, groups: ["engineering"], department: "sales", level: 3 };
    const wanted = { groups: true, claims: ["department"] };
    const asked = provider.count("/userinfo");
    const without = await signIn(provider, client);
    assert.deepEqual([without.person.groups, without.person.claims, provider.count("/userinfo")], [[], undefined, asked]);
    const whole = await signIn(provider, client, { groups: ["token"], department: "hr" }, undefined, wanted);
    assert.deepEqual([whole.person.groups, whole.person.claims, provider.count("/userinfo")], [["token"], { department: "hr" }, asked]);
    const half = await signIn(provider, client, { groups: ["token"] }, undefined, wanted);
    assert.deepEqual([half.person.groups, half.person.claims], [["token"], { department: "sales" }]);
    const none = await signIn(provider, client, {}, undefined, wanted);
    assert.deepEqual([none.person.groups, none.person.claims, none.person.email], [["engineering"], { department: "sales" }, "a@acme.com"]);
  });

  it("S8 takes nobody's word on one address for another", async () => {
    const wanted = { groups: true, claims: [] };
    const verified = async (token: Record<string, unknown>, userinfo: Record<string, unknown>) => {
      provider.userinfo = { sub: "u1", ...userinfo };
      const { person } = await signIn(provider, client, { email: undefined, email_verified: undefined, ...token }, undefined, wanted);
      return [person.email, person.emailVerified];
    };
    assert.deepEqual(await verified({ email: "a@acme.com" }, { email: "b@acme.com", email_verified: true }), ["a@acme.com", false]);
    assert.deepEqual(await verified({ email: "a@acme.com" }, { email: "a@acme.com", email_verified: true }), ["a@acme.com", true]);
    assert.deepEqual(await verified({ email: "a@acme.com", email_verified: false }, { email: "a@acme.com", email_verified: true }), ["a@acme.com", false]);
    assert.deepEqual(await verified({ email_verified: true }, { email: "b@acme.com" }), ["b@acme.com", false]);
    assert.deepEqual(await verified({ email_verified: true }, { email: "b@acme.com", email_verified: true }), ["b@acme.com", true]);
  });

  for (const [what, status, body, headers, code] of [
    ["invalid_client", 401, { error: "invalid_client" }, {}, "oidc.clientRefused"],
    ["a challenge to the client", 401, { error: "invalid_client" }, { "www-authenticate": 'Basic realm="x"' }, "oidc.clientRefused"],
    ["unauthorized_client", 400, { error: "unauthorized_client" }, {}, "oidc.clientRefused"],
    ["invalid_grant", 400, { error: "invalid_grant", error_description: "<b>\u202eold" }, {}, "oidc.providerError"],
    ["a server error", 500, { oops: 1 }, {}, "oidc.providerError"],
    ["a redirect", 302, {}, { location: "https://evil.example" }, "oidc.providerError"],
    ["a page", 200, "<html>", { "content-type": "text/html" }, "oidc.providerError"],
    ["a page that calls itself JSON", 200, "<html>", {}, "oidc.tokenInvalid"],
  ] as const) {
    it(`maps ${what} at the token endpoint`, async () => {
      const begun = await client.begin({ redirectUri, returnTo: "/" });
      provider.tokenAnswer = () => Promise.resolve({ status, body, headers });
      const error = await fails(client.finish({ callbackUrl: new URL(`${redirectUri}?code=c&state=${begun.state}`), transactions: [begun.transaction] }, signal), code);
      assert.doesNotMatch(JSON.stringify(error.facts), /[<\u202e]|secret/);
    });
  }

  it("passes on what the host said of an endpoint", async () => {
    const begun = await client.begin({ redirectUri, returnTo: "/" });
    provider.tokenAnswer = () => Promise.reject(new ExpectedError("oidc.endpointsChanged"));
    await fails(client.finish({ callbackUrl: new URL(`${redirectUri}?code=c&state=${begun.state}`), transactions: [begun.transaction] }, signal), "oidc.endpointsChanged");
  });

  it("uses a transaction once, for its own redirect URI, for ten minutes, and only of this client", async () => {
    const clock = new AheadClock();
    const timed = await start({ clock });
    const callback = (state: string, at = redirectUri) => new URL(`${at}?code=c&state=${state}`);
    const begun = await client.begin({ redirectUri, returnTo: "/" });
    await fails(timed.client.finish({ callbackUrl: callback(begun.state), transactions: [begun.transaction] }, signal), "oidc.signInExpired");
    await fails(client.finish({ callbackUrl: callback(begun.state), transactions: [] }, signal), "oidc.signInExpired");
    await fails(client.finish({ callbackUrl: callback(begun.state, "https://other.example/.portcullis/callback"), transactions: [begun.transaction] }, signal), "oidc.signInExpired");
    await fails(client.finish({ callbackUrl: callback(begun.state), transactions: [begun.transaction] }, signal), "oidc.signInExpired");
    const late = await timed.client.begin({ redirectUri, returnTo: "/" });
    clock.ahead += 10 * 60_000 + 1;
    await fails(timed.client.finish({ callbackUrl: callback(late.state), transactions: [late.transaction] }, signal), "oidc.signInExpired");
    assert.equal(provider.count("/token") + timed.provider.count("/token"), 0);
  });

  it("refuses any parameter that comes twice, before the transaction is spent", async () => {
    const begun = await client.begin({ redirectUri, returnTo: "/" });
    for (const twice of [`code=c&code=d&state=${begun.state}`, `code=c&state=${begun.state}&state=${begun.state}`, `code=c&state=${begun.state}&x=1&x=2`]) {
      await fails(client.finish({ callbackUrl: new URL(`${redirectUri}?${twice}`), transactions: [begun.transaction] }, signal), "oidc.signInExpired");
    }
    assert.equal(provider.count("/token"), 0);
  });

  it("demands iss where the provider promises it (RFC 9207), and refuses a wrong one anywhere", async () => {
    const promised = await start({ document: { authorization_response_iss_parameter_supported: true } });
    for (const [whose, query] of [[promised, ""], [promised, "&iss=https%3A%2F%2Fevil.example"], [{ provider, client }, "&iss=https%3A%2F%2Fevil.example"]] as const) {
      const begun = await whose.client.begin({ redirectUri, returnTo: "/" });
      await fails(whose.client.finish({ callbackUrl: new URL(`${redirectUri}?code=c&state=${begun.state}${query}`), transactions: [begun.transaction] }, signal), "oidc.tokenInvalid");
      assert.equal(whose.provider.count("/token"), 0);
    }
  });

  it("tells what the provider said of an error, made inert", async () => {
    const begun = await client.begin({ redirectUri, returnTo: "/" });
    const error = await fails(client.finish({ callbackUrl: new URL(`${redirectUri}?error=access_denied&error_description=${encodeURIComponent("[no](https://x.example)\u202e")}&state=${begun.state}`), transactions: [begun.transaction] }, signal), "oidc.providerError");
    assert.equal(error.facts["error"], "access_denied");
    assert.doesNotMatch(String(error.facts["description"]), /[[\]()\u202e]|:\/\//);
  });
});

describe("the provider's keys", () => {
  it("are fetched once for many sign-ins, and anew when a token's key is unknown (openid-client's trap 2)", async () => {
    const clock = new AheadClock();
    const { provider, client } = await start({ clock });
    await signIn(provider, client);
    await signIn(provider, client);
    assert.equal(provider.count("/keys"), 1);
    provider.keys = [newKey("k2")];
    await signIn(provider, client);
    assert.equal(provider.count("/keys"), 2);
  });

  it("are fetched anew when the same kid signs with another key", async () => {
    const { provider, client } = await start({ clock: new AheadClock() });
    await signIn(provider, client);
    provider.keys = [newKey("k1")];
    await signIn(provider, client);
    assert.equal(provider.count("/keys"), 2);
  });

  it("are asked for at most once a second, by however many tokens that fit none", async () => {
    const clock = new AheadClock();
    const { provider, client } = await start({ clock });
    await signIn(provider, client);
    const forged = await provider.sign({ iss: issuer, aud: "client-1", sub: "u1", iat: seconds(), exp: seconds() + 60 }, { key: newKey("z").pair.privateKey, kid: "z" });
    await Promise.all(Array.from({ length: 20 }, (_, index) => fails(client.verifyIdToken(`${forged.slice(0, -1)}${"ABCDEFGH"[index % 8] ?? ""}`, { signal }), "oidc.tokenInvalid")));
    assert.equal(provider.count("/keys"), 2);
    assert.ok(clock.waits.every((ms) => ms <= 1000));
  });
});

describe("verifying an ID token for the edge", () => {
  const claims = () => ({ iss: issuer, aud: "client-1", sub: "u1", iat: seconds() - 60, exp: seconds() + 600, email: "a@acme.com" });

  it("tells its claims, and remembers the signature but not the clock", async () => {
    const clock = new AheadClock();
    const { provider, client } = await start({ clock });
    const token = await provider.sign(claims());
    assert.equal((await client.verifyIdToken(token, { signal }))["email"], "a@acme.com");
    clock.ahead += 640_000;
    await fails(client.verifyIdToken(token, { signal }), "oidc.tokenInvalid");
    assert.equal((await client.verifyIdToken(token, { signal, allowExpiredFor: 60_000 })).sub, "u1");
    clock.ahead += 60_000;
    await fails(client.verifyIdToken(token, { signal, allowExpiredFor: 60_000 }), "oidc.tokenInvalid");
  });

  it("takes a token past exp only where that is allowed, and then checks all the rest", async () => {
    const { provider, client } = await start();
    const old = await provider.sign({ ...claims(), exp: seconds() - 300 });
    await fails(client.verifyIdToken(old, { signal }), "oidc.tokenInvalid");
    assert.equal((await client.verifyIdToken(old, { signal, allowExpiredFor: 3_600_000 })).sub, "u1");
    for (const wrong of [{ aud: "client-2" }, { iss: "https://evil.example" }, { azp: "client-2" }, { sub: "" }]) {
      await fails(client.verifyIdToken(await provider.sign({ ...claims(), exp: seconds() - 300, ...wrong }), { signal, allowExpiredFor: 3_600_000 }), "oidc.tokenInvalid");
    }
    await fails(client.verifyIdToken(await provider.sign({ ...claims(), exp: seconds() - 300 }, { key: newKey("k1").pair.privateKey }), { signal, allowExpiredFor: 3_600_000 }), "oidc.tokenInvalid");
  });

  it("takes no bare access token for one", async () => {
    const { client } = await start();
    for (const token of ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."]) await fails(client.verifyIdToken(token, { signal }), "oidc.tokenInvalid");
  });
});

describe("signing out at the provider", () => {
  const person = { issuer, subject: "u1", email: "a@acme.com", emailVerified: true, name: undefined, preferredUsername: "a", groups: [] };
  const comeBack = { uri: "https://share.example/.portcullis/sign-out", state: "s1" };
  const asked = (client: OpenidClient, idToken: string | undefined) => {
    const end = client.endSessionUrl({ idToken, person, comeBack });
    return { url: new URL(end?.url ?? ""), comesBack: end?.comesBack };
  };

  it("names the session by the token and the client by its id, and asks to come back only where that address is registered", async () => {
    const { client } = await start();
    const { url, comesBack } = asked(client, "a.b.c");
    assert.equal(url.origin + url.pathname, `${issuer}/logout`);
    assert.deepEqual(Object.fromEntries(url.searchParams), { client_id: "client-1", id_token_hint: "a.b.c" });
    assert.equal(comesBack, false);
    const registered = await start({ profile: { postLogoutRedirect: true } });
    const back = asked(registered.client, "a.b.c");
    assert.deepEqual(Object.fromEntries(back.url.searchParams), { client_id: "client-1", post_logout_redirect_uri: comeBack.uri, state: "s1", id_token_hint: "a.b.c" });
    assert.equal(back.comesBack, true);
  });

  it("names the person where the token was not kept, or is longer than a server reads", async () => {
    const { client } = await start();
    for (const idToken of [undefined, "a".repeat(7000)]) {
      const { url } = asked(client, idToken);
      assert.deepEqual(Object.fromEntries(url.searchParams), { client_id: "client-1", logout_hint: "a@acme.com" });
    }
    assert.ok(asked(client, "a".repeat(6000)).url.searchParams.has("id_token_hint"));
  });

  it("keeps what the provider's own address says, and is nothing where it has none", async () => {
    const tenant = await start({ document: { end_session_endpoint: `${issuer}/logout?tenant=t` } });
    assert.equal(asked(tenant.client, "a").url.searchParams.get("tenant"), "t");
    const without = await start({ document: { end_session_endpoint: undefined } });
    assert.equal(without.client.endSessionUrl({ idToken: "a", person, comeBack }), undefined);
  });
});

// The relying-party modules of the OpenID Foundation's conformance suite (release-v5.2.3) that apply to a client of the code flow,
// each against a provider that misbehaves in just that way. The suite itself needs Java, a database and to be reached from outside.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { createOpenidClient } from "../../../src/oidc/openidClient";
import { systemClock } from "../../../src/base/clock";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { noFaults, type Faults } from "../../rig/provider/faults";
import { newSigningKey } from "../../rig/provider/signingKey";
import { navigation, nodeFetch } from "../gateRig";
import { HastyClock } from "../fakeClock";
import { alice, sessionPair, startShare, type RealShare } from "../rejects/realShare";

const withoutEmail = { idTokenClaims: { email: undefined, email_verified: undefined } } as const;

/** A sign-in while the provider has these faults. */
async function signInWith(share: RealShare, faults: Partial<Faults> = {}): Promise<{ readonly status: number; readonly session: string }> {
  Object.assign(share.provider.faults, noFaults(), faults);
  const begun = await share.begin();
  const answer = await share.open(await share.returned(begun), begun.cookie);
  return { status: answer.status, session: sessionPair(answer) };
}

async function accepts(share: RealShare, faults: Partial<Faults> = {}): Promise<void> {
  const { status, session } = await signInWith(share, faults);
  assert.equal(status, 303, share.log.lines.at(-1));
  share.app.seen.splice(0);
  assert.equal((await share.ask("GET /", [`Cookie: ${session}`])).status, 200);
  assert.equal(share.app.seen[0]?.headers["x-forwarded-email"], "alice@acme.com");
}

async function rejects(share: RealShare, faults: Partial<Faults>): Promise<void> {
  const { status, session } = await signInWith(share, faults);
  assert.deepEqual([status, session], [403, ""]);
  assert.match(share.log.lines.at(-1) ?? "", /oidc\.tokenInvalid/);
}

const asked = (share: RealShare, name: "jwks" | "userinfo" | "token" | "discovery") => share.provider.log.filter(({ path }) => path === new URL(share.provider.endpoint(name)).pathname);

describe("oidcc-client-basic-certification-test-plan", () => {
  let share: RealShare;
  before(async () => void (share = await startShare({ clock: new HastyClock() })));
  after(() => share.close());
  afterEach(() => void Object.assign(share.provider.faults, noFaults()));

  it("oidcc-client-test", () => accepts(share));
  it("oidcc-client-test-invalid-iss", () => rejects(share, { idTokenClaims: { iss: `${share.provider.issuer}1` } }));
  it("oidcc-client-test-missing-sub", () => rejects(share, { missingSub: true }));
  it("oidcc-client-test-invalid-aud", () => rejects(share, { wrongAudience: true }));
  it("oidcc-client-test-missing-iat", () => rejects(share, { idTokenClaims: { iat: undefined } }));
  it("oidcc-client-test-kid-absent-single-jwks: accepted", () => accepts(share, { idTokenHeader: { kid: undefined } }));
  it("oidcc-client-test-kid-absent-multiple-jwks: accepted, for one of the keys fits; a key that is none of them is not", async () => {
    const two = await startShare({ clock: new HastyClock() });
    try {
      await two.provider.rotateKeys();
      await accepts(two, { idTokenHeader: { kid: undefined } });
      await rejects(two, { idTokenHeader: { kid: undefined }, foreignKey: await newSigningKey() });
    } finally {
      await two.close();
    }
  });
  it("oidcc-client-test-idtoken-sig-rs256", () => accepts(share));
  it("oidcc-client-test-idtoken-sig-none: rejected, as it may be in the code flow", () => rejects(share, { unsignedToken: true }));
  it("oidcc-client-test-invalid-sig-rs256", () => rejects(share, { badSignature: true }));
  it("oidcc-client-test-userinfo-bearer-header", async () => {
    const before = asked(share, "userinfo").length;
    await accepts(share, withoutEmail);
    // The stand-in takes a token by GET in the header alone; it was taken.
    assert.deepEqual(asked(share, "userinfo").slice(before).map(({ method, status }) => [method, status]), [["GET", 200]]);
  });
  it("oidcc-client-test-userinfo-invalid-sub", () => rejects(share, { ...withoutEmail, userinfo: { sub: "other" } }));
  it("oidcc-client-test-nonce-invalid", () => rejects(share, { wrongNonce: true }));
  it("oidcc-client-test-scope-userinfo-claims", async () => {
    const conform = await startShare({ clock: new HastyClock(), provider: { conformIdTokenClaims: true } });
    try {
      await accepts(conform);
      assert.equal(asked(conform, "userinfo").length, 1);
    } finally {
      await conform.close();
    }
  });
  for (const [kind, method] of [["client_secret_basic", "client_secret_basic"], ["client_secret_post", "client_secret_post"], ["none", "none"]] as const) {
    it(`oidcc-client-test-client-secret-basic${kind === "client_secret_basic" ? "" : `, registered for ${kind}`}`, async () => {
      const own = await startShare({ beside: share, clientKind: kind });
      try {
        await accepts(own);
        assert.equal(asked(share, "token").at(-1)?.authMethod, method);
      } finally {
        await own.close();
      }
    });
  }
});

describe("of the other plans, what a client of the code flow can meet", () => {
  let share: RealShare;
  before(async () => void (share = await startShare({ clock: new HastyClock() })));
  after(() => share.close());

  it("oidcc-client-test-missing-aud", () => rejects(share, { idTokenClaims: { aud: undefined } }));
  it("oidcc-client-test-invalid-sig-hs256", () => rejects(share, { hs256: true }));
  it("oidcc-client-test-invalid-sig-es256", () => rejects(share, { idTokenHeader: { alg: "ES256" } }));
  it("oidcc-client-test-nonce-unless-code-flow: a nonce is sent in the code flow too, and must come back", () => rejects(share, { idTokenClaims: { nonce: undefined } }));
  it("oidcc-client-test-aggregated-claims: ignored, nobody is let in by them", async () => {
    const { status, session } = await signInWith(share, { ...withoutEmail, userinfo: { email: undefined, email_verified: undefined, _claim_names: { email: "src1" }, _claim_sources: { src1: { JWT: "eyJhbGciOiJub25lIn0.eyJlbWFpbCI6ImFsaWNlQGFjbWUuY29tIn0." } } } });
    assert.deepEqual([status, session], [403, ""]);
  });
  it("oidcc-client-test-distributed-claims: ignored, and nobody is asked for them", async () => {
    const before = share.provider.log.length;
    const { status, session } = await signInWith(share, { ...withoutEmail, userinfo: { email: undefined, email_verified: undefined, _claim_names: { email: "src1" }, _claim_sources: { src1: { endpoint: `${share.provider.origin}/claims`, access_token: "x" } } } });
    assert.deepEqual([status, session], [403, ""]);
    assert.ok(share.provider.log.slice(before).every(({ path }) => path !== "/claims"));
  });
});

describe("oidcc-client-config-certification-test-plan", () => {
  const profileOf = (share: RealShare) => ({ id: "p", name: "Rig", kind: "other", issuer: share.provider.issuer, clientId: "basic", clientAuthentication: "client_secret_basic", scopes: ["openid", "email"] }) satisfies ProviderProfile;
  const create = (share: RealShare) => createOpenidClient({ profile: profileOf(share), clientSecret: "x", fetch: nodeFetch, clock: systemClock }, AbortSignal.timeout(120_000));

  it("oidcc-client-test-discovery-openid-config: every endpoint is the document's", async () => {
    // Three providers whose paths have nothing in common.
    for (const personality of ["okta", "jumpcloud", "generic"] as const) {
      const share = await startShare({ clock: new HastyClock(), provider: { personality } });
      try {
        assert.equal((await share.begin()).location.split("?", 1)[0], share.provider.endpoint("authorization"));
        await accepts(share);
        assert.equal(asked(share, "discovery").length, 1);
      } finally {
        await share.close();
      }
    }
  });

  it("oidcc-client-test-discovery-jwks-uri-keys: the keys are those of jwks_uri", async () => {
    const share = await startShare({ clock: new HastyClock() });
    try {
      await accepts(share);
      assert.equal(asked(share, "jwks").length, 1);
      await rejects(share, { foreignKey: await newSigningKey() });
    } finally {
      await share.close();
    }
  });

  it("oidcc-client-test-discovery-issuer-mismatch", async () => {
    const share = await startShare({ clock: new HastyClock() });
    try {
      for (const issuer of [`${share.provider.issuer}/`, `${share.provider.issuer}/x`, "http://localhost:1", share.provider.issuer.replace("localhost", "127.0.0.1")]) {
        share.provider.faults.wrongIssuer = issuer;
        await assert.rejects(create(share), { code: "oidc.issuerMismatch" });
      }
      share.provider.faults.wrongIssuer = false;
      assert.equal((await create(share)).issuer, share.provider.issuer);
    } finally {
      await share.close();
    }
  });

  it("oidcc-client-test-idtoken-sig-none", async () => {
    const share = await startShare({ clock: new HastyClock() });
    try {
      await rejects(share, { unsignedToken: true, discovery: { id_token_signing_alg_values_supported: ["none", "RS256"] } });
    } finally {
      await share.close();
    }
  });

  it("oidcc-client-test-idtoken-sig-none, listed by discovery as the only algorithm", async () => {
    const share = await startShare({ clock: new HastyClock() });
    try {
      share.provider.faults.discovery = { id_token_signing_alg_values_supported: ["none"] };
      const openid = await create(share);
      const { url, transaction } = await openid.begin({ redirectUri: `${share.origin}/.portcullis/callback`, returnTo: "/" });
      Object.assign(share.provider.faults, noFaults(), { unsignedToken: true });
      const { href } = new URL(await share.returned({ location: url, state: "", cookie: "" }), share.origin);
      await assert.rejects(openid.finish({ callbackUrl: new URL(href), transactions: [transaction] }, AbortSignal.timeout(120_000)));
    } finally {
      await share.close();
    }
  });

  it("oidcc-client-test-signing-key-rotation-just-before-signing", async () => {
    const share = await startShare({ clock: new HastyClock() });
    try {
      await accepts(share);
      const begun = await share.begin();
      await share.provider.rotateKeys({ dropOld: true });
      assert.equal((await share.open(await share.returned(begun), begun.cookie)).status, 303);
    } finally {
      await share.close();
    }
  });

  it("oidcc-client-test-signing-key-rotation: what was signed with the old key while both are published is good too", async () => {
    const share = await startShare({ clock: new HastyClock() });
    try {
      await accepts(share);
      await share.provider.rotateKeys();
      await accepts(share);
      await share.provider.rotateKeys();
      await accepts(share);
    } finally {
      await share.close();
    }
  });
});

describe("oidcc-client-rp-initiated-logout, where no address to come back to is registered: the provider's own page is the end of it", () => {
  let share: RealShare;
  before(async () => void (share = await startShare({ clock: new HastyClock() })));
  after(() => share.close());

  it("oidcc-client-test-rp-init-logout: the provider gets the hint, and takes it", async () => {
    const cookie = `Cookie: ${(await signInWith(share)).session}`;
    const token = /name="token" value="([^"]+)"/.exec((await share.ask("GET /.portcullis/sign-out", [...navigation, cookie])).body)?.[1] ?? "";
    const out = await share.ask("POST /.portcullis/sign-out", [cookie, "Content-Type: application/x-www-form-urlencoded", `Origin: ${share.origin}`], `token=${token}&choice=atProvider`);
    const location = new URL(out.header("location") ?? "");
    assert.equal(location.origin + location.pathname, share.provider.endpoint("end_session"));
    const hint = JSON.parse(Buffer.from(location.searchParams.get("id_token_hint")?.split(".")[1] ?? "", "base64url").toString()) as { sub: string };
    assert.equal(hint.sub, alice["sub"]);
    assert.equal((await fetch(location, { redirect: "manual" })).status, 200);
    assert.equal((await share.ask("GET /", [cookie])).status, 401);
  });

  for (const [name, query] of [["oidcc-client-test-rp-init-logout-other-state", "?state=other"], ["oidcc-client-test-rp-init-logout-no-state", ""]] as const) {
    it(`${name}: coming back with it signs nobody in or out`, async () => {
      const cookie = `Cookie: ${(await signInWith(share)).session}`;
      assert.equal((await share.ask(`GET /.portcullis/sign-out${query}`, [...navigation, cookie])).status, 200);
      assert.equal((await share.ask("GET /", [cookie])).status, 200);
      const stranger = await share.ask(`GET /.portcullis/sign-out${query}`, navigation);
      assert.equal(stranger.status, 200);
      assert.deepEqual(stranger.headers("set-cookie"), []);
    });
  }
});

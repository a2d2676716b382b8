// What the token endpoint says is believed only as far as it can be proven: nobody comes in with anything less.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, afterEach, before, describe, it } from "node:test";
import { jwtStart } from "../../rig/jwtStart";
import { noFaults, type Faults } from "../../rig/provider/faults";
import { newSigningKey, type SigningKey } from "../../rig/provider/signingKey";
import { listen } from "../../rig/upstreams/listening";
import { HastyClock } from "../fakeClock";
import { alice, mallory, sessionPair, startShare, type RealShare } from "./realShare";

// Keys are fetched again a second later at the soonest: nobody waits for that here.
const clock = new HastyClock();
let rig: RealShare;
let open: RealShare;
let stray: SigningKey;
before(async () => {
  [rig, stray] = await Promise.all([startShare({ clock }), newSigningKey()]);
  open = await startShare({ beside: rig, clientKind: "none", clock });
});
after(async () => {
  await open.close();
  await rig.close();
});
afterEach(() => {
  Object.assign(rig.provider.faults, noFaults());
  assert.deepEqual([...rig.app.seen, ...open.app.seen], []);
});

const now = () => Math.floor(clock.now() / 1000);

/** No session, no redirect, a page whose reference the developer finds beside the code, and no secret in the log. */
async function refused(faults: Partial<Faults>, { share = rig, code = "oidc.tokenInvalid", status = 403, claims = alice }: { readonly share?: RealShare; readonly code?: string; readonly status?: number; readonly claims?: typeof alice } = {}): Promise<void> {
  Object.assign(share.provider.faults, faults);
  const begun = await share.begin("/deep");
  const callback = await share.returned(begun, claims);
  const answer = await share.open(callback, begun.cookie);
  assert.equal(answer.status, status, share.log.lines.at(-1));
  assert.equal(answer.header("location"), undefined);
  assert.equal(sessionPair(answer), "");
  assert.deepEqual(share.gate.visitors(), []);
  const reference = /Reference: <bdi dir="ltr">([A-Z0-9-]{9})</.exec(answer.body)?.[1] ?? "none";
  assert.ok(share.log.lines.some((line) => line.includes(reference) && line.includes(code)), share.log.lines.join("\n"));
  const secret = new URLSearchParams(callback.split("?")[1]).get("code") ?? "none";
  for (const line of share.log.lines) assert.ok(!line.includes(secret) && !line.includes(begun.state) && !jwtStart.test(line), line);
}

describe("an ID token", () => {
  const cases: readonly (readonly [what: string, faults: () => Partial<Faults>])[] = [
    ["66 of alg none", () => ({ unsignedToken: true })],
    ["66 of alg None, with a signature", () => ({ idTokenHeader: { alg: "None" } })],
    ["66 without an alg", () => ({ idTokenHeader: { alg: undefined } })],
    ["66 of a critical extension that nobody knows", () => ({ idTokenHeader: { crit: ["exp2"], exp2: 1 } })],
    ["67 of HS256, keyed with the client secret", () => ({ hs256: true })],
    ["68 with a broken signature", () => ({ badSignature: true })],
    ["69 of another key under the provider's kid", () => ({ foreignKey: stray })],
    ["69 of another key without a kid", () => ({ foreignKey: stray, idTokenHeader: { kid: undefined } })],
    ["69 of another key under a kid that nobody knows", () => ({ foreignKey: stray, idTokenHeader: { kid: "unknown" } })],
    ["70 of a key that it brings along", () => ({ foreignKey: stray, idTokenHeader: { kid: undefined, jwk: stray.jwk } })],
    ["70 of RS512 by an RS256 signature", () => ({ idTokenHeader: { alg: "RS512" } })],
    ["70 of ES256 by an RSA key", () => ({ idTokenHeader: { alg: "ES256" } })],
    ["72 with another nonce", () => ({ wrongNonce: true })],
    ["73 without a nonce", () => ({ idTokenClaims: { nonce: undefined } })],
    ["73 with a nonce in a list", () => ({ idTokenClaims: { nonce: ["x"] } })],
    ["74 for another client", () => ({ wrongAudience: true })],
    ["74 for our client in another case", () => ({ idTokenClaims: { aud: "BASIC" } })],
    ["75 for nobody", () => ({ idTokenClaims: { aud: undefined } })],
    ["75 for an empty list", () => ({ idTokenClaims: { aud: [] } })],
    ["76 for several without an azp", () => ({ idTokenClaims: { aud: ["basic", "other"] } })],
    ["76 for several with another's azp", () => ({ idTokenClaims: { aud: ["basic", "other"], azp: "other" } })],
    ["76 with another's azp alone", () => ({ idTokenClaims: { azp: "other" } })],
    ["77 of another issuer", () => ({ idTokenClaims: { iss: "https://evil.example" } })],
    ["77 of the issuer with a slash", () => ({ idTokenClaims: { iss: `${rig.provider.issuer}/` } })],
    ["77 of no issuer", () => ({ idTokenClaims: { iss: undefined } })],
    ["78 of nobody", () => ({ missingSub: true })],
    ["78 of an empty sub", () => ({ idTokenClaims: { sub: "" } })],
    ["78 of a sub that is a number", () => ({ idTokenClaims: { sub: 1 } })],
    ["78 of a sub with a control character", () => ({ idTokenClaims: { sub: "u1\u0000" } })],
    ["78 of a sub of 300 characters", () => ({ idTokenClaims: { sub: "u".repeat(300) } })],
    ["79 that has expired", () => ({ expired: true })],
    ["80 that never expires", () => ({ idTokenClaims: { exp: undefined } })],
    ["80 whose exp is a word", () => ({ idTokenClaims: { exp: "4102444800" } })],
    ["81 without an iat", () => ({ idTokenClaims: { iat: undefined } })],
    ["81 from the future", () => ({ idTokenClaims: { iat: now() + 3600, exp: now() + 7200 } })],
    ["81 that is not valid yet", () => ({ idTokenClaims: { nbf: now() + 3600 } })],
    ["82 that is missing (plain OAuth)", () => ({ tokenAnswer: { id_token: undefined } })],
    ["82 that is empty", () => ({ tokenAnswer: { id_token: "" } })],
    ["82 that is an object", () => ({ tokenAnswer: { id_token: {} } })],
    ["82 that is no JWT", () => ({ tokenAnswer: { id_token: "a.b.c" } })],
    ["82 of five parts (encrypted)", () => ({ tokenAnswer: { id_token: "a.b.c.d.e" } })],
  ];
  for (const [what, faults] of cases) it(`${what}: nobody comes in`, () => refused(faults()));

  it("67 of HS256, keyed with the provider's public key (public client): nobody comes in", () => refused({ hs256: true }, { share: open }));

  for (const member of ["jku", "x5u"]) {
    it(`71 of a key at an address that it brings along (${member}): nobody comes in, and nobody asks there`, async () => {
      let asked = 0;
      const server = createServer((_request, response) => {
        asked++;
        response.end(JSON.stringify({ keys: [stray.jwk] }));
      });
      const { port, close } = await listen(server, "127.0.0.1");
      try {
        await refused({ foreignKey: stray, idTokenHeader: { kid: stray.jwk.kid, [member]: `http://127.0.0.1:${port}/keys` } });
        assert.equal(asked, 0);
      } finally {
        await close();
      }
    });
  }

  it("71 of keys that nobody knows makes the provider's keys be asked for once a second at most", async () => {
    const asked = () => rig.provider.log.filter(({ path }) => path === new URL(rig.provider.endpoint("jwks")).pathname).length;
    await refused({ foreignKey: stray, idTokenHeader: { kid: "warm" } });
    const before = asked();
    Object.assign(rig.provider.faults, { foreignKey: stray, idTokenHeader: { kid: "unknown" } });
    const began = clock.now();
    await Promise.all(Array.from({ length: 6 }, async () => {
      const begun = await rig.begin();
      assert.equal((await rig.open(await rig.returned(begun), begun.cookie)).status, 403);
    }));
    assert.ok(asked() - before <= 1 + Math.ceil((clock.now() - began) / 1000), String(asked() - before));
  });
});

describe("a token endpoint", () => {
  it("83 that refuses the client: nobody comes in", () => refused({ wrongSecret: true }, { code: "oidc.clientRefused", status: 502 }));
  it("83 whose token type is none of ours: nobody comes in", () => refused({ tokenAnswer: { token_type: "mac" } }));
  it("83 that gives no access token: nobody comes in", () => refused({ tokenAnswer: { access_token: undefined } }));
});

describe("userinfo", () => {
  const withoutEmail = { idTokenClaims: { email: undefined, email_verified: undefined } };
  it("85 of another sub: nobody comes in", () => refused({ ...withoutEmail, userinfo: { sub: "u2" } }));
  it("85 without a sub: nobody comes in", () => refused({ ...withoutEmail, userinfo: { sub: undefined } }));

  it("85 S8 with an address of its own is not verified by the ID token's word", async () => {
    Object.assign(rig.provider.faults, { idTokenClaims: { email: undefined, email_verified: true }, userinfo: { email: "alice@acme.com", email_verified: undefined } });
    const begun = await rig.begin();
    const answer = await rig.open(await rig.returned(begun), begun.cookie);
    assert.deepEqual([answer.status, sessionPair(answer)], [403, ""]);
  });

  it("85 that says another address than the ID token is not believed", async () => {
    Object.assign(rig.provider.faults, { userinfo: { email: "alice@acme.com", email_verified: true } });
    const begun = await rig.begin();
    const answer = await rig.open(await rig.returned(begun, mallory), begun.cookie);
    assert.equal(answer.status, 403);
    assert.match(answer.body, /mallory@evil\.example/);
    assert.equal(sessionPair(answer), "");
  });

  it("85 that verifies an address which the ID token left unverified is not believed", async () => {
    Object.assign(rig.provider.faults, { idTokenClaims: { email: "eve@acme.com", email_verified: undefined }, userinfo: { email: "other@acme.com", email_verified: true } });
    const begun = await rig.begin();
    const answer = await rig.open(await rig.returned(begun, { sub: "u8" }), begun.cookie);
    assert.equal(answer.status, 403);
    assert.equal(sessionPair(answer), "");
  });
});

describe("a provider that rotates its keys just before signing", () => {
  it("84 costs nothing: the new keys are asked for, the old published or not", async () => {
    const share = await startShare({ clock: new HastyClock() });
    try {
      await share.signIn();
      for (const dropOld of [false, true, false]) {
        const begun = await share.begin();
        await share.provider.rotateKeys({ dropOld });
        assert.equal((await share.open(await share.returned(begun), begun.cookie)).status, 303);
      }
    } finally {
      await share.close();
    }
  });
});

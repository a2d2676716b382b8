import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import * as client from "openid-client";
import type { Faults } from "../../rig/provider/faults";
import { discover, signIn } from "../../rig/provider/relyingParty";
import { passProvider } from "../../rig/provider/passProvider";
import { startProvider, type RunningProvider } from "../../rig/provider/startProvider";
import { Visitor } from "../../rig/visitor";

describe("the stand-in provider's faults", () => {
  let provider: RunningProvider;
  before(async () => {
    provider = await startProvider({ personality: "okta" });
  });
  afterEach(() => assert.deepEqual(provider.problems, []));
  after(() => provider.close());

  const confidential = () => provider.clients[0]!;
  const alice = () => signIn({ provider, client: confidential(), visitor: new Visitor(), as: "alice@acme.com" });
  /** Each spoils the ID token: the switch, and what openid-client says of it. */
  const spoiled: readonly (readonly [name: string, set: Partial<Faults>, message: RegExp])[] = [
    ["a clock that is two hours behind", { clockSkewSeconds: -7200 }, /exp|timestamp/i],
    ["an unsigned ID token", { unsignedToken: true }, /alg/i],
    ["another audience", { wrongAudience: true }, /aud/],
    ["a broken signature", { badSignature: true }, /signature/i],
    ["another nonce", { wrongNonce: true }, /nonce/],
    ["a missing sub", { missingSub: true }, /sub/],
    ["an expired ID token", { expired: true }, /exp|timestamp/i],
    ["an ID token signed by the client secret", { hs256: true }, /alg/i],
  ];
  for (const [name, set, message] of spoiled) {
    it(`${name} is refused by a client that checks, and is gone when switched off`, async () => {
      const reset = Object.fromEntries(Object.keys(set).map((key) => [key, key === "clockSkewSeconds" ? 0 : false]));
      Object.assign(provider.faults, set);
      try {
        await assert.rejects(alice(), (error: unknown) => {
          const chain = error instanceof Error ? `${error.message} ${error.cause instanceof Error ? error.cause.message : JSON.stringify(error.cause)}` : "";
          assert.match(chain, message);
          return true;
        });
      } finally {
        Object.assign(provider.faults, reset);
      }
      assert.equal((await alice()).tokens.claims()?.sub, "00u1alice");
    });
  }

  it("moves the times of an ID token by the clock skew and signs it again with the published key", async () => {
    provider.faults.clockSkewSeconds = -20;
    try {
      const seconds = () => Math.floor(Date.now() / 1000);
      const before = seconds();
      const issued = ((await alice()).tokens.claims()?.iat ?? 0) + 20;
      assert.ok(before <= issued && issued <= seconds());
    } finally {
      provider.faults.clockSkewSeconds = 0;
    }
  });

  it("names another issuer in discovery", async () => {
    provider.faults.wrongIssuer = true;
    try {
      await assert.rejects(discover(provider, confidential()), (error: unknown) => error instanceof client.ClientError && /issuer/.test(`${error.message} ${String(error.cause)}`));
    } finally {
      provider.faults.wrongIssuer = false;
    }
  });

  it("refuses a wrong secret, and every secret when told to, with a challenge", async () => {
    const refused = (error: unknown) => {
      // oidc-provider answers with a challenge here, which openid-client reports instead of the body.
      assert.ok(error instanceof client.WWWAuthenticateChallengeError, String(error));
      assert.equal(error.status, 401);
      return true;
    };
    await assert.rejects(signIn({ provider, client: confidential(), visitor: new Visitor(), as: "alice@acme.com", secret: "wrong" }), refused);
    provider.faults.wrongSecret = true;
    try {
      await assert.rejects(alice(), refused);
    } finally {
      provider.faults.wrongSecret = false;
    }
  });

  it("refuses a wrong secret in JumpCloud's words, without a challenge", async () => {
    const jumpcloud = await startProvider({ personality: "jumpcloud" });
    try {
      await assert.rejects(
        signIn({ provider: jumpcloud, client: jumpcloud.clients[0]!, visitor: new Visitor(), as: "alice@acme.com", secret: "wrong" }),
        (error: unknown) => error instanceof client.ResponseBodyError && error.error === "invalid_client" && /^Client authentication failed/.test(error.error_description ?? ""),
      );
    } finally {
      await jumpcloud.close();
    }
  });

  it("refuses a client that is registered for basic and posts its secret", async () => {
    const posting = { ...confidential(), authMethod: "client_secret_post" as const };
    await assert.rejects(signIn({ provider, client: posting, visitor: new Visitor(), as: "alice@acme.com" }), client.WWWAuthenticateChallengeError);
    assert.equal(provider.log.findLast(({ grantType }) => grantType !== undefined)?.authMethod, "client_secret_post");
  });

  it("refuses the wrong way to authenticate before the code is spent: the right one still redeems it", async () => {
    const posting = await startProvider({ personality: "okta", clients: [{ clientId: "poster", clientSecret: "s3", authMethod: "client_secret_post" }] });
    try {
      const redirectUri = "https://app.example/callback";
      posting.register(redirectUri);
      const verifier = client.randomPKCECodeVerifier();
      const query = new URLSearchParams({ client_id: "poster", response_type: "code", scope: "openid", redirect_uri: redirectUri, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" });
      const code = (await passProvider(`${posting.endpoint("authorization")}?${query.toString()}`, "alice@acme.com")).searchParams.get("code") ?? "";
      const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier };
      const ask = async (headers: Record<string, string>, more: Record<string, string>) => (await fetch(posting.endpoint("token"), { method: "POST", headers, body: new URLSearchParams({ ...form, ...more }) })).status;
      assert.equal(await ask({ authorization: `Basic ${Buffer.from("poster:s3").toString("base64")}` }, {}), 401);
      assert.equal(await ask({}, { client_id: "poster", client_secret: "s3" }), 200);
    } finally {
      await posting.close();
    }
  });

  it("redirects discovery", async () => {
    provider.faults.discoveryRedirect = true;
    try {
      const answer = await new Visitor().fetch(provider.endpoint("discovery"));
      assert.equal(answer.status, 302);
      const moved = await new Visitor().fetch(new URL(answer.headers.location ?? "", provider.origin).href);
      assert.equal((JSON.parse(moved.body) as { issuer: string }).issuer, provider.issuer);
    } finally {
      provider.faults.discoveryRedirect = false;
    }
  });

  it("streams 50 MB for discovery and stops when the reader leaves", async () => {
    provider.faults.hugeDiscovery = true;
    try {
      const response = await fetch(provider.endpoint("discovery"));
      let bytes = 0;
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) bytes += chunk.length;
      assert.equal(bytes, 50 * 1024 * 1024 + '{"issuer":""}'.length);
      const left = await fetch(provider.endpoint("discovery"));
      await left.body?.cancel();
    } finally {
      provider.faults.hugeDiscovery = false;
    }
  });

  for (const endpoint of ["discovery", "token", "jwks", "userinfo"] as const) {
    it(`answers no sooner than it may, or not at all, at ${endpoint}`, async () => {
      const method = endpoint === "token" ? "POST" : "GET";
      const ask = (timeoutMs?: number) => new Visitor().fetch(provider.endpoint(endpoint), { method, ...(timeoutMs !== undefined && { timeoutMs }) });
      let letGo: () => void = () => undefined;
      provider.faults.held.set(endpoint, new Promise<void>((resolve) => (letGo = resolve)));
      let answered = false;
      const asked = provider.log.length;
      const late = ask().finally(() => (answered = true));
      while (provider.log.length === asked) await new Promise((resolve) => setImmediate(resolve));
      // Whoever asks something else later is answered.
      await new Visitor().fetch(provider.endpoint("end_session"));
      assert.equal(answered, false);
      provider.faults.held.clear();
      letGo();
      const { status } = await late;
      assert.notEqual(status, 0);
      provider.faults.hang.add(endpoint);
      await assert.rejects(ask(300), { name: "AbortError" });
      provider.faults.hang.delete(endpoint);
      assert.equal((await ask()).status, status);
    });
  }

  it("refuses connections while it is down, and keeps sessions over it", async () => {
    const visitor = new Visitor();
    await signIn({ provider, client: confidential(), visitor, as: "alice@acme.com" });
    await provider.goDown();
    await assert.rejects(visitor.fetch(provider.endpoint("discovery")), /ECONNREFUSED/);
    await provider.comeUp();
    const again = await signIn({ provider, client: confidential(), visitor, as: "nobody presses a button" });
    assert.equal(again.tokens.claims()?.sub, "00u1alice");
  });
});

it("a public client's HS256 token is signed with the provider's public key, the known confusion", async () => {
  const { createHmac, createPublicKey } = await import("node:crypto");
  const { spoilIdToken } = await import("../../rig/provider/tokenFaults");
  const { newSigningKey } = await import("../../rig/provider/signingKey");
  const { noFaults } = await import("../../rig/provider/faults");
  const { publicClient, toRigClient } = await import("../../rig/provider/clients");
  const key = await newSigningKey();
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = spoilIdToken(`${part({ alg: "RS256" })}.${part({ sub: "x" })}.c2ln`, { ...noFaults(), hs256: true }, { key, client: toRigClient(publicClient), skewSeconds: 0 });
  const [header = "", payload = "", signature] = token.split(".");
  const pem = createPublicKey(key.privateKey).export({ type: "spki", format: "pem" });
  assert.equal(signature, createHmac("sha256", pem).update(`${header}.${payload}`).digest("base64url"));
});

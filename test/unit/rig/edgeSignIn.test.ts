import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Session } from "@ngrok/ngrok";
import { createAuthority, type Authority } from "../../rig/authority";
import { startEdge, type Edge } from "../../rig/edge/edge";
import { confidentialClient } from "../../rig/provider/clients";
import { startProvider, type RunningProvider } from "../../rig/provider/startProvider";
import { handleOf } from "../../rig/provider/users";
import { Visitor, type Visit } from "../../rig/visitor";
import { connectAgent, share, startUpstream, visit, type Upstream } from "./edgeAgent";

const callbackUrl = "https://idp.ngrok.com/oauth2/callback";

describe("sign-in at the stand-in edge", () => {
  let authority: Authority;
  let edge: Edge;
  let provider: RunningProvider;
  let session: Session;
  let upstream: Upstream;
  let origin: string;
  let reached: { readonly method: string; readonly url: string; readonly seal: string[] }[] = [];
  let domains = 0;

  /** As the product does it: sign-in, then a rule that replaces one header and demands an identity. */
  function policyFor(changes: object = {}): object {
    const config = {
      issuer_url: provider.issuer,
      client_id: confidentialClient.clientId,
      client_secret: confidentialClient.clientSecret,
      scopes: ["openid", "profile", "email"],
      auth_id: `share${domains}`,
      ...changes,
    };
    return {
      on_http_request: [
        { actions: [{ type: "openid-connect", config }] },
        {
          expressions: ["actions.ngrok.oidc.identity.id != ''"],
          actions: [
            { type: "remove-headers", config: { headers: ["x-seal"] } },
            { type: "add-headers", config: { headers: { "x-seal": "secret ${actions.ngrok.oidc.identity.id} ${actions.ngrok.oidc.identity.email} ${actions.ngrok.oidc.identity.current_session_id} ${actions.ngrok.oidc.identity_token}" } } },
          ],
        },
      ],
    };
  }

  async function shareWith(policy: object): Promise<string> {
    domains += 1;
    const address = await edge.addDomain(`share-${domains}.example`);
    await share(session, upstream, { domain: address.name, policy });
    return address.origin;
  }

  function newVisitor(): Visitor {
    return new Visitor({ ca: authority.certificatePem, resolve: (host) => (host === "idp.ngrok.com" ? { host: "127.0.0.1", port: edge.callbackPort } : undefined) });
  }

  function code(visited: Visit): string | undefined {
    return visited.headers["ngrok-error-code"] as string | undefined;
  }

  const as = (): string => handleOf(provider.users[0]!);

  before(async () => {
    authority = await createAuthority();
    provider = await startProvider({ personality: "okta" });
    provider.register(callbackUrl);
    edge = await startEdge({ authority });
    session = await connectAgent(edge, authority);
    upstream = await startUpstream((incoming, outgoing) => {
      reached.push({ method: incoming.method ?? "", url: incoming.url ?? "", seal: incoming.headersDistinct["x-seal"] ?? [] });
      outgoing.end("the app");
    });
    origin = await shareWith(policyFor());
  });

  afterEach(() => {
    reached = [];
  });

  after(async () => {
    await edge.close();
    await upstream.close();
    await provider.close();
  });

  it("sends every stranger to the issuer's authorization endpoint, whatever they ask", async () => {
    for (const method of ["GET", "POST", "HEAD", "OPTIONS"]) {
      const { status, headers } = await visit(`${origin}/deep/path?a=b`, authority, { method, headers: { origin: "https://a.test", "access-control-request-method": "GET" } });
      assert.equal(status, 302, method);
      const location = new URL(headers.location ?? "");
      assert.equal(location.origin + location.pathname, provider.endpoint("authorization"));
      assert.equal(location.searchParams.get("client_id"), confidentialClient.clientId);
      assert.equal(location.searchParams.get("redirect_uri"), callbackUrl);
      assert.equal(location.searchParams.get("scope"), "openid profile email");
      assert.equal(location.searchParams.get("code_challenge"), null);
    }
    assert.equal((await newVisitor().webSocket(origin.replace("https", "wss"))).opened, false);
    assert.deepEqual(reached, []);
  });

  it("signs a person in, comes back to the first path, and hands on who it is", async () => {
    const visitor = newVisitor();
    const visited = await visitor.navigate(`${origin}/deep/path?a=b`, { as: as(), headers: { "x-seal": "forged" } });
    assert.deepEqual([visited.status, visited.body, visited.url], [200, "the app", `${origin}/deep/path?a=b`]);
    assert.ok(visited.hops.some(({ url }) => url.startsWith(`${callbackUrl}?`)));
    assert.equal(reached.length, 1);
    assert.equal(reached[0]?.seal.length, 1);
    const [secret, id, email, sessionId, idToken] = reached[0].seal[0]!.split(" ");
    const user = provider.users[0]!;
    assert.deepEqual([secret, email], ["secret", user.email]);
    assert.match(id ?? "", /^idt_\w{27}$/);
    const claims = JSON.parse(Buffer.from((idToken ?? "").split(".")[1] ?? "", "base64url").toString()) as { iss: string; aud: string };
    assert.deepEqual([claims.iss, claims.aud], [provider.issuer, confidentialClient.clientId]);

    assert.equal((await visitor.fetch(`${origin}/next`)).status, 200);
    assert.equal(reached[1]?.seal[0]?.split(" ")[3], sessionId);
    const again = newVisitor();
    await again.navigate(origin, { as: as() });
    const [, sameId, , otherSession] = reached[2]?.seal[0]?.split(" ") ?? [];
    assert.equal(sameId, id);
    assert.notEqual(otherSession, sessionId);
  });

  it("takes a ticket once, and only from the browser that began", async () => {
    const visitor = newVisitor();
    const { hops } = await visitor.navigate(origin, { as: as() });
    const ticket = hops.find(({ url }) => url.includes("/ngrok/session?ticket="))!.url;
    const nonce = hops[0]?.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    assert.match(nonce, /^nonce-/);
    assert.equal(code(await visitor.fetch(ticket, { headers: { cookie: nonce } })), "ERR_NGROK_5209");
    const callback = hops.find(({ url }) => url.startsWith(callbackUrl))!.url;
    assert.equal(code(await newVisitor().navigate(callback)), "ERR_NGROK_5209");

    // The same three steps one by one, as somebody does who wants another person signed in as themselves.
    const begun = await visitor.fetch(`${origin}/`, { headers: { cookie: "" } });
    const chosen = await visitor.fetch(begun.headers.location ?? "");
    const fresh = await visitor.fetch(chosen.headers.location ?? "");
    assert.match(fresh.headers.location ?? "", /\/ngrok\/session\?ticket=/);
    const victim = newVisitor();
    await victim.fetch(`${origin}/`); // has a nonce of its own
    assert.equal(code(await victim.navigate(fresh.headers.location ?? "")), "ERR_NGROK_5209");
    assert.equal((await victim.fetch(`${origin}/`)).status, 302);
  });

  it("clears its session at /ngrok/logout and asks again at /ngrok/login", async () => {
    const visitor = newVisitor();
    await visitor.navigate(origin, { as: as() });
    const { authId } = edge.endpoints.find(({ url }) => url === origin)!.policy!.openidConnect!;
    for (const path of ["/ngrok/login", "/ngrok/logout?auth_id=another"]) assert.equal((await visitor.fetch(`${origin}${path}`)).status, 404);
    const login = await visitor.fetch(`${origin}/ngrok/login?auth_id=${authId}`);
    assert.equal(new URL(login.headers.location ?? "").searchParams.get("prompt"), "login");
    const logout = await visitor.fetch(`${origin}/ngrok/logout?auth_id=${authId}`);
    assert.equal(logout.status, 200);
    assert.match(logout.body, /signed out/);
    assert.equal((await visitor.fetch(`${origin}/`)).status, 302);
  });

  it("knows a session at its own address only, and no more once everyone was signed out", async () => {
    const other = await shareWith(policyFor({ auth_id: "share0" }));
    const visitor = newVisitor();
    await visitor.navigate(origin, { as: as() });
    assert.equal((await visitor.fetch(`${origin}/`)).status, 200);
    assert.equal((await visitor.fetch(`${other}/`)).status, 302);
    edge.endVisitorSessions();
    assert.equal((await visitor.fetch(`${origin}/`)).status, 302);
  });

  it("ends a session with its longest duration", async () => {
    const brief = await shareWith(policyFor({ max_session_duration: "0ms" }));
    const visitor = newVisitor();
    await assert.rejects(visitor.navigate(brief, { as: as() }), /hops/);
    assert.deepEqual(reached, []);
  });

  it("lets preflights pass without an identity where the policy says so, unsealed", async () => {
    const open = await shareWith(policyFor({ allow_cors_preflight: true }));
    const preflight = { origin: "https://a.test", "access-control-request-method": "GET", "x-seal": "forged" };
    assert.equal((await visit(`${open}/`, authority, { method: "OPTIONS", headers: preflight })).status, 200);
    assert.deepEqual(reached, [{ method: "OPTIONS", url: "/", seal: ["forged"] }]);
    assert.equal((await visit(`${open}/`, authority, { method: "OPTIONS" })).status, 302);
    assert.equal((await visit(`${open}/`, authority, { headers: preflight })).status, 302);
  });

  it("refuses a bind whose issuer isn't there or names itself otherwise, with ERR_NGROK_2227", async () => {
    await assert.rejects(shareWith(policyFor({ issuer_url: `${provider.issuer}/` })), /ERR_NGROK_2227/);
    await assert.rejects(shareWith(policyFor({ issuer_url: "http://localhost:9" })), /ERR_NGROK_2227/);
  });

  describe("shows ngrok's page for", () => {
    it("a wrong client secret: 5527", async () => {
      const wrong = await shareWith(policyFor({ client_secret: "wrong" }));
      assert.equal(code(await newVisitor().navigate(wrong, { as: as() })), "ERR_NGROK_5527");
    });

    it("a provider that says no: 5211", async () => {
      provider.faults.unassigned.add(as());
      const refused = await newVisitor().navigate(origin, { as: as() });
      provider.faults.unassigned.clear();
      assert.equal(code(refused), "ERR_NGROK_5211");
      assert.match(refused.body, /access_denied/);
    });

    it("an ID token that doesn't verify: 5204", async () => {
      for (const fault of ["badSignature", "wrongAudience", "unsignedToken", "wrongNonce", "expired"] as const) {
        provider.faults[fault] = true;
        const refused = await newVisitor().navigate(origin, { as: as() });
        provider.faults[fault] = false;
        assert.equal(code(refused), "ERR_NGROK_5204", fault);
      }
    });

    it("a provider that is down: 5208", async () => {
      await provider.goDown();
      const refused = await newVisitor().navigate(origin);
      await provider.comeUp();
      assert.equal(code(refused), "ERR_NGROK_5208");
      assert.deepEqual(reached, []);
    });
  });

  it("works with JumpCloud's issuer, slash and all, and takes claims from user info", async () => {
    const jumpCloud = await startProvider({ personality: "jumpcloud", conformIdTokenClaims: true });
    try {
      jumpCloud.register(callbackUrl);
      const own = await shareWith(policyFor({ issuer_url: jumpCloud.issuer }));
      const visited = await newVisitor().navigate(own, { as: handleOf(jumpCloud.users[0]!) });
      assert.equal(visited.body, "the app");
      assert.equal(reached.at(-1)?.seal[0]?.split(" ")[2], jumpCloud.users[0]!.email);
    } finally {
      await jumpCloud.close();
    }
  });
});

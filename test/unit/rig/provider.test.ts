import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { after, afterEach, before, describe, it } from "node:test";
import * as client from "openid-client";
import { discover, signIn } from "../../rig/provider/relyingParty";
import { startProvider, type RunningProvider } from "../../rig/provider/startProvider";
import { listen } from "../../rig/upstreams/listening";
import { Visitor } from "../../rig/visitor";

const issuers = { okta: (port: number) => `http://localhost:${port}`, jumpcloud: (port: number) => `http://localhost:${port}/`, generic: (port: number) => `http://localhost:${port}/realms/demo` };

for (const personality of ["okta", "jumpcloud", "generic"] as const) {
  describe(`the ${personality} stand-in`, () => {
    let provider: RunningProvider;
    before(async () => {
      provider = await startProvider({ personality });
    });
    afterEach(() => assert.deepEqual(provider.problems, []));
    after(() => provider.close());

    it("names its issuer byte for byte in the discovery document", async () => {
      assert.equal(provider.issuer, issuers[personality](provider.port));
      const answer = await new Visitor().fetch(provider.endpoint("discovery"));
      const document = JSON.parse(answer.body) as Record<string, unknown>;
      assert.equal(document["issuer"], provider.issuer);
      assert.equal(document["token_endpoint"], provider.endpoint("token"));
      assert.equal(document["jwks_uri"], provider.endpoint("jwks"));
      assert.ok((document["token_endpoint_auth_methods_supported"] as string[]).includes("client_secret_basic"));
      assert.ok(!answer.body.includes("undefined"));
    });

    it("signs a person in to a confidential client, which authenticates by basic", async () => {
      const confidential = provider.clients[0]!;
      const { tokens, configuration } = await signIn({ provider, client: confidential, visitor: new Visitor(), as: "alice@acme.com" });
      const claims = tokens.claims();
      assert.equal(claims?.iss, provider.issuer);
      assert.equal(claims.sub, "00u1alice");
      const info = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      assert.equal(info.email, "alice@acme.com");
      assert.equal(info.email_verified, personality === "jumpcloud" ? "true" : true);
      const inToken = personality === "generic" ? [undefined, undefined] : ["alice@acme.com", ["Everyone", "Engineering"]];
      assert.deepEqual([claims["email"], claims["groups"]], inToken);
      const asked = provider.log.findLast(({ method, path }) => method === "POST" && provider.endpoint("token").endsWith(path));
      assert.deepEqual([asked?.authMethod, asked?.grantType], ["client_secret_basic", "authorization_code"]);
    });

    it("signs a person in to a public client with PKCE, and refuses it without", async () => {
      const open = provider.clients[1]!;
      const { tokens } = await signIn({ provider, client: open, visitor: new Visitor(), as: "bob@acme.com" });
      assert.equal(tokens.claims()?.sub, "00u2bob");
      const configuration = await discover(provider, open);
      open.redirectUris.push("http://localhost:9/callback");
      const address = client.buildAuthorizationUrl(configuration, { redirect_uri: "http://localhost:9/callback", scope: "openid", state: "s" });
      const answer = await new Visitor().fetch(address.href);
      assert.match(answer.headers.location ?? "", /^http:\/\/localhost:9\/callback\?error=invalid_request/);
    });

    it("shows its own page for a redirect URI that is not registered, and sends nobody there", async () => {
      const configuration = await discover(provider, provider.clients[0]!);
      const address = client.buildAuthorizationUrl(configuration, { redirect_uri: "https://evil.example/", scope: "openid", state: "s" });
      const page = await new Visitor().navigate(address.href);
      assert.equal(page.status, 400);
      // JumpCloud sends people to its error page.
      assert.deepEqual(new Set(page.hops.map(({ url }) => new URL(url).origin)), new Set([provider.origin]));
      const texts = { okta: "must be a Login redirect URI in the client app settings", jumpcloud: "pre-registered redirect urls", generic: "Invalid parameter: redirect_uri" };
      assert.ok(page.body.includes(texts[personality]), page.body);
    });

    it("sends somebody who is not assigned back with access_denied, in an old session too", async () => {
      const visitor = new Visitor();
      const confidential = provider.clients[0]!;
      await signIn({ provider, client: confidential, visitor, as: "bob@acme.com" });
      provider.faults.unassigned.add("bob@acme.com");
      try {
        for (const [browser, as] of [[visitor, "nobody presses a button"], [new Visitor(), "bob@acme.com"]] as const) {
          await assert.rejects(signIn({ provider, client: confidential, visitor: browser, as }), (error: unknown) => {
            assert.ok(error instanceof client.AuthorizationResponseError, String(error));
            assert.equal(error.error, "access_denied");
            if (personality === "okta") assert.equal(error.error_description, "User is not assigned to the client application.");
            return true;
          });
        }
      } finally {
        provider.faults.unassigned.clear();
      }
    });
  });
}

describe("the provider's session", () => {
  let provider: RunningProvider;
  before(async () => {
    provider = await startProvider({ personality: "okta" });
  });
  after(() => provider.close());

  const page = async (visitor: Visitor, parameters: Record<string, string>) => {
    provider.register("http://localhost:9/callback");
    const configuration = await discover(provider, provider.clients[0]!);
    return visitor.navigate(client.buildAuthorizationUrl(configuration, { redirect_uri: "http://localhost:9/callback", scope: "openid", state: "s", ...parameters }).href);
  };

  it("signs in silently the second time, and asks again for prompt=login and select_account", async () => {
    const visitor = new Visitor();
    await signIn({ provider, client: provider.clients[0]!, visitor, as: "alice@acme.com" });
    const before = provider.log.length;
    await signIn({ provider, client: provider.clients[0]!, visitor, as: "nobody presses a button" });
    assert.ok(!provider.log.slice(before).some(({ path }) => path.startsWith("/interaction/")));
    for (const prompt of ["login", "select_account"]) {
      const shown = await page(visitor, { prompt });
      assert.equal(shown.status, 200);
      assert.ok(shown.body.includes("Sign in to Acme (Okta stand-in)"));
      assert.ok(shown.body.includes('data-user="dave"'));
    }
    assert.deepEqual(provider.problems, []);
  });

  it("lets somebody else sign in over an old session", async () => {
    const visitor = new Visitor();
    await signIn({ provider, client: provider.clients[0]!, visitor, as: "alice@acme.com" });
    const { tokens } = await signIn({ provider, client: provider.clients[0]!, visitor, as: "mallory@evil.example", parameters: { prompt: "select_account" } });
    assert.equal(tokens.claims()?.["email"], "mallory@evil.example");
    assert.deepEqual(provider.problems, []);
  });

  it("leaves out what a person does not have", async () => {
    const carol = await signIn({ provider, client: provider.clients[0]!, visitor: new Visitor(), as: "carol@acme.com" });
    assert.equal(carol.tokens.claims()?.["email_verified"], false);
    const dave = await signIn({ provider, client: provider.clients[0]!, visitor: new Visitor(), as: "dave" });
    assert.equal(dave.tokens.claims()?.["email"], undefined);
    assert.equal(dave.tokens.claims()?.["preferred_username"], "dave");
  });

  it("ends at end_session_endpoint, which tells the clients by back-channel and sends the person back", async () => {
    const heard: string[] = [];
    const server = createServer((request, response) => {
      request.setEncoding("utf8");
      request.on("data", (text: string) => void heard.push(text));
      request.on("end", () => void response.end());
    });
    const { port, close } = await listen(server, "127.0.0.1");
    const confidential = provider.clients[0]!;
    try {
      confidential.backchannelLogoutUri = `http://localhost:${port}/backchannel-logout`;
      provider.registerPostLogout(`http://localhost:${port}/bye`);
      const visitor = new Visitor();
      const { tokens, configuration } = await signIn({ provider, client: confidential, visitor, as: "alice@acme.com" });
      const end = client.buildEndSessionUrl(configuration, { id_token_hint: tokens.id_token ?? "", post_logout_redirect_uri: `http://localhost:${port}/bye` });
      const left = await visitor.navigate(end.href);
      assert.equal(left.url, `http://localhost:${port}/bye`);
      const [, payload] = new URLSearchParams(heard[0]).get("logout_token")?.split(".") ?? [];
      const claims = JSON.parse(Buffer.from(payload ?? "", "base64url").toString()) as Record<string, unknown>;
      assert.equal(claims["sub"], "00u1alice");
      assert.equal(typeof claims["sid"], "string");
      assert.ok((await page(visitor, {})).body.includes("Sign in to Acme"));
      assert.deepEqual(provider.problems, []);
    } finally {
      confidential.backchannelLogoutUri = undefined;
      await close();
    }
  });

  it("survives a rotation of keys, after which tokens carry the new key", async () => {
    const visitor = new Visitor();
    const kid = (token: string | undefined) => (JSON.parse(Buffer.from(token?.split(".")[0] ?? "", "base64url").toString()) as { kid: string }).kid;
    const old = await signIn({ provider, client: provider.clients[0]!, visitor, as: "alice@acme.com" });
    await provider.rotateKeys();
    const now = await signIn({ provider, client: provider.clients[0]!, visitor, as: "nobody presses a button" });
    assert.notEqual(kid(now.tokens.id_token), kid(old.tokens.id_token));
    const published = async () => (JSON.parse((await visitor.fetch(provider.endpoint("jwks"))).body) as { keys: { kid: string; d?: string }[] }).keys;
    assert.deepEqual((await published()).map((key) => key.kid), [kid(now.tokens.id_token), kid(old.tokens.id_token)]);
    assert.ok((await published()).every((key) => key.d === undefined));
    await provider.rotateKeys({ dropOld: true });
    assert.equal((await published()).length, 1);
  });

  it("says nothing on the console when it is loaded and used", async () => {
    const { spawn } = await import("node:child_process");
    const program = `import { startProvider } from ${JSON.stringify(new URL("../../rig/provider/startProvider.ts", import.meta.url).href)};
      const provider = await startProvider({ personality: "okta" }); await fetch(provider.endpoint("discovery")); await provider.close();`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, "close", { signal: AbortSignal.timeout(120_000) })) as [number];
    assert.deepEqual([code, said], [0, ""]);
  });
});

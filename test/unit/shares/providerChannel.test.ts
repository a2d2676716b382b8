import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProviderChannel } from "../../../src/shares/providerChannel";

const never = new AbortController().signal;
const document = { issuer: "https://198.51.100.7", token_endpoint: "https://198.51.100.7/token", jwks_uri: "https://198.51.100.7/keys", userinfo_endpoint: "https://198.51.100.7/me" };
const discovery = "https://198.51.100.7/.well-known/openid-configuration";
const named = "https://idp.example/.well-known/openid-configuration";
const namedDocument = { issuer: "https://idp.example", token_endpoint: "https://token.example/t", jwks_uri: "https://idp.example/keys" };

class Provider {
  readonly asked: string[] = [];
  constructor(private readonly answers: Readonly<Record<string, unknown>>) {}
  readonly fetch = (url: string, init: RequestInit): Promise<Response> => {
    this.asked.push(`${init.method ?? "?"} ${url}`);
    assert.equal(init.redirect, "manual");
    const answer = this.answers[url];
    return Promise.resolve(answer instanceof Response ? answer : new Response(JSON.stringify(answer ?? {})));
  };
}

function channel(answers: Readonly<Record<string, unknown>> = { [discovery]: document }, off = false, names: Readonly<Record<string, readonly string[]>> = {}) {
  const provider = new Provider(answers);
  return { provider, channel: new ProviderChannel({ fetch: provider.fetch, certificateChecksOff: () => off, resolve: (name) => Promise.resolve(names[name] ?? []) }) };
}

const get = (url: string) => ({ url, method: "GET" as const, headers: {} });
const post = (url: string) => ({ url, method: "POST" as const, headers: {}, body: "" });
const refused = (code: string) => (error: unknown) => error instanceof Error && "code" in error && error.code === code;

describe("S20 the channel to the provider", () => {
  it("serves the discovery address that was allowed, and then the endpoints that its document named", async () => {
    const { channel: it, provider } = channel();
    it.allow("https://198.51.100.7");
    await it.serve(get(discovery), never);
    await it.serve(post("https://198.51.100.7/token"), never);
    await it.serve(get("https://198.51.100.7/keys"), never);
    await it.serve(get("https://198.51.100.7/me"), never);
    assert.equal(provider.asked.length, 4);
  });

  const refusals: Record<string, ReturnType<typeof get> | ReturnType<typeof post>> = {
    "an address that nobody allowed": get("https://203.0.113.9/.well-known/openid-configuration"),
    "another page of the provider": get("https://198.51.100.7/admin"),
    "a POST to the keys": post("https://198.51.100.7/keys"),
    "a GET of the token endpoint": get("https://198.51.100.7/token"),
    "a POST to the discovery document": post(discovery),
    "the token endpoint with a query": post("https://198.51.100.7/token?x=1"),
  };
  for (const [what, request] of Object.entries(refusals)) {
    it(`refuses ${what}, and sends nothing`, async () => {
      const { channel: it, provider } = channel();
      it.allow("https://198.51.100.7");
      await it.serve(get(discovery), never);
      await assert.rejects(it.serve(request, never), refused("oidc.issuerNotAllowed"));
      assert.equal(provider.asked.length, 1);
    });
  }

  const authorizationEndpoint = "https://198.51.100.7/authorize?policy=sign-in";
  const whole = { ...document, authorization_endpoint: authorizationEndpoint };

  it("serves a GET of the authorization endpoint, its own query included, only while somebody looks at it as a stranger", async () => {
    const { channel: it, provider } = channel({ [discovery]: whole });
    it.allow("https://198.51.100.7");
    await it.serve(get(discovery), never);
    await assert.rejects(it.serve(get(`${authorizationEndpoint}&client_id=c`), never), refused("oidc.issuerNotAllowed"));
    const looking = it.allow("https://198.51.100.7", undefined, { authorization: true });
    await it.serve(get(`${authorizationEndpoint}&client_id=c`), never);
    for (const other of [post(`${authorizationEndpoint}&client_id=c`), get("https://198.51.100.7/authorize?client_id=c"), get("https://198.51.100.7/authorize/admin?policy=sign-in"), get("https://203.0.113.9/authorize?policy=sign-in")]) {
      await assert.rejects(it.serve(other, never), refused("oidc.issuerNotAllowed"), other.url);
    }
    looking.dispose();
    await assert.rejects(it.serve(get(`${authorizationEndpoint}&client_id=c`), never), refused("oidc.issuerNotAllowed"));
    assert.deepEqual(provider.asked, [`GET ${discovery}`, `GET ${authorizationEndpoint}&client_id=c`]);
  });

  it("refuses endpoints before the document was fetched through this channel", async () => {
    const { channel: it } = channel();
    it.allow("https://198.51.100.7");
    await assert.rejects(it.serve(post("https://198.51.100.7/token"), never), refused("oidc.issuerNotAllowed"));
  });

  for (const [what, endpoint] of Object.entries({ "link-local (cloud metadata)": "https://169.254.169.254/token", "a private address": "https://10.0.0.1/token", loopback: "https://127.0.0.1/token", "an IPv4-mapped private address": "https://[::ffff:10.0.0.1]/token", "a metadata address behind NAT64": "https://[64:ff9b::169.254.169.254]/token", "a private address behind 6to4": "https://[2002:a00:1::1]/token", "an old site-local address": "https://[fec0::1]/token", "plain http": "http://198.51.100.7/token" })) {
    it(`a public issuer's document can't send a secret to ${what}`, async () => {
      const { channel: it, provider } = channel({ [discovery]: { ...document, token_endpoint: endpoint } });
      it.allow("https://198.51.100.7");
      await it.serve(get(discovery), never);
      await assert.rejects(it.serve(post(endpoint), never), refused("oidc.notPermittedAddress"));
      assert.equal(provider.asked.length, 1);
    });
  }

  it("asks nothing at all where certificate checks are off", async () => {
    const { channel: it, provider } = channel(undefined, true);
    it.allow("https://198.51.100.7");
    await assert.rejects(it.serve(get(discovery), never), refused("oidc.certificateChecksOff"));
    assert.deepEqual(provider.asked, []);
  });

  it("stops when the document names other origins than when the secret was saved", async () => {
    const { channel: it } = channel({ [discovery]: { ...document, token_endpoint: "https://203.0.113.66/token" } });
    it.allow("https://198.51.100.7", { token: "https://198.51.100.7", keys: "https://198.51.100.7" });
    await assert.rejects(it.serve(get(discovery), never), refused("oidc.endpointsChanged"));
    await assert.rejects(it.serve(post("https://203.0.113.66/token"), never), refused("oidc.issuerNotAllowed"));
  });

  it("reads no more than a megabyte", async () => {
    const { channel: it } = channel({ [discovery]: new Response("x".repeat(1_200_000)) });
    it.allow("https://198.51.100.7");
    await assert.rejects(it.serve(get(discovery), never), refused("oidc.discoveryInvalid"));
  });

  it("says why a provider could not be reached", async () => {
    const unreachable = new ProviderChannel({ certificateChecksOff: () => false, fetch: () => Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }) })) });
    unreachable.allow("https://198.51.100.7");
    await assert.rejects(unreachable.serve(get(discovery), never), (error: unknown) => refused("oidc.issuerUnreachable")(error) && String(error).includes("ECONNREFUSED"));
  });

  it("a loopback issuer may use plain http, on loopback only", async () => {
    const local = "http://localhost:4999/.well-known/openid-configuration";
    const { channel: it } = channel({ [local]: { issuer: "http://localhost:4999", token_endpoint: "http://localhost:4999/t", jwks_uri: "http://198.51.100.9/keys" } });
    it.allow("http://localhost:4999");
    await it.serve(get(local), never);
    await it.serve(post("http://localhost:4999/t"), never);
    await assert.rejects(it.serve(get("http://198.51.100.9/keys"), never), refused("oidc.notPermittedAddress"));
  });

  it("reaches a public provider through NAT64, where IPv4 addresses come within IPv6 ones", async () => {
    const { channel: it } = channel({ [named]: namedDocument }, false, { "idp.example": ["64:ff9b::808:808"] });
    it.allow("https://idp.example");
    assert.equal((await it.serve(get(named), never)).status, 200);
  });

  it("one private address among a name's public ones is enough to refuse it", async () => {
    const { channel: it, provider } = channel({ [named]: namedDocument }, false, { "idp.example": ["8.8.8.8"], "token.example": ["8.8.4.4", "10.0.0.1"] });
    it.allow("https://idp.example");
    await it.serve(get(named), never);
    await assert.rejects(it.serve(post("https://token.example/t"), never), refused("oidc.notPermittedAddress"));
    assert.equal(provider.asked.length, 1);
  });

  it("a name server that is silent holds nobody longer than a provider that is", async () => {
    const provider = new Provider({});
    const it = new ProviderChannel({ fetch: provider.fetch, certificateChecksOff: () => false, resolve: () => new Promise(() => undefined) });
    it.allow("https://idp.example");
    const controller = new AbortController();
    const served = it.serve(get(named), controller.signal);
    controller.abort();
    await assert.rejects(served);
    assert.deepEqual(provider.asked, []);
  });
});

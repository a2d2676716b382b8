import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import type { OpenidFetch, OpenidRequest } from "../../../src/base/openidFetch";
import { discoverProvider } from "../../../src/oidc/discoverProvider";

const issuer = "https://idp.example/realms/main";
const document = {
  issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, userinfo_endpoint: `${issuer}/userinfo`,
  end_session_endpoint: `${issuer}/logout`, token_endpoint_auth_methods_supported: ["client_secret_post"], code_challenge_methods_supported: ["S256"], id_token_signing_alg_values_supported: ["ES256"], extra: { a: 1 },
};

/** A provider that says one thing to everybody. */
class OneAnswer {
  readonly asked: OpenidRequest[] = [];
  constructor(private readonly body: unknown, private readonly status = 200) {}
  readonly fetch: OpenidFetch = (request) => {
    this.asked.push(request);
    return Promise.resolve({ status: this.status, headers: {}, body: typeof this.body === "string" ? this.body : JSON.stringify(this.body) });
  };
}

const discover = (address: string, body: unknown = document, status = 200) => {
  const provider = new OneAnswer(body, status);
  return { provider, discovered: discoverProvider({ address, fetch: provider.fetch, signal: AbortSignal.timeout(60_000) }) };
};
const fails = async (work: Promise<unknown>, code: string): Promise<ExpectedError> => {
  const error: unknown = await work.then(() => undefined, (cause: unknown) => cause);
  assert.ok(error instanceof ExpectedError, String(error));
  assert.equal(error.code, code);
  return error;
};

describe("discovery", () => {
  for (const address of [issuer, `${issuer}/`, `${issuer}/.well-known/openid-configuration`, `${issuer}/.well-known/oauth-authorization-server?x`]) {
    it(`looks below the issuer, once, for ${address}`, async () => {
      const { provider, discovered } = discover(address);
      const found = await discovered;
      assert.deepEqual(provider.asked.map(({ url, method }) => [method, url]), [["GET", `${issuer}/.well-known/openid-configuration`]]);
      assert.equal(found.issuer, issuer);
      assert.equal(found.endSessionEndpoint, `${issuer}/logout`);
      assert.deepEqual(found.tokenAuthMethods, ["client_secret_post"]);
      assert.deepEqual(found.pkceMethods, ["S256"]);
      assert.deepEqual(found.idTokenAlgs, ["ES256"]);
      assert.equal(found.issParameterSupported, false);
    });
  }

  it("keeps the issuer byte for byte, slash included", async () => {
    const slashed = { ...document, issuer: `${issuer}/` };
    assert.equal((await discover(issuer, slashed).discovered).issuer, `${issuer}/`);
    assert.equal((await discover(`${issuer}/`, slashed).discovered).issuer, `${issuer}/`);
  });

  it("assumes what the specification assumes of what is not said", async () => {
    const { issuer: name, authorization_endpoint, token_endpoint, jwks_uri } = document;
    const found = await discover(issuer, { issuer: name, authorization_endpoint, token_endpoint, jwks_uri }).discovered;
    assert.deepEqual(found.tokenAuthMethods, ["client_secret_basic"]);
    assert.deepEqual(found.idTokenAlgs, ["RS256"]);
    assert.equal(found.pkceMethods, undefined);
    assert.equal(found.userinfoEndpoint, undefined);
  });

  for (const other of ["https://evil.example", "https://idp.example/realms/other", "https://IDP.example/realms/main", "http://idp.example/realms/main", "https://idp.example/realms/main//", "https://idp.example"]) {
    it(`refuses a document of ${other}, also for a pasted document address (openid-client's trap 3)`, async () => {
      for (const address of [issuer, `${issuer}/.well-known/openid-configuration`]) {
        const error = await fails(discover(address, { ...document, issuer: other }).discovered, "oidc.issuerMismatch");
        assert.equal(error.facts["found"], other);
      }
    });
  }

  for (const [what, body] of [
    ["no JSON", "<html>"], ["a list", []], ["nothing", {}], ["no token endpoint", { ...document, token_endpoint: undefined }], ["keys that are no address", { ...document, jwks_uri: "keys" }],
    ["a script as endpoint", { ...document, authorization_endpoint: "javascript:alert(1)" }], ["methods that are no list", { ...document, code_challenge_methods_supported: "S256" }],
    ["keys over http", { ...document, jwks_uri: "http://idp.example/keys" }], ["a token endpoint over http", { ...document, token_endpoint: "http://idp.example/token" }], ["userinfo over loopback http", { ...document, userinfo_endpoint: "http://127.0.0.1/u" }],
  ] as const) {
    it(`refuses a document with ${what}`, async () => {
      await fails(discover(issuer, body).discovered, "oidc.discoveryInvalid");
    });
  }

  for (const status of [302, 404, 500, 204]) {
    it(`takes a ${status} for a provider that can't be reached, and follows nothing`, async () => {
      const { provider, discovered } = discover(issuer, document, status);
      assert.equal((await fails(discovered, "oidc.issuerUnreachable")).facts["status"], status);
      assert.equal(provider.asked.length, 1);
    });
  }

  it("names where clients are registered, and lets nobody miss a sign-in where that is no address", async () => {
    assert.equal((await discover(issuer).discovered).registrationEndpoint, undefined);
    assert.equal((await discover(issuer, { ...document, registration_endpoint: `${issuer}/clients` }).discovered).registrationEndpoint, `${issuer}/clients`);
    for (const odd of ["javascript:alert(1)", "/clients", 7, null]) assert.equal((await discover(issuer, { ...document, registration_endpoint: odd }).discovered).registrationEndpoint, undefined, String(odd));
  });

  it("takes http for a provider on this machine alone", async () => {
    const local = Object.fromEntries(Object.entries(document).map(([name, value]) => [name, typeof value === "string" ? value.replace("https://idp.example", "http://localhost:9") : value]));
    assert.equal((await discover("http://localhost:9/realms/main", local).discovered).issuer, "http://localhost:9/realms/main");
    await fails(discover("http://localhost:9/realms/main", { ...local, token_endpoint: "http://idp.example/token" }).discovered, "oidc.discoveryInvalid");
  });

  it("passes on why the provider could not be asked", async () => {
    const refused = new ExpectedError("oidc.notPermittedAddress");
    await fails(discoverProvider({ address: issuer, fetch: () => Promise.reject(refused), signal: AbortSignal.timeout(60_000) }), "oidc.notPermittedAddress");
  });
});

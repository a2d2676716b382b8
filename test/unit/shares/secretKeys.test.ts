import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SecretStore } from "../../../src/base/stores";
import { authtokenKey, clientKey, isAuthtokenKey, originsOf, readAuthtoken, readRegistrationToken, readStoredClient, registrationTokenKey, sameEndpoints, storeThen, writeAuthtoken, writeRegistrationToken, writeStoredClient } from "../../../src/shares/secretKeys";

class MapSecretStore implements SecretStore {
  readonly held = new Map<string, string>();
  /** The write that fails, counted from 1. */
  refusesWrite = 0;
  #writes = 0;
  get = (key: string) => Promise.resolve(this.held.get(key));
  keys = () => Promise.resolve([...this.held.keys()]);
  store = (key: string, value: string) => {
    this.#writes += 1;
    if (this.#writes === this.refusesWrite) return Promise.reject(new Error("locked"));
    this.held.set(key, value);
    return Promise.resolve();
  };
  delete = (key: string) => {
    this.held.delete(key);
    return Promise.resolve();
  };
}

const discovered = {
  issuer: "https://acme.okta.com",
  authorizationEndpoint: "https://acme.okta.com/oauth2/v1/authorize",
  tokenEndpoint: "https://acme.okta.com/oauth2/v1/token",
  jwksUri: "https://keys.okta.com/oauth2/v1/keys",
  userinfoEndpoint: "https://acme.okta.com/oauth2/v1/userinfo",
  tokenAuthMethods: ["client_secret_basic"],
};

describe("keys of secrets", () => {
  it("differ by issuer and by client ID, byte for byte", () => {
    const keys = [clientKey("https://a.example", "1"), clientKey("https://a.example/", "1"), clientKey("https://a.example", "2"), clientKey('https://a.example","1', "")];
    assert.equal(new Set(keys).size, keys.length);
  });

  it("of an authtoken differ by server address and certificates (S14)", () => {
    const keys = [
      authtokenKey({ rootCertificates: "ngrok" }),
      authtokenKey({ rootCertificates: "host" }),
      authtokenKey({ rootCertificates: { pem: "A" } }),
      authtokenKey({ rootCertificates: { pem: "B" } }),
      authtokenKey({ serverAddress: "evil.example:443", rootCertificates: "ngrok" }),
    ];
    assert.equal(new Set(keys).size, keys.length);
    assert.ok(keys.every(isAuthtokenKey));
    assert.ok(!isAuthtokenKey(clientKey("https://a.example", "1")));
  });

  it("of a registration access token differ by the address that it may go to (S27)", () => {
    assert.notEqual(registrationTokenKey("https://a.example/register/1"), registrationTokenKey("https://b.example/register/1"));
    assert.ok(!isAuthtokenKey(registrationTokenKey("https://a.example/register/1")));
  });

  it("of an authtoken do not tell two spellings of one host apart", () => {
    assert.equal(authtokenKey({ serverAddress: "EDGE.example:443", rootCertificates: "host" }), authtokenKey({ serverAddress: "edge.example:443", rootCertificates: "host" }));
  });
});

describe("what rests in the store", () => {
  it("reads back as written, with and without a secret", () => {
    for (const clientSecret of ["s3cret", undefined]) {
      const client = { clientSecret, endpoints: originsOf(discovered) };
      assert.deepEqual(readStoredClient(writeStoredClient(client)), client);
    }
    assert.equal(readAuthtoken(writeAuthtoken("token")), "token");
    assert.equal(readRegistrationToken(writeRegistrationToken("token")), "token");
  });

  it("reads as absent when it is broken, of another shape or not there", () => {
    for (const text of [undefined, "", "{", "null", '"s3cret"', "{}", '{"clientSecret":"s"}', '{"clientSecret":"","endpoints":{"token":"https://a.example","keys":"https://a.example"}}']) {
      assert.equal(readStoredClient(text), undefined, String(text));
      assert.equal(readAuthtoken(text), undefined, String(text));
      assert.equal(readRegistrationToken(text), undefined, String(text));
    }
  });

  it("refuses to write what could not be read back", () => {
    assert.throws(() => writeAuthtoken(""));
    assert.throws(() => writeStoredClient({ clientSecret: undefined, endpoints: { token: "javascript:1", keys: "https://a.example" } }));
  });
});

describe("S20 the origins beside the secret", () => {
  const stored = originsOf(discovered);

  it("S20 stay the same when only paths change", () => {
    assert.ok(sameEndpoints(stored, { ...discovered, tokenEndpoint: "https://acme.okta.com/v2/token" }));
  });

  it("S20 differ when any endpoint moves to another origin", () => {
    assert.ok(!sameEndpoints(stored, { ...discovered, tokenEndpoint: "https://evil.example/token" }));
    assert.ok(!sameEndpoints(stored, { ...discovered, tokenEndpoint: "https://acme.okta.com:8443/token" }));
    assert.ok(!sameEndpoints(stored, { ...discovered, jwksUri: "https://evil.example/keys" }));
    assert.ok(!sameEndpoints(stored, { ...discovered, userinfoEndpoint: "https://evil.example/userinfo" }));
  });

  it("S20 differ when a userinfo endpoint appears that was not there, not when it is gone", () => {
    const { userinfoEndpoint: _gone, ...without } = discovered;
    assert.ok(sameEndpoints(stored, without));
    assert.ok(!sameEndpoints(originsOf(without), discovered));
  });
});

describe("saving secrets with what belongs to them", () => {
  it("keeps both when both succeed, the secrets first", async () => {
    const store = new MapSecretStore();
    await storeThen(store, new Map([["a", "1"]]), () => {
      assert.equal(store.held.get("a"), "1");
      return Promise.resolve();
    });
    assert.equal(store.held.get("a"), "1");
  });

  it("puts the secrets back when the rest fails", async () => {
    const store = new MapSecretStore();
    store.held.set("a", "earlier");
    await assert.rejects(storeThen(store, new Map([["a", "1"], ["b", "2"]]), () => Promise.reject(new Error("read-only"))), /^Error: read-only$/);
    assert.deepEqual([...store.held], [["a", "earlier"]]);
  });

  it("saves nothing when the store refuses the second entry", async () => {
    const store = new MapSecretStore();
    store.refusesWrite = 2;
    let reached = false;
    const saving = storeThen(store, new Map([["a", "1"], ["b", "2"]]), () => {
      reached = true;
      return Promise.resolve();
    });
    await assert.rejects(saving, /locked/);
    assert.equal(reached, false);
    assert.equal(store.held.size, 0);
  });
});

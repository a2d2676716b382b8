import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readProviderEntries } from "../../../src/identity/providerEntries";

const saved = { id: "okta-1", name: "Okta", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid"] };
const waiting = { id: "okta-2", name: "Okta", kind: "okta", waiting: true, redirectUris: ["https://acme.ngrok-free.dev/.portcullis/callback", "https://idp.ngrok.com/oauth2/callback"] };

describe("the entries of the providers' setting", () => {
  it("are profiles, and those that wait for their client ID, each by its own shape", () => {
    const read = readProviderEntries([saved, waiting, { ...waiting, id: "okta-3", issuer: "https://acme.okta.com" }]);
    assert.deepEqual(read.profiles, [saved]);
    assert.deepEqual(read.waiting.map(({ id, issuer }) => [id, issuer]), [["okta-2", undefined], ["okta-3", "https://acme.okta.com"]]);
    assert.deepEqual(read.broken, []);
  });

  it("that say they wait are never profiles, whatever else they hold", () => {
    const read = readProviderEntries([{ ...saved, waiting: true, redirectUris: waiting.redirectUris }]);
    assert.deepEqual([read.profiles, read.waiting.length], [[], 1]);
    assert.equal("clientId" in read.waiting[0]!, false);
  });

  it("that can't be read are named by their place and field, and skipped alone", () => {
    const read = readProviderEntries(["okta", { ...saved, issuer: "acme" }, { ...waiting, redirectUris: [] }, { ...waiting, redirectUris: ["javascript:alert(1)"] }, saved, { ...waiting, id: saved.id }]);
    assert.deepEqual(read.profiles, [saved]);
    assert.deepEqual(read.broken.map(({ entry, field }) => `${entry} ${field}`), ["1 ", "2 issuer", "3 redirectUris", "4 redirectUris.0", "6 id"]);
  });
});

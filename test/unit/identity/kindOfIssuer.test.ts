import assert from "node:assert/strict";
import { it } from "node:test";
import { kindOfIssuer } from "../../../src/identity/providers/kindOfIssuer";

for (const [issuer, kind] of [
  ["https://acme.okta.com", "okta"],
  ["https://acme.oktapreview.com/oauth2/default", "okta"],
  ["https://oauth.id.jumpcloud.com/", "jumpcloud"],
  ["https://login.acme.com/realms/main", "other"],
  ["https://okta.com.evil.example", "other"],
  ["https://notokta.com", "other"],
  ["https://evil.example/acme.okta.com", "other"],
  ["https://acme.okta.com@evil.example/", "other"],
  ["no address", "other"],
] as const) {
  it(`knows ${issuer} as ${kind}`, () => assert.equal(kindOfIssuer(issuer), kind));
}

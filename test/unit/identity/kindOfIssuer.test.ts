import assert from "node:assert/strict";
import { it } from "node:test";
import { kindOfIssuer } from "../../../src/identity/providers/kindOfIssuer";

for (const [issuer, kind] of [
  ["https://acme.okta.com", "okta"],
  ["https://acme.oktapreview.com/oauth2/default", "okta"],
  ["https://acme-admin.okta.com/", "okta"],
  ["https://oauth.id.jumpcloud.com/", "jumpcloud"],
  ["https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0", "entra"],
  ["https://accounts.google.com", "google"],
  ["https://acme.eu.auth0.com", "auth0"],
  ["https://acme.onelogin.com/oidc/2", "onelogin"],
  ["https://auth.pingone.eu/02fb4743-189a-4bc7-9d6c-a919edfe6447/as", "pingone"],
  ["https://acme.zitadel.cloud", "zitadel"],
  ["https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E", "cognito"],
  ["https://gitlab.com", "gitlab"],
  ["https://acme.my.salesforce.com", "salesforce"],
  ["https://acme.com", "other"],
  ["https://accounts.google.com.evil.example", "other"],
  ["https://login.acme.com/realms/main", "other"],
  ["https://okta.com.evil.example", "other"],
  ["https://notokta.com", "other"],
  ["https://evil.example/acme.okta.com", "other"],
  ["https://acme.okta.com@evil.example/", "other"],
  ["no address", "other"],
] as const) {
  it(`knows ${issuer} as ${kind}`, () => assert.equal(kindOfIssuer(issuer), kind));
}

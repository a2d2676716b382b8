import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { knownProviders } from "../../../src/identity/providers/index";
import { isLoopbackHost } from "../../../src/identity/providers/issuerInput";
import type { ProviderKind } from "../../../src/identity/providerProfile";

const typed: Readonly<Record<ProviderKind, readonly (readonly [string, string | undefined])[]>> = {
  okta: [
    ["acme", "https://acme.okta.com"],
    [" Acme ", "https://acme.okta.com"],
    ["acme.okta.com", "https://acme.okta.com"],
    ["acme-admin.okta.com", "https://acme.okta.com"],
    ["https://acme-admin.okta.com/admin/dashboard", "https://acme.okta.com"],
    ["https://dev-123-admin.oktapreview.com", "https://dev-123.oktapreview.com"],
    ["https://acme-admin.okta-emea.com/", "https://acme.okta-emea.com"],
    ["https://acme.okta.com/", "https://acme.okta.com"],
    ["https://acme.okta.com/app/UserHome?iss=x#y", "https://acme.okta.com"],
    ["https://acme.okta.com/.well-known/openid-configuration", "https://acme.okta.com"],
    ["https://acme.okta.com/oauth2/default", "https://acme.okta.com/oauth2/default"],
    ["https://acme.okta.com/oauth2/default/.well-known/openid-configuration", "https://acme.okta.com/oauth2/default"],
    ["https://acme.okta.com/oauth2/aus1a2/v1/authorize?x=1", "https://acme.okta.com/oauth2/aus1a2"],
    ["https://acme.okta.com/oauth2/v1/authorize", "https://acme.okta.com"],
    ["http://acme.okta.com", "https://acme.okta.com"],
    ["https://login.acme.com", "https://login.acme.com"],
    ["https://bob:secret@acme.okta.com", "https://acme.okta.com"],
    ["<https://acme.okta.com>", "https://acme.okta.com"],
    ["http://localhost:4000", "http://localhost:4000"],
    ["", undefined],
    ["localhost", "https://localhost"],
    ["two words", undefined],
    ["ftp://acme.okta.com", undefined],
    ["javascript:alert(1)", undefined],
  ],
  jumpcloud: [
    ["", "https://oauth.id.jumpcloud.com/"],
    ["https://oauth.id.jumpcloud.com", "https://oauth.id.jumpcloud.com/"],
    ["oauth.id.jumpcloud.com/", "https://oauth.id.jumpcloud.com/"],
    ["https://oauth.id.jumpcloud.com/.well-known/openid-configuration", "https://oauth.id.jumpcloud.com/"],
    ["https://console.jumpcloud.com/#/sso", "https://oauth.id.jumpcloud.com/"],
    ["https://evil-jumpcloud.com", "https://evil-jumpcloud.com/"],
    ["https://jumpcloud.com.evil.org", "https://jumpcloud.com.evil.org/"],
    ["http://localhost:4001/", "http://localhost:4001/"],
    ["not an address", undefined],
  ],
  other: [
    ["https://login.acme.com", "https://login.acme.com"],
    ["https://login.acme.com/", "https://login.acme.com/"],
    ["login.acme.com/realms/main", "https://login.acme.com/realms/main"],
    ["https://login.acme.com/realms/main/", "https://login.acme.com/realms/main/"],
    ["https://login.acme.com/realms/main/.well-known/openid-configuration", "https://login.acme.com/realms/main"],
    ["https://login.acme.com/.well-known/oauth-authorization-server/x", "https://login.acme.com"],
    ["https://LOGIN.Acme.com/Realms/Main", "https://login.acme.com/Realms/Main"],
    ["http://login.acme.com", "https://login.acme.com"],
    ["http://127.0.0.1:4000/op", "http://127.0.0.1:4000/op"],
    ["http://[::1]:4000", "http://[::1]:4000"],
    ["https://login.acme.com?x=1#y", "https://login.acme.com"],
    ["acme", undefined],
    ["", undefined],
    ["   ", undefined],
    ["https://", undefined],
    ["file:///etc/passwd", undefined],
  ],
};

for (const [kind, rows] of Object.entries(typed) as [ProviderKind, (typeof typed)[ProviderKind]][]) {
  describe(`what is typed as the issuer of ${kind}`, () => {
    for (const [input, issuer] of rows) it(`${JSON.stringify(input)} is ${issuer ?? "no issuer"}`, () => assert.equal(knownProviders[kind].issuerFromInput(input), issuer));
  });
}

describe("known providers", () => {
  it("S8 offer everyone only where admission is by assignment, and vouch for e-mail nowhere without a source", () => {
    assert.deepEqual(
      Object.values(knownProviders).map(({ kind, admission, vouchesForEmail }) => [kind, admission.byAssignment, vouchesForEmail.holds, admission.source !== "" && vouchesForEmail.source !== ""]),
      [["okta", true, false, true], ["jumpcloud", true, false, true], ["other", false, false, true]],
    );
  });

  it("lead to the administrator's page", () => {
    assert.equal(knownProviders.okta.consoleUrl("https://acme.okta.com"), "https://acme-admin.okta.com/admin/apps/active");
    assert.equal(knownProviders.okta.consoleUrl("https://login.acme.com"), undefined);
  });
});

it("loopback is loopback alone", () => {
  for (const host of ["localhost", "app.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "::1"]) assert.equal(isLoopbackHost(host), true, host);
  for (const host of ["localhost.evil.org", "evillocalhost", "127.0.0.1.nip.io", "10.0.0.1", "0.0.0.0", "[::2]"]) assert.equal(isLoopbackHost(host), false, host);
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isLoopbackHost } from "../../../src/identity/providers/issuerInput";
import { knownProviders } from "../../../src/identity/providers/index";
import type { ProviderKind } from "../../../src/identity/providerProfile";
import { typedIssuers } from "./typedIssuers";

for (const [kind, rows] of Object.entries(typedIssuers) as [ProviderKind, (typeof typedIssuers)[ProviderKind]][]) {
  describe(`what is typed as the issuer of ${kind}`, () => {
    for (const [input, issuer] of rows) it(`${JSON.stringify(input)} is ${issuer ?? "no issuer"}`, () => assert.equal(knownProviders[kind].issuerFromInput(input), issuer));

    it("is forgiven in ten forms at least", () => assert.ok(rows.filter(([, issuer]) => issuer !== undefined).length >= 10));

    it("ends as this provider's issuers do", () => {
      const { slash } = knownProviders[kind];
      for (const [input, issuer] of rows) if (issuer !== undefined && slash !== "asDocument") assert.equal(issuer.endsWith("/"), slash === "always", input);
    });

    it("is understood again as what it was understood as", () => {
      for (const [, issuer] of rows) if (issuer !== undefined) assert.equal(knownProviders[kind].issuerFromInput(issuer), issuer);
    });

    it("may be its .well-known address, with and without a slash before it", () => {
      for (const [, issuer] of rows) {
        if (issuer === undefined) continue;
        const bare = issuer.replace(/\/$/, "");
        const found = knownProviders[kind].issuerFromInput(`${bare}/.well-known/openid-configuration`);
        assert.equal(found?.replace(/\/$/, ""), bare);
      }
    });
  });
}

it("loopback is loopback alone", () => {
  for (const host of ["localhost", "app.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "::1"]) assert.equal(isLoopbackHost(host), true, host);
  for (const host of ["localhost.evil.org", "evillocalhost", "127.0.0.1.nip.io", "10.0.0.1", "0.0.0.0", "[::2]"]) assert.equal(isLoopbackHost(host), false, host);
});

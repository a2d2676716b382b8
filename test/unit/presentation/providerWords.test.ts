import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ErrorFacts } from "../../../src/base/expectedError";
import { inert } from "../../../src/base/inert";
import type { Cure } from "../../../src/identity/knownProvider";
import { knownProviders } from "../../../src/identity/providers";
import { cureText } from "../../../src/presentation/cureText";
import { explain } from "../../../src/presentation/explain";
import { kindOf, personalities, placesOf } from "../../rig/provider/personality";
import { english } from "./english";

describe("what a provider says, wherever it is shown", () => {
  for (const personality of Object.values(personalities)) {
    const known = knownProviders[kindOf(personality.name)];
    const profile = { kind: known.kind, issuer: placesOf(personality, "https://login.acme.example").issuer };
    const { redirectUri, invalidClient, unassigned, unknownClient, pkceRequired } = personality.text;
    const refused = personality.refusedClient?.error ?? "invalid_client";
    const said: readonly (readonly [what: string, error: string, words: string | undefined, cure: Cure])[] = [
      ["a redirect URI that is not registered", "invalid_request", redirectUri("c", "https://login.acme.example"), "registerRedirectUri"],
      ["a refused client", refused, invalidClient, known.kind === "entra" ? "useSecretValue" : "checkClient"],
      ["an unknown client", refused, unknownClient, "checkClient"],
      ["somebody who is not assigned", "access_denied", unassigned, known.kind === "google" ? "offerToOutsiders" : "assignPerson"],
      ["PKCE that is demanded", "invalid_request", pkceRequired, "dropPkceDemand"],
    ];
    for (const [what, error, words, cure] of said) {
      if (words === undefined) continue;
      it(`${known.name}: ${what} is cured in its own words`, () => {
        for (const code of ["oidc.providerError", "oidc.clientRefused", "ngrok.ERR_NGROK_5211"] as const) {
          const facts: ErrorFacts = code.startsWith("ngrok") ? { message: inert(`${error}: ${words}`, 400) } : { error: inert(error), description: inert(words, 200) };
          assert.equal(english(explain({ code, facts }, profile).advice), english(cureText(cure, known)), code);
        }
      });
    }
  }

  it("without the provider, only words that are one provider's alone are read, and ngrok's own", () => {
    const advice = (description: string) => english(explain({ code: "oidc.providerError", facts: { error: "access_denied", description } }).advice);
    const general = english(explain({ code: "oidc.providerError", facts: {} }).advice);
    for (const words of ["Unauthorized", "Access denied", "invalid_client", "Permission denied", "client is invalid", "HS256"]) assert.equal(advice(words), general, words);
    assert.equal(advice("AADSTS50011: no"), english(cureText("registerRedirectUri", knownProviders.entra)));
    assert.equal(advice("oidc: issuer did not match the issuer returned by provider"), english(cureText("useDocumentIssuer", knownProviders.other)));
  });

  it("a provider that can't be reached says whether it is the name, the network or a certificate", () => {
    const advice = (why: string) => english(explain({ code: "oidc.issuerUnreachable", facts: { host: "login.acme.example", why } }).advice);
    const ways: Readonly<Record<string, RegExp>> = {
      SELF_SIGNED_CERT_IN_CHAIN: /not trusted here/,
      UNABLE_TO_VERIFY_LEAF_SIGNATURE: /not trusted here/,
      "net::ERR_CERT_AUTHORITY_INVALID": /not trusted here/,
      CERT_HAS_EXPIRED: /out of date/,
      "net::ERR_CERT_DATE_INVALID": /out of date/,
      ERR_TLS_CERT_ALTNAME_INVALID: /another name/,
      ENOTFOUND: /No address is known/,
      "net::ERR_NAME_NOT_RESOLVED": /No address is known/,
      ECONNREFUSED: /Nothing listens/,
      "no answer within 10 s": /did not answer in time/,
      ECONNRESET: /Check the issuer/,
    };
    for (const [why, helps] of Object.entries(ways)) assert.match(advice(why), helps, why);
  });
});

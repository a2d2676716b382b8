import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cures } from "../../../src/identity/knownProvider";
import { knownProviders } from "../../../src/identity/providers";
import { cureText } from "../../../src/presentation/cureText";
import { edgeWarning, providerWarningsAt } from "../../../src/presentation/providerText";
import { english } from "./english";

const places = ["issuer", "registration", "people"] as const;
const at = (kind: keyof typeof knownProviders, place: (typeof places)[number]) => providerWarningsAt(knownProviders[kind], place).map(({ text }) => english(text));

describe("what matters of a provider, in words", () => {
  it("stands where it matters", () => {
    assert.deepEqual(at("entra", "issuer"), ["One tenant's ID: common, organizations and consumers are refused"]);
    assert.deepEqual(at("google", "people"), ["Anybody can have an account at Google: name who may come in", "A domain means the Workspace of that domain, not every address that ends in it", "Google tells no groups"]);
    assert.deepEqual(at("authentik", "registration"), ["Choose a signing key in the provider's advanced settings: without one no sign-in can be verified"]);
    assert.deepEqual(at("other", "people"), ["Every user of the provider can sign in unless it is restricted there: name who may come in"]);
    assert.deepEqual(places.flatMap((place) => at("okta", place)), []);
  });

  it("shows a group as each provider writes it", () => {
    assert.ok(at("keycloak", "people").some((text) => text.endsWith("like group:/engineering")));
    assert.ok(at("gitlab", "people").some((text) => text.endsWith("like group:acme/engineering")));
  });

  it("is calm and whole for every provider and every cure", () => {
    const texts = Object.values(knownProviders).flatMap((provider) => [...places.flatMap((place) => providerWarningsAt(provider, place).map(({ text }) => english(text))), ...cures.map((cure) => english(cureText(cure, provider)))]);
    for (const text of [...texts, english(edgeWarning())]) {
      assert.doesNotMatch(text, /!|\{|\}|undefined/);
      assert.ok(text.length <= 180, text);
    }
  });

  it("names the provider in what is to be done, or the place in its console", () => {
    assert.equal(english(cureText("assignPerson", knownProviders.pingone)), "Assign the person, or a group of theirs, to the application at PingOne.");
    assert.equal(english(cureText("assignPerson", knownProviders.okta)), "Assign the person, or a group of theirs, to the application, in Okta under Assignments.");
    assert.equal(english(cureText("assignPerson", knownProviders.other)), "Assign the person, or a group of theirs, to the application at the provider.");
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sharedProviderSchema, type SharedProvider } from "../../../src/identity/sharedProvider";
import { proposalStatus, withAnswer } from "../../../src/identity/teamProposal";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { proposalNotice, proposalQuestion, proposalRow } from "../../../src/presentation/sharedProviderText";
import { oldSecretFrom, rotatedText } from "../../../src/presentation/rotationText";
import { takenBackText } from "../../../src/presentation/takenBackText";
import { english } from "./english";

const proposal: SharedProvider = { name: "Acme", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid", "email"] };
const own: ProviderProfile = { id: "mine", ...proposal };
const detail = (provider: SharedProvider, source: "folder" | "link", saved: readonly ProviderProfile[], remembered = withAnswer([], proposal, "taken")) => english(proposalQuestion(proposalStatus(provider, saved, remembered), source, saved).detail).split("\n");

describe("S14 the question about a proposal", () => {
  it("S14 names issuer, client ID and scopes, and says that no stored secret is used", () => {
    const question = proposalQuestion(proposalStatus(proposal, [], []), "folder", []);
    assert.equal(english(question.title), "Add the identity provider Acme?");
    assert.equal(english(question.accept), "Add");
    assert.deepEqual(english(question.detail).split("\n"), [
      "This folder proposes it.",
      "Host: acme.okta.com",
      "Provider: Okta",
      "Issuer: https:∕∕acme.okta.com",
      "Client ID: 0oa1",
      "Scopes: openid email",
      "How the client proves itself: Client secret in the Authorization header",
      "You are asked for its client secret next. No secret that is stored already is used for it.",
    ]);
  });

  it("S14 shows all of what is approved, however long it is", () => {
    const issuer = `https://login.acme.com/${"r".repeat(400)}/realms/evil`;
    const scopes = ["openid", ..."abcd".split("").map((letter) => letter.repeat(100)), "admin"];
    const shown = detail({ ...proposal, kind: "keycloak", issuer, scopes }, "link", []);
    assert.ok(shown.some((line) => line.endsWith("/realms/evil")) && shown.some((line) => line.endsWith(" admin")), shown.join("\n"));
    assert.ok(shown.includes("Provider: Keycloak"));
    assert.equal(sharedProviderSchema.safeParse({ ...proposal, scopes: ["openid", ..."abcdef".split("").map((letter) => letter.repeat(100))] }).success, false);
  });

  it("S14 shows what changed, before and after", () => {
    const lines = detail({ ...proposal, scopes: ["openid", "offline_access"], clientAuthentication: "none" }, "folder", [own]);
    assert.deepEqual(lines.slice(1, 4), ["It differs from yours:", "How the client proves itself: Client secret in the Authorization header → No secret: a public client with PKCE", "Scopes: openid email → openid offline_access"]);
    assert.equal(lines.at(-1), "The client secret that you stored for it stays, and goes where it went before.");
    assert.equal(detail({ ...proposal, issuer: "https://login.acme.com" }, "folder", [])[1], "It changed since you saw it last:");
  });

  it("S14 says so where a look-alike has the name or client ID of a provider that is saved", () => {
    for (const issuer of ["https://xn--cme-5cd.okta.com", "https://acme.okta.com.evil.example", "https://acme.okta.com:8443"]) {
      assert.ok(detail({ ...proposal, issuer }, "link", [own]).includes("It is not Acme at acme.okta.com, which you have."), issuer);
      assert.ok(detail({ ...proposal, issuer, name: "Other" }, "link", [own]).includes("It is not Acme at acme.okta.com, which you have."), issuer);
    }
    for (const name of ["Acme ", "\u200bAcme", "ACME", "Ａcme", "Acme\u202e"]) assert.ok(detail({ ...proposal, issuer: "https://acme.example", clientId: "0oa2", name }, "link", [own]).includes("It is not Acme at acme.okta.com, which you have."), name);
    assert.match(detail(proposal, "link", [])[0] ?? "", /^A link proposes it\./);
  });
});

it("a folder's proposal is told in a sentence, and stands in the view", () => {
  assert.equal(english(proposalNotice(proposalStatus(proposal, [], []))), "This folder proposes an identity provider: Acme at acme.okta.com.");
  const changed = proposalStatus({ ...proposal, clientId: "0oa2" }, [], withAnswer([], proposal, "taken"));
  assert.equal(english(proposalNotice(changed)), "This folder changed the identity provider that it proposes: Acme at acme.okta.com.");
  assert.equal(english(proposalRow(proposalStatus(proposal, [], [])).description!), "proposed by this folder · acme.okta.com");
  assert.match(english(proposalRow(changed).tooltip), /^Acme\nchanged by this folder\nClient ID: 0oa1 → 0oa2\n/);
});

it("S16 a proposal's words are inert", () => {
  const hostile = { ...proposal, name: "$(alert) [a](command:b)\u202e\n" };
  const shown = [english(proposalQuestion(proposalStatus(hostile, [], []), "link", []).title), english(proposalRow(proposalStatus(hostile, [], [])).label)].join("");
  assert.doesNotMatch(shown, /[[\]()$\u202e\n]/);
});

describe("a secret that was replaced", () => {
  it("says what became of the old one", () => {
    assert.deepEqual(([undefined, "passed", "warned", "failed", "unknown", "skipped"] as const).map(oldSecretFrom), ["none", "works", "works", "refused", "unknown", "unknown"]);
    assert.match(english(rotatedText("Acme", "works", 0)), /The old one still works: delete it at the provider/);
    assert.equal(english(rotatedText("Acme", "refused", 0)), "The new client secret of Acme is stored. The provider refuses the old one.");
    assert.match(english(rotatedText("Acme", "unknown", 0)), /could not be told/);
  });

  it("says which shares still have the old one, and what a restart means", () => {
    assert.match(english(rotatedText("Acme", "works", 1)), /\nA share still runs with the old one\. Restarted, its visitors sign in again\.$/);
    assert.match(english(rotatedText("Acme", "none", 2)), /\n2 shares still run with the old one\./);
  });
});

it("S27 a redirect URI that was to be taken back: what became of it", () => {
  const said = (["done", "gone", "notThere", "last"] as const).map((result) => english(takenBackText(result, "Acme", "https://a.example/.portcullis/callback")));
  assert.equal(new Set(said).size, 4);
  assert.equal(said[0], "https:∕∕a.example/.portcullis/callback is taken back at Acme.");
  assert.match(said[3] ?? "", /only redirect URI at Acme, so it stays/);
});

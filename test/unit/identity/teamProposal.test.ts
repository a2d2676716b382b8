import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shared, type SharedProvider } from "../../../src/identity/sharedProvider";
import { proposalStatus, readRemembered, takenProfile, withAnswer } from "../../../src/identity/teamProposal";
import type { ProviderProfile } from "../../../src/identity/providerProfile";

const proposal: SharedProvider = { name: "Acme", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid", "email"] };
const own: ProviderProfile = { id: "mine", ...proposal };
const status = (...of: Parameters<typeof proposalStatus>) => proposalStatus(...of).status;

describe("S14 what a folder proposes", () => {
  it("S14 is new until it was seen, and then asked for no more", () => {
    assert.equal(status(proposal, [], []), "new");
    assert.equal(status(proposal, [], withAnswer([], proposal, "asked")), "asked");
  });

  it("is settled where the person has the same already, or took it, whatever they changed of it since", () => {
    assert.equal(status(proposal, [own], []), "settled");
    assert.equal(status(proposal, [{ ...own, name: "Mine", secretExpires: "2027-01-01" }], withAnswer([], proposal, "taken")), "settled");
  });

  it("S14 is asked for again by any change, which is shown beside what was there", () => {
    const changed = { ...proposal, scopes: ["openid", "email", "groups"] };
    const seen = withAnswer([], proposal, "taken");
    const again = proposalStatus(changed, [own], seen);
    assert.deepEqual([again.status, again.changed, again.before], ["changed", ["scopes"], shared(own)]);
    // Not taken, and seen now: no more question, and the change stays in view.
    const asked = proposalStatus(changed, [own], withAnswer(seen, changed, "asked"));
    assert.deepEqual([asked.status, asked.changed], ["asked", ["scopes"]]);
  });

  it("S14 that names another issuer under a known name is a change, and no client of the person's", () => {
    const moved = proposalStatus({ ...proposal, issuer: "https://acme.okta.com.evil.example" }, [own], withAnswer([], proposal, "taken"));
    assert.deepEqual([moved.status, moved.changed, moved.before], ["changed", ["issuer"], proposal]);
  });

  it("is there again after the profile was removed, without a question", () => {
    assert.equal(status(proposal, [], withAnswer([], proposal, "taken")), "asked");
  });
});

describe("S14 a proposal that is taken", () => {
  it("S14 never stands in the place of another profile", () => {
    const evil = { ...proposal, issuer: "https://evil.example" };
    const profile = takenProfile(evil, [own]);
    assert.notEqual(profile.id, own.id);
    const squatted: ProviderProfile = { ...own, id: profile.id };
    assert.notEqual(takenProfile(evil, [squatted]).id, squatted.id);
  });

  it("changes the person's own profile of the same client, beside what is theirs alone", () => {
    const mine: ProviderProfile = { ...own, groupsClaim: "roles", postLogoutRedirect: true, secretExpires: "2027-01-01", redirectUris: ["https://a.example/cb"], vaultSecret: { vault: "v", name: "n" } };
    assert.deepEqual(takenProfile({ ...proposal, scopes: ["openid"] }, [mine]), { id: "mine", ...proposal, scopes: ["openid"], secretExpires: "2027-01-01", redirectUris: ["https://a.example/cb"], vaultSecret: { vault: "v", name: "n" } });
  });
});

describe("what is remembered of proposals", () => {
  it("reads back as written, each content once, the newest hundred", () => {
    let remembered = withAnswer(withAnswer([], proposal, "asked"), proposal, "taken");
    assert.deepEqual(readRemembered(JSON.parse(JSON.stringify(remembered))), [{ provider: proposal, answer: "taken" }]);
    for (let index = 0; index < 120; index += 1) remembered = withAnswer(remembered, { ...proposal, clientId: `c${index}` }, "asked");
    assert.equal(remembered.length, 100);
  });

  it("reads as absent when it is broken, entry by entry", () => {
    assert.deepEqual(readRemembered([{ provider: proposal, answer: "asked" }, { provider: { ...proposal, id: "x" }, answer: "asked" }, 7]), [{ provider: proposal, answer: "asked" }]);
    for (const value of [undefined, {}, "x"]) assert.deepEqual(readRemembered(value), []);
  });
});

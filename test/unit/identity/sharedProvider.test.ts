import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { profileIdFor } from "../../../src/identity/profileId";
import { providerFromLink, providerLink } from "../../../src/identity/providerLink";
import { differences, digestOf, mostProposals, readSharedProviders, shared, sharedProviderSchema, type SharedProvider } from "../../../src/identity/sharedProvider";
import type { ProviderProfile } from "../../../src/identity/providerProfile";

const proposal: SharedProvider = { name: "Acme", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid", "email"] };
const profile: ProviderProfile = { id: "okta-1", ...proposal };
const taken = (change: object) => sharedProviderSchema.safeParse({ ...proposal, ...change }).success;

describe("S14 what a folder or a link may say of a provider", () => {
  it("S14 is a profile without secret, vault, id, the way in which it was made, and its redirect URIs", () => {
    const full: ProviderProfile = { ...profile, groupsClaim: "roles", postLogoutRedirect: true, vaultSecret: { vault: "v", name: "n" }, secretExpires: "2027-01-01", registration: { by: "okta", appId: "0oa1" }, redirectUris: ["https://mine.ngrok.app/.portcullis/callback"] };
    assert.deepEqual(shared(full), { ...proposal, groupsClaim: "roles", postLogoutRedirect: true });
    assert.deepEqual(sharedProviderSchema.parse(shared(full)), shared(full));
    for (const more of [{ id: "okta-1" }, { vaultSecret: { vault: "v", name: "n" } }, { clientSecret: "s" }, { registration: { by: "okta", appId: "1" } }, { waiting: true }, { redirectUris: ["https://mine.ngrok.app/.portcullis/callback"] }]) assert.ok(!taken(more), JSON.stringify(more));
  });

  it("S14 names its issuer as a person and the network read alike", () => {
    for (const issuer of ["https://acme.okta.com", "https://acme.auth0.com/", "https://id.acme.com:8443/realms/a", "http://localhost:3000", "http://127.0.0.1:1", "https://xn--cme-5cd.okta.com"]) assert.ok(taken({ issuer }), issuer);
    const lookAlikes = [
      "https://аcme.okta.com",
      "https://acme.okta.com@evil.example",
      "https://acme.okta.com:secret@evil.example",
      "https://acme.okta.com\\@evil.example",
      "https://ACME.okta.com",
      "https://acme.okta.com:443",
      "https://acme.okta.com/../x",
      "https://acme.okta.com?x=1",
      "https://acme.okta.com#x",
      "https://acme.okta.com%2eevil.example",
      "http://acme.okta.com",
      "ftp://acme.okta.com",
    ];
    for (const issuer of lookAlikes) assert.ok(!taken({ issuer }), issuer);
  });

  it("S8 names no issuer at which everybody signs in", () => {
    assert.ok(!taken({ kind: "entra", issuer: "https://login.microsoftonline.com/common/v2.0" }));
  });

  it("is read entry by entry, bounded, each content once", () => {
    const read = readSharedProviders([proposal, { ...proposal }, { ...proposal, issuer: "x" }, "text", { ...proposal, name: "Other" }]);
    assert.deepEqual(read.proposals, [proposal, { ...proposal, name: "Other" }]);
    assert.deepEqual(read.broken, [{ entry: 3, field: "issuer" }, { entry: 4, field: "" }]);
    assert.equal(readSharedProviders(Array.from({ length: 50 }, (_, index) => ({ ...proposal, clientId: `c${index}` }))).proposals.length, mostProposals);
    for (const value of [undefined, null, {}, "x"]) assert.deepEqual(readSharedProviders(value), { proposals: [], broken: [] });
  });
});

describe("the digest of a proposal", () => {
  it("is of what it says, whatever the order in which it stands", () => {
    const { name, ...rest } = proposal;
    assert.equal(digestOf({ ...rest, name }), digestOf(proposal));
    assert.equal(digestOf({ ...proposal, postLogoutRedirect: false }), digestOf(proposal));
  });

  it("S14 is another for any difference", () => {
    const others: readonly SharedProvider[] = [{ ...proposal, name: "acme" }, { ...proposal, kind: "other" }, { ...proposal, issuer: "https://acme.okta.com/" }, { ...proposal, clientId: "0oa2" }, { ...proposal, clientAuthentication: "none" }, { ...proposal, scopes: ["openid"] }, { ...proposal, groupsClaim: "roles" }, { ...proposal, postLogoutRedirect: true }];
    assert.equal(new Set([proposal, ...others].map(digestOf)).size, others.length + 1);
    assert.deepEqual(others.map((other) => differences(proposal, other)), [["name"], ["kind"], ["issuer"], ["clientId"], ["clientAuthentication"], ["scopes"], ["groupsClaim"], ["postLogoutRedirect"]]);
  });
});

describe("a provider's link", () => {
  const odd: SharedProvider = { ...proposal, name: "Ä & Co + %26 = #1?", groupsClaim: "https://acme.com/groups", postLogoutRedirect: true };
  const parts = (link: string) => {
    const { pathname: path, search } = new URL(link);
    return { path, query: search.slice(1) };
  };

  it("reads back as written, also where the editor has decoded it once on the way", () => {
    for (const one of [proposal, odd]) {
      const link = providerLink("vscode", "portcullis.portcullis", one);
      assert.match(link, /^vscode:\/\/portcullis\.portcullis\/add-provider\?v=1&provider=[\w-]+$/);
      const { path, query } = parts(link);
      assert.deepEqual(providerFromLink({ path, query }), one);
      assert.deepEqual(providerFromLink({ path, query: decodeURIComponent(query) }), one);
    }
  });

  it("S14 is none with another path or version, twice the same, too long, or with what is no proposal", () => {
    const { path, query } = parts(providerLink("vscode", "a.b", proposal));
    const payload = (value: unknown) => `v=1&provider=${Buffer.from(JSON.stringify(value)).toString("base64url")}`;
    assert.deepEqual(providerFromLink({ path, query: payload(proposal) }), proposal);
    const wrong = [`${query}&provider=x`, query.replace("v=1", "v=2"), "v=1", "", "v=1&provider=%00", "v=1&provider=e30", payload({ ...proposal, clientSecret: "s" }), payload({ ...proposal, issuer: "https://acme.okta.com@evil.example" }), `${payload(proposal)}&x=${"y".repeat(12_000)}`];
    for (const one of wrong) assert.equal(providerFromLink({ path, query: one }), undefined, one.slice(0, 80));
    assert.equal(providerFromLink({ path: "/other", query }), undefined);
  });
});

describe("a profile's id", () => {
  it("is the same for the same client, and never one that another client has", () => {
    const first = profileIdFor(proposal, []);
    assert.match(first, /^okta-[0-9a-f]{12}$/);
    assert.equal(profileIdFor(proposal, [{ ...profile, id: first }]), first);
    const elsewhere = { ...profile, id: first, issuer: "https://evil.example" };
    const second = profileIdFor(proposal, [elsewhere]);
    assert.notEqual(second, first);
    assert.equal(profileIdFor(proposal, [elsewhere]), second);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { brokenRow, expiryText, expiryWarning, providerRow, waitingRow, type ProviderSight } from "../../../src/presentation/providerRows";
import { english } from "./english";

const profile: ProviderProfile = { id: "okta-1", name: "Acme", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid", "email"] };
const now = new Date(2026, 10, 22, 15).getTime();
const row = (change: Partial<ProviderProfile> = {}, sight: Partial<ProviderSight> = {}) => providerRow({ profile: { ...profile, ...change }, secret: "stored", endpointsMoved: false, shares: 0, ...sight }, now);
const described = (...of: Parameters<typeof row>) => english(row(...of).description!);

describe("a provider's row", () => {
  it("names it and the host of its issuer", () => {
    assert.equal(english(row().label), "Acme");
    assert.equal(described(), "acme.okta.com");
    assert.equal(row().icon, "key");
    assert.equal(english(row().accessible), "Identity provider Acme, acme.okta.com");
    assert.equal(english(row().tooltip), "Acme\nOkta\nIssuer https:∕∕acme.okta.com\nClient ID 0oa1\nScopes openid email");
  });

  it("says when the secret expires, and warns from two weeks before", () => {
    const table = [["2027-01-31", "secret expires in 70 days", "key"], ["2026-12-07", "secret expires in 15 days", "key"], ["2026-12-06", "secret expires in 14 days", "warning"], ["2026-12-04", "secret expires in 12 days", "warning"], ["2026-11-23", "secret expires tomorrow", "warning"], ["2026-11-22", "secret expires today", "warning"], ["2026-11-21", "secret expired yesterday", "warning"], ["2026-10-23", "secret expired 30 days ago", "warning"]] as const;
    for (const [secretExpires, said, icon] of table) {
      assert.equal(english(expiryText(secretExpires, now)), said);
      assert.equal(described({ secretExpires }), `${said} · acme.okta.com`);
      assert.equal(row({ secretExpires }).icon, icon, secretExpires);
      assert.equal(expiryWarning({ secretExpires }, now) === undefined, icon === "key", secretExpires);
    }
  });

  it("says what keeps people from signing in before anything else", () => {
    assert.equal(described({ secretExpires: "2026-11-23" }, { secret: "missing" }), "client secret is missing · acme.okta.com");
    assert.equal(described({}, { secret: "missing", endpointsMoved: true }), "its endpoints moved · acme.okta.com");
    assert.equal(row({}, { secret: "missing" }).icon, "warning");
    for (const secret of ["notNeeded", "unknown", "stored"] as const) assert.equal(row({}, { secret }).icon, "key", secret);
  });

  it("names the provider as it is read, whatever the profile calls it (S8)", () => {
    assert.match(english(row({ kind: "okta", issuer: "https://accounts.google.com" }).tooltip), /\nGoogle\n/);
    assert.match(english(row({ kind: "other", issuer: "https://id.acme.com" }).tooltip), /\nOpenID provider\n/);
  });

  it("shows a host as it stands in a certificate, so that letters that look alike are told apart", () => {
    assert.equal(described({ issuer: "https://аcme.okta.com" }), "xn--cme-5cd.okta.com");
    assert.equal(described({ issuer: "https://acme.okta.com@evil.example:8443/a" }), "evil.example:8443");
  });

  it("counts the shares that run with it", () => {
    assert.match(english(row({}, { shares: 1 }).tooltip), /\n1 share runs with it$/);
    assert.match(english(row({}, { shares: 3 }).tooltip), /\n3 shares run with it$/);
  });

  it("S16 is inert, whatever the settings hold", () => {
    const hostile = row({ name: "$(bug) [x](command:y)\u202e", clientId: "`a`" });
    assert.doesNotMatch(`${english(hostile.label)}${english(hostile.tooltip)}${english(hostile.accessible)}`, /[[\]()`$\u202e]/);
  });
});

it("a waiting provider says what it waits for", () => {
  const waiting = waitingRow({ name: "Acme", kind: "jumpcloud" });
  assert.deepEqual([english(waiting.label), english(waiting.description!), waiting.icon], ["Acme", "waiting for client ID", "watch"]);
  assert.equal(english(waiting.tooltip), "Acme\nJumpCloud\nwaiting for client ID");
});

it("an entry that can't be read is shown as one", () => {
  assert.equal(english(brokenRow({ setting: "portcullis.teamProviders", entry: 2, field: "issuer" }).accessible), "Entry 2 can't be read, see issuer in portcullis.teamProviders");
});

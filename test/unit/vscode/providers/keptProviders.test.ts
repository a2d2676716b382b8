import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../../src/base/expectedError";
import type { ProviderProfile } from "../../../../src/identity/providerProfile";
import type { WaitingProfile } from "../../../../src/identity/waitingProfile";
import { registrationTokenKey } from "../../../../src/shares/secretKeys";
import { duplicateProvider, removeProvider, saveProvider } from "../../../../src/vscode/providers/keptProviders";
import { profileOfRow, proposalOfRow, waitingOfRow } from "../../../../src/vscode/providers/providerArgument";
import { ProviderSights } from "../../../../src/vscode/providers/providerSights";
import { SavedSecrets } from "../../../../src/vscode/stores/savedSecrets";
import { MemoryProviders } from "../../../fakes/memoryProviders";
import { MemorySecrets } from "../../../fakes/memorySecrets";
import { share, states } from "../../presentation/shares";

const profile: ProviderProfile = { id: "okta-1", name: "Acme", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid"] };
const endpoints = { token: "https://acme.okta.com", keys: "https://acme.okta.com" };
const stored = { clientSecret: "s3cret", endpoints };

async function house(...profiles: readonly ProviderProfile[]) {
  const store = new MemorySecrets();
  const secrets = new SavedSecrets(store);
  const providers = new MemoryProviders(profiles);
  for (const one of profiles) await secrets.save({ client: { profile: one, stored } }, () => Promise.resolve());
  return { store, secrets, providers };
}

describe("what is changed of a provider", () => {
  it("keeps its secret as long as issuer and client ID stay", async () => {
    const parts = await house(profile);
    await saveProvider(parts, profile, { ...profile, name: "Renamed" }, undefined);
    assert.deepEqual(parts.providers.read().profiles, [{ ...profile, name: "Renamed" }]);
    assert.deepEqual(await parts.secrets.client(profile), stored);
  });

  it("S14 never takes a secret along to another issuer or client ID", async () => {
    for (const change of [{ issuer: "https://evil.example" }, { clientId: "0oa2" }]) {
      const parts = await house(profile);
      await assert.rejects(saveProvider(parts, profile, { ...profile, ...change }, undefined));
      assert.deepEqual(parts.providers.read().profiles, [profile]);
      assert.equal(await parts.secrets.client({ ...profile, ...change }), undefined);
    }
  });

  it("forgets the secret of the client that it was, unless another profile has that client", async () => {
    const moved = { ...profile, clientId: "0oa2" };
    const fresh = { clientSecret: "fresh", endpoints };
    const alone = await house(profile);
    await saveProvider(alone, profile, moved, fresh);
    assert.deepEqual([await alone.secrets.client(profile), await alone.secrets.client(moved)], [undefined, fresh]);
    const both = await house(profile, { ...profile, id: "copy" });
    await saveProvider(both, profile, moved, fresh);
    assert.deepEqual([await both.secrets.client(profile), await both.secrets.client(moved)], [stored, fresh]);
  });

  it("saves nothing where the secret store refuses", async () => {
    const parts = await house(profile);
    parts.store.refuses = true;
    await assert.rejects(saveProvider(parts, profile, { ...profile, clientId: "0oa2" }, stored), /locked/);
    assert.deepEqual(parts.providers.read().profiles, [profile]);
  });
});

describe("what another window did meanwhile", () => {
  const changed = (error: unknown) => error instanceof ExpectedError && error.code === "provider.changed";

  it("to other fields of the profile stays", async () => {
    const parts = await house(profile);
    await saveProvider(parts, profile, { ...profile, scopes: ["openid", "groups"], secretExpires: "2027-01-01" }, undefined);
    const saved = await saveProvider(parts, profile, { ...profile, name: "Renamed" }, undefined);
    assert.deepEqual(saved, { ...profile, name: "Renamed", scopes: ["openid", "groups"], secretExpires: "2027-01-01" });
    assert.deepEqual(parts.providers.entries, [saved]);
  });

  it("can't be undone by what was asked before: a removed profile, its secret and another client stay as they are", async () => {
    const fresh = { clientSecret: "fresh", endpoints };
    for (const there of [[], [{ ...profile, issuer: "https://other.okta.com" }]]) {
      for (const stored of [undefined, fresh]) {
        const parts = await house(...there);
        await assert.rejects(saveProvider(parts, profile, { ...profile, name: "Renamed" }, stored), changed);
        assert.deepEqual(parts.providers.entries, there);
        assert.equal(await parts.secrets.client(profile), undefined);
      }
    }
    const parts = await house({ ...profile, issuer: "https://other.okta.com" });
    await assert.rejects(removeProvider(parts, profile), changed);
    assert.equal(parts.store.held.size, 1);
  });

  it("is not written over by a new profile of its id", async () => {
    const other = { ...profile, clientId: "0oa2" };
    const parts = await house(other);
    await assert.rejects(saveProvider(parts, undefined, profile, stored), changed);
    assert.deepEqual([parts.providers.entries, await parts.secrets.client(profile)], [[other], undefined]);
  });
});

it("S27 the token by which a client is managed goes with the client", async () => {
  const uri = "https://acme.okta.com/register/1";
  const made: ProviderProfile = { ...profile, registration: { by: "rfc7591", uri } };
  const parts = await house(made);
  await parts.secrets.saveRegistrationToken(uri, "t0ken");
  await saveProvider(parts, made, { ...made, name: "Renamed" }, undefined);
  assert.equal(await parts.secrets.registrationToken(uri), "t0ken");
  await saveProvider(parts, { ...made, name: "Renamed" }, { ...profile, clientId: "0oa2" }, stored);
  assert.equal(await parts.secrets.registrationToken(uri), undefined);
});

describe("a duplicate", () => {
  it("is another profile of the same client, and does not own what was made by API", async () => {
    const made: ProviderProfile = { ...profile, registration: { by: "okta", appId: "0oa1" }, secretExpires: "2027-01-01" };
    const parts = await house(made);
    const copy = await duplicateProvider(parts, made, "Acme (copy)");
    assert.notEqual(copy.id, made.id);
    assert.deepEqual(copy, { ...profile, id: copy.id, name: "Acme (copy)", secretExpires: "2027-01-01" });
    assert.deepEqual(parts.providers.read().profiles, [made, copy]);
    assert.deepEqual(await parts.secrets.client(copy), stored);
  });
});

describe("a provider that is removed", () => {
  it("takes its secret and its registration access token along", async () => {
    const uri = "https://acme.okta.com/register/1";
    const made: ProviderProfile = { ...profile, registration: { by: "rfc7591", uri } };
    const parts = await house(made);
    await parts.secrets.saveRegistrationToken(uri, "t0ken");
    assert.equal(await parts.secrets.registrationToken(uri), "t0ken");
    assert.ok(parts.store.held.has(registrationTokenKey(uri)));
    await removeProvider(parts, made);
    assert.equal(parts.store.held.size, 0);
    assert.deepEqual(parts.providers.entries, []);
  });

  it("leaves the secret to the other profile of the same client", async () => {
    const copy = { ...profile, id: "copy" };
    const parts = await house(profile, copy);
    await removeProvider(parts, profile);
    assert.deepEqual(await parts.secrets.client(copy), stored);
    await removeProvider(parts, copy);
    assert.equal(parts.store.held.size, 0);
  });

  it("stays in the settings where the secret store refuses, so that no secret is left without its profile", async () => {
    const parts = await house(profile);
    parts.store.refuses = true;
    await assert.rejects(removeProvider(parts, profile), /locked/);
    assert.deepEqual(parts.providers.entries, [profile]);
  });
});

describe("what the view sees of a provider", () => {
  async function seeing(of: ProviderProfile, { seen = new Map<string, typeof endpoints>(), shares = [] as ReturnType<typeof share>[], saved = true } = {}) {
    const { secrets, store, providers } = await house(of);
    if (!saved) await secrets.forgetClient(of);
    const sights = new ProviderSights({ secrets, providers, registry: { shares }, seen });
    let changes = 0;
    sights.onDidChange(() => (changes += 1));
    return { sights, store, secrets, providers, changes: () => changes };
  }
  const sight = async (...of: Parameters<typeof seeing>) => {
    const { sights } = await seeing(...of);
    await sights.look();
    return sights.of(of[0]);
  };

  it("is whether its secret is there", async () => {
    assert.equal((await sight(profile)).secret, "stored");
    assert.equal((await sight(profile, { saved: false })).secret, "missing");
    assert.equal((await sight({ ...profile, clientAuthentication: "none" }, { saved: false })).secret, "notNeeded");
    assert.equal((await sight({ ...profile, vaultSecret: { vault: "v", name: "n" } }, { saved: false })).secret, "notNeeded");
  });

  it("does not wait for the secret store, and is seen anew once that has answered something else", async () => {
    const { sights, store, secrets, changes } = await seeing(profile);
    assert.equal(sights.of(profile).secret, "unknown");
    await sights.look();
    await sights.look();
    assert.deepEqual([sights.of(profile).secret, changes()], ["stored", 1]);
    await secrets.forgetClient(profile);
    await sights.look();
    assert.deepEqual([sights.of(profile).secret, changes()], ["missing", 2]);
    store.refuses = true;
    await sights.look();
    assert.deepEqual([sights.of(profile).secret, changes()], ["unknown", 3]);
  });

  it("S20 is whether its document names other endpoints by now", async () => {
    const at = "https://acme.okta.com/.well-known/openid-configuration";
    assert.equal((await sight(profile, { seen: new Map([[at, endpoints]]) })).endpointsMoved, false);
    assert.equal((await sight(profile, { seen: new Map([[at, { ...endpoints, token: "https://evil.example" }]]) })).endpointsMoved, true);
    assert.equal((await sight(profile, { seen: new Map([["https://other.example/.well-known/openid-configuration", { ...endpoints, token: "https://evil.example" }]]) })).endpointsMoved, false);
  });

  it("is how many shares run with its client", async () => {
    const live = share(states.live, { provider: profile });
    const failed = share(states.failed, { provider: profile });
    const other = share(states.live, { provider: { ...profile, clientId: "0oa2" } });
    assert.equal((await sight(profile, { shares: [live, failed, other] })).shares, 1);
  });
});

describe("the row that a menu passes along", () => {
  it("means its provider; the palette passes nothing; one that is gone means no other", () => {
    assert.equal(profileOfRow({ kind: "provider", providerId: "okta-1" }, [profile]), profile);
    for (const argument of [undefined, "x", {}, { kind: "waiting", waitingId: "okta-1" }, { kind: "provider" }]) assert.equal(profileOfRow(argument, [profile]), undefined);
    assert.throws(() => profileOfRow({ kind: "provider", providerId: "gone" }, [profile]), { name: "Cancelled" });
  });

  it("means what waits, or what is proposed", () => {
    const waiting: WaitingProfile = { id: "w", name: "Acme", kind: "okta", waiting: true, redirectUris: ["https://a.example/x"] };
    assert.equal(waitingOfRow({ kind: "waiting", waitingId: "w" }, [waiting]), waiting);
    assert.equal(waitingOfRow({ kind: "provider", providerId: "w" }, [waiting]), undefined);
    assert.throws(() => waitingOfRow({ kind: "waiting", waitingId: "gone" }, [waiting]), { name: "Cancelled" });
    assert.equal(proposalOfRow({ kind: "proposal", proposal: "d1" }), "d1");
    assert.equal(proposalOfRow({ kind: "provider", providerId: "w" }), undefined);
  });
});

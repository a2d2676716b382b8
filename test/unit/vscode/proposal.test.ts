import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import type { ConfigSignIn } from "../../../src/ngrok/configSignIn";
import type { DiscoveredProviderRecord } from "../../../src/protocol/messages";
import type { SavedSecrets } from "../../../src/vscode/stores/savedSecrets";
import type { ProviderSettings } from "../../../src/vscode/stores/providerSettings";
import type { ShareDialogParts } from "../../../src/vscode/dialog/draft";
import { proposedClient, proposedDraft } from "../../../src/vscode/dialog/proposal";

const signal = new AbortController().signal;
const signIn: ConfigSignIn = { issuer: "https://acme-admin.okta.com/", clientId: "0oa1", clientSecret: { kind: "value", value: " of-the-file " }, scopes: ["openid", "groups", "two words"], rule: { everyone: false, domains: ["acme.com"], emails: [] } };
const saved: ProviderProfile = { id: "okta-1", name: "Ours", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid"] };
const endpoints = { token: "https://acme.okta.com", keys: "https://acme.okta.com" };

/** A provider that answers at one address, and what is saved already. */
function parts(profiles: readonly ProviderProfile[] = []): Pick<ShareDialogParts, "registry" | "secrets" | "providers"> & { readonly asked: string[] } {
  const asked: string[] = [];
  const discover = (address: string) => {
    asked.push(address);
    if (new URL(address).host !== "acme.okta.com") return Promise.reject(new ExpectedError("oidc.issuerUnreachable", { host: new URL(address).host }));
    return Promise.resolve({ issuer: "https://acme.okta.com", tokenEndpoint: "https://acme.okta.com/token", jwksUri: "https://acme.okta.com/keys", tokenAuthMethods: [], scopes: [] } as unknown as DiscoveredProviderRecord);
  };
  return {
    asked,
    registry: { shares: [], stop: () => Promise.resolve(), change: () => Promise.reject(new Error("nothing changes")), discover, cloudPolicy: () => Promise.reject(new Error("not asked here")), learnOrigin: () => Promise.reject(new Error("not asked here")) },
    secrets: { client: () => Promise.resolve({ clientSecret: "stored", endpoints }) } as unknown as SavedSecrets,
    providers: { read: () => ({ profiles, broken: [] }) } as unknown as ProviderSettings,
  };
}

describe("proposedClient", () => {
  it("looks at the provider as the dialogue does, and takes its own word for the issuer", async () => {
    const own = parts();
    const client = await proposedClient(own, signIn, signal);
    assert.deepEqual(own.asked, ["https://acme.okta.com"]);
    assert.deepEqual([client.kind, client.saved, client.discovered?.issuer, client.clientId, client.clientSecret, client.secretAsked], ["okta", undefined, "https://acme.okta.com", "0oa1", "of-the-file", false]);
    assert.deepEqual(client.scopes, ["openid", "profile", "email", "groups"]);
    assert.deepEqual(client.endpoints, endpoints);
  });

  it("takes a client that is saved as it is saved, and its endpoints with it (S20), unless the file has a secret of its own", async () => {
    const without = await proposedClient(parts([saved]), { ...signIn, clientSecret: { kind: "missing" } }, signal);
    assert.deepEqual([without.saved, without.clientSecret, without.endpoints, without.discovered], [saved, "stored", endpoints, undefined]);
    assert.equal((await proposedClient(parts([saved]), signIn, signal)).clientSecret, "of-the-file");
    const other = await proposedClient(parts([{ ...saved, clientId: "0oa2" }]), { ...signIn, clientSecret: { kind: "missing" } }, signal);
    assert.deepEqual([other.saved, other.clientSecret, other.secretAsked], [undefined, undefined, true]);
  });

  it("leaves a client secret that rests in ngrok's vault there, where its name can be one", async () => {
    const inVault = (name: string) => proposedClient(parts([saved]), { ...signIn, clientSecret: { kind: "vault", vault: "sso", name } }, signal);
    const client = await inVault("okta");
    assert.deepEqual([client.vaultSecret, client.clientSecret, client.secretAsked, client.saved], [{ vault: "sso", name: "okta" }, undefined, false, undefined]);
    const odd = await inVault("-${x}");
    assert.deepEqual([odd.vaultSecret, odd.saved], [undefined, saved]);
  });

  it("asks nobody at what is no https address, and says who can't be reached, without the secret", async () => {
    for (const issuer of ["ftp://acme.okta.com", "acme okta"]) {
      const own = parts();
      await assert.rejects(proposedClient(own, { ...signIn, issuer }, signal), (error) => error instanceof ExpectedError && error.code === "oidc.issuerNotAllowed" && !error.message.includes("of-the-file"));
      assert.deepEqual(own.asked, []);
    }
    await assert.rejects(proposedClient(parts(), { ...signIn, issuer: "https://login.acme.com" }, signal), (error) => error instanceof ExpectedError && error.code === "oidc.issuerUnreachable");
  });

  it("proposes what the file says, and sign-in where it was", async () => {
    const client = await proposedClient(parts(), signIn, signal);
    const draft = proposedDraft({ port: 3000, scheme: "http", client, rule: signIn.rule, domain: "app.acme.com", authtoken: undefined }, { scheme: "http", address: "127.0.0.1", port: 3000 });
    assert.deepEqual([draft.proposed, draft.remembered, draft.enforcement, draft.rule, draft.client, draft.tunnel], [true, false, "edge", signIn.rule, client, { kind: "ngrok", domain: "app.acme.com" }]);
  });
});

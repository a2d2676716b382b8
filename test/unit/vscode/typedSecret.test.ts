import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import type { WaitingProfile } from "../../../src/identity/waitingProfile";
import type { FoundIssuer } from "../../../src/vscode/dialog/findIssuer";
import { saveGuided } from "../../../src/vscode/panels/guidedSave";
import { secretToSave, TypedSecret } from "../../../src/vscode/panels/typedSecret";
import { SavedSecrets } from "../../../src/vscode/stores/savedSecrets";
import { MemoryProviders } from "../../fakes/memoryProviders";
import { MemorySecrets } from "../../fakes/memorySecrets";

const issuer = "https://acme.okta.com";
const other = "https://other.okta.com";
const at = (where: string, token = where): FoundIssuer => ({ kind: "okta", discovered: { issuer: where, authorizationEndpoint: `${where}/a`, tokenEndpoint: `${token}/t`, jwksUri: `${where}/k`, tokenAuthMethods: ["client_secret_basic"] } });
const waiting: WaitingProfile = { id: "w", name: "Okta", kind: "okta", waiting: true, redirectUris: ["https://a.example/.portcullis/callback"] };

function stores() {
  const secrets = new SavedSecrets(new MemorySecrets());
  return { secrets, providers: new MemoryProviders([waiting]) };
}

describe("the client secret of the guided page", () => {
  it("S14 is for the issuer that it was typed for, and gone when it is dropped", async () => {
    const typed = new TypedSecret();
    typed.hold("typed", issuer);
    const ask = (where: string) => secretToSave(stores(), typed, { found: at(where), clientId: "0oa1", saved: undefined });
    assert.deepEqual([await ask(other), await ask(issuer)], [undefined, "typed"]);
    typed.drop();
    assert.equal(await ask(issuer), undefined);
  });

  it("S14 is for the first issuer that is found, where it was typed before", () => {
    const typed = new TypedSecret();
    typed.hold("typed", undefined);
    assert.deepEqual([typed.for(issuer), typed.for(other), typed.for(issuer)], ["typed", undefined, "typed"]);
  });

  it("S20 is typed once more where the stored one would go elsewhere than before, or is of another client", async () => {
    const parts = stores();
    const saved: ProviderProfile = await saveGuided(parts, { found: at(issuer), clientId: "0oa1", clientSecret: "stored", waiting });
    const ask = (found: FoundIssuer, clientId = "0oa1") => secretToSave(parts, new TypedSecret(), { found, clientId, saved });
    assert.equal(await ask(at(issuer)), "stored");
    assert.deepEqual([await ask(at(issuer, "https://evil.example")), await ask(at(other)), await ask(at(issuer), "0oa2")], [undefined, undefined, undefined]);
  });
});

describe("what the guided page saves", () => {
  it("takes the place of what was waiting", async () => {
    const parts = stores();
    const saved = await saveGuided(parts, { found: at(issuer), clientId: "0oa1", clientSecret: "stored", waiting });
    assert.deepEqual(parts.providers.entries, [saved]);
  });

  it("keeps what the person said of this client before, and the last day as long as the secret is the same", async () => {
    const parts = stores();
    const saved = await saveGuided(parts, { found: at(issuer), clientId: "0oa1", clientSecret: "stored", waiting: undefined });
    const mine: ProviderProfile = { ...saved, name: "Mine", groupsClaim: "roles", postLogoutRedirect: true, registration: { by: "okta", appId: "0oa1" } };
    await parts.providers.save({ ...mine, secretExpires: "2027-01-01" });
    assert.deepEqual(await saveGuided(parts, { found: at(issuer), clientId: "0oa1", clientSecret: "stored", waiting: undefined }), { ...mine, secretExpires: "2027-01-01" });
    assert.deepEqual(await saveGuided(parts, { found: at(issuer), clientId: "0oa1", clientSecret: "fresh", waiting: undefined }), mine);
  });
});

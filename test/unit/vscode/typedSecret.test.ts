import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mostRedirectUris, providerProfileSchema, type ProviderProfile } from "../../../src/identity/providerProfile";
import type { WaitingProfile } from "../../../src/identity/waitingProfile";
import { usedRedirectUris } from "../../../src/shares/usedRedirectUris";
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
    const saved: ProviderProfile = await saveGuided(parts, { found: at(issuer), clientId: "0oa1", clientSecret: "stored", redirectUris: waiting.redirectUris, waiting });
    const ask = (found: FoundIssuer, clientId = "0oa1") => secretToSave(parts, new TypedSecret(), { found, clientId, saved });
    assert.equal(await ask(at(issuer)), "stored");
    assert.deepEqual([await ask(at(issuer, "https://evil.example")), await ask(at(other)), await ask(at(issuer), "0oa2")], [undefined, undefined, undefined]);
  });
});

describe("what the guided page saves", () => {
  it("takes the place of what was waiting", async () => {
    const parts = stores();
    const saved = await saveGuided(parts, { found: at(issuer), clientId: "0oa1", clientSecret: "stored", redirectUris: waiting.redirectUris, waiting });
    assert.deepEqual(parts.providers.entries, [saved]);
  });

  it("keeps what the person said of this client before, and the last day as long as the secret is the same", async () => {
    const parts = stores();
    const saved = await saveGuided(parts, { found: at(issuer), clientId: "0oa1", clientSecret: "stored", redirectUris: waiting.redirectUris, waiting: undefined });
    const mine: ProviderProfile = { ...saved, name: "Mine", groupsClaim: "roles", postLogoutRedirect: true, registration: { by: "okta", appId: "0oa1" } };
    await parts.providers.save({ ...mine, secretExpires: "2027-01-01" });
    assert.deepEqual(await saveGuided(parts, { found: at(issuer), clientId: "0oa1", clientSecret: "stored", redirectUris: waiting.redirectUris, waiting: undefined }), { ...mine, secretExpires: "2027-01-01" });
    assert.deepEqual(await saveGuided(parts, { found: at(issuer), clientId: "0oa1", clientSecret: "fresh", redirectUris: waiting.redirectUris, waiting: undefined }), mine);
  });

  it("S27 keeps what was asked to be registered, with what the client knew before, so that its removal offers all of it", async () => {
    const parts = stores();
    const client = { found: at(issuer), clientId: "0oa1", clientSecret: "stored", waiting: undefined };
    const edge = "https://idp.ngrok.com/oauth2/callback";
    const local = (port: number) => `http://localhost:${port}/.portcullis/callback`;
    assert.deepEqual((await saveGuided(parts, { ...client, waiting, redirectUris: waiting.redirectUris })).redirectUris, waiting.redirectUris);
    const saved = await saveGuided(parts, { ...client, redirectUris: [...waiting.redirectUris, edge] });
    assert.deepEqual(saved.redirectUris, [...waiting.redirectUris, edge]);
    assert.deepEqual(usedRedirectUris(saved, { last: undefined, byPort: new Map() }, []), saved.redirectUris);
    assert.deepEqual((await saveGuided(parts, { ...client, redirectUris: [] })).redirectUris, saved.redirectUris, "nothing is forgotten where the page knows of none");
    for (let port = 1; port <= 30; port += 1) await saveGuided(parts, { ...client, redirectUris: [local(port)] });
    const [kept] = parts.providers.read().profiles;
    assert.deepEqual(kept?.redirectUris, Array.from({ length: mostRedirectUris }, (_, index) => local(11 + index)), "the newest, and as many as can be read back");
  });

  it("says nothing of redirect URIs where none is known, which no profile could be read with", async () => {
    const saved = await saveGuided(stores(), { found: at(issuer), clientId: "0oa1", clientSecret: "stored", redirectUris: [], waiting: undefined });
    assert.deepEqual([Object.keys(saved).includes("redirectUris"), providerProfileSchema.safeParse(saved).success], [false, true]);
  });
});

// What tells one provider's client from another's: whose issuer it is, and how people are signed out there.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock";
import { ExpectedError } from "../../../src/base/expectedError";
import type { Person } from "../../../src/identity/person";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { createOpenidClient, type OpenidClient } from "../../../src/oidc/openidClient";
import { FakeProvider, issuer, newKey, profile, redirectUri } from "./fakeProvider";

const signal = AbortSignal.timeout(60_000);
const keys = [newKey("k1")];
const person: Person = { issuer, subject: "u1", email: "a@acme.com", emailVerified: true, name: undefined, preferredUsername: "a", groups: [] };
const comeBack = { uri: "https://share.example/.portcullis/sign-out", state: "s1" };

async function start(change: Partial<ProviderProfile>, document: Record<string, unknown> = {}): Promise<{ provider: FakeProvider; client: OpenidClient }> {
  const provider = new FakeProvider();
  provider.keys = keys;
  Object.assign(provider.document, document);
  return { provider, client: await createOpenidClient({ profile: { ...profile, ...change }, clientSecret: "s", fetch: provider.fetch, clock: systemClock }, signal) };
}

const parameters = (url: string | undefined) => Object.fromEntries(new URL(url ?? "").searchParams);

describe("signing out of providers that have a form of their own", () => {
  it("asks Cognito with logout_uri, and not at all where that is not registered", async () => {
    const { client } = await start({ kind: "cognito", postLogoutRedirect: true });
    const end = client.endSessionUrl({ idToken: "a.b.c", person, comeBack });
    assert.deepEqual([parameters(end?.url), end?.comesBack], [{ client_id: "client-1", logout_uri: comeBack.uri }, false]);
    const without = await start({ kind: "cognito" });
    assert.deepEqual([without.client.endSessionEndpoint, without.client.endSessionUrl({ idToken: "a.b.c", person, comeBack })], [undefined, undefined]);
  });

  it("asks Auth0 as its document says, and at /v2/logout where that says nothing", async () => {
    const named = await start({ kind: "auth0" });
    assert.deepEqual(parameters(named.client.endSessionUrl({ idToken: "a.b.c", person, comeBack })?.url), { client_id: "client-1", id_token_hint: "a.b.c" });
    const old = { end_session_endpoint: undefined };
    const { client } = await start({ kind: "auth0" }, old);
    assert.equal(client.endSessionEndpoint, `${issuer}/v2/logout`);
    assert.deepEqual(parameters(client.endSessionUrl({ idToken: "a.b.c", person, comeBack })?.url), { client_id: "client-1" });
    const registered = await start({ kind: "auth0", postLogoutRedirect: true }, old);
    const end = registered.client.endSessionUrl({ idToken: "a.b.c", person, comeBack });
    assert.deepEqual([parameters(end?.url), end?.comesBack], [{ client_id: "client-1", returnTo: comeBack.uri }, false]);
  });

  it("has no place to ask at where the document names none", async () => {
    for (const kind of ["google", "gitlab", "salesforce", "other"] as const) assert.equal((await start({ kind }, { end_session_endpoint: undefined })).client.endSessionEndpoint, undefined, kind);
  });
});

describe("S8 an issuer of everybody", () => {
  it("S8 is refused before anything is fetched, whatever the profile calls the provider", async () => {
    for (const shared of ["https://login.microsoftonline.com/common/v2.0", "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", "https://login.salesforce.com"]) {
      const provider = new FakeProvider();
      const made = createOpenidClient({ profile: { ...profile, issuer: shared }, clientSecret: "s", fetch: provider.fetch, clock: systemClock }, signal);
      await assert.rejects(made, (error) => error instanceof ExpectedError && error.code === "oidc.sharedIssuer");
      assert.deepEqual(provider.asked, []);
    }
  });
});

describe("S8 what userinfo says of an address", () => {
  const tenant = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";
  const own = `${issuer}/${tenant}/v2.0`;

  /** A whole sign-in at Entra ID whose ID token and userinfo say these. */
  async function signIn(inToken: Record<string, unknown>, userinfo: Record<string, unknown>): Promise<Person> {
    const provider = new FakeProvider();
    provider.keys = keys;
    provider.document["issuer"] = own;
    const fetch: FakeProvider["fetch"] = (request, stop) => provider.fetch({ ...request, url: request.url.replace(`/${tenant}/v2.0/.well-known`, "/.well-known") }, stop);
    const client = await createOpenidClient({ profile: { ...profile, kind: "entra", issuer: own }, clientSecret: "s", fetch, clock: systemClock }, signal);
    const begun = await client.begin({ redirectUri, returnTo: "/" });
    const now = Math.floor(Date.now() / 1000);
    const token = await provider.sign({ iss: own, aud: profile.clientId, sub: "u1", iat: now, exp: now + 600, nonce: new URL(begun.url).searchParams.get("nonce"), tid: tenant, ...inToken });
    provider.userinfo = { sub: "u1", ...userinfo };
    provider.tokenAnswer = () => Promise.resolve({ status: 200, body: { access_token: "at", token_type: "Bearer", id_token: token } });
    return (await client.finish({ callbackUrl: new URL(`${redirectUri}?code=c&state=${begun.state}`), transactions: [begun.transaction] }, signal)).person;
  }

  it("S8 is no word of the ID token's: xms_edov of one is not for the address of the other", async () => {
    assert.deepEqual(pair(await signIn({ xms_edov: true }, { email: "a@acme.com" })), ["a@acme.com", false]);
    assert.deepEqual(pair(await signIn({ email: "a@acme.com", xms_edov: true }, {})), ["a@acme.com", true]);
    assert.deepEqual(pair(await signIn({}, { email: "a@acme.com", xms_edov: true })), ["a@acme.com", true]);
  });

  it("S8 is of nobody where the token is another tenant's", async () => {
    await assert.rejects(signIn({ tid: "11111111-2222-3333-4444-555555555555", email: "a@acme.com", xms_edov: true }, {}), (error) => error instanceof ExpectedError && error.code === "oidc.tokenInvalid");
  });

  const pair = ({ email, emailVerified }: Person) => [email, emailVerified];
});

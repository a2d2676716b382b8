// A client that was made by API signs people in at the gate, and no longer once its redirect URI was taken back.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { systemClock } from "../../src/base/clock";
import type { ProviderProfile } from "../../src/identity/providerProfile";
import { discoverProvider } from "../../src/oidc/discoverProvider";
import { createOpenidClient } from "../../src/oidc/openidClient";
import { AdminCalls } from "../../src/registration/adminCall";
import { adminHost } from "../../src/registration/adminHost";
import { AdminToken } from "../../src/registration/adminToken";
import { addressesOf, type ClientToRegister, type RegisteredClient } from "../../src/registration/clientToRegister";
import { registerDynamically } from "../../src/registration/dynamic/registerDynamically";
import { OktaApi } from "../../src/registration/okta/oktaApi";
import { registerAtOkta } from "../../src/registration/okta/registerAtOkta";
import { takeBack } from "../../src/registration/takeBack";
import { freePort } from "../rig/freePort";
import type { RigClient } from "../rig/provider/clients";
import { kindOf } from "../rig/provider/personality";
import { startProvider, type RunningProvider } from "../rig/provider/startProvider";
import { goodApiToken, oktaManagement, usualGroups, type OktaApp } from "../rig/registration/oktaManagement";
import { Visitor } from "../rig/visitor";
import { nodeFetch, startGate, type GateRig } from "./gateRig";

const { signal } = new AbortController();
const channel = { fetch: (url: string, init: RequestInit) => fetch(url, init), certificateChecksOff: () => false, clock: systemClock, userAgent: "portcullis/test" };
const host = (issuer: string) => adminHost({ kind: "other", asked: issuer, discovered: { issuer }, confirm: () => Promise.resolve(true) });

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

async function gateFor(provider: RunningProvider, register: (client: ClientToRegister) => Promise<RegisteredClient>): Promise<{ readonly gate: GateRig; readonly profile: ProviderProfile; readonly registered: RegisteredClient }> {
  const port = await freePort();
  const registered = await register({ name: "Portcullis", ...addressesOf(`http://localhost:${port}`), authentication: "client_secret_basic" });
  const { clientId, clientSecret, authentication, postLogoutRedirect, registration } = registered;
  const profile: ProviderProfile = { id: "p", name: "Rig", kind: kindOf(provider.personality), issuer: provider.issuer, clientId, clientAuthentication: authentication, scopes: ["openid", "profile", "email"], postLogoutRedirect, ...(registration && { registration }) };
  const openid = await createOpenidClient({ profile, clientSecret, fetch: nodeFetch, clock: systemClock }, signal);
  const gate = await startGate({ openid, http: true, frontDoor: { loopbackPort: port } });
  running.push(gate);
  return { gate, profile, registered };
}

/** @returns the answer that a person who signs in gets in the end */
const visit = (gate: GateRig) => new Visitor().navigate(gate.origin, { as: "alice@acme.com" });

describe("a client that was registered dynamically", () => {
  it("signs a person in at the gate, and nobody any more once its redirect URI is taken back", async () => {
    const provider = await startProvider({ personality: "keycloak", initialAccessToken: "the-initial-access-token", clients: [] });
    running.push(provider);
    const { registrationEndpoint = "" } = await discoverProvider({ address: provider.issuer, fetch: nodeFetch, signal });
    const { gate, profile, registered } = await gateFor(provider, async (client) =>
      registerDynamically({ channel, host: await host(provider.issuer), token: new AdminToken("Bearer", "the-initial-access-token") }, { client, endpoint: registrationEndpoint, consoleUrl: undefined }, () => Promise.resolve(), signal),
    );
    assert.equal((await visit(gate)).body, "the app's secret");
    assert.equal(gate.app.seen.length, 1);
    assert.equal(profile.postLogoutRedirect, true);

    const tokens = new Map([[profile.registration?.by === "rfc7591" ? profile.registration.uri : "", registered.registrationToken ?? ""]]);
    const parts = {
      channel,
      adminAccess: () => assert.fail("an admin token was asked for"),
      tokens: { registrationToken: (uri: string) => Promise.resolve(tokens.get(uri)), saveRegistrationToken: (uri: string, token: string) => Promise.resolve(void tokens.set(uri, token)), forgetRegistrationToken: (uri: string) => Promise.resolve(void tokens.delete(uri)) },
      secretChanged: () => assert.fail("another secret"),
    };
    assert.equal(await takeBack(parts, profile, { redirectUri: `${gate.origin}/.portcullis/callback` }, signal), "done");
    const refused = await visit(gate);
    assert.match(refused.body, /Invalid parameter: redirect_uri/);
    assert.equal(gate.app.seen.length, 1);
    assert.equal(await takeBack(parts, profile, "client", signal), "done");
    assert.match((await visit(gate)).body, /invalid_client/);
    assert.equal(gate.app.seen.length, 1);
  });
});

describe("an application that was made at Okta", () => {
  it("signs a person in at the gate, and nobody any more once it is taken back", async () => {
    let clients: RigClient[] = [];
    const okta = oktaManagement({ changed: (apps) => register(clients, apps) });
    const provider = await startProvider({ personality: "okta", beside: { path: "/api/v1/", handle: okta.handle }, clients: [] });
    clients = provider.clients;
    running.push(provider);
    const { issuer } = provider;
    const api = new OktaApi(new AdminCalls(channel, await host(issuer), new AdminToken("SSWS", goodApiToken)));
    const { gate, profile } = await gateFor(provider, (client) => registerAtOkta(api, { client, groups: [usualGroups[1]!], orgUrl: true }, () => Promise.resolve(), signal));
    assert.equal((await visit(gate)).body, "the app's secret");

    const parts = { channel, adminAccess: async () => ({ host: await host(issuer), token: new AdminToken("SSWS", goodApiToken) }), tokens: { registrationToken: () => assert.fail(), saveRegistrationToken: () => assert.fail(), forgetRegistrationToken: () => assert.fail() }, secretChanged: () => assert.fail() };
    assert.equal(await takeBack(parts, profile, { redirectUri: `${gate.origin}/.portcullis/callback` }, signal), "done");
    assert.match((await visit(gate)).body, /must be a Login redirect URI/);
    assert.equal(await takeBack(parts, profile, "client", signal), "done");
    assert.equal(gate.app.seen.length, 1);
  });
});

/** The organisation's applications are the provider's clients. */
function register(clients: RigClient[], apps: ReadonlyMap<string, OktaApp>): void {
  clients.splice(0, clients.length, ...[...apps.values()].filter(({ status }) => status === "ACTIVE").map(({ id, clientSecret, body }): RigClient => ({
    clientId: id,
    clientSecret,
    authMethod: body.credentials.oauthClient.token_endpoint_auth_method ?? "client_secret_basic",
    redirectUris: body.settings.oauthClient.redirect_uris,
    postLogoutRedirectUris: body.settings.oauthClient.post_logout_redirect_uris ?? [],
    backchannelLogoutUri: undefined,
  })));
}

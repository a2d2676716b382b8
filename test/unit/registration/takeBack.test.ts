import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { AdminCalls } from "../../../src/registration/adminCall";
import { AdminToken, adminTokenFromInput } from "../../../src/registration/adminToken";
import { registerDynamically } from "../../../src/registration/dynamic/registerDynamically";
import { OktaApi } from "../../../src/registration/okta/oktaApi";
import { registerAtOkta } from "../../../src/registration/okta/registerAtOkta";
import { takeBack, type TakeBackParts } from "../../../src/registration/takeBack";
import { dynamicRegistrar, goodInitialToken, registrationPath, type DynamicOptions, type DynamicRegistrar } from "../../rig/registration/dynamicRegistration";
import { goodApiToken, oktaManagement, usualGroups, type OktaManagement } from "../../rig/registration/oktaManagement";
import { startStandIn, type StandIn } from "../../rig/registration/standIn";
import { channel, confirmedHost, failure, signal, toRegister } from "./registering";

let present: StandIn;
let listening: Awaited<ReturnType<typeof startStandIn>>;
before(async () => {
  present = oktaManagement();
  listening = await startStandIn({ ...present, handle: (request, response) => present.handle(request, response) });
});
after(() => listening.close());

const [gate = "", edge = ""] = toRegister.redirectUris;
const base = { id: "p-1", name: "Ours", clientId: "c", clientAuthentication: "client_secret_basic" as const, scopes: ["openid"] } satisfies Partial<ProviderProfile>;

function parts(over: Partial<TakeBackParts> = {}) {
  const tokens = new Map<string, string>();
  const secrets: string[] = [];
  const asked: AdminToken[] = [];
  const all: TakeBackParts = {
    channel: channel(),
    async adminAccess() {
      const token = adminTokenFromInput(goodApiToken, "okta")!;
      asked.push(token);
      return { host: await confirmedHost(listening.origin), token };
    },
    tokens: {
      registrationToken: (uri) => Promise.resolve(tokens.get(uri)),
      saveRegistrationToken: (uri, token) => Promise.resolve(void tokens.set(uri, token)),
      forgetRegistrationToken: (uri) => Promise.resolve(void tokens.delete(uri)),
    },
    secretChanged: (_profile, secret) => Promise.resolve(void secrets.push(secret)),
    ...over,
  };
  return { all, tokens, secrets, asked };
}

describe("taking back what was made at Okta", () => {
  let okta: OktaManagement;
  let profile: ProviderProfile;
  beforeEach(async () => {
    present = okta = oktaManagement();
    const api = new OktaApi(new AdminCalls(channel(), await confirmedHost(listening.origin), adminTokenFromInput(goodApiToken, "okta")!));
    const { clientId, registration } = await registerAtOkta(api, { client: toRegister, groups: [usualGroups[1]!], orgUrl: true }, () => Promise.resolve(), signal);
    profile = { ...base, kind: "okta", issuer: listening.origin, clientId, registration: registration! };
    okta.calls.length = 0;
  });
  const app = () => [...okta.apps.values()][0]!;

  it("removes one share's addresses, and leaves everything else as it was", async () => {
    const before = structuredClone(app().body);
    const own = parts();
    assert.equal(await takeBack(own.all, profile, { redirectUri: gate }, signal), "done");
    assert.deepEqual(okta.calls.map(({ method }) => method), ["GET", "PUT"]);
    const { redirect_uris, post_logout_redirect_uris, ...rest } = app().body.settings.oauthClient;
    assert.deepEqual([redirect_uris, post_logout_redirect_uris], [[edge], []]);
    const { redirect_uris: _, post_logout_redirect_uris: __, ...earlier } = before.settings.oauthClient;
    for (const [name, value] of Object.entries(earlier)) assert.deepEqual(rest[name as keyof typeof rest], value, name);
    assert.equal(app().body.settings.notes?.admin, before.settings.notes?.admin);
    assert.deepEqual(app().groups, [usualGroups[1]!.id]);
    assert.throws(() => own.asked[0]?.header, /dropped/);
  });

  it("changes nothing where the address is not there, or is the only one", async () => {
    assert.equal(await takeBack(parts().all, profile, { redirectUri: `${gate}/` }, signal), "notThere");
    await takeBack(parts().all, profile, { redirectUri: gate }, signal);
    okta.calls.length = 0;
    assert.equal(await takeBack(parts().all, profile, { redirectUri: edge }, signal), "last");
    assert.deepEqual(okta.calls.map(({ method }) => method), ["GET"]);
  });

  it("removes the application, and finds it gone the next time", async () => {
    assert.equal(await takeBack(parts().all, profile, "client", signal), "done");
    assert.equal(okta.apps.size, 0);
    assert.equal(await takeBack(parts().all, profile, "client", signal), "gone");
    assert.equal(await takeBack(parts().all, profile, { redirectUri: gate }, signal), "gone");
  });

  it("S27 drops the token whatever becomes of it", async () => {
    okta.faults.instead = () => ({ status: 500 });
    const own = parts();
    assert.equal((await failure(takeBack(own.all, profile, "client", signal))).code, "registration.failed");
    assert.throws(() => own.asked[0]?.value, /dropped/);
  });
});

describe("taking back what was registered dynamically", () => {
  let registrar: DynamicRegistrar;
  let profile: ProviderProfile;
  let own: ReturnType<typeof parts>;
  const fresh = async (options: Partial<DynamicOptions> = {}) => {
    present = registrar = dynamicRegistrar({ origin: () => listening.origin, ...options });
    own = parts({ adminAccess: () => assert.fail("an admin token was asked for") });
    const registered = await registerDynamically({ channel: channel(), host: await confirmedHost(listening.origin), token: new AdminToken("Bearer", goodInitialToken) }, { client: toRegister, endpoint: `${listening.origin}${registrationPath}`, consoleUrl: undefined }, () => Promise.resolve(), signal);
    profile = { ...base, kind: "keycloak", issuer: `${listening.origin}/realms/acme`, clientId: registered.clientId, registration: registered.registration! };
    own.tokens.set(uri(), registered.registrationToken!);
    registrar.calls.length = 0;
  };
  const uri = () => (profile.registration?.by === "rfc7591" ? profile.registration.uri : "");
  const client = () => [...registrar.clients.values()][0]!;
  beforeEach(() => fresh());

  it("removes one share's addresses and keeps the next token, which is the only one from then on", async () => {
    const first = own.tokens.get(uri());
    assert.equal(await takeBack(own.all, profile, { redirectUri: gate }, signal), "done");
    assert.deepEqual([client().metadata.redirect_uris, client().metadata.post_logout_redirect_uris, client().metadata.client_name], [[edge], [], "Portcullis demo"]);
    assert.notEqual(own.tokens.get(uri()), first);
    assert.equal(own.tokens.get(uri()), client().token);
    assert.deepEqual(own.secrets, []);
    assert.equal(await takeBack(own.all, profile, "client", signal), "done");
    assert.deepEqual([registrar.clients.size, own.tokens.size], [0, 0]);
  });

  it("keeps another secret that an update gives", async () => {
    await fresh({ newSecrets: true });
    await takeBack(own.all, profile, { redirectUri: gate }, signal);
    assert.deepEqual(own.secrets, [client().clientSecret]);
  });

  it("changes nothing where the address is not there, or is the only one", async () => {
    assert.equal(await takeBack(own.all, profile, { redirectUri: "https://other.example/.portcullis/callback" }, signal), "notThere");
    await takeBack(own.all, profile, { redirectUri: gate }, signal);
    assert.equal(await takeBack(own.all, profile, { redirectUri: edge }, signal), "last");
    assert.deepEqual(client().metadata.redirect_uris, [edge]);
  });

  it("S27 sends the token to nobody but the issuer's own host, and only to the address that it was given for", async () => {
    const evil = { ...profile, registration: { by: "rfc7591", uri: "https://evil.example/clients/1" } } as const;
    own.tokens.set("https://evil.example/clients/1", "stolen");
    assert.equal((await failure(takeBack(own.all, evil, "client", signal))).code, "registration.hostNotAllowed");
    const moved = { ...profile, registration: { by: "rfc7591", uri: `${uri()}0` } } as const;
    assert.equal((await failure(takeBack(own.all, moved, "client", signal))).code, "registration.noToken");
    assert.deepEqual(registrar.calls, []);
  });

  it("says that the token is not taken, and keeps it, since the client may be there", async () => {
    own.tokens.set(uri(), "an-older-one");
    assert.equal((await failure(takeBack(own.all, profile, "client", signal))).code, "registration.tokenRefused");
    assert.equal(own.tokens.size, 1);
  });
});

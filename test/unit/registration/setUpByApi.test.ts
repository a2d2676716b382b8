import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { inspect } from "node:util";
import type { SecretStore } from "../../../src/base/stores";
import type { ProviderKind, ProviderProfile } from "../../../src/identity/providerProfile";
import type { DiscoveredProviderRecord } from "../../../src/protocol/messages";
import { AdminToken } from "../../../src/registration/adminToken";
import { addressesOf } from "../../../src/registration/clientToRegister";
import { registrationApiOf, setUpByApi, type SetUpPlan } from "../../../src/registration/setUpByApi";
import { SavedSecrets } from "../../../src/vscode/stores/savedSecrets";
import { dynamicRegistrar, goodInitialToken, registrationPath, type DynamicRegistrar } from "../../rig/registration/dynamicRegistration";
import { goodApiToken, oktaError, oktaManagement, usualGroups, type OktaManagement } from "../../rig/registration/oktaManagement";
import { standIn, startStandIn, type StandIn } from "../../rig/registration/standIn";
import { channel, confirmedHost, failure, signal } from "./registering";

let okta: OktaManagement;
let registrar: DynamicRegistrar;
let present: StandIn;
let listening: Awaited<ReturnType<typeof startStandIn>>;
before(async () => {
  listening = await startStandIn({ ...oktaManagement(), handle: (request, response) => present.handle(request, response) });
});
after(() => listening.close());
beforeEach(() => {
  okta = oktaManagement();
  registrar = dynamicRegistrar({ origin: () => listening.origin, secretExpiresAt: Date.parse("2027-04-01T00:00:00Z") / 1000 });
});

/** The editor's stores, and everything that was ever written to them or asked of anybody. */
class Kept {
  readonly written: unknown[] = [];
  readonly secrets = new Map<string, string>();
  readonly profiles: ProviderProfile[] = [];
  readonly sent: string[] = [];
  refusal: Error | undefined;
  readonly #store: SecretStore = {
    get: (key) => Promise.resolve(this.secrets.get(key)),
    store: (key, value) => {
      this.written.push([key, value]);
      return Promise.resolve(void this.secrets.set(key, value));
    },
    delete: (key) => Promise.resolve(void this.secrets.delete(key)),
    keys: () => Promise.resolve([...this.secrets.keys()]),
  };
  readonly saved = new SavedSecrets(this.#store);
  readonly parts = {
    channel: channel({
      fetch: (url, init) => {
        // All but the one header in which it has to be.
        const { Authorization: _, ...headers } = init.headers as Record<string, string>;
        this.sent.push(inspect([url, { ...init, headers }], { depth: 9 }));
        return fetch(url, init);
      },
    }),
    saved: () => this.profiles,
    save: ({ profile, stored, registration }: Parameters<Parameters<typeof setUpByApi>[0]["save"]>[0]) =>
      this.saved.save({ client: { profile, stored }, registration }, () => {
        this.written.push(profile);
        if (this.refusal) return Promise.reject(this.refusal);
        return Promise.resolve(void this.profiles.push(profile));
      }),
  };
}

async function plan(kind: ProviderKind, over: Partial<SetUpPlan> = {}): Promise<SetUpPlan> {
  present = kind === "okta" ? okta : registrar;
  const issuer = kind === "okta" ? listening.origin : `${listening.origin}/realms/acme`;
  const discovered: DiscoveredProviderRecord = { issuer, authorizationEndpoint: `${issuer}/auth`, tokenEndpoint: `${issuer}/token`, jwksUri: `${issuer}/keys`, tokenAuthMethods: ["client_secret_basic", "client_secret_post"], ...(kind !== "okta" && { registrationEndpoint: `${listening.origin}${registrationPath}` }) };
  return { kind, discovered, host: await confirmedHost(listening.origin), client: { name: "Portcullis", ...addressesOf("https://acme-demo.ngrok.app") }, groups: [usualGroups[1]!], ...over };
}
const tokens = { okta: () => new AdminToken("SSWS", goodApiToken), keycloak: () => new AdminToken("Bearer", goodInitialToken) } as const;

describe("set-up by API", () => {
  it("saves the profile of an application at Okta, with its secret and the places it may be sent to (S20)", async () => {
    const kept = new Kept();
    const { profile } = await setUpByApi(kept.parts, await plan("okta"), tokens.okta(), signal);
    const [app] = [...okta.apps.values()];
    assert.deepEqual(kept.profiles, [profile]);
    assert.deepEqual(profile, { id: profile.id, name: "Okta", kind: "okta", issuer: listening.origin, clientId: app?.id, clientAuthentication: "client_secret_basic", scopes: ["openid", "profile", "email"], postLogoutRedirect: true, registration: { by: "okta", appId: app?.id } });
    assert.deepEqual(await kept.saved.client(profile), { clientSecret: app?.clientSecret, endpoints: { token: listening.origin, keys: listening.origin } });
    assert.equal(app?.body.settings.oauthClient.issuer_mode, undefined, "at an organisation's own domain the issuer is that domain");
  });

  it("saves the profile of a client that was registered dynamically, with what takes it back and the day its secret ends", async () => {
    const kept = new Kept();
    const { profile } = await setUpByApi(kept.parts, await plan("keycloak"), tokens.keycloak(), signal);
    const [client] = [...registrar.clients.values()];
    const uri = `${listening.origin}${registrationPath}/${client?.clientId ?? ""}`;
    assert.deepEqual([profile.kind, profile.secretExpires, profile.registration, profile.clientId], ["keycloak", "2027-03-31", { by: "rfc7591", uri }, client?.clientId]);
    assert.equal(await kept.saved.registrationToken(uri), client?.token);
    assert.equal((await kept.saved.client(profile))?.clientSecret, client?.clientSecret);
  });

  it("sends the secret in the way that the provider takes", async () => {
    const one = await plan("keycloak");
    const { profile } = await setUpByApi(new Kept().parts, { ...one, discovered: { ...one.discovered, tokenAuthMethods: ["private_key_jwt", "client_secret_post"] } }, tokens.keycloak(), signal);
    assert.equal(profile.clientAuthentication, "client_secret_post");
    assert.equal([...registrar.clients.values()][0]?.metadata.token_endpoint_auth_method, "client_secret_post");
  });

  for (const kind of ["okta", "keycloak"] as const) {
    it(`saves nothing and leaves nothing where the settings of ${kind} can't be written`, async () => {
      const kept = new Kept();
      kept.refusal = new Error("settings.json is read-only");
      await assert.rejects(setUpByApi(kept.parts, await plan(kind), tokens[kind](), signal), kept.refusal);
      assert.deepEqual([kept.secrets.size, kept.profiles.length, okta.apps.size, registrar.clients.size], [0, 0, 0, 0]);
    });

    it(`S27 writes the admin token of ${kind} nowhere and sends it in one header alone, come what may`, async () => {
      const secret = kind === "okta" ? goodApiToken : goodInitialToken;
      const failures: unknown[] = [];
      const kept = new Kept();
      const results: unknown[] = [await setUpByApi(kept.parts, await plan(kind), tokens[kind](), signal)];
      for (const instead of [oktaError(400, "E0000001", `You sent ${secret}`), { status: 401, json: { error: secret, error_description: secret } }, { status: 200, text: secret }, "drop"] as const) {
        const broken = await plan(kind);
        present.faults.instead = () => instead;
        failures.push(await failure(setUpByApi(kept.parts, broken, tokens[kind](), signal)));
      }
      present.faults.instead = () => undefined;
      const everything = inspect([results, failures, kept.written, [...kept.secrets], kept.profiles, kept.sent], { depth: 12, maxStringLength: null, maxArrayLength: null, showHidden: true });
      assert.ok(kept.written.length > 0 && kept.sent.length > 4);
      assert.ok(!everything.includes(secret));
      assert.ok(!everything.includes(Buffer.from(secret).toString("base64").replace(/=+$/, "")));
    });
  }

  it("S27 sends the token to nobody where the provider registers clients at another host, or not at all", async () => {
    const one = await plan("keycloak");
    for (const [registrationEndpoint, code] of [["https://evil.example/clients", "registration.hostNotAllowed"], [`${listening.origin.replace("127.0.0.1", "localhost")}/clients`, "registration.hostNotAllowed"], [undefined, "registration.notOffered"]] as const) {
      const { registrationEndpoint: _, ...discovered } = one.discovered;
      const kept = new Kept();
      assert.equal((await failure(setUpByApi(kept.parts, { ...one, discovered: { ...discovered, ...(registrationEndpoint !== undefined && { registrationEndpoint }) } }, tokens.keycloak(), signal))).code, code);
      assert.deepEqual(kept.sent, []);
    }
  });

  it("S27 is refused before a token is asked for where the endpoint is elsewhere", async () => {
    const { kind, discovered, host } = await plan("keycloak");
    assert.equal(registrationApiOf(kind, discovered, host), "rfc7591");
    assert.equal(registrationApiOf("other", { ...discovered, issuer: "https://acme.okta.com" }, host), "okta");
    assert.throws(() => registrationApiOf(kind, { ...discovered, registrationEndpoint: "https://evil.example/clients" }, host), { code: "registration.hostNotAllowed" });
  });

  it("S27 follows a provider's redirect to nobody", async () => {
    const elsewhere = standIn(() => ({ status: 200, json: {} }));
    const other = await startStandIn(elsewhere);
    try {
      for (const kind of ["okta", "keycloak"] as const) {
        const one = await plan(kind);
        present.faults.instead = () => ({ status: 307, headers: { location: `${other.origin}/api/v1/apps` } });
        const error = await failure(setUpByApi(new Kept().parts, one, tokens[kind](), signal));
        assert.deepEqual([error.code, error.facts["why"]], ["registration.answer", "it leads elsewhere"]);
      }
      assert.deepEqual(elsewhere.calls, []);
    } finally {
      await other.close();
    }
  });
});

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { AdminToken } from "../../../src/registration/adminToken";
import type { RegisteredClient } from "../../../src/registration/clientToRegister";
import { addressesOf } from "../../../src/registration/clientToRegister";
import { registerDynamically } from "../../../src/registration/dynamic/registerDynamically";
import { dynamicError, dynamicRegistrar, goodInitialToken, registrationPath, type DynamicOptions, type DynamicRegistrar } from "../../rig/registration/dynamicRegistration";
import { startStandIn, type Answer, type Call } from "../../rig/registration/standIn";
import { channel, confirmedHost, failure, signal, toRegister, withOther } from "./registering";

let registrar: DynamicRegistrar;
let listening: Awaited<ReturnType<typeof startStandIn>>;
const fresh = (options: Partial<DynamicOptions> = {}) => (registrar = dynamicRegistrar({ origin: () => listening.origin, ...options }));
before(async () => {
  listening = await startStandIn({ ...fresh(), handle: (request, response) => registrar.handle(request, response) });
});
after(() => listening.close());
beforeEach(() => void fresh());

const consoleUrl = "https://login.acme.com/admin/acme/console/#/acme/clients";
const register = async ({ keep = () => Promise.resolve(), client = toRegister, token = goodInitialToken }: { keep?: (registered: RegisteredClient) => Promise<void>; client?: typeof toRegister; token?: string } = {}) =>
  registerDynamically({ channel: channel(), host: await confirmedHost(listening.origin), token: new AdminToken("Bearer", token) }, { client, endpoint: `${listening.origin}${registrationPath}`, consoleUrl }, keep, signal);
const answered = (path: string, value: unknown) => (call: Call, answer: Answer): Answer => (call.method === "POST" ? { ...answer, json: withOther(answer.json, path, value) } : answer);
const [gate, edge] = toRegister.redirectUris as [string, string];
const methods = () => registrar.calls.map(({ method }) => method);

describe("dynamic registration", () => {
  it("S27 asks for a web client of the code flow with exact addresses, and nothing else", async () => {
    const kept: RegisteredClient[] = [];
    const registered = await register({ keep: (one) => Promise.resolve(void kept.push(one)) });
    assert.deepEqual(kept, [registered]);
    const [client] = [...registrar.clients.values()];
    assert.deepEqual(client?.metadata, {
      application_type: "web",
      client_name: "Portcullis demo",
      redirect_uris: ["https://acme-demo.ngrok.app/.portcullis/callback", "https://idp.ngrok.com/oauth2/callback"],
      post_logout_redirect_uris: ["https://acme-demo.ngrok.app/.portcullis/sign-out"],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
    });
    assert.deepEqual([registered.clientId, registered.clientSecret, registered.authentication, registered.postLogoutRedirect, registered.secretExpires], [client.clientId, client.clientSecret, "client_secret_basic", true, undefined]);
    assert.deepEqual([registered.registration, registered.registrationToken], [{ by: "rfc7591", uri: `${listening.origin}${registrationPath}/${client.clientId}` }, client.token]);
    assert.deepEqual(methods(), ["POST"]);
  });

  for (const [at, day] of [[0, undefined], [Date.parse("2027-04-01T00:00:00Z") / 1000, "2027-03-31"], [Date.parse("2027-03-31T00:00:01Z") / 1000, "2027-03-31"]] as const) {
    it(`keeps the last day of the secret where it expires at ${at}`, async () => {
      fresh({ secretExpiresAt: at });
      assert.equal((await register()).secretExpires, day);
    });
  }

  it("takes a client that can't be managed as it is, and one that would be managed elsewhere too", async () => {
    fresh({ withoutManagement: true });
    assert.deepEqual((await register()).registration, undefined);
    fresh();
    registrar.faults.afterwards = answered("registration_client_uri", "https://evil.example/clients/1");
    const { registration, registrationToken } = await register();
    assert.deepEqual([registration, registrationToken], [undefined, undefined]);
  });

  for (const [what, field, value] of [
    ["one more redirect URI", "redirect_uris", [gate, edge, "https://evil.example/cb"]],
    ["a wildcard among the redirect URIs", "redirect_uris", ["https://*.ngrok.app/*", edge]],
    ["a redirect URI left out", "redirect_uris", [gate]],
    ["no redirect URIs at all", "redirect_uris", undefined],
    ["a sign-out address for all", "post_logout_redirect_uris", ["+"]],
    ["the implicit flow", "grant_types", ["authorization_code", "implicit"]],
    ["passwords", "grant_types", ["authorization_code", "refresh_token", "password"]],
    ["no code flow", "grant_types", ["refresh_token"]],
    ["tokens in the redirect", "response_types", ["code", "id_token"]],
    ["no client authentication", "token_endpoint_auth_method", "none"],
    ["a key instead of a secret", "token_endpoint_auth_method", "private_key_jwt"],
    ["no secret", "client_secret", undefined],
    ["no client ID", "client_id", undefined],
  ] as const) {
    it(`S27 refuses a client with ${what}, and deletes it`, async () => {
      registrar.faults.afterwards = answered(field, value);
      const error = await failure(register({ keep: () => assert.fail("it was kept") }));
      assert.deepEqual([error.code, error.facts["field"]], ["registration.notAsAsked", field]);
      assert.deepEqual(methods(), ["POST", "DELETE"]);
      assert.equal(registrar.clients.size, 0);
    });
  }

  it("takes the other way to send a secret where the provider names that one", async () => {
    registrar.faults.afterwards = answered("token_endpoint_auth_method", "client_secret_post");
    assert.equal((await register()).authentication, "client_secret_post");
    fresh();
    registrar.faults.afterwards = (call, answer) => ["token_endpoint_auth_method", "grant_types", "response_types", "post_logout_redirect_uris"].reduce((left, name) => answered(name, undefined)(call, left), answer);
    const registered = await register();
    assert.deepEqual([registered.authentication, registered.postLogoutRedirect], ["client_secret_basic", false]);
  });

  it("deletes the client where its secret can't be stored, and passes on why", async () => {
    const refused = new ExpectedError("secrets.refused");
    assert.equal(await failure(register({ keep: () => Promise.reject(refused) })), refused);
    assert.equal(registrar.clients.size, 0);
  });

  it("says what the provider says, and takes nothing back where nothing was made", async () => {
    assert.deepEqual((await failure(register({ token: "somebody-elses" }))).facts, { host: new URL(listening.origin).host, status: 401, message: "Failed decode token", error: "invalid_token" });
    await register();
    assert.equal((await failure(register())).code, "registration.tokenRefused");
    registrar.faults.instead = () => dynamicError(403, "insufficient_scope", "Policy 'Max Clients' rejected request");
    assert.equal((await failure(register())).code, "registration.notPermitted");
    registrar.faults.instead = () => dynamicError(400, "invalid_redirect_uri", "Not one of ours");
    assert.deepEqual([(await failure(register())).code, methods()], ["registration.refused", ["POST", "POST", "POST", "POST", "POST"]]);
  });

  for (const [what, fault, code] of [["cut off", "drop", "registration.unreachable"], ["a failure", { status: 500 }, "registration.failed"], ["no JSON", { status: 201, text: "<html>", headers: { "content-type": "text/html" } }, "registration.answer"]] as const satisfies readonly (readonly [string, Answer | "drop", string])[]) {
    it(`says that it is not known whether there is a client where the answer is ${what}, and where to look`, async () => {
      registrar.faults.afterwards = () => fault;
      const error = await failure(register());
      assert.deepEqual([error.code, error.facts], ["registration.perhapsMade", { name: "Portcullis demo", host: new URL(listening.origin).host, url: consoleUrl }]);
      assert.ok(error.cause instanceof ExpectedError && error.cause.code === code);
      assert.deepEqual(methods(), ["POST"]);
    });
  }

  it("names the client that it could not delete, or was given no way to", async () => {
    registrar.faults.afterwards = (call, answer) => (call.method === "DELETE" ? { status: 500 } : answered("redirect_uris", [gate])(call, answer));
    const kept = await failure(register());
    assert.deepEqual([kept.code, kept.facts["url"], kept.facts["why"]], ["registration.notUndone", consoleUrl, "registration.failed"]);
    fresh({ withoutManagement: true });
    registrar.faults.afterwards = answered("redirect_uris", [gate]);
    const unmanaged = await failure(register());
    assert.deepEqual([unmanaged.code, unmanaged.facts["why"]], ["registration.notUndone", "registration.noToken"]);
    fresh();
    registrar.faults.afterwards = (call, answer) => answered("registration_client_uri", "https://evil.example/clients/1")(call, answered("redirect_uris", [gate])(call, answer));
    assert.equal((await failure(register())).facts["why"], "registration.noToken");
  });
});

describe("addresses to register", () => {
  it("S27 are the gate's, ngrok's and the sign-out's, of one exact origin", () => {
    assert.deepEqual(addressesOf("http://localhost:4040").redirectUris, ["http://localhost:4040/.portcullis/callback", "https://idp.ngrok.com/oauth2/callback"]);
    for (const origin of ["https://*.ngrok.app", "http://acme.ngrok.app", "https://acme.ngrok.app/", "https://acme.ngrok.app/x", "https://a@acme.ngrok.app", "https://acme.ngrok.app#x", "ngrok.app", "", "ftp://a.example", "https://ACME.ngrok.app"]) {
      assert.throws(() => addressesOf(origin), { code: "registration.redirectUri" }, origin);
    }
  });
});

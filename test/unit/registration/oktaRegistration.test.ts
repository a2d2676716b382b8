import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { Cancelled, ExpectedError } from "../../../src/base/expectedError";
import { AdminCalls } from "../../../src/registration/adminCall";
import { AdminToken, adminTokenFromInput } from "../../../src/registration/adminToken";
import type { RegisteredClient } from "../../../src/registration/clientToRegister";
import { OktaApi } from "../../../src/registration/okta/oktaApi";
import { registerAtOkta } from "../../../src/registration/okta/registerAtOkta";
import { goodApiToken, goodOAuthToken, oktaError, oktaManagement, usualGroups, type OktaManagement } from "../../rig/registration/oktaManagement";
import { startStandIn, type Answer, type Call } from "../../rig/registration/standIn";
import { channel, confirmedHost, failure, signal, toRegister, withOther } from "./registering";

let okta: OktaManagement;
let listening: Awaited<ReturnType<typeof startStandIn>>;
before(async () => {
  // One listener for all; each test has an organisation of its own.
  listening = await startStandIn({ ...oktaManagement(), handle: (request, response) => okta.handle(request, response) });
});
after(() => listening.close());
beforeEach(() => {
  okta = oktaManagement();
});

const [, engineering, english, sales] = usualGroups as [unknown, { id: string }, { id: string }, { id: string }];
const api = async (token = goodApiToken, ways = channel()) => new OktaApi(new AdminCalls(ways, await confirmedHost(listening.origin), adminTokenFromInput(token, "okta")!));
const register = async ({ token = goodApiToken, groups = [engineering], keep = () => Promise.resolve(), ways = channel(), client = toRegister, within = signal }: { token?: string; groups?: readonly { id: string }[]; keep?: (registered: RegisteredClient) => Promise<void>; ways?: ReturnType<typeof channel>; client?: typeof toRegister; within?: AbortSignal } = {}) =>
  registerAtOkta(await api(token, ways), { client, groups, orgUrl: true }, keep, within);
const createdThen = (path: string, value: unknown) => (call: Call, answer: Answer): Answer =>
  call.method === "POST" && call.path === "/api/v1/apps" ? { ...answer, json: withOther(answer.json, path, value) } : answer;
const [gate, edge] = toRegister.redirectUris as [string, string];
const removed = ["POST /api/v1/apps/:id/lifecycle/deactivate", "DELETE /api/v1/apps/:id"];
const asked = () => okta.asked().map((line) => line.replace(/\/apps\/[^/]+/, "/apps/:id").replace(/\/groups\/[^/]+/, "/groups/:id"));

describe("set-up at Okta", () => {
  it("S27 makes a web application of the code flow with exact addresses, assigned to the groups that were named", async () => {
    const kept: RegisteredClient[] = [];
    const registered = await register({ groups: [engineering, sales], keep: (one) => Promise.resolve(void kept.push(one)) });
    assert.deepEqual(asked(), ["POST /api/v1/apps", "PUT /api/v1/apps/:id/groups/:id", "PUT /api/v1/apps/:id/groups/:id"]);
    const [app] = [...okta.apps.values()];
    assert.deepEqual(app?.groups, [engineering.id, sales.id]);
    assert.deepEqual(app.body.settings.oauthClient, {
      application_type: "web",
      redirect_uris: ["https://acme-demo.ngrok.app/.portcullis/callback", "https://idp.ngrok.com/oauth2/callback"],
      post_logout_redirect_uris: ["https://acme-demo.ngrok.app/.portcullis/sign-out"],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      wildcard_redirect: "DISABLED",
      consent_method: "TRUSTED",
      issuer_mode: "ORG_URL",
    });
    assert.deepEqual(app.body.credentials, { oauthClient: { token_endpoint_auth_method: "client_secret_basic", pkce_required: false } });
    assert.equal(app.body.settings.implicitAssignment, false);
    assert.deepEqual(kept, [registered]);
    assert.deepEqual([registered.clientId, registered.clientSecret, registered.registration, registered.postLogoutRedirect], [app.id, app.clientSecret, { by: "okta", appId: app.id }, true]);
  });

  it("sends what Okta documents and nothing else, by an API token or by an access token of OAuth", async () => {
    for (const [token, authorization] of [[goodApiToken, `SSWS ${goodApiToken}`], [goodOAuthToken, `Bearer ${goodOAuthToken}`]] as const) {
      okta = oktaManagement();
      await register({ token });
      const [{ headers, query } = assert.fail("nothing was asked")] = okta.calls;
      assert.deepEqual([headers.authorization, headers.accept, headers["content-type"], headers["user-agent"]], [authorization, "application/json", "application/json", "portcullis/test"]);
      assert.equal(query.toString(), "activate=true");
    }
  });

  it("finds groups by the beginning of their name, never Okta's own Everyone (S27)", async () => {
    const one = await api();
    assert.deepEqual((await one.groups("", signal)).map(({ name }) => name), ["Engineering", "English teachers", "Sales"]);
    assert.deepEqual((await one.groups("eng", signal)).map(({ id }) => id), [engineering.id, english.id]);
    assert.deepEqual(await one.groups("a b&limit=1", signal), []);
  });

  for (const [what, path, value] of [
    ["another redirect URI in its place", "settings.oauthClient.redirect_uris", ["https://evil.example/cb", edge]],
    ["one more redirect URI", "settings.oauthClient.redirect_uris", [gate, edge, "https://evil.example/cb"]],
    ["a wildcard instead of ours", "settings.oauthClient.redirect_uris", ["https://*.ngrok.app/.portcullis/callback", edge]],
    ["a redirect URI twice", "settings.oauthClient.redirect_uris", [gate, gate]],
    ["wildcards allowed", "settings.oauthClient.wildcard_redirect", "SUBDOMAIN"],
    ["the implicit flow", "settings.oauthClient.grant_types", ["authorization_code", "implicit"]],
    ["tokens in the redirect", "settings.oauthClient.response_types", ["code", "id_token"]],
    ["a sign-out address of somebody else", "settings.oauthClient.post_logout_redirect_uris", ["https://evil.example"]],
    ["a native application", "settings.oauthClient.application_type", "native"],
    ["everyone assigned", "settings.implicitAssignment", true],
    ["PKCE required", "credentials.oauthClient.pkce_required", true],
    ["no client authentication", "credentials.oauthClient.token_endpoint_auth_method", "none"],
    ["no secret", "credentials.oauthClient.client_secret", undefined],
    ["an application that is not active", "status", "INACTIVE"],
    ["another way to sign on", "signOnMode", "SAML_2_0"],
  ] as const) {
    it(`S27 refuses an application with ${what}, and removes it`, async () => {
      okta.faults.afterwards = createdThen(path, value);
      const error = await failure(register({ keep: () => assert.fail("it was kept") }));
      assert.deepEqual([error.code, error.facts["field"]], ["registration.notAsAsked", value === undefined ? path : path.split(".").at(-1)]);
      assert.deepEqual(asked(), ["POST /api/v1/apps", ...removed]);
      assert.equal(okta.apps.size, 0);
    });
  }

  for (const [status, code, summary, expected] of [
    [401, "E0000011", "Invalid token provided", "registration.tokenRefused"],
    [403, "E0000006", "You do not have permission to perform the requested action", "registration.notPermitted"],
    [400, "E0000001", "Api validation failed: label", "registration.refused"],
  ] as const) {
    it(`says what Okta says with ${status} ${code}, and takes nothing back where nothing was made`, async () => {
      okta.faults.instead = () => oktaError(status, code, summary, ["A cause"]);
      const error = await failure(register());
      assert.deepEqual([error.code, error.facts], [expected, { host: new URL(listening.origin).host, status, message: `${summary} A cause`, error: code }]);
      assert.deepEqual(asked(), ["POST /api/v1/apps"]);
    });
  }

  it("refuses a token of somebody else, and one that lacks a permission", async () => {
    assert.equal((await failure(register({ token: "00nobodys-token-at-all" }))).code, "registration.tokenRefused");
    okta = oktaManagement({ mayNot: ["okta.groups.read"] });
    assert.equal((await failure(api().then((one) => one.groups("", signal)))).code, "registration.notPermitted");
  });

  const halfWay = (path: RegExp, fault: Answer | "drop") => (call: Call) => (path.test(`${call.method} ${call.path}`) ? fault : undefined);
  for (const [what, fault] of [["500", oktaError(500, "E0000009", "Internal Server Error")], ["403", oktaError(403, "E0000006", "You do not have permission")], ["a cut connection", "drop"]] as const) {
    it(`removes the application where a group's assignment ends with ${what}`, async () => {
      okta.faults.instead = halfWay(/^PUT .*groups/, fault);
      const error = await failure(register({ keep: () => assert.fail("it was kept") }));
      assert.match(error.code, /^registration\.(failed|notPermitted|unreachable)$/);
      assert.deepEqual(asked(), ["POST /api/v1/apps", "PUT /api/v1/apps/:id/groups/:id", ...removed]);
      assert.equal(okta.apps.size, 0);
    });
  }

  it("removes the application where the second of two groups is not there (any more)", async () => {
    const error = await failure(register({ groups: [engineering, { id: "00gnobody" }] }));
    assert.equal(error.facts["status"], 404);
    assert.equal(okta.apps.size, 0);
  });

  it("removes the application where the secret can't be stored, and passes on why", async () => {
    const refused = new ExpectedError("secrets.refused");
    assert.equal(await failure(register({ keep: () => Promise.reject(refused) })), refused);
    assert.deepEqual(asked().slice(-2), removed);
    assert.equal(okta.apps.size, 0);
  });

  it("removes the application where the person leaves half-way", async () => {
    const leaving = new AbortController();
    okta.faults.instead = (call) => {
      if (call.path.includes("/groups/")) leaving.abort(new Cancelled());
      return undefined;
    };
    await assert.rejects(register({ within: leaving.signal }), Cancelled);
    assert.equal(okta.apps.size, 0);
  });

  for (const [what, fault] of [["is lost", "drop"], ["is no JSON", { status: 200, text: "<html>", headers: { "content-type": "text/html" } }], ["is broken", { status: 200, text: "{" }], ["has another form", { status: 200, json: { id: "../../x" } }], ["is a 502 of a proxy", { status: 502, text: "" }]] as const satisfies readonly (readonly [string, Answer | "drop"])[]) {
    it(`finds the application by its note and removes it where the answer ${what}`, async () => {
      await register({ client: { ...toRegister, name: "Portcullis demo of others" } });
      okta.calls.length = 0;
      okta.faults.afterwards = (call, answer) => (call.method === "POST" && call.path === "/api/v1/apps" ? fault : answer);
      const error = await failure(register());
      assert.match(error.code, /^registration\.(unreachable|answer|failed)$/);
      assert.deepEqual(asked(), ["POST /api/v1/apps", "GET /api/v1/apps", ...removed]);
      assert.deepEqual([...okta.apps.values()].map(({ body }) => body.label), ["Portcullis demo of others"]);
    });
  }

  for (const [what, fault] of [["is lost before it is carried out", "drop"], ["is a 504 of a proxy", { status: 504, text: "" }]] as const satisfies readonly (readonly [string, Answer | "drop"])[]) {
    it(`says that it is not known whether there is an application where the request ${what}, and none is found`, async () => {
      okta.faults.instead = (call) => (call.method === "POST" ? fault : undefined);
      const error = await failure(register());
      assert.deepEqual([error.code, error.facts], ["registration.perhapsMade", { name: "Portcullis demo", host: new URL(listening.origin).host }]);
      assert.deepEqual(asked(), ["POST /api/v1/apps", "GET /api/v1/apps"]);
    });
  }

  it("takes Okta's own failure for what it is where nothing is found, and does not look where nothing was sent", async () => {
    okta.faults.instead = (call) => (call.method === "POST" ? oktaError(500, "E0000009", "Internal Server Error") : undefined);
    assert.equal((await failure(register())).code, "registration.failed");
    okta.calls.length = 0;
    const refused = Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) });
    assert.equal((await failure(register({ ways: channel({ fetch: () => Promise.reject(refused) }) }))).code, "registration.unreachable");
    assert.deepEqual(okta.calls, []);
  });

  it("says that it is not known where the person leaves while the application is being made", async () => {
    const leaving = new AbortController();
    okta.faults.instead = (call) => {
      if (call.method !== "POST") return undefined;
      leaving.abort(new Cancelled());
      return "silent";
    };
    assert.equal((await failure(register({ within: leaving.signal }))).code, "registration.perhapsMade");
  });

  it("names what it could not remove, and why it wanted to", async () => {
    okta.faults.instead = halfWay(/groups|deactivate/, oktaError(500, "E0000009", "Internal Server Error"));
    const error = await failure(register());
    assert.equal(error.code, "registration.notUndone");
    assert.deepEqual(error.facts, { name: "Portcullis demo", host: new URL(listening.origin).host, why: "registration.failed" });
    assert.ok(error.cause instanceof ExpectedError && error.cause.code === "registration.failed");
    assert.equal(okta.apps.size, 1);
  });

  it("names the application's page in the console, at an address of Okta's own", async () => {
    const { oktaConsoleUrl } = await import("../../../src/registration/okta/oktaConsole");
    assert.equal(oktaConsoleUrl("https://acme.okta.com", "0oa1", "signon"), "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1#tab-signon");
    assert.equal(oktaConsoleUrl("https://acme.oktapreview.com", undefined), "https://acme-admin.oktapreview.com/admin/apps/active");
    assert.equal(oktaConsoleUrl("https://login.acme.com", "0oa1"), undefined);
  });

  it("S27 sends nothing with a token that was dropped", async () => {
    const token = new AdminToken("SSWS", goodApiToken);
    token.drop();
    await assert.rejects(async () => new OktaApi(new AdminCalls(channel(), await confirmedHost(listening.origin), token)).groups("", signal));
    assert.deepEqual(okta.calls, []);
  });
});

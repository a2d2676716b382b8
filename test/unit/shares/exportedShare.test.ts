import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import { exportTasks, exportTitle, leftBehindText, shellText, startText } from "../../../src/presentation/exportText";
import { exportedShare, exportForms, type ExportForm } from "../../../src/shares/exportedShare";
import type { ProvenAddress } from "../../../src/shares/provenAddress";
import type { ShareState } from "../../../src/shares/shareState";
import { shells } from "../../../src/base/shell";
import { english } from "../presentation/english";

const spec: ShareSpec = {
  id: "abc123def456",
  upstream: { scheme: "http", address: "127.0.0.1", port: 3000 },
  provider: { id: "okta-1", name: "Okta", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid", "email"] },
  rule: { everyone: false, domains: ["acme.com"], emails: [] },
  enforcement: "gate",
  tunnel: { kind: "ngrok", rootCertificates: "ngrok" },
};
const live: ShareState = { kind: "live", address: "https://your-name.ngrok-free.dev/" as ProvenAddress, since: 0 } as unknown as ShareState;
const starting = { kind: "starting", step: "openingTunnel" } as unknown as ShareState;
const of = (changes: Partial<ShareSpec> = {}, form: ExportForm = "config", state = live) => exportedShare({ spec: { ...spec, ...changes }, state }, form);
const text = (value: unknown) => JSON.stringify(value);

describe("a share that is taken elsewhere", () => {
  it("keeps address, port and family: on this machine two programs may listen on one number", () => {
    assert.deepEqual(of().endpoint, { name: "localhost-3000", upstream: "http://127.0.0.1:3000", url: "https://your-name.ngrok-free.dev" });
    assert.equal(of({ upstream: { scheme: "https", address: "::1", port: 8443 } }).endpoint.upstream, "https://[::1]:8443");
    assert.equal(of({}, "config", starting).endpoint.url, undefined);
    assert.equal(of({ tunnel: { kind: "ngrok", rootCertificates: "ngrok", domain: "app.acme.com" } }, "config", starting).endpoint.url, "https://app.acme.com");
  });

  it("has no address where the share's own is not ngrok's; a Cloud Endpoint's is to be filled in", () => {
    for (const tunnel of [{ kind: "local", port: 41730 }, { kind: "custom", port: 41730, origin: "https://app.acme.com" }] as const) {
      assert.deepEqual([of({ tunnel }).endpoint.url, of({ tunnel }, "command").endpoint.url, of({ tunnel }, "cloud").endpoint.url], [undefined, undefined, "https://<your domain>"]);
    }
  });

  it("refuses an app on a socket, which ngrok's own agent knows no address for", () => {
    assert.throws(() => of({ upstream: { scheme: "http", socketPath: "/tmp/app.sock" } }), (error) => error instanceof ExpectedError && error.code === "export.socket");
  });

  it("tells the app localhost as its Host where that can be, and names what it can't", () => {
    assert.match(text(of().policy), /"host":"localhost:3000"/);
    assert.equal(of().left.addressing, "origin");
    const cloud = of({}, "cloud");
    assert.doesNotMatch(text(cloud.policy), /"host":/);
    assert.equal(cloud.left.addressing, "host");
    const preserved = of({ options: { addressing: "preserved" } });
    assert.doesNotMatch(text(preserved.policy), /"host":/);
    assert.equal(preserved.left.addressing, "nothing");
  });

  it("keeps the shorter session, the authorisation parameters and the person's own rules", () => {
    const policyRules = text({ on_http_request: [{ actions: [{ type: "add-headers", config: { headers: { "x-own": "1" } } }] }] });
    const policy = text(of({ sessions: { maxHours: 6, idleMinutes: 30 }, options: { sessions: { maxHours: 1 }, signIn: { prompt: "login" }, policyRules } }).policy);
    for (const part of ['"max_session_duration":"1h"', '"authz_url_params":{"prompt":"login"}', '"x-own":"1"', '"auth_id":"sso-abc123def456"']) assert.ok(policy.includes(part), part);
    assert.match(text(of().policy), /"max_session_duration":"8h"/);
  });

  it("forwards a Cloud Endpoint to an internal address of its own", () => {
    const { internal, policy } = of({}, "cloud");
    assert.equal(internal, "https://pc-abc123def456.internal");
    assert.ok(text(policy.on_http_request.at(-1)).includes(internal));
    assert.ok(!text(of().policy).includes("forward-internal"));
  });

  it("says in one sentence what is left behind", () => {
    assert.equal(english(leftBehindText(of().left)), "Left behind with Portcullis's gate: the list of visitors, changes while it runs, X-Forwarded-User, -Email, -Preferred-Username and -Groups for the app, the refusal of requests from other sites, answers kept out of shared caches, the limits on strangers, the guard before the dev server's own tools, localhost in Origin and Referer.");
    const much = of({
      rule: { ...spec.rule, groups: ["Engineering", "[x](command:y)"] },
      sessions: { maxHours: 8, idleMinutes: 15 },
      options: { developerEndpoints: "allow", addressing: "preserved", allowedOrigins: ["https://a.example"], programs: { audience: "api", clientIds: ["c"] }, headerRules: [{ direction: "request", action: "remove", name: "User-Agent" }] },
    });
    assert.equal(
      english(leftBehindText(much.left)),
      "Left behind with Portcullis's gate: the list of visitors, changes while it runs, X-Forwarded-User, -Email, -Preferred-Username and -Groups for the app, the refusal of requests from other sites, answers kept out of shared caches, the limits on strangers, people of the groups Engineering, ⟦x⟧❨command:y❩, the limit without activity, other sites that may use the app, programs with access tokens, the header rules for User-Agent.",
    );
    assert.match(english(leftBehindText({ ...much.left, routes: true })), /the other apps behind the address/);
    assert.match(english(leftBehindText(of({}, "cloud").left)), /localhost as the address that the app sees\.$/);
  });

  it("says what is to be done there, and nothing that is not", () => {
    const tasks = (changes: Partial<ShareSpec>, form: ExportForm = "config") => exportTasks(form, of(changes, form), { ...spec, ...changes }).map(english);
    assert.deepEqual(tasks({}), ["Put the client secret in place of <client secret>.", "Register https://idp.ngrok.com/oauth2/callback with the provider.", "Stop this share before you start it there."]);
    const cloud = { url: "https://app.acme.com", internal: "pc.internal", pooled: false, managed: true };
    assert.match(tasks({ enforcement: "edge", tunnel: { kind: "ngrok", rootCertificates: "ngrok", cloud } }).at(-1) ?? "", /remove its Cloud Endpoint/);
    assert.deepEqual(tasks({ enforcement: "edge", provider: { ...spec.provider, vaultSecret: { vault: "v", name: "n" } }, tunnel: { kind: "local", port: 41730 } }), []);
    const headerRules = [{ direction: "request", action: "set", name: "Authorization", value: "Bearer x" }, { direction: "request", action: "set", name: "X-Api-Key", value: "y" }] as const;
    const policyRules = text({ on_http_request: [{ actions: [{ type: "verify-webhook", config: { provider: "github", secret: "z" } }] }] });
    assert.deepEqual(tasks({ options: { headerRules: [...headerRules], policyRules } }).slice(1, 4), [
      "Put the values of the headers Authorization, X-Api-Key in place of <value of …>.",
      "Put the secrets of your own rules in place of <secret>.",
      "Read your own rules through: a secret that nothing in them calls one is still there.",
    ]);
    assert.deepEqual(tasks({ enforcement: "edge", tunnel: { kind: "local", port: 41730 } }, "cloud"), ["Put the client secret in place of <client secret>.", "Put a domain of your ngrok account in place of <your domain>.", "The API key is read from NGROK_API_KEY; the second command runs beside the app."]);
  });

  it("calls forms and shells by names of their own", () => {
    const names = [...exportForms.flatMap((form) => [exportTitle(form, "copy"), exportTitle(form, "save")]), ...shells.map(shellText)].map(english);
    assert.equal(new Set(names).size, names.length);
    assert.match(english(startText("localhost-3000")), /ngrok start .* localhost-3000$/);
  });
});

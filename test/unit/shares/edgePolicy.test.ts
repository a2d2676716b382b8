// What ngrok's edge is told for a share, through the real agent: parameters, vault, one's own rules, what is shown of it, and when it is told anew.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { AccessRule } from "../../../src/identity/accessRule";
import { ownRulesFromFile } from "../../../src/ngrok/policy/ownRulesFile";
import type { ShareOptions } from "../../../src/protocol/shareOptions";
import type { Enforcement } from "../../../src/protocol/shareSpec";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;
const vaultSecret = { vault: "team", name: "okta" };
const named = (rule: Partial<AccessRule>): AccessRule => ({ everyone: false, emails: [], domains: [], ...rule });

function own(yaml: string): string {
  const read = ownRulesFromFile(yaml);
  assert.ok(read.ok);
  return read.rules;
}

describe("the edge's policy of a share", () => {
  let rig: ShareRig;
  const share = () => rig.registry.shares[0]!;
  const bound = () => rig.edge.endpoints[0]?.bind.Opts.TrafficPolicy ?? "";
  const visit = (as: string, path = "/echo") => rig.visitor().navigate(`${rig.edge.publicOrigin}${path}`, { as });
  const start = (enforcement: Enforcement, options?: ShareOptions, rule?: AccessRule) => rig.registry.start(rig.spec({ enforcement, ...(options && { options }), ...(rule && { rule }) }), rig.secrets, { signal: never });

  before(async () => {
    const vault: Record<string, string> = {};
    rig = await startShareRig({ edge: { vaults: { team: vault } } });
    vault["okta"] = rig.secrets.clientSecret!;
  });
  afterEach(() => rig.registry.stopAll());
  after(() => rig.close());

  for (const enforcement of ["gate", "edge"] as const) {
    it(`the provider is told what the share says, and nothing of the protocol's own is replaced: ${enforcement}`, async () => {
      await start(enforcement, { signIn: { prompt: "consent", loginHint: "bob@acme.com", hostedDomain: "acme.com" } });
      const { hops } = await visit("bob@acme.com");
      const asked = new URL(hops.find(({ url }) => url.startsWith(rig.provider.endpoint("authorization")))!.url).searchParams;
      assert.deepEqual(["prompt", "login_hint", "hd", "response_type"].map((name) => asked.getAll(name)), [["consent"], ["bob@acme.com"], ["acme.com"], ["code"]]);
      assert.equal(asked.getAll("state").length, 1);
    });
  }

  it("another account is asked for without the usual login hint", async () => {
    await start("gate", { signIn: { loginHint: "mallory@evil.example" } });
    const visitor = rig.visitor();
    const page = await visitor.navigate(`${rig.edge.publicOrigin}/echo`, { as: "mallory@evil.example" });
    assert.equal(page.status, 403);
    const again = new URL(/href="(https?:[^"]*authorize[^"]*)"/.exec(page.body)![1]!.replaceAll("&amp;", "&")).searchParams;
    assert.ok(["login", "select_account"].includes(again.get("prompt") ?? ""));
    assert.equal(again.get("login_hint"), null);
  });

  it("a client secret in ngrok's vault: people sign in with it, and it is nowhere here", async () => {
    const spec = rig.spec({ enforcement: "edge", provider: { ...rig.profile, vaultSecret } });
    await rig.registry.start(spec, { authtoken: rig.secrets.authtoken! }, { signal: never });
    assert.equal((await visit("alice@acme.com")).status, 200);
    assert.ok(bound().includes("${secrets.get('team', 'okta')}"));
    assert.ok(!bound().includes(rig.secrets.clientSecret!));
    assert.match((await rig.registry.policy(spec.id, never)) ?? "", /"client_secret": "\$\{secrets\.get\('team', 'okta'\)\}"/);
  });

  it("S3 what is shown of it tells no secret, and is what the edge was told", async () => {
    await start("edge", { policyRules: own("on_http_request:\n  - actions: [{ type: add-headers, config: { headers: { authorization: Basic c2VjcmV0 } } }]\n") });
    const shown = (await rig.registry.policy(share().spec.id, never)) ?? "";
    const told = JSON.parse(bound()) as { on_http_request: { actions: { config: { headers: unknown } }[] }[] };
    const [header] = told.on_http_request.at(-1)!.actions[0]!.config.headers as string[];
    const [secret] = Object.values(told.on_http_request.at(-1)!.actions[1]!.config.headers as Record<string, string>)[0]!.split(";");
    for (const hidden of [header!, secret!, rig.secrets.clientSecret!, "c2VjcmV0"]) assert.ok(!shown.includes(hidden), hidden);
    for (const placeholder of ["<client secret>", "<seal header>", "<seal>;", "<value of authorization>"]) assert.ok(shown.includes(placeholder), placeholder);
    assert.ok(shown.includes(`pc-${share().spec.id}`) && shown.includes('"max_session_duration": "8h"'));
    const names = (text: string) => (JSON.parse(text) as { on_http_request: { name?: string }[] }).on_http_request.map(({ name }) => name);
    assert.deepEqual(names(shown), names(bound()));
  });

  it("and nothing is where people sign in on this machine", async () => {
    await start("gate");
    assert.equal(await rig.registry.policy(share().spec.id, never), undefined);
  });

  it("S1 one's own rules act on visitors' requests and on answers, and on no stranger's", async () => {
    const policyRules = own(`
on_http_request:
  - expressions: ["req.url.path.startsWith('/echo')"]
    actions: [{ type: add-headers, config: { headers: { x-tenant: "acme-\${req.method}" } } }]
  - expressions: ["req.url.path == '/closed'"]
    actions: [{ type: custom-response, config: { status_code: 418, body: closed } }]
on_http_response:
  - actions: [{ type: add-headers, config: { headers: { x-served: "\${req.url.path}" } } }]
`);
    // Sign-in, the page for those left out, the seal, and two of one's own: a sixth would be refused (2264).
    const five = { ...(JSON.parse(policyRules) as object), on_http_response: undefined };
    await start("edge", { policyRules: JSON.stringify(five) });
    assert.match((await visit("alice@acme.com")).body, /"x-tenant":"acme-GET"/);
    assert.equal((await visit("alice@acme.com", "/closed")).status, 418);
    assert.equal((await rig.visitor().fetch(`${rig.edge.publicOrigin}/closed`)).status, 302);
    await rig.registry.stopAll();
    await assert.rejects(start("edge", { policyRules }), (error) => error instanceof Error && "code" in error && error.code === "ngrok.ERR_NGROK_2264");
    await start("edge", { policyRules }, named({ everyone: true }));
    const answer = await visit("alice@acme.com");
    assert.equal(answer.headers["x-served"], "/echo");
  });

  it("S2 what the edge alone, or the gate alone, can do is refused before anything is opened", async () => {
    const policyRules = own("on_http_request:\n  - actions: [{ type: deny }]\n");
    const cases = [
      ["edge.rulesNeedEdge", rig.spec({ enforcement: "gate", options: { policyRules } })],
      ["edge.vaultNeedsEdge", rig.spec({ enforcement: "gate", provider: { ...rig.profile, vaultSecret } })],
      ["edge.noIdToken", rig.spec({ enforcement: "edge", provider: { ...rig.profile, scopes: ["email"] } })],
    ] as const;
    const binds = () => rig.edge.rpcLog.filter(({ name }) => name === "bind").length;
    const before = binds();
    for (const [code, spec] of cases) await assert.rejects(rig.registry.start(spec, rig.secrets, { signal: never }), (error) => error instanceof Error && "code" in error && error.code === code, code);
    assert.equal(binds(), before);
  });

  it("a tightened rule interrupts nobody who stays; one that admits more is told to the edge at once", async () => {
    await start("edge", undefined, named({ domains: ["acme.com"] }));
    const [id] = [share().spec.id];
    const before = rig.edge.endpoints[0]!.id;
    assert.ok(await rig.registry.change(id, { rule: named({ emails: ["alice@acme.com"] }) }));
    assert.equal(share().state.kind, "live");
    assert.equal(rig.edge.endpoints[0]!.id, before);
    assert.equal((await visit("bob@acme.com")).status, 403);
    // What the edge was told first admits them already.
    assert.ok(await rig.registry.change(id, { rule: named({ emails: ["alice@acme.com", "bob@acme.com"] }) }));
    assert.equal(rig.edge.endpoints[0]!.id, before);
    assert.equal((await visit("bob@acme.com")).status, 200);
    assert.ok(await rig.registry.change(id, { rule: named({ emails: ["alice@acme.com", "mallory@evil.example"] }) }));
    await until("bound anew", () => share().state.kind === "live" && rig.edge.endpoints.length === 1 && bound().includes("mallory@evil.example"));
    assert.equal((await visit("mallory@evil.example")).status, 200);
    const left = await visit("bob@acme.com");
    assert.equal(left.status, 403);
    assert.match(left.body, /You can't open this app/);
  });
});

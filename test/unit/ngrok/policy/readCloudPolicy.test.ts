import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { stringify } from "yaml";
import { readCloudPolicy } from "../../../../src/ngrok/policy/readCloudPolicy";
import { newSeal } from "../../../../src/ngrok/policy/seal";
import { edgePolicy, type EdgePolicyInput } from "../../../../src/ngrok/trafficPolicy";

const seal = newSeal(randomBytes);
const input: EdgePolicyInput = {
  profile: { issuer: "https://acme.okta.com", clientId: "0oa1", scopes: ["openid", "email"] },
  clientSecret: "s3cr3t",
  authId: "pc-0123456789abcdef",
  maxHours: 8,
  rule: { everyone: false, emails: [], domains: ["acme.com"] },
  seal,
  forwardTo: "https://pc-abc.internal",
};
interface Rule {
  name?: string;
  expressions?: string[];
  actions: { type: string; config?: Record<string, unknown> }[];
}
type Policy = Record<string, Rule[]> & { on_http_request: Rule[] };
const ours = (change: Partial<EdgePolicyInput> = {}) => JSON.parse(edgePolicy({ ...input, ...change })) as Policy;
const read = (policy: object, openPaths?: Parameters<typeof readCloudPolicy>[1]) => readCloudPolicy(JSON.stringify(policy), openPaths);
const kinds = (policy: object) => read(policy).differences.map(({ kind }) => kind);
/** Ours, with something done to it. */
const changed = (change: (rules: Rule[], policy: Policy) => void) => {
  const policy = ours();
  change(policy.on_http_request, policy);
  return policy;
};

describe("S1 S12 the policy that a Cloud Endpoint has", () => {
  const facts = { issuer: "https://acme.okta.com", clientId: "0oa1", authId: "pc-0123456789abcdef", seal, internal: "pc-abc.internal" };

  it("is relied on when it is one of ours, in JSON or YAML, whoever it leaves out, with a person's own rules, and says what gates have to know", () => {
    const rules = JSON.stringify({ on_http_request: [{ actions: [{ type: "rate-limit", config: { name: "few", algorithm: "sliding_window", capacity: 30, rate: "60s", bucket_key: ["conn.client_ip"] } }] }] });
    const openPaths = [{ path: "/health", methods: ["GET" as const] }];
    for (const change of [{}, { rule: { everyone: true, emails: [], domains: [] } }, { ownRules: rules }, { signIn: { prompt: "login" as const } }]) {
      assert.deepEqual([read(ours(change)).differences, read(ours(change)).facts], [[], facts]);
      assert.deepEqual(readCloudPolicy(stringify(ours(change))).facts, facts);
    }
    assert.deepEqual(read(ours({ openPaths }), openPaths), { facts, differences: [], fingerprint: read(ours({ openPaths })).fingerprint });
  });

  it("has one fingerprint however it is written, and another when it says something else", () => {
    const { fingerprint } = read(ours());
    assert.equal(readCloudPolicy(stringify(ours())).fingerprint, fingerprint);
    assert.equal(read(changed((rules) => rules.forEach((rule, at) => (rule.name = `rule ${at}`)))).fingerprint, fingerprint);
    for (const other of [ours({ maxHours: 9 }), ours({ authId: "pc-1" }), changed((rules) => rules.splice(1, 1)), changed((rules) => rules.reverse())]) assert.notEqual(read(other).fingerprint, fingerprint);
  });

  const signIn = (rules: Rule[]) => rules[0]!.actions[0]!.config!;
  const sealing = (rules: Rule[]) => rules.at(-2)!;
  const tampered: readonly (readonly [what: string, policy: object, kind: string])[] = [
    ["does not sign in", changed((rules) => rules.shift()), "signInNotFirst"],
    ["does something before the sign-in", changed((rules) => rules.unshift({ actions: [{ type: "log" }] })), "signInNotFirst"],
    ["does something else in the rule that signs in", changed((rules) => rules[0]!.actions.push({ type: "log" })), "signInNotFirst"],
    ["signs in with a provider of ngrok's", changed((rules) => (rules[0]!.actions = [{ type: "oauth", config: { provider: "google" } }])), "signInNotFirst"],
    ["asks only some to sign in", changed((rules) => (rules[0]!.expressions = ["!req.url.path.startsWith('/hooks')"])), "signInConditional"],
    ["lets preflights pass", changed((rules) => (signIn(rules)["allow_cors_preflight"] = true)), "signInSetting"],
    ["shares its cookie with other hosts", changed((rules) => (signIn(rules)["auth_cookie_domain"] = "acme.com")), "signInSetting"],
    ["asks for no ID token", changed((rules) => (signIn(rules)["scopes"] = ["email"])), "signInSetting"],
    ["does not seal", changed((rules) => rules.splice(-2, 1)), "seal"],
    ["seals whoever asks", changed((rules) => delete sealing(rules).expressions), "seal"],
    ["seals on another condition", changed((rules) => (sealing(rules).expressions = ["true"])), "seal"],
    ["seals where nobody signed in", changed((rules) => (sealing(rules).expressions = [`actions.ngrok.oidc.identity.id != 'x'`])), "seal"],
    ["leaves a visitor's own line of the seal", changed((rules) => sealing(rules).actions.shift()), "seal"],
    ["seals another identity", changed((rules) => (sealing(rules).actions[1]!.config = { headers: { [seal.headerName]: `${seal.secret};a;b;\${req.headers['x-token'][0]}` } })), "seal"],
    ["adds another header with the seal", changed((rules) => ((sealing(rules).actions[1]!.config!["headers"] as Record<string, string>)["x-user"] = "bob")), "seal"],
    ["forwards to an address that is not internal", changed((rules) => (rules.at(-1)!.actions[0]!.config = { url: "https://elsewhere.example" })), "forwardNotLast"],
    ["forwards only some", changed((rules) => (rules.at(-1)!.expressions = ["req.method == 'GET'"])), "forwardNotLast"],
    ["goes on where nobody is online", changed((rules) => (rules.at(-1)!.actions[0]!.config!["on_error"] = "continue")), "forwardNotLast"],
    ["does not forward at all", changed((rules) => rules.pop()), "forwardNotLast"],
    ["forwards before it has signed in", changed((rules) => rules.splice(1, 0, { expressions: ["req.method == 'POST'"], actions: [{ type: "forward-internal", config: { url: "https://pc-abc.internal" } }] })), "ruleBetween"],
    ["signs in once more in between", changed((rules) => rules.splice(1, 0, { actions: [{ type: "basic-auth", config: { credentials: ["a:b"] } }] })), "ruleBetween"],
    ["names the seal's header in between", changed((rules) => rules.splice(1, 0, { actions: [{ type: "add-headers", config: { headers: { [seal.headerName]: "x" } } }] })), "ruleBetween"],
    ["takes the visitor's address away", changed((rules) => rules.splice(1, 0, { actions: [{ type: "add-headers", config: { headers: { "x-forwarded-for": "10.0.0.1" } } }] })), "ruleBetween"],
    ["has a rule that nobody knows", changed((rules) => rules.splice(1, 0, { actions: [{ type: "brand-new" }] })), "ruleBetween"],
    ["sets cookies in answers", changed((_rules, policy) => (policy["on_http_response"] = [{ actions: [{ type: "add-headers", config: { headers: { "set-cookie": "a=b" } } }] }])), "otherPhase"],
    ["has rules for connections", changed((_rules, policy) => (policy["on_tcp_connect"] = [{ actions: [{ type: "log" }] }])), "otherPhase"],
    ["has another phase", changed((_rules, policy) => (policy["inbound"] = [{ actions: [{ type: "log" }] }])), "notReadable"],
    ["has no rule", { on_http_request: [] }, "notReadable"],
  ];
  for (const [what, policy, kind] of tampered) {
    it(`is not relied on when it ${what}`, () => {
      const found = kinds(policy);
      assert.ok((found as string[]).includes(kind), `${kind} is not among ${found.join(", ")}`);
    });
  }

  it("is none when it is no policy, too large, or a bomb", () => {
    const bomb = `a: &a [${"x,".repeat(9)}]\n${"bcdefghij".split("").map((name, at) => `${name}: &${name} [${`*${"abcdefghi"[at]},`.repeat(9)}]`).join("\n")}`;
    for (const text of ["", "null", "42", "{ not: [", "on_http_request:\n  - expressions: [!has(x)]\n    actions: []", bomb, `"${"x".repeat(300_000)}"`]) {
      assert.deepEqual(readCloudPolicy(text).differences, [{ kind: "notReadable" }]);
      assert.equal(readCloudPolicy(text).facts, undefined);
    }
  });
});

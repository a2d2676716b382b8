// S1: a person's own traffic policy, read from a file: what is merged, and what is refused, with its line and rule named.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { isOwnRules, ownRulesLimits, ownRulesOf } from "../../../src/ngrok/policy/ownRules";
import { ownRulesFromFile, type OwnRulesProblem } from "../../../src/ngrok/policy/ownRulesFile";
import { mergeText, ownRuleLines, ownRulesProblemText, policyRulesText, tooManyRulesText } from "../../../src/presentation/policyRulesText";
import { shareOptionsSchema } from "../../../src/protocol/shareOptions";
import { countOfOurs, edgePolicy } from "../../../src/ngrok/trafficPolicy";
import { ownPolicy } from "../../golden/policyTable";
import { english } from "../presentation/english";

function refused(text: string): OwnRulesProblem {
  const read = ownRulesFromFile(text);
  assert.ok(!read.ok, text);
  const { ok: _, ...problem } = read;
  return problem;
}
const request = (...rules: object[]) => JSON.stringify({ on_http_request: rules });
const response = (...rules: object[]) => JSON.stringify({ on_http_response: rules });
const action = (type: string, config: object = {}) => ({ actions: [{ type, config }] });

describe("one's own rules, as a file has them", () => {
  it("are read from YAML with comments and from JSON alike, and kept as JSON", () => {
    const read = ownRulesFromFile(ownPolicy);
    assert.ok(read.ok);
    assert.ok(isOwnRules(read.rules));
    assert.ok(shareOptionsSchema.safeParse({ policyRules: read.rules }).success);
    const again = ownRulesFromFile(JSON.stringify(JSON.parse(read.rules), undefined, 4));
    assert.deepEqual(again, read);
    const { onRequest, onResponse } = ownRulesOf(read.rules, []);
    assert.deepEqual([onRequest.length, onResponse.length], [3, 1]);
  });

  it("are said rule by rule before they are merged", () => {
    const read = ownRulesFromFile(ownPolicy);
    assert.ok(read.ok);
    assert.equal(english(mergeText(read.rules, "policy.yml")), "Merge the 4 rules of policy.yml into the share's policy");
    assert.equal(english(policyRulesText(read.rules)), "4 rules of your own in ngrok's policy");
    const lines = ownRuleLines(read.rules).map(({ label, detail }) => `${english(label)} | ${english(detail)}`);
    assert.deepEqual(lines[0], "1. Webhooks of GitHub alone: verify-webhook | On a request where req.url.path.startsWith❨'/hooks/github'❩");
    assert.deepEqual(lines[1], "2. add-headers, remove-headers | On a request where req.headers⟦'x-absent'⟧⟦0⟧ == 'boom'");
    assert.deepEqual(lines[3], "1. add-headers | On every response");
    assert.ok(!lines.join().includes("secrets.get"));
  });

  it("are told to be too many for a free plan before they are merged, whatever ours are", () => {
    const rules = (count: number) => JSON.stringify({ on_http_request: Array.from({ length: count }, () => action("deny")) });
    const profile = { issuer: "https://acme.okta.com", clientId: "client", scopes: ["openid"] };
    for (const [domain, cloud, ours] of [["", false, 2], ["acme.com", false, 3], ["acme.com", true, 4]] as const) {
      const rule = { everyone: domain === "", emails: [], domains: domain === "" ? [] : [domain] };
      const policy = edgePolicy({ profile, clientSecret: "s", authId: "pc-a", maxHours: 8, rule, seal: { headerName: "x-pc-0123456789abcdef", secret: "seal" }, ...(cloud && { forwardTo: "https://a.internal" }) });
      assert.equal((JSON.parse(policy) as { on_http_request: unknown[] }).on_http_request.length, ours);
      assert.equal(countOfOurs({ rule, cloud }), ours);
      assert.equal(tooManyRulesText(rules(5 - ours), ours), undefined);
      assert.equal(english(tooManyRulesText(rules(6 - ours), ours)!.label), "A free plan takes 5 rules, and these make 6");
    }
  });

  it("are those of a policy with a number for a name, with expressions alone, with nothing else", () => {
    assert.ok(ownRulesFromFile("on_http_request:\n  - name: 404\n    actions: [{ type: deny, config: { status_code: 404 } }]\n").ok);
    assert.ok(ownRulesFromFile("on_http_request:\n  - actions: [{ type: deny }]\n").ok);
  });

  it("answer in the app's place for visitors alone, on open paths too; a refusal may come sooner", () => {
    const rules = JSON.stringify({ on_http_request: [action("custom-response", { body: "x" }), action("redirect", { to: "/b" }), action("deny")] });
    const { onRequest } = ownRulesOf(rules, [{ path: "/hooks", methods: ["POST"] }]);
    for (const rule of onRequest.slice(0, 2)) assert.match(rule.expressions?.[0] ?? "", /^!\(\(req\.method in \["POST"\].*&& actions\.ngrok\.oidc\.identity\.id != ''$/);
    assert.equal(onRequest[2]?.expressions, undefined);
  });
});

describe("S1 what can't be merged", () => {
  const cases: readonly (readonly [what: string, text: string, problem: OwnRulesProblem["problem"], line: number, said: RegExp])[] = [
    ["an OpenID sign-in", request(action("deny"), action("openid-connect", { issuer_url: "https://a.example" })), "auth", 1, /rule 2 of on_http_request: openid-connect is a second sign-in\..*ERR_NGROK_2239/],
    ["OAuth, with its line", "on_http_request:\n  - actions: [{ type: deny }]\n\n  # mine\n  - name: mine\n    actions:\n      - type: oauth\n        config: { provider: google }\n", "auth", 5, /^Line 5, rule 2 of on_http_request: oauth/],
    ["SAML", request(action("saml")), "auth", 1, /saml/],
    ["basic authentication", request(action("basic-auth", { credentials: ["a:b"] })), "auth", 1, /basic-auth is a second sign-in/],
    ["JWT validation", request(action("jwt-validation")), "auth", 1, /jwt-validation/],
    ["forwarding elsewhere", request(action("forward-internal", { url: "https://x.internal" })), "forward", 1, /leads past/],
    ["an AI gateway", request(action("ai-gateway")), "forward", 1, /ai-gateway leads past/],
    ["an action that ngrok doesn't document", request(action("open-sesame")), "unknownAction", 1, /open-sesame is no action/],
    ["an action of another phase", response(action("deny")), "wrongPhase", 1, /deny has no place in this phase/],
    ["a TLS action", request(action("terminate-tls")), "wrongPhase", 1, /terminate-tls/],
    ["our seal's header", request(action("remove-headers", { headers: ["X-PC-0123456789abcdef"] })), "reservedHeader", 1, /belongs to ngrok or to Portcullis/],
    ["our seal's header, spelled otherwise", request(action("add-headers", { headers: { x_pc_0123456789abcdef: "x" } })), "reservedHeader", 1, /x_pc_/],
    ["our seal's header in an expression", request({ expressions: ["req.headers['x-pc-01'][0] != ''"], ...action("deny") }), "reservedHeader", 1, /x-pc-01/],
    ["our seal's header in a variable", request(action("set-vars", { vars: [{ a: "${req.headers['x-pc-01'][0]}" }] })), "reservedHeader", 1, /x-pc-01/],
    ["our cookies", response(action("add-headers", { headers: { "Set-Cookie": "a=b" } })), "reservedHeader", 1, /Set-Cookie/],
    ["our cookies in a value", request(action("add-headers", { headers: { cookie: "__Host-portcullis-abc=x" } })), "reservedHeader", 1, /portcullis-/],
    ["ngrok's own header", request(action("add-headers", { headers: { "ngrok-skip-browser-warning": "1" } })), "reservedHeader", 1, /ngrok-skip-browser-warning/],
    ["Host, which the gate compares", request(action("add-headers", { headers: { host: "localhost" } })), "reservedHeader", 1, /host/],
    ["Origin, which the gate decides by", request(action("remove-headers", { headers: ["Origin"] })), "reservedHeader", 1, /Origin/],
    ["Sec-Fetch-Site, likewise", request(action("remove-headers", { headers: ["sec-fetch-site"] })), "reservedHeader", 1, /sec-fetch-site/],
    ["X-Forwarded-For, likewise", request(action("add-headers", { headers: { "X-Forwarded-For": "203.0.113.7" } })), "reservedHeader", 1, /X-Forwarded-For/],
    ["a header whose name is made up at ngrok", request(action("remove-headers", { headers: ["${'x-'+'pc'}"] })), "reservedHeader", 1, /x-/],
    ["what keeps answers out of caches", response(action("remove-headers", { headers: ["Cache-Control"] })), "reservedHeader", 1, /Cache-Control/],
    ["every request header, told to visitors", response(action("add-headers", { headers: { "x-debug": "${json.encode(req.headers)}" } })), "requestHeaders", 1, /every header/],
    ["every request header, otherwise spelled", response(action("custom-response", { body: "${req['headers']}" })), "requestHeaders", 1, /every header/],
    ["every request header, by way of the request", response({ expressions: ["string(req) != ''"], ...action("compress-response") }), "requestHeaders", 1, /every header/],
    ["every request header, sent elsewhere", response(action("http-request", { url: "https://x.example", retry_condition: "size(req . headers) > 0" })), "requestHeaders", 1, /every header/],
    ["the phase before there is a request", "on_tcp_connect:\n  - actions: [{ type: deny }]\n", "phase", 1, /on_tcp_connect can't be merged/],
    ["what ngrok took in its first versions", "\ninbound: []\n", "phase", 2, /Line 2: inbound/],
    ["a policy that lies within ngrok.yml", "version: 3\nendpoints: []\n", "phase", 1, /version/],
    ["an unknown key of a rule", "on_http_request:\n  - actions: [{ type: deny }]\n    enabled: false\n", "shape", 3, /Line 3: .*enabled/],
    ["an unknown key of an action", "on_http_request:\n  - actions:\n      - type: deny\n        status: 404\n", "shape", 4, /Line 4: .*status/],
    ["a rule without actions", "on_http_request:\n  - name: a\n", "shape", 2, /actions/],
    ["rules that are none", "on_http_request: deny\n", "shape", 1, /on_http_request/],
    ["an expression that YAML takes for a tag", "on_http_request:\n  - expressions:\n      - !req.url.path.startsWith('/a')\n    actions: [{ type: deny }]\n", "notYaml", 3, /Line 3 .*quotes/],
    ["what is no YAML", "on_http_request: [\n", "notYaml", 2, /neither YAML nor JSON/],
    ["a key twice", "on_http_request: []\non_http_request: []\n", "notYaml", 2, /Line 2/],
  ];
  for (const [what, text, problem, line, said] of cases) {
    it(`${what}: ${problem}`, () => {
      const found = refused(text);
      assert.equal(found.problem, problem);
      if ("line" in found) assert.equal(found.line, line);
      const { title, advice } = ownRulesProblemText(found);
      assert.match(`${english(title)}. ${english(advice)}`, said);
    });
  }

  it("files without a rule, too big, with too many rules, or growing without bound", () => {
    for (const text of ["", "# nothing\n", "[]", '"text"', "{}", "on_http_request: []"]) assert.equal(refused(text).problem, "noRules", text);
    assert.equal(refused(" ".repeat(64_001)).problem, "tooBig");
    assert.equal(refused(request(action("log", { metadata: { a: "x".repeat(ownRulesLimits.characters) } }))).problem, "tooBig");
    assert.equal(refused(request(...Array.from({ length: ownRulesLimits.rules + 1 }, () => action("deny")))).problem, "shape");
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h"].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[at]}`).join(",")}]`).join("\n")}\n`;
    assert.equal(refused(bomb).problem, "tooBig");
  });

  it("nor what was put into a share's options past the file: it is read again wherever it comes from", () => {
    for (const text of ["", "{}x", "[]", request(action("openid-connect")), JSON.stringify({ on_tcp_connect: [] }), request(action("forward-internal"))]) {
      assert.equal(isOwnRules(text), false, text);
      assert.equal(shareOptionsSchema.safeParse({ policyRules: text }).success, false, text);
      assert.throws(() => ownRulesOf(text, []), (error) => error instanceof ExpectedError && error.code === "input.invalid");
    }
  });
});

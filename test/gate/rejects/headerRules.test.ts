// Header rules that would touch what the gate says or protects: refused where they are written down, and powerless behind that.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { headerRuleProblem, headerRuleSchema, headerRulesSchema, type HeaderRule, type HeaderRuleProblem } from "../../../src/protocol/headerRule";
import { shareOptionsSchema } from "../../../src/protocol/shareOptions";
import { startGate } from "../gateRig";

const both = ["request", "response"] as const;
const refusedNames: readonly [readonly HeaderRule["direction"][], HeaderRuleProblem, readonly string[]][] = [
  [both, "identity", ["X-Forwarded-User", "x_forwarded_user", "X.Forwarded.Email", "X-FORWARDED-GROUPS", "x-forwarded-for", "X-Forwarded-Host", "x_forwarded", "Forwarded", "X-Real-IP", "x_real_ip", "Proxy", "X-Original-URL", "x_rewrite_url", "X-Middleware-Subrequest", "Portcullis-Proof", "portcullis_anything"]],
  [both, "connection", ["Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "transfer_encoding", "Upgrade", "Content-Length", "content_length", "Host", "Expect", "Proxy-Authorization", "Proxy-Connection", "HTTP2-Settings", "Sec-WebSocket-Key", "Sec-WebSocket-Accept"]],
  [both, "session", ["Cookie", "cookie", "Set-Cookie", "set_cookie", "Set-Cookie2"]],
  [["request"], "address", ["Origin", "Referer", "Sec-Fetch-Site", "X-HTTP-Method-Override", "x_http_method"]],
  [["response"], "address", ["Location"]],
  [["response"], "cache", ["Cache-Control", "cache_control", "Vary", "CDN-Cache-Control", "Cloudflare-CDN-Cache-Control", "Surrogate-Control", "X-Accel-Expires"]],
  [["response"], "origin", ["Clear-Site-Data", "Service-Worker-Allowed", "clear_site_data"]],
];

describe("header rules that are refused", () => {
  for (const [directions, problem, names] of refusedNames) {
    for (const direction of directions) {
      it(`S25 S26 ${direction}: ${problem}, in every spelling, set or removed`, () => {
        for (const name of names) {
          for (const rule of [{ direction, action: "set", name, value: "x" }, { direction, action: "remove", name }] as const) {
            assert.equal(headerRuleProblem(rule), problem, `${rule.action} ${name}`);
            assert.equal(headerRuleSchema.safeParse(rule).success, false);
            assert.equal(shareOptionsSchema.safeParse({ headerRules: [rule] }).success, false);
          }
        }
      });
    }
  }

  it("a name that is none, and a value that HTTP would read as more than one line or not at all", () => {
    for (const name of ["", "X Y", "X:", "X\r\nCookie", "Ü", "x".repeat(101)]) assert.equal(headerRuleProblem({ direction: "request", action: "remove", name }), "notAName", JSON.stringify(name));
    for (const value of [undefined, "", " x", "x ", "a\r\nSet-Cookie: b", "a\nb", "a\0b", "é", "\t", "x".repeat(1001)]) {
      assert.equal(headerRuleProblem({ direction: "response", action: "set", name: "X-A", ...(value === undefined ? {} : { value }) }), "notAValue", JSON.stringify(value));
    }
    assert.equal(headerRuleProblem({ direction: "response", action: "remove", name: "X-A", value: "x" }), "notAValue");
    assert.deepEqual(headerRuleSchema.safeParse({ direction: "request", action: "set", name: "Host", value: "x" }).error?.issues.map(({ message, path }) => [message, path]), [["connection", ["name"]]]);
  });

  it("more of them than fifty", () => {
    const rules = (count: number) => Array.from({ length: count }, (_, at) => ({ direction: "request", action: "set", name: `X-${at}`, value: "v" }));
    assert.ok(headerRulesSchema.safeParse(rules(50)).success);
    assert.ok(!headerRulesSchema.safeParse(rules(51)).success);
  });

  it("what developers need passes", () => {
    for (const name of ["Authorization", "X-Api-Key", "Accept-Language", "User-Agent", "X-Forward", "Content-Type"]) assert.equal(headerRuleProblem({ direction: "request", action: "set", name, value: "Bearer abc" }), undefined, name);
    for (const name of ["X-Powered-By", "Server", "Content-Security-Policy", "Access-Control-Allow-Origin", "X-Robots-Tag"]) assert.equal(headerRuleProblem({ direction: "response", action: "remove", name }), undefined, name);
  });

  it("S3 S25 a rule that got past all that still can't name who asks, nor forge or take away the seal", async () => {
    const rig = await startGate();
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      rig.gate.setOptions({ headerRules: [{ direction: "request", action: "set", name: "X-Forwarded-User", value: "boss" }, { direction: "request", action: "remove", name: "x_forwarded_email" }, { direction: "response", action: "set", name: "Portcullis-Proof", value: "x" }] });
      const answer = await rig.ask("GET /", [cookie]);
      assert.equal(answer.status, 200);
      assert.equal(answer.header("portcullis-proof"), undefined);
      const { headers } = rig.app.seen.at(-1)!;
      assert.deepEqual([headers["x-forwarded-user"], headers["x-forwarded-email"]], ["u1", "alice@acme.com"]);
    } finally {
      await rig.close();
    }
  });

  it("S3 a rule can't know the seal's name, and one that guesses it sends nothing under it to the app", async () => {
    const seal = { headerName: "x-guessed", secret: "s".repeat(43) };
    const rig = await startGate({ enforcement: { kind: "edge", seal }, shareOptions: { headerRules: [{ direction: "request", action: "set", name: "X_Guessed", value: seal.secret }] } });
    try {
      rig.openid.tokens.set("id.token", { iss: rig.openid.issuer, sub: "u1", email: "alice@acme.com", email_verified: true });
      const answer = await rig.ask("GET /", [`x-guessed: ${seal.secret};id;session;id.token`]);
      assert.equal(answer.status, 200, answer.head);
      assert.deepEqual(Object.keys(rig.app.seen.at(-1)!.headers).filter((name) => name.includes("guessed")), []);
    } finally {
      await rig.close();
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { carryOut, type PolicyOutcome } from "../../rig/edge/carryOut";
import type { HeaderLine, VisitorRequest } from "../../rig/edge/message";
import { NgrokError } from "../../rig/edge/ngrokError";
import { OpenidConnect } from "../../rig/edge/openidConnect";
import { compilePolicy } from "../../rig/edge/trafficPolicy";

const rules = (...list: object[]): string => JSON.stringify({ on_http_request: list });
const signIn = { type: "openid-connect", config: { issuer_url: "http://localhost:1", client_id: "c", client_secret: "s" } };

async function run(policy: string, { headers = [], ...request }: Partial<VisitorRequest> = {}): Promise<PolicyOutcome> {
  const whole: VisitorRequest = { method: "GET", target: "/", clientIp: "127.0.0.1", headers: [["Host", "share.test"], ...headers], ...request };
  return carryOut({ policy: compilePolicy(policy, 5), origin: "https://localhost:1", openidConnect: new OpenidConnect(), headerActions: true }, whole);
}

async function forwardedHeaders(policy: string, headers: readonly HeaderLine[] = []): Promise<readonly HeaderLine[]> {
  const outcome = await run(policy, { headers });
  assert.ok(outcome.kind === "forward");
  return outcome.headers;
}

async function status(policy: string, request?: Partial<VisitorRequest>): Promise<number | "forwarded"> {
  const outcome = await run(policy, request);
  return outcome.kind === "forward" ? "forwarded" : outcome.answer.status;
}

describe("the stand-in edge's traffic policies", () => {
  describe("at bind time", () => {
    const refused: readonly (readonly [what: string, policy: string, code: string])[] = [
      ["text that is neither JSON nor YAML", "{ not: [", "ERR_NGROK_2236"],
      ["a policy that is no object", '"garbage"', "ERR_NGROK_2236"],
      ["an unknown phase", '{"on_tuesdays":[]}', "ERR_NGROK_2236"],
      ["an unknown action", rules({ actions: [{ type: "oidc" }] }), "ERR_NGROK_2201"],
      ["a rule without an action", rules({ actions: [] }), "ERR_NGROK_2206"],
      ["an unknown field of an action", rules({ actions: [{ type: "deny", config: { code: 403 } }] }), "ERR_NGROK_2203"],
      ["an expression that doesn't parse", rules({ expressions: ["req.method =="], actions: [{ type: "deny" }] }), "ERR_NGROK_2200"],
      ["an unknown variable", rules({ expressions: ["request.method == ''"], actions: [{ type: "deny" }] }), "ERR_NGROK_2200"],
      ["a template that doesn't parse", rules({ actions: [{ type: "add-headers", config: { headers: { a: "${1 +}" } } }] }), "ERR_NGROK_2224"],
      ["a template that isn't closed", rules({ actions: [{ type: "add-headers", config: { headers: { a: "${'}'" } } }] }), "ERR_NGROK_2224"],
      ["the header that skips the browser warning", rules({ actions: [{ type: "add-headers", config: { headers: { "Ngrok-Skip-Browser-Warning": "1" } } }] }), "ERR_NGROK_2204"],
      ["a second sign-in", rules({ actions: [signIn] }, { actions: [signIn] }), "ERR_NGROK_2239"],
      ["an issuer that is no URL", rules({ actions: [{ type: "openid-connect", config: { issuer_url: "acme", client_id: "c" } }] }), "ERR_NGROK_2226"],
      ["an empty client ID", rules({ actions: [{ type: "openid-connect", config: { issuer_url: "https://a.test", client_id: "" } }] }), "ERR_NGROK_2223"],
      ["a duration that is none", rules({ actions: [{ ...signIn, config: { ...signIn.config, max_session_duration: "8 hours" } }] }), "ERR_NGROK_2204"],
      ["more rules than the plan has", rules(...Array.from({ length: 6 }, () => ({ actions: [{ type: "deny" }] }))), "ERR_NGROK_2264"],
    ];
    for (const [what, policy, code] of refused) {
      it(`refuses ${what} with ${code}`, () => {
        assert.throws(() => compilePolicy(policy, 5), (error) => error instanceof NgrokError && error.code === code);
      });
    }

    it("reads durations and templates of the sign-in", () => {
      const config = { ...signIn.config, client_secret: "a${'b'}c", max_session_duration: "1h30m", scopes: ["openid"], auth_id: "x" };
      const { openidConnect } = compilePolicy(rules({ actions: [{ type: "openid-connect", config }] }), 5);
      assert.equal(openidConnect?.maxSessionMs, 5_400_000);
      assert.equal(openidConnect.clientSecret, "abc");
    });
  });

  describe("expressions", () => {
    const denyIf = (...expressions: string[]): string => rules({ expressions, actions: [{ type: "deny", config: { status_code: 418 } }] });

    it("must all hold for a rule to act", async () => {
      assert.equal(await status(denyIf("req.method == 'GET'", "req.url.path.startsWith('/a')")), "forwarded");
      assert.equal(await status(denyIf("req.method == 'GET'", "req.url.path.startsWith('/a')"), { target: "/a?b" }), 418);
      assert.equal(await status(denyIf()), 418);
    });

    it("see nobody's identity as empty", async () => {
      const restriction = denyIf("!(actions.ngrok.oidc.identity.email.lower().endsWith('@acme.com') || actions.ngrok.oidc.identity.email in ['bob@partner.io'])");
      assert.equal(await status(restriction), 418);
      assert.equal(await status(denyIf("actions.ngrok.oidc.identity.id != ''")), "forwarded");
      assert.equal(await status(denyIf("size(actions.ngrok.oidc.identity_token) > 0")), "forwarded");
    });

    it("count as false when they fail", async () => {
      assert.equal(await status(denyIf("req.headers['x-absent'][0] == 'a'")), "forwarded");
      assert.equal(await status(denyIf("!(req.headers['x-absent'][0] == 'a')")), "forwarded");
    });

    it("see headers by their lower-case names, the client's address and the decoded path", async () => {
      assert.equal(await status(denyIf("req.headers['x-a'] == ['1', '2']"), { headers: [["X-A", "1"], ["x-a", "2"]] }), 418);
      assert.equal(await status(denyIf("conn.client_ip == '127.0.0.1'")), 418);
      assert.equal(await status(denyIf("req.url.path == '/a b'", "req.url.raw_path == '/a%20b'"), { target: "/a%20b?c" }), 418);
    });
  });

  describe("actions", () => {
    it("append headers as lines of their own, replace host, and remove every line", async () => {
      const headers = await forwardedHeaders(rules(
        { actions: [{ type: "add-headers", config: { headers: { "x-user": "added", host: "localhost" } } }] },
      ), [["X-User", "sent"]]);
      assert.deepEqual(headers, [["X-User", "sent"], ["x-user", "added"], ["host", "localhost"]]);
      const clean = await forwardedHeaders(rules(
        { actions: [{ type: "remove-headers", config: { headers: ["X-User"] } }, { type: "add-headers", config: { headers: { "x-user": "added" } } }] },
      ), [["x-user", "one"], ["X-USER", "two"]]);
      assert.deepEqual(clean, [["Host", "share.test"], ["x-user", "added"]]);
    });

    it("fill templates in, braces and quotes in them included", async () => {
      const headers = await forwardedHeaders(rules({ actions: [{ type: "add-headers", config: { headers: { "x-a": "${req.method}:${{'a': '}'}['a']}:${1 + 1}:$5" } } }] }));
      assert.deepEqual(headers.at(-1), ["x-a", "GET:}:2:$5"]);
    });

    it("answer with ERR_NGROK_2253 when a template fails", async () => {
      const outcome = await run(rules({ actions: [{ type: "add-headers", config: { headers: { "x-a": "${req.headers['x-absent'][0]}" } } }] }));
      assert.ok(outcome.kind === "answer");
      assert.deepEqual(outcome.answer.headers.find(([name]) => name === "ngrok-error-code"), ["ngrok-error-code", "ERR_NGROK_2253"]);
    });

    it("answer themselves, and nothing after them runs", async () => {
      const own = await run(rules({ actions: [{ type: "custom-response", config: { status_code: 403, headers: { "x-for": "${conn.client_ip}" }, body: "no ${req.method}" } }, { type: "deny", config: { status_code: 418 } }] }));
      assert.deepEqual(own, { kind: "answer", answer: { status: 403, headers: [["x-for", "127.0.0.1"]], body: "no GET" } });
      assert.equal(await status(rules({ actions: [{ type: "redirect", config: { to: "https://a.test${req.url.path}" } }] })), 302);
      assert.equal(await status(rules({ actions: [{ type: "deny" }] }, { actions: [{ type: "deny", config: { status_code: 418 } }] })), 403);
    });
  });
});

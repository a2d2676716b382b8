import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { evaluate } from "@marcbachmann/cel-js";
import { ExpectedError } from "../../../src/base/expectedError";
import type { OpenPath } from "../../../src/identity/openPath";
import { maskPolicy } from "../../../src/ngrok/policy/maskPolicy";
import { newSeal } from "../../../src/ngrok/policy/seal";
import { edgePolicy, type EdgePolicyInput } from "../../../src/ngrok/trafficPolicy";
import { compileExpression } from "../../rig/edge/cel";

interface Action {
  readonly type: string;
  readonly config: { readonly headers?: readonly string[] | Readonly<Record<string, string>> } & Readonly<Record<string, unknown>>;
}
interface Rule {
  readonly expressions?: readonly string[];
  readonly actions: readonly Action[];
}

const seal = newSeal(randomBytes);
const profile = { issuer: "https://acme.okta.com", clientId: "0oa1", scopes: ["openid", "email"] };
const everyone = { everyone: true, emails: [], domains: [] };
const usual = { profile, clientSecret: "s3cret", seal, authId: "pc-abcdefghjkmn", maxHours: 8, rule: everyone };
const policyText = edgePolicy(usual);
const parsed = JSON.parse(policyText) as { readonly on_http_request: readonly Rule[] };
const rules = parsed.on_http_request;

const signedIn = { identity: { id: "id_1", current_session_id: "sess_1" }, identity_token: "h.p.s" };
const request = (oidc: unknown, method = "GET") => ({ req: { method, url: { path: "/" } }, actions: { ngrok: { oidc } } });

/** Carries the policy's header actions out, as ngrok documents them: an expression that fails does not let its rule run, add-headers appends. */
function headersAfter(variables: Record<string, unknown>, sent: readonly (readonly [string, string])[] = [], all: readonly Rule[] = rules): (readonly [string, string])[] {
  let headers = [...sent];
  for (const { expressions = [], actions } of all) {
    const runs = expressions.every((expression) => {
      try {
        return evaluate(expression, variables) === true;
      } catch {
        return false;
      }
    });
    if (!runs) continue;
    for (const { type, config } of actions) {
      if (type === "remove-headers") headers = headers.filter(([name]) => !(config.headers as readonly string[]).includes(name.toLowerCase()));
      if (type === "add-headers") headers.push(...Object.entries(config.headers as Readonly<Record<string, string>>).map(([name, value]) => [name, filled(value, variables)] as const));
    }
  }
  return headers;
}

function filled(template: string, variables: Record<string, unknown>): string {
  return template.replace(/\$\{([^}]*)\}/g, (_, expression: string) => String(evaluate(expression, variables)));
}

describe("edgePolicy", () => {
  it("signs in first, with what the profile says and nothing more", () => {
    assert.deepEqual(rules[0], {
      name: "Sign in",
      actions: [{ type: "openid-connect", config: { issuer_url: profile.issuer, client_id: "0oa1", client_secret: "s3cret", scopes: ["openid", "email"], auth_id: "pc-abcdefghjkmn", max_session_duration: "8h" } }],
    });
    assert.deepEqual(Object.keys(parsed), ["on_http_request"]);
  });

  it("has one sign-in, without a field that ngrok's documentation is unsure of", () => {
    assert.equal(policyText.match(/openid-connect/g)?.length, 1);
    assert.doesNotMatch(policyText, /idle_session|allow_cors_preflight/);
  });

  it("leaves the secret out for a public client", () => {
    assert.doesNotMatch(edgePolicy({ ...usual, clientSecret: undefined }), /client_secret/);
  });

  it("S1 writes exactly four elements for a signed-in visitor, with the last rule", () => {
    assert.deepEqual(headersAfter(request(signedIn)), [[seal.headerName, `${seal.secret};id_1;sess_1;h.p.s`]]);
    assert.deepEqual(rules.at(-1)?.actions.map(({ type }) => type), ["remove-headers", "add-headers"]);
  });

  const nobody: readonly (readonly [string, unknown])[] = [
    ["an empty identity", { identity: { id: "", current_session_id: "" }, identity_token: "" }],
    ["an identity without an id", { identity: {}, identity_token: "h.p.s" }],
    ["no identity", { identity_token: "h.p.s" }],
    ["no sign-in action at all", {}],
  ];
  for (const [what, oidc] of nobody) {
    for (const method of ["GET", "OPTIONS", "POST"]) {
      it(`S1 seals nothing for ${what} (${method})`, () => assert.deepEqual(headersAfter(request(oidc, method)), []));
    }
  }

  it("S1 replaces whatever the visitor sent in that header, in any case", () => {
    const sent = [[seal.headerName.toUpperCase(), "forged;a;b;c"], ["accept", "*/*"]] as const;
    assert.deepEqual(headersAfter(request(signedIn), sent), [["accept", "*/*"], [seal.headerName, `${seal.secret};id_1;sess_1;h.p.s`]]);
  });

  const templates: readonly (readonly [string, EdgePolicyInput])[] = [
    ["clientSecret", { ...usual, clientSecret: "a${secrets.get('v','n')}" }],
    ["clientId", { ...usual, profile: { ...profile, clientId: "${req.host}" } }],
    ["scopes", { ...usual, profile: { ...profile, scopes: ["openid", "x${1}"] } }],
    ["issuer", { ...usual, profile: { ...profile, issuer: "https://x.example/${1}" } }],
    ["login_hint", { ...usual, signIn: { loginHint: "${req.host}" } }],
  ];
  for (const [field, hostile] of templates) {
    it(`refuses a template in ${field}, without repeating it`, () => {
      assert.throws(
        () => edgePolicy(hostile),
        (error) => error instanceof ExpectedError && error.code === "input.invalid" && error.facts["field"] === field && !error.message.includes("${"),
      );
    });
  }

  it("keeps quotes, backslashes, braces, dollars and line breaks as they were typed", () => {
    const odd = '"\\\n}{$ {$\u2028\u0000]}';
    const config = (JSON.parse(edgePolicy({ ...usual, profile: { ...profile, clientId: odd }, clientSecret: odd })) as typeof parsed).on_http_request[0]!.actions[0]!.config;
    assert.deepEqual([config["client_id"], config["client_secret"]], [odd, odd]);
  });
});

describe("edgePolicy with open paths", () => {
  const openPaths: readonly OpenPath[] = [
    { path: "/hooks/stripe", methods: ["POST"] },
    { path: "/hooks/github", prefix: true, methods: ["POST", "PUT"] },
    { path: "/a+b:c@d=e!f~g", methods: ["GET", "HEAD"] },
  ];
  const open = (JSON.parse(edgePolicy({ ...usual, openPaths })) as typeof parsed).on_http_request;
  const asks = (method: string, path: string, oidc?: unknown) => ({ req: { method, url: { path } }, actions: { ngrok: oidc === undefined ? {} : { oidc } } });
  const signsIn = (method: string, path: string) => open[0]?.expressions?.every((expression) => evaluate(expression, asks(method, path)) === true);

  it("has the same rules, each with one expression more at most, which compiles with typed variables too", () => {
    assert.deepEqual(open.map(({ actions }) => actions.map(({ type }) => type)), rules.map(({ actions }) => actions.map(({ type }) => type)));
    assert.deepEqual(open.map(({ expressions = [] }) => expressions.length), [1, 1]);
    for (const { expressions = [] } of open) for (const expression of expressions) compileExpression(expression);
  });

  for (const [method, path] of [["POST", "/hooks/stripe"], ["POST", "/hooks/github"], ["PUT", "/hooks/github/a/b"], ["HEAD", "/a+b:c@d=e!f~g"]] as const) {
    it(`S1 S6 leaves ${method} ${path} to the gate: nobody signs in there, and nothing is sealed, whatever an identity would be`, () => {
      assert.equal(signsIn(method, path), false);
      for (const oidc of [undefined, {}, { identity: { id: "" } }, signedIn]) assert.deepEqual(headersAfter(asks(method, path, oidc), [], open), []);
    });
  }

  for (const [method, path] of [["GET", "/"], ["POST", "/"], ["GET", "/hooks/stripe"], ["OPTIONS", "/hooks/stripe"], ["POST", "/hooks/stripe/"], ["POST", "/hooks/stripes"], ["POST", "/hooks/githubs"], ["POST", "/Hooks/stripe"], ["POST", "/x/hooks/stripe"], ["PATCH", "/hooks/github/a"]] as const) {
    it(`signs in as ever for ${method} ${path}, and seals with an identity alone`, () => {
      assert.equal(signsIn(method, path), true);
      assert.deepEqual(headersAfter(asks(method, path, signedIn), [], open), [[seal.headerName, `${seal.secret};id_1;sess_1;h.p.s`]]);
      for (const oidc of [undefined, {}, { identity: { id: "", current_session_id: "" }, identity_token: "" }]) assert.deepEqual(headersAfter(asks(method, path, oidc), [], open), []);
    });
  }

  it("S1 an expression that can't be evaluated seals nothing", () => {
    for (const broken of [{ actions: { ngrok: { oidc: signedIn } } }, { req: { method: "POST" }, actions: { ngrok: { oidc: signedIn } } }, {}]) assert.deepEqual(headersAfter(broken, [], open), []);
  });

  it("is the same policy as ever where nothing is open", () => assert.equal(edgePolicy({ ...usual, openPaths: [] }), policyText));
});

describe("S3 newSeal", () => {
  it("makes 256 bits and a header name of its own each time", () => {
    const other = newSeal(randomBytes);
    assert.match(seal.headerName, /^x-pc-[0-9a-f]{16}$/);
    assert.equal(Buffer.from(seal.secret, "base64url").length, 32);
    assert.match(seal.secret, /^[A-Za-z0-9_-]{43}$/);
    assert.notEqual(other.headerName, seal.headerName);
    assert.notEqual(other.secret, seal.secret);
  });
});

describe("S3 maskPolicy", () => {
  it("names secret, seal and header, and tells none of them", () => {
    const shown = maskPolicy(policyText);
    for (const secret of ["s3cret", seal.secret, seal.headerName]) assert.ok(!shown.includes(secret), secret);
    for (const placeholder of ["<client secret>", "<seal header>", "<seal>;${actions.ngrok.oidc.identity.id}"]) assert.ok(shown.includes(placeholder), placeholder);
    assert.ok(shown.includes("0oa1"));
  });

  it("names the values of headers that look like a secret, and the secrets in an address", () => {
    const shown = maskPolicy(JSON.stringify({ on_http_request: [{ actions: [{ type: "http-request", config: { url: "https://u:c4n4ry@a.example/?key=c4n4ry&page=2", headers: { "X-Key": "c4n4ry", "X-Plain": "kept" } } }] }] }));
    assert.ok(!shown.includes("c4n4ry"));
    for (const told of ["https://<secret>@a.example/?key=<secret>&page=2", "<value of X-Key>", "kept"]) assert.ok(shown.includes(told), told);
  });

  it("shows nothing of what it can't read", () => assert.equal(maskPolicy(`client_secret: ${seal.secret}`), "<traffic policy>"));
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { decide, type AccessRule } from "../../../src/identity/accessRule";
import { personFromClaims } from "../../../src/identity/person";
import { exportPolicy, type ExportInput } from "../../../src/ngrok/export/exportPolicy";
import { carryOut } from "../../rig/edge/carryOut";
import type { OidcVariables } from "../../rig/edge/cel";
import { allAssumptions, evaluatePolicy } from "../../golden/evaluatePolicy";
import { publishedPolicySchema } from "../../golden/policySchema";
import { compilePolicy } from "../../rig/edge/trafficPolicy";

const issuer = "https://acme.okta.com";
const profile: ExportInput["profile"] = { issuer, clientId: "0oa1", scopes: ["openid", "email"], clientAuthentication: "client_secret_basic" };
const acme: AccessRule = { everyone: false, domains: ["acme.com"], emails: ["bob@partner.io"] };
const input = (changes: Partial<ExportInput> = {}): ExportInput => ({ profile, rule: acme, verifiedBy: "true", authId: "sso-abc", maxHours: 8, host: "localhost:3000", ...changes });

type Claims = Readonly<Record<string, unknown>>;
const people: readonly Claims[] = [
  { email: "alice@acme.com", email_verified: true },
  { email: "ALICE@Acme.COM", email_verified: true },
  { email: "alice@acme.com", email_verified: "true" },
  { email: "alice@acme.com", email_verified: false },
  { email: "alice@acme.com", email_verified: "false" },
  { email: "alice@acme.com", email_verified: "1" },
  { email: "alice@acme.com", email_verified: 1 },
  { email: "alice@acme.com", email_verified: null },
  { email: "alice@acme.com" },
  { email: "bob@partner.io", email_verified: true },
  { email: "bob@partner.io.evil.example", email_verified: true },
  { email: "xbob@partner.io", email_verified: true },
  { email: "carol@partner.io", email_verified: true },
  { email: "mallory@evil.example", email_verified: true },
  { email: "mallory@evilacme.com", email_verified: true },
  { email: "mallory@sub.acme.com", email_verified: true },
  { email: "mallory@evil.example@acme.com", email_verified: true },
  { email: "mallory@evil.example, alice@acme.com", email_verified: true },
  { email: "\u212Aate@acme.com", email_verified: true },
  { email: "' || true || '@acme.com ", email_verified: true },
  { email: "", email_verified: true },
  // Google: of the Workspace, a personal account with the company's address, of another Workspace, with an alias domain, a private one.
  { email: "alice@acme.com", email_verified: true, hd: "acme.com" },
  { email: "alice@acme.com", email_verified: false, hd: "acme.com" },
  { email: "alice@acme.com", email_verified: true, hd: "evil.example" },
  { email: "bob@partner.io", email_verified: true, hd: "partner.io" },
  { email: "eve@alias.example", email_verified: true, hd: "acme.com" },
  { email: "mallory@gmail.com", email_verified: true },
  { email: "alice@acme.com", email_verified: true, hd: 7 },
  // Entra ID: whether the tenant owns the address's domain.
  ...[true, "1", "true", false, "0", 1, null].map((owner) => ({ email: "alice@acme.com", xms_edov: owner })),
  { email_verified: true },
  {},
  // Lengths that need each padding, characters that base64url has of its own, and letters beyond ASCII.
  ...["x", "xx", "xxx", "??>>~~", "Zoë 漢字 🙂"].map((name) => ({ email: "alice@acme.com", email_verified: true, name })),
];

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const signedIn = (claims: Claims, identityToken = `${base64url({ alg: "RS256" })}.${base64url({ iss: issuer, sub: "u1", ...claims })}.c2ln`): OidcVariables => ({
  identity: { id: "id_1", email: typeof claims["email"] === "string" ? claims["email"] : "", name: "", provider_user_id: "u1", current_session_id: "s1" },
  identity_token: identityToken,
  access_token: "",
  refresh_token: "",
  expires_at: "",
});

interface Asked {
  readonly as?: OidcVariables;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly clientIp?: string;
}

/** What the stand-in edge makes of a request: to the provider, the page for those left out, or the headers that reach the app. */
async function seen(changes: Partial<ExportInput>, { as, method = "GET", target = "/", headers = [], clientIp = "198.51.100.7" }: Asked = {}) {
  const policy = compilePolicy(JSON.stringify(exportPolicy(input(changes)).policy), 5);
  const openidConnect = { ownPath: () => Promise.resolve(undefined), visitorOf: () => as, begin: () => Promise.resolve({ status: 302, headers: [], body: "" }) };
  const outcome = await carryOut({ policy, origin: "https://app.example", openidConnect, headerActions: true }, { method, target, headers, clientIp });
  if (outcome.kind === "answer") return outcome.answer.status === 302 ? "signIn" : outcome.answer.status === 403 ? "leftOut" : outcome.answer.status;
  return outcome.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`);
}

describe("the policy of a share that is taken elsewhere", () => {
  it("admits nobody who is not admitted here, and leaves out nobody whom one spelling names", async () => {
    const rules: readonly AccessRule[] = [acme, { everyone: false, domains: [], emails: ["bob@partner.io", "kate@acme.com"] }, { everyone: true, domains: [], emails: [] }, { everyone: false, domains: ["acme.com"], emails: [], groups: ["Engineering"] }];
    for (const verifiedBy of ["true", "trueOrText", "google", "entra", undefined] as const) {
      for (const rule of rules) {
        for (const claims of people) {
          const tenant = "11111111-2222-3333-4444-555555555555";
          const person = personFromClaims({ iss: verifiedBy === "entra" ? `https://login.microsoftonline.com/${tenant}/v2.0` : issuer, sub: "u1", tid: tenant, ...claims }, [], { verifiedBy: verifiedBy ?? "true", groups: undefined });
          assert.ok(person);
          const { admitted } = decide({ ...rule, groups: [] }, person, { vouchesForEmail: verifiedBy === undefined });
          const outcome = await seen({ rule, verifiedBy }, { as: signedIn(claims) });
          const comesIn = Array.isArray(outcome);
          assert.ok(comesIn || outcome === "leftOut");
          // Letters that only look like ASCII ones: here one address has many spellings, an expression knows one.
          // And a Workspace has addresses of other domains than its own, which the edge doesn't look behind.
          const oneSpelling = !/[^\0-\x7f]/.test(String(claims["email"])) && !(verifiedBy === "google" && claims["email"] === "eve@alias.example");
          assert.ok(oneSpelling ? comesIn === admitted : admitted || !comesIn, JSON.stringify([rule, claims, verifiedBy, outcome]));
        }
      }
    }
  });

  it("sends every stranger to the provider, whatever they ask", async () => {
    for (const method of ["GET", "POST", "OPTIONS", "HEAD"]) for (const target of ["/", "/deep/path?a=b", "//x", "/%2e%2e/"]) assert.equal(await seen({}, { method, target }), "signIn");
  });

  it("leaves out whoever has no ID token that can be read", async () => {
    for (const token of ["", "a.b", "....", "a.b.c", "a.bb=.c", `x.${base64url([])}.y`, `x.${base64url({ email_verified: [true] })}.y`]) {
      assert.equal(await seen({}, { as: signedIn({ email: "alice@acme.com" }, token) }), "leftOut", token);
    }
  });

  it("asks for the networks of the rule, after sign-in", async () => {
    const rule = { ...acme, networks: ["203.0.113.0/24", "2001:db8::/32"] };
    const as = signedIn({ email: "alice@acme.com", email_verified: true });
    assert.equal(await seen({ rule }, { clientIp: "203.0.113.9" }), "signIn");
    for (const [clientIp, admitted] of [["203.0.113.9", true], ["2001:db8::1", true], ["203.0.114.9", false], ["198.51.100.7", false], ["", false]] as const) assert.equal(Array.isArray(await seen({ rule }, { as, clientIp })), admitted, clientIp);
    const everyone = { everyone: true, domains: [], emails: [], networks: ["203.0.113.0/24"] };
    assert.equal(await seen({ rule: everyone }, { as: signedIn({}), clientIp: "198.51.100.7" }), "leftOut");
  });

  const rulesOfPeople: readonly AccessRule[] = [acme, { everyone: false, domains: [], emails: ["bob@partner.io"] }, { everyone: false, domains: ["acme.com"], emails: [] }, { ...acme, networks: ["203.0.113.0/24"] }];
  for (const verifiedBy of ["true", "trueOrText", "google", "entra", undefined] as const) {
    it(`S1 S8 ${verifiedBy ?? "without a word on addresses"}: lets in nobody by what is absent or fails, whether ngrok skips a rule that fails or answers`, () => {
      for (const rule of rulesOfPeople) {
        for (const changes of [{}, { openPaths }, { forwardTo: "https://pc-abc.internal" }] as const) {
          const policy = publishedPolicySchema.parse(exportPolicy(input({ rule, verifiedBy, ...changes })).policy);
          for (const assumptions of allAssumptions) {
            const asks = (oidc: object | undefined, bypass = false) => evaluatePolicy(policy, { method: "GET", path: "/", bypass, ...(oidc && { oidc }) }, assumptions).kind;
            const said = JSON.stringify([rule, changes, assumptions]);
            const good = signedIn({ email: rule.emails[0] ?? "alice@acme.com", email_verified: true, xms_edov: true, hd: rule.emails.length === 0 ? "acme.com" : "partner.io" });
            const { identity, ...tokens } = good;
            assert.equal(asks(good), "passed", said);
            assert.equal(asks(undefined), "signIn", said);
            assert.notEqual(asks(undefined, true), "passed", said);
            const { email, ...nameless } = identity;
            const lacking: readonly object[] = [{}, { identity: {} }, { identity: nameless, ...tokens }, { identity: { ...identity, email: "" }, ...tokens }, { identity: { ...identity, email: null }, ...tokens }, { identity: { ...identity, email: [email] }, ...tokens }, tokens];
            for (const oidc of lacking) assert.notEqual(asks(oidc), "passed", `${said} ${JSON.stringify(oidc)}`);
            if (verifiedBy === undefined) continue;
            // No token, and such as nobody can read: what fails here lets nobody in either.
            for (const oidc of [{ identity }, ...["", "a.b", "a.bb.c", "e.IiI.s", `e.${base64url("x")}.s`].map((identity_token) => ({ ...good, identity_token }))]) assert.notEqual(asks(oidc), "passed", `${said} ${JSON.stringify(oidc)}`);
          }
        }
      }
    });
  }

  const openPaths = [{ path: "/hooks/stripe", methods: ["POST"] }, { path: "/hooks/github", prefix: true, methods: ["POST", "GET"] }] as const satisfies ExportInput["openPaths"];
  it("S6 opens a path exactly, since no gate looks again", async () => {
    const open = (asked: Asked) => seen({ openPaths }, asked);
    for (const [method, target] of [["POST", "/hooks/stripe"], ["POST", "/hooks/github"], ["GET", "/hooks/github/a/b.c"], ["POST", "/hooks/github/a/"]] as const) assert.ok(Array.isArray(await open({ method, target })), `${method} ${target}`);
    for (const [method, target] of [
      ["GET", "/hooks/stripe"], ["POST", "/hooks/stripe/"], ["POST", "/hooks/stripes"], ["POST", "/hooks%2fstripe"], ["POST", "/hooks/%73tripe"], ["POST", "/Hooks/stripe"],
      ["GET", "/hooks/github/../admin"], ["GET", "/hooks/github/%2e%2e/admin"], ["GET", "/hooks/github/..%2fadmin"], ["GET", "/hooks/github//admin"], ["GET", "/hooks/github/a;b"], ["GET", "/hooks/github/a\\b"], ["GET", "/hooks/githubs"], ["OPTIONS", "/hooks/github"], ["GET", "/"],
    ] as const) assert.equal(await open({ method, target }), "signIn", `${method} ${target}`);
    assert.equal(await open({ method: "GET", target: "/hooks/github/a", headers: [["Upgrade", "websocket"]] }), "signIn");
    const mallory = signedIn({ email: "mallory@evil.example", email_verified: true });
    assert.equal(await open({ as: mallory, target: "/" }), "leftOut");
    assert.ok(Array.isArray(await open({ as: mallory, method: "POST", target: "/hooks/stripe" })));
  });

  it("lets nobody but the gate say who a visitor is, and tells the app the Host that it heard here", async () => {
    const forged = ["X-Forwarded-User", "x-forwarded-email", "X-Forwarded-Preferred-Username", "X-Forwarded-Groups", "x_forwarded_user", "X_Forwarded_Preferred_Username"].map((name) => [name, "root"] as const);
    const as = signedIn({ email: "alice@acme.com", email_verified: true });
    assert.deepEqual(await seen({}, { as, headers: [["Host", "app.example"], ["Accept", "*/*"], ...forged] }), ["accept: */*", "host: localhost:3000"]);
    assert.deepEqual(await seen({ host: undefined }, { as, headers: [["Host", "app.example"], ...forged] }), ["host: app.example"]);
    assert.deepEqual(await seen({ openPaths }, { method: "POST", target: "/hooks/stripe", headers: forged }), ["host: localhost:3000"]);
  });

  it("carries header rules out, ten at a time, and names those that it can't", async () => {
    const headerRules = [
      { direction: "request", action: "set", name: "X-Env", value: "demo" },
      { direction: "request", action: "remove", name: "Accept-Language" },
      { direction: "request", action: "set", name: "User-Agent", value: "x" },
      { direction: "request", action: "set", name: "X-Template", value: "${secrets.get('a','b')}" },
      { direction: "response", action: "set", name: "X-Frame-Options", value: "DENY" },
      ...Array.from({ length: 23 }, (_, index) => ({ direction: "request", action: "set", name: `X-Many-${index}`, value: "1" }) as const),
    ] as const satisfies ExportInput["headerRules"];
    const as = signedIn({ email: "alice@acme.com", email_verified: true });
    const heard = await seen({ headerRules }, { as, headers: [["x-env", "forged"], ["accept-language", "de"], ["user-agent", "curl"]] });
    assert.ok(Array.isArray(heard));
    assert.deepEqual(heard.filter((line) => !line.startsWith("x-many-")), ["user-agent: curl", "x-env: demo", "host: localhost:3000"]);
    assert.equal(heard.length, 26);
    const { policy, left } = exportPolicy(input({ headerRules }));
    assert.deepEqual(left.headers, ["User-Agent", "X-Template"]);
    assert.doesNotMatch(JSON.stringify(policy), /secrets\.get/);
    for (const { actions } of policy.on_http_request) for (const { config = {} } of actions) if (config["headers"] !== undefined) assert.ok(Object.keys(config["headers"] as object).length <= 10);
    assert.deepEqual(policy.on_http_response?.[0]?.actions.map(({ type }) => type), ["remove-headers", "add-headers"]);
  });

  const refused: readonly (readonly [string, Partial<ExportInput>, string])[] = [
    ["a rule of groups alone", { rule: { everyone: false, domains: [], emails: [], groups: ["Engineering"] } }, "the group Engineering"],
    ["a claim besides", { rule: { ...acme, claims: [{ name: "department", value: "R&D" }] } }, "the claim department"],
    ["a claim besides everyone", { rule: { everyone: true, domains: [], emails: [], claims: [{ name: "department", value: "R&D" }] } }, "the claim department"],
    ["a rule that names nobody", { rule: { everyone: false, domains: [], emails: [] } }, "nobody"],
    ["a name with several spellings", { rule: { everyone: false, domains: ["bücher.example"], emails: [] } }, "bücher.example"],
  ];
  for (const [what, changes, named] of refused) {
    it(`refuses ${what}: more people would come in, or others`, () => {
      assert.throws(() => exportPolicy(input(changes)), (error) => error instanceof ExpectedError && error.code === "export.ruleNotPossible" && error.facts["what"] === named);
    });
  }

  it("names the groups whose people come in here alone", () => assert.deepEqual(exportPolicy(input({ rule: { ...acme, groups: ["Engineering"] } })).left.groups, ["Engineering"]));

  it("needs a client secret, names it, and tells none; one in ngrok's vault stays a reference", () => {
    assert.throws(() => exportPolicy(input({ profile: { ...profile, clientAuthentication: "none" } })), (error) => error instanceof ExpectedError && error.code === "export.needsSecret");
    assert.match(JSON.stringify(exportPolicy(input()).policy), /"client_secret":"<client secret>"/);
    assert.match(JSON.stringify(exportPolicy(input({ profile: { ...profile, vaultSecret: { vault: "sso", name: "okta" } } })).policy), /"client_secret":"\$\{secrets\.get\('sso', 'okta'\)\}"/);
  });

  it("S3 has neither seal nor its header, and ends a Cloud Endpoint's by forwarding everything that is left", () => {
    const { policy } = exportPolicy(input({ forwardTo: "https://pc-abc.internal" }));
    assert.doesNotMatch(JSON.stringify(policy), /x-pc-|seal/i);
    const last = policy.on_http_request.at(-1);
    assert.deepEqual([last?.expressions, last?.actions.at(-1)], [undefined, { type: "forward-internal", config: { url: "https://pc-abc.internal" } }]);
    const most = exportPolicy(input({ forwardTo: "https://pc-abc.internal", openPaths, headerRules: [{ direction: "response", action: "remove", name: "Server" }] })).policy;
    assert.equal(most.on_http_request.length + (most.on_http_response?.length ?? 0), 5);
  });

  it("keeps the person's own rules, and hostile values as they are", async () => {
    const ownRules = JSON.stringify({ on_http_request: [{ actions: [{ type: "add-headers", config: { headers: { "x-own": "1" } } }] }] });
    assert.ok((await seen({ ownRules }, { as: signedIn({ email: "alice@acme.com", email_verified: true }) }) as string[]).includes("x-own: 1"));
    for (const hostile of [`"\\`, "'", "\u2028", "a\nb"]) assert.ok(JSON.stringify(exportPolicy(input({ profile: { ...profile, clientId: hostile } })).policy).includes(JSON.stringify(hostile)));
    assert.throws(() => exportPolicy(input({ profile: { ...profile, clientId: "${x}" } })), (error) => error instanceof ExpectedError && error.facts["problem"] === "template");
  });
});

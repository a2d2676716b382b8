// The table that the golden policies are made of: profiles × rules, and rules × options for one of them.
import type { AccessRule } from "../../src/identity/accessRule";
import type { OpenPath } from "../../src/identity/openPath";
import { ownRulesFromFile } from "../../src/ngrok/policy/ownRulesFile";
import { exportPolicy, type ExportInput } from "../../src/ngrok/export/exportPolicy";
import { edgePolicy, type EdgePolicyInput } from "../../src/ngrok/trafficPolicy";

export const seal = { headerName: "x-pc-0123456789abcdef", secret: "SEAL".padEnd(43, "0") };
const scopes = ["openid", "profile", "email"];

export const profiles = {
  okta: { profile: { issuer: "https://acme.okta.com", clientId: "0oa1b2c3d4", scopes }, clientSecret: "S3cret-with-$-{-and-\"quotes\"" },
  jumpcloud: { profile: { issuer: "https://oauth.id.jumpcloud.com/", clientId: "6f2c-41", scopes: [...scopes, "groups"] }, clientSecret: "jc" },
  other: { profile: { issuer: "https://login.example.org/realms/acme", clientId: "portcullis'||true||'", scopes: ["openid"] }, clientSecret: "\\\n\u2028" },
  vault: { profile: { issuer: "https://acme.okta.com", clientId: "0oa1b2c3d4", scopes, vaultSecret: { vault: "team vault", name: "okta.client-secret" } }, clientSecret: undefined },
} as const satisfies Record<string, Pick<EdgePolicyInput, "profile" | "clientSecret">>;

const named = (rule: Partial<AccessRule>): AccessRule => ({ everyone: false, emails: [], domains: [], ...rule });
export const hostile = ["' || true || '", "\"] || true || [\"", "${secrets.get('a','b')}", "\\", "line\nbreak@acme.com", "\u0430dmin@acme.com", "bob@acme.com\u0000", "bob@acme.com'"] as const;

export const rules: Readonly<Record<string, AccessRule>> = {
  everyone: named({ everyone: true }),
  address: named({ emails: ["alice@acme.com"] }),
  domain: named({ domains: ["acme.com"] }),
  "addresses and domains": named({ emails: ["Bob@Partner.IO", "kim@studio.example"], domains: ["acme.com", "sub.acme.org"] }),
  "addresses with signs": named({ emails: ["o'neil@acme.com", "a'||true||'b@acme.com", "x${req.host}y@acme.com", "x{y}$@acme.com", "a`b%c+d@acme.com", "i@acme.com"] }),
  "domain from a network": named({ domains: ["acme.com"], networks: ["203.0.113.0/24"] }),
  group: named({ groups: ["engineering"] }),
  "group or domain": named({ groups: ["engineering"], domains: ["acme.com"] }),
  claim: named({ claims: [{ name: "department", value: "sales" }] }),
  "domain with a claim": named({ domains: ["acme.com"], claims: [{ name: "department", value: "sales" }] }),
  "address beyond ASCII": named({ emails: ["ämy@acme.com"], domains: ["acme.com"] }),
  "domain in Unicode": named({ domains: ["münchen.example"] }),
  nobody: named({}),
  ...Object.fromEntries(hostile.map((text, at) => [`hostile ${at + 1}`, named({ emails: [text], domains: at % 2 === 0 ? [] : [text] })])),
};

export const openPaths: readonly OpenPath[] = [
  { path: "/hooks/stripe", methods: ["POST"] },
  { path: "/hooks/github", prefix: true, methods: ["POST", "PUT"] },
  { path: "/a+b:c@d=e!f~g", methods: ["GET", "HEAD"] },
];

/** Written as a person would, comments and all. */
export const ownPolicy = `
on_http_request:
  - name: Webhooks of GitHub alone   # on an open path
    expressions:
      - "req.url.path.startsWith('/hooks/github')"
    actions:
      - type: verify-webhook
        config: { provider: github, secret: "\${secrets.get('webhooks', 'github')}" }
  - expressions: ["req.headers['x-absent'][0] == 'boom'"]   # fails wherever the header is absent
    actions:
      - type: add-headers
        config: { headers: { x-tenant: acme } }
      - type: remove-headers
        config: { headers: [x-internal] }
  - name: Closed for maintenance
    expressions: ["req.url.path == '/maintenance'"]
    actions:
      - type: custom-response
        config: { status_code: 503, body: "Back soon" }
on_http_response:
  - actions:
      - type: add-headers
        config: { headers: { x-served-for: "\${req.url.path}" } }
`;

export const ownRules = (() => {
  const read = ownRulesFromFile(ownPolicy);
  if (!read.ok) throw new Error(`The table's own policy can't be read: ${JSON.stringify(read)}`);
  return read.rules;
})();

export const options = {
  plain: {},
  "open paths": { openPaths },
  "sign-in parameters": { signIn: { prompt: "select_account", loginHint: "o'neil@acme.com", hostedDomain: "acme.com" } },
  "an hour, second round": { maxHours: 1, authId: "pc-abcdefghjkmn-5a17" },
  "own rules": { ownRules },
  "own rules and open paths": { ownRules, openPaths },
  "cloud endpoint": { forwardTo: "https://share.pc-abcdefghjkmn.internal", openPaths },
} as const satisfies Record<string, Partial<EdgePolicyInput>>;

export interface TableEntry {
  readonly profile: string;
  readonly rule: string;
  readonly option: string;
  readonly input: EdgePolicyInput;
  readonly policy: string;
}

export function policyTable(): readonly TableEntry[] {
  const entry = (profile: keyof typeof profiles, rule: string, option: keyof typeof options): TableEntry => {
    const input: EdgePolicyInput = { seal, authId: "pc-abcdefghjkmn", maxHours: 8, rule: rules[rule]!, ...profiles[profile], ...options[option] };
    return { profile, rule, option, input, policy: edgePolicy(input) };
  };
  const profileNames = Object.keys(profiles) as (keyof typeof profiles)[];
  const optionNames = Object.keys(options) as (keyof typeof options)[];
  return Object.keys(rules).flatMap((rule) => [
    ...profileNames.map((profile) => entry(profile, rule, "plain")),
    ...optionNames.filter((option) => option !== "plain").map((option) => entry("okta", rule, option)),
  ]);
}

/** Policies of shares that are taken elsewhere, by what is particular in them. */
export function exportTable(): readonly (readonly [string, string])[] {
  const entry = (what: string, changes: Partial<ExportInput>) => {
    const { policy } = exportPolicy({ profile: { ...profiles.okta.profile, clientAuthentication: "client_secret_basic" }, rule: rules["domain"]!, verifiedBy: undefined, authId: "sso-abcdefghjkmn", maxHours: 8, host: "localhost:3000", ...changes });
    return [what, JSON.stringify(policy)] as const;
  };
  return [
    ...["everyone", "address", "domain", "addresses and domains", "domain from a network"].map((rule) => entry(rule, { rule: rules[rule]! })),
    ...(["true", "trueOrText", "google", "entra"] as const).map((verifiedBy) => entry(`verified by ${verifiedBy}`, { verifiedBy, rule: rules["addresses and domains"]! })),
    entry("open paths", { openPaths }),
    entry("cloud endpoint", { host: undefined, forwardTo: "https://pc-abcdefghjkmn.internal" }),
    entry("own rules and headers", { ownRules, headerRules: [{ direction: "request", action: "set", name: "X-Api-Key", value: "k" }, { direction: "response", action: "remove", name: "Server" }] }),
  ];
}

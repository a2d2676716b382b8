/** ngrok's traffic policies: reading one at bind time with ngrok's error codes, and carrying it out for a request. */
import { parse } from "yaml";
import { z } from "zod";
import { compileExpression, compileTemplate, Vaults, type CelVariables, type Expression, type Template } from "./cel";
import { NgrokError } from "./ngrokError";

export interface OpenidConnectConfig {
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scopes: readonly string[];
  readonly authzUrlParams: Readonly<Record<string, string>>;
  readonly authId: string;
  readonly maxSessionMs: number | undefined;
  readonly allowCorsPreflight: boolean;
}

export type Action =
  | { readonly type: "openid-connect"; readonly config: OpenidConnectConfig }
  | { readonly type: "deny"; readonly status: number }
  | { readonly type: "custom-response"; readonly status: number; readonly headers: ReadonlyMap<string, Template>; readonly body: Template }
  | { readonly type: "redirect"; readonly to: Template; readonly status: number }
  | { readonly type: "add-headers"; readonly headers: ReadonlyMap<string, Template> }
  | { readonly type: "remove-headers"; readonly names: readonly string[] }
  | { readonly type: "set-vars"; readonly vars: ReadonlyMap<string, unknown> }
  | { readonly type: "forward-internal"; readonly to: Template; readonly goesOn: boolean };

export interface Rule {
  readonly expressions: readonly Expression[];
  readonly actions: readonly Action[];
}

export interface TrafficPolicy {
  readonly rules: readonly Rule[];
  /** Of what comes back from the app: header actions alone. */
  readonly onResponse: readonly Rule[];
  readonly openidConnect: OpenidConnectConfig | undefined;
}

const statusCode = z.number().int().min(100).max(599);
const texts = z.record(z.string(), z.string());
const configs = {
  "openid-connect": z.strictObject({
    issuer_url: z.string(),
    client_id: z.string(),
    client_secret: z.string().optional(),
    scopes: z.array(z.string()).default([]),
    authz_url_params: texts.default({}),
    auth_id: z.string().default(""),
    max_session_duration: z.string().optional(),
    userinfo_refresh_interval: z.string().optional(),
    allow_cors_preflight: z.boolean().default(false),
  }),
  deny: z.strictObject({ status_code: statusCode.default(403) }),
  "custom-response": z.strictObject({ status_code: statusCode.default(200), headers: texts.default({}), body: z.string().default("") }),
  redirect: z.strictObject({ to: z.string(), status_code: statusCode.default(302) }),
  "add-headers": z.strictObject({ headers: texts }),
  "remove-headers": z.strictObject({ headers: z.array(z.string()) }),
  // docs: traffic-policy/actions/set-vars, "Configuration fields": each map of one name. Templates in the values are not filled in here.
  "set-vars": z.strictObject({ vars: z.array(z.record(z.string(), z.json()).refine((one) => Object.keys(one).length === 1)) }),
  "forward-internal": z.strictObject({ url: z.string(), on_error: z.enum(["halt", "continue"]).default("halt") }),
} as const;

const rulesShape = z.array(z.strictObject({
  name: z.string().optional(),
  expressions: z.array(z.string()).default([]),
  actions: z.array(z.strictObject({ type: z.string(), config: z.unknown().optional() })),
})).default([]);
const shape = z.strictObject({ on_http_request: rulesShape, on_http_response: rulesShape });

/** Every policy variable empty: what templates in sign-in settings see, which are read before any request. */
const noRequest: CelVariables = {
  req: { method: "", host: "", url: { path: "", raw_path: "", query: "", uri: "" }, headers: {} },
  conn: { client_ip: "" },
  actions: { ngrok: { oidc: { identity: { id: "", email: "", name: "", provider_user_id: "", current_session_id: "" }, identity_token: "", access_token: "", refresh_token: "", expires_at: "" } } },
};

/**
 * Reads a policy, JSON or YAML. `maxRules` is the plan's limit, `vaults` what the account keeps there.
 * @throws NgrokError as ngrok's own: 2200, 2201, 2203, 2204, 2206, 2223–2226, 2236, 2239, 2264.
 */
export function compilePolicy(text: string, maxRules: number, vaults = new Vaults()): TrafficPolicy {
  const { on_http_request: rules, on_http_response: onResponse } = readShape(text);
  if (rules.length + onResponse.length > maxRules) throw new NgrokError("ERR_NGROK_2264", `Your account is limited to ${maxRules} rules per policy.`);
  const compile = ({ expressions, actions }: (typeof rules)[number]): Rule => {
    if (actions.length === 0) throw new NgrokError("ERR_NGROK_2206", "A rule has no actions.");
    return { expressions: expressions.map(compileExpression), actions: actions.map(({ type, config }) => compileAction(type, config, vaults)) };
  };
  const compiled = rules.map(compile);
  const signIns = compiled.flatMap(({ actions }) => actions.flatMap((action) => (action.type === "openid-connect" ? [action.config] : [])));
  if (signIns.length > 1) throw new NgrokError("ERR_NGROK_2239", "Only one authentication action is allowed per endpoint.");
  return { rules: compiled, onResponse: onResponse.map(compile), openidConnect: signIns[0] };
}

/** Whether every request ends at an action of the policy's own, as ngrok wants it of a Cloud Endpoint, behind which there is nothing. */
export function handlesEverything({ rules }: TrafficPolicy): boolean {
  const ends = (action: Action): boolean => action.type === "deny" || action.type === "custom-response" || action.type === "redirect" || (action.type === "forward-internal" && !action.goesOn);
  return rules.some(({ expressions, actions }) => expressions.length === 0 && actions.some(ends));
}

function readShape(text: string): z.infer<typeof shape> {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    throw new NgrokError("ERR_NGROK_2236", "The traffic policy is not valid YAML or JSON.");
  }
  const read = shape.safeParse(value);
  if (!read.success) throw new NgrokError("ERR_NGROK_2236", `The traffic policy could not be read: ${z.prettifyError(read.error)}`);
  return read.data;
}

function compileAction(type: string, config: unknown, vaults: Vaults): Action {
  switch (type) {
    case "openid-connect":
      return { type, config: compileOpenidConnect(readConfig(type, config), vaults) };
    case "deny":
      return { type, status: readConfig(type, config).status_code };
    case "custom-response": {
      const { status_code: status, headers, body } = readConfig(type, config);
      return { type, status, headers: templates(headers), body: compileTemplate(body) };
    }
    case "redirect": {
      const { to, status_code: status } = readConfig(type, config);
      return { type, to: compileTemplate(to), status };
    }
    case "add-headers": {
      const { headers } = readConfig(type, config);
      const forbidden = Object.keys(headers).find((name) => name.toLowerCase() === "ngrok-skip-browser-warning");
      if (forbidden !== undefined) throw new NgrokError("ERR_NGROK_2204", `The header '${forbidden}' may not be added.`);
      return { type, headers: templates(headers) };
    }
    case "remove-headers":
      return { type, names: readConfig(type, config).headers.map((name) => name.toLowerCase()) };
    case "set-vars":
      return { type, vars: new Map(readConfig(type, config).vars.flatMap((one) => Object.entries(one))) };
    case "forward-internal": {
      const { url, on_error: onError } = readConfig(type, config);
      return { type, to: compileTemplate(url), goesOn: onError === "continue" };
    }
    default:
      throw new NgrokError("ERR_NGROK_2201", `Unknown action type '${type}'.`);
  }
}

function readConfig<Type extends keyof typeof configs>(type: Type, config: unknown): z.infer<(typeof configs)[Type]> {
  const read = configs[type].safeParse(config ?? {});
  if (!read.success) throw new NgrokError("ERR_NGROK_2203", `The configuration of '${type}' could not be read: ${z.prettifyError(read.error)}`);
  return read.data as z.infer<(typeof configs)[Type]>;
}

function compileOpenidConnect(config: z.infer<(typeof configs)["openid-connect"]>, vaults: Vaults): OpenidConnectConfig {
  const plain = (source: string): string => compileTemplate(source)({ ...noRequest, secrets: vaults });
  if (config.issuer_url === "" || config.client_id === "") throw new NgrokError("ERR_NGROK_2223", "issuer_url and client_id must not be empty.");
  if (!URL.canParse(config.issuer_url)) throw new NgrokError("ERR_NGROK_2226", `'${config.issuer_url}' is not a URL.`);
  return {
    issuerUrl: config.issuer_url,
    clientId: plain(config.client_id),
    clientSecret: config.client_secret === undefined ? undefined : plain(config.client_secret),
    scopes: config.scopes,
    authzUrlParams: config.authz_url_params,
    authId: config.auth_id,
    maxSessionMs: config.max_session_duration === undefined ? undefined : durationMs(config.max_session_duration),
    allowCorsPreflight: config.allow_cors_preflight,
  };
}

function templates(headers: Readonly<Record<string, string>>): ReadonlyMap<string, Template> {
  return new Map(Object.entries(headers).map(([name, value]) => [name, compileTemplate(value)]));
}

/** A Go duration such as `1h30m` or `500ms`. */
function durationMs(text: string): number {
  if (!/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) throw new NgrokError("ERR_NGROK_2204", `'${text}' is not a duration.`);
  const units = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
  return [...text.matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}

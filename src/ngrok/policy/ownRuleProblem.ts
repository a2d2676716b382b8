// What a rule of a person's own may not do in a share's policy (S1).
import type { PolicyAction, PolicyRule } from "./rule";

export type OwnPhase = "on_http_request" | "on_http_response";

export type OwnRuleProblem =
  /** ngrok takes one auth action per endpoint (2239), and which of them counts as one its documentation leaves open. */
  | { readonly problem: "auth"; readonly what: string }
  /** It would lead past the gate. */
  | { readonly problem: "forward"; readonly what: string }
  | { readonly problem: "unknownAction"; readonly what: string }
  | { readonly problem: "wrongPhase"; readonly what: string }
  /** A header that the gate decides by, or that belongs to the product or to ngrok. */
  | { readonly problem: "reservedHeader"; readonly what: string }
  /** The seal is among them (S3). */
  | { readonly problem: "requestHeaders"; readonly what: string };

const auth: ReadonlySet<string> = new Set(["basic-auth", "jwt-validation", "oauth", "oidc", "openid-connect", "saml"]);
const forward: ReadonlySet<string> = new Set(["forward-internal", "ai-gateway"]);

/** docs: traffic-policy/actions, "Supported Phases". */
const phases: Readonly<Record<string, readonly OwnPhase[]>> = {
  "add-headers": ["on_http_request", "on_http_response"],
  "circuit-breaker": ["on_http_request"],
  "close-connection": ["on_http_request"],
  "compress-response": ["on_http_response"],
  "custom-response": ["on_http_request", "on_http_response"],
  deny: ["on_http_request"],
  "http-request": ["on_http_request", "on_http_response"],
  log: ["on_http_request", "on_http_response"],
  "owasp-crs-request": ["on_http_request"],
  "owasp-crs-response": ["on_http_response"],
  "rate-limit": ["on_http_request"],
  redirect: ["on_http_request"],
  "remove-headers": ["on_http_request", "on_http_response"],
  "request-body-find-replace": ["on_http_request"],
  "response-body-find-replace": ["on_http_response"],
  "restrict-ips": ["on_http_request", "on_http_response"],
  "set-vars": ["on_http_request", "on_http_response"],
  "sse-find-replace": ["on_http_response"],
  "terminate-tls": [],
  "url-rewrite": ["on_http_request"],
  "verify-webhook": ["on_http_request"],
};

/** In both phases: the product's, ngrok's, and what frames a message. */
const reserved = /^(x-pc-|x-portcullis|portcullis-|ngrok-|connection$|content-length$|keep-alive$|proxy-|te$|trailer$|transfer-encoding$|upgrade$)/;
const reservedIn: Readonly<Record<OwnPhase, RegExp>> = {
  // What the gate knows of where a request comes from.
  on_http_request: /^(host$|origin$|referer$|forwarded$|x-forwarded|x-real-ip$|sec-|service-worker$|access-control-request-)/,
  // What keeps an answer out of caches and workers (S10, S17), and the cookies of edge and gate.
  on_http_response: /^(cache-control$|cdn-cache-control$|clear-site-data$|service-worker-allowed$|set-cookie$|vary$)/,
};
const ownNames = /x[-_.]pc[-_.][0-9a-f]*|portcullis-|ngrok-skip-browser-warning/i;

/** The first thing that can't stand there; undefined where all can. */
export function ownRuleProblem(phase: OwnPhase, rule: PolicyRule): OwnRuleProblem | undefined {
  const named = ownNames.exec(JSON.stringify(rule))?.[0];
  if (named !== undefined) return { problem: "reservedHeader", what: named };
  for (const action of rule.actions) {
    const problem = actionProblem(phase, action);
    if (problem !== undefined) return problem;
  }
  return phase === "on_http_response" && [...(rule.expressions ?? []), ...rule.actions.flatMap(expressionsIn)].some(readsRequestHeaders) ? { problem: "requestHeaders", what: "req.headers" } : undefined;
}

function actionProblem(phase: OwnPhase, { type, config = {} }: PolicyAction): OwnRuleProblem | undefined {
  if (auth.has(type)) return { problem: "auth", what: type };
  if (forward.has(type)) return { problem: "forward", what: type };
  if (!Object.hasOwn(phases, type)) return { problem: "unknownAction", what: type };
  if (phases[type]?.includes(phase) !== true) return { problem: "wrongPhase", what: type };
  if (type !== "add-headers" && type !== "remove-headers") return undefined;
  const { headers } = config;
  const names = Array.isArray(headers) ? headers.map(String) : Object.keys(typeof headers === "object" && headers !== null ? headers : {});
  const name = names.find((one) => isReserved(phase, one) || one.includes("${"));
  return name === undefined ? undefined : { problem: "reservedHeader", what: name };
}

/** As a careless reader could spell it: every other character counts as "-". */
function isReserved(phase: OwnPhase, name: string): boolean {
  const spelled = name.trim().toLowerCase().replace(/[^a-z0-9]/g, "-");
  return reserved.test(spelled) || reservedIn[phase].test(spelled);
}

/** Texts of an action in which ngrok evaluates something. */
function expressionsIn({ type, config }: PolicyAction): readonly string[] {
  return textsIn(config).filter((text) => text.includes("${") || type === "http-request");
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** All of them at once: one by name can't be the seal, whose name nobody knows. */
function readsRequestHeaders(expression: string): boolean {
  return /\breq\b(?!\s*\.\s*(?!headers\b)\w)/.test(expression);
}

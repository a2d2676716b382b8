/** Carries a traffic policy out for one request: an answer of the edge's own, or the headers with which to forward. */
import { nobody, type CelVariables, type Expression } from "./cel";
import { errorPage, headerValue, redirect, without, type EdgeAnswer, type HeaderLine, type VisitorRequest } from "./message";
import type { Endpoint } from "./endpoint";
import type { OpenidConnect, Site } from "./openidConnect";
import type { Action, TrafficPolicy } from "./trafficPolicy";

export type PolicyOutcome =
  | { readonly kind: "answer"; readonly answer: EdgeAnswer }
  /** `to`: an internal endpoint; the policy's own when absent. */
  | { readonly kind: "forward"; readonly headers: readonly HeaderLine[]; readonly to?: Endpoint; readonly onResponse: OnResponse };

/** What the policy makes of the headers that come back. */
export type OnResponse = (status: number, headers: readonly HeaderLine[]) => readonly HeaderLine[];

export interface PolicyContext {
  readonly policy: TrafficPolicy;
  /** The address that the policy guards. */
  readonly origin: string;
  readonly openidConnect: Pick<OpenidConnect, "ownPath" | "visitorOf" | "begin">;
  /** False: header actions are skipped, as a broken edge might. */
  readonly headerActions: boolean;
  /** The internal endpoint that is to serve the next request at this url, when one is online. */
  readonly internal?: ((url: string) => Endpoint | undefined) | undefined;
}

/**
 * Rules in order, the expressions of one all true, its actions in order.
 * Assumption: an expression that fails counts as false for its rule; a `${…}` that fails is answered with ERR_NGROK_2253.
 */
export async function carryOut(context: PolicyContext, request: VisitorRequest): Promise<PolicyOutcome> {
  const { policy, openidConnect, origin } = context;
  const site: Site | undefined = policy.openidConnect === undefined ? undefined : { origin, config: policy.openidConnect };
  const own = site === undefined ? undefined : await openidConnect.ownPath(site, request);
  if (own !== undefined) return { kind: "answer", answer: own };

  const state: State = { headers: request.headers, variables: variablesOf(request) };
  for (const { expressions, actions } of policy.rules) {
    if (!expressions.every((expression) => holds(expression, state.variables))) continue;
    for (const action of actions) {
      if (action.type === "forward-internal") {
        const outcome = forwardInternal(action, state, context);
        if (outcome !== undefined) return outcome;
        continue;
      }
      const answer = await act(action, state, context, request);
      if (answer !== undefined) return { kind: "answer", answer };
    }
  }
  return { kind: "forward", headers: state.headers, onResponse: onResponse(context, state) };
}

/** A rule that can't be evaluated does nothing. */
function onResponse({ policy, headerActions }: PolicyContext, { variables }: State): OnResponse {
  return (status, sent) => {
    if (!headerActions) return sent;
    const seen: CelVariables = { ...variables, res: { status_code: BigInt(status), headers: byName(sent) } };
    return policy.onResponse
      .filter(({ expressions }) => expressions.every((expression) => holds(expression, seen)))
      .flatMap(({ actions }) => actions)
      .reduce((headers, action) => (action.type === "remove-headers" ? without(headers, ...action.names) : action.type === "add-headers" ? [...headers, ...[...action.headers].map(([name, value]) => [name, value(seen)] as const)] : headers), sent);
  };
}

interface State {
  headers: readonly HeaderLine[];
  variables: CelVariables;
}

/** Undefined where nobody is online behind it and the policy is to go on. A failed request is not tried at another endpoint of the pool. */
function forwardInternal({ to, goesOn }: Extract<Action, { type: "forward-internal" }>, state: State, context: PolicyContext): PolicyOutcome | undefined {
  const { headers, variables } = state;
  let url: string;
  try {
    url = to(variables);
  } catch {
    return { kind: "answer", answer: errorPage(500, "ERR_NGROK_2253", "An expression of the traffic policy failed.") };
  }
  const endpoint = context.internal?.(url);
  if (endpoint !== undefined) return { kind: "forward", headers, to: endpoint, onResponse: onResponse(context, state) };
  return goesOn ? undefined : { kind: "answer", answer: errorPage(404, "ERR_NGROK_3200", `The endpoint ${url} is offline.`) };
}

async function act(action: Exclude<Action, { type: "forward-internal" }>, state: State, context: PolicyContext, request: VisitorRequest): Promise<EdgeAnswer | undefined> {
  switch (action.type) {
    case "openid-connect": {
      const site = { origin: context.origin, config: action.config };
      const visitor = context.openidConnect.visitorOf(site, request);
      if (visitor !== undefined) {
        state.variables = { ...state.variables, actions: { ngrok: { oidc: visitor } } };
        return undefined;
      }
      if (action.config.allowCorsPreflight && isPreflight(request)) return undefined;
      return context.openidConnect.begin(site, request);
    }
    case "deny":
      return { status: action.status, headers: [], body: "" };
    case "custom-response":
      return attempt(() => ({ status: action.status, headers: [...action.headers].map(([name, value]) => [name, value(state.variables)] as const), body: action.body(state.variables) }));
    case "redirect":
      return attempt(() => redirect(action.to(state.variables), [], action.status));
    case "add-headers":
      return attempt(() => {
        if (context.headerActions) state.headers = added(state.headers, [...action.headers].map(([name, value]) => [name, value(state.variables)] as const));
        return undefined;
      });
    case "set-vars":
      state.variables = { ...state.variables, vars: { ...state.variables.vars, ...Object.fromEntries(action.vars) } };
      return undefined;
    case "remove-headers":
      if (context.headerActions) state.headers = without(state.headers, ...action.names);
      return undefined;
  }
}

/** Every header is appended as a line of its own, except `host`, which is replaced. */
function added(headers: readonly HeaderLine[], extra: readonly HeaderLine[]): HeaderLine[] {
  const replacesHost = extra.some(([name]) => name.toLowerCase() === "host");
  return [...(replacesHost ? without(headers, "host") : headers), ...extra];
}

function attempt(run: () => EdgeAnswer | undefined): EdgeAnswer | undefined {
  try {
    return run();
  } catch {
    return errorPage(500, "ERR_NGROK_2253", "An expression of the traffic policy failed.");
  }
}

function holds(expression: Expression, variables: CelVariables): boolean {
  try {
    return expression(variables) === true;
  } catch {
    return false;
  }
}

function isPreflight({ method, headers }: VisitorRequest): boolean {
  return method === "OPTIONS" && headerValue(headers, "origin") !== undefined && headerValue(headers, "access-control-request-method") !== undefined;
}

function variablesOf({ method, target, headers, clientIp }: VisitorRequest): CelVariables {
  const [rawPath = "", query = ""] = target.split(/\?(.*)/s, 2);
  return {
    req: { method, host: headerValue(headers, "host") ?? "", url: { path: decoded(rawPath), raw_path: rawPath, query, uri: target }, headers: byName(headers) },
    conn: { client_ip: clientIp },
    actions: { ngrok: { oidc: nobody } },
  };
}

function byName(headers: readonly HeaderLine[]): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const [name, value] of headers) (found[name.toLowerCase()] ??= []).push(value);
  return found;
}

/** As Go's URL.Path: percent-decoded; as it came where that fails. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

// Carries a policy out for one request, without an edge around it. What ngrok's documentation leaves open comes as an assumption.
import { compileExpression, compileTemplate, type CelVariables } from "../rig/edge/cel";
import type { PublishedPolicy } from "./policySchema";

export interface Assumptions {
  /** What an expression that fails does: its rule doesn't act, or ngrok answers by itself (2253). */
  readonly failing: "skips" | "answers";
  /** The variables of somebody who didn't sign in: empty, or not there. */
  readonly nobody: "empty" | "absent";
}

export const allAssumptions: readonly Assumptions[] = (["skips", "answers"] as const).flatMap((failing) => (["empty", "absent"] as const).map((nobody) => ({ failing, nobody })));

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  /** Who signed in at the edge; undefined: nobody, and the action that would ask lets them through all the same, as its preflight bypass does. */
  readonly person?: { readonly email?: string | undefined; readonly id?: string | undefined } | undefined;
  readonly bypass?: boolean;
  /** What somebody who signed in has as variables, where that is something else than `person` makes of it. */
  readonly oidc?: object;
}

export type Evaluated =
  | { readonly kind: "signIn" | "error" }
  | { readonly kind: "answered"; readonly status: number }
  | { readonly kind: "passed"; readonly headers: readonly (readonly [string, string])[]; readonly ran: readonly string[] };

export function evaluatePolicy({ on_http_request: rules = [] }: PublishedPolicy, { method, path, headers = {}, person, bypass = false, oidc: given }: Asked, { failing, nobody }: Assumptions): Evaluated {
  const oidc = given ?? (person === undefined ? (nobody === "absent" ? {} : signedIn({ id: "", email: "" })) : signedIn({ id: person.id ?? "idt_1", ...("email" in person ? { email: person.email } : {}) }));
  let variables = { req: { method, host: "share.example", url: { path, raw_path: path, query: "", uri: path }, headers }, conn: { client_ip: "203.0.113.9" }, actions: { ngrok: { oidc: nobody === "absent" ? {} : signedIn({ id: "", email: "" }) } } } as unknown as CelVariables;
  let lines: readonly (readonly [string, string])[] = Object.entries(headers).flatMap(([name, values]) => values.map((value) => [name, value] as const));
  const ran: string[] = [];
  for (const { name = "", expressions = [], actions } of rules) {
    let acts: boolean;
    try {
      acts = expressions.every((expression) => compileExpression(expression)(variables) === true);
    } catch {
      if (failing === "answers") return { kind: "error" };
      acts = false;
    }
    if (!acts) continue;
    ran.push(name);
    for (const action of actions) {
      if (action.type === "openid-connect") {
        if (person === undefined && given === undefined && !bypass) return { kind: "signIn" };
        variables = { ...variables, actions: { ngrok: { oidc } } } as unknown as CelVariables;
      } else if (action.type === "custom-response") return { kind: "answered", status: action.config.status_code ?? 200 };
      else if (action.type === "set-vars") variables = { ...variables, vars: { ...variables.vars, ...Object.assign({}, ...action.config.vars) as object } };
      else if (action.type === "remove-headers") lines = lines.filter(([own]) => !action.config.headers.includes(own.toLowerCase()));
      else if (action.type === "add-headers") {
        try {
          lines = [...lines, ...Object.entries(action.config.headers).map(([own, value]) => [own, compileTemplate(value)(variables)] as const)];
        } catch {
          return { kind: "error" };
        }
      }
    }
  }
  return { kind: "passed", headers: lines, ran };
}

function signedIn(identity: { readonly id: string; readonly email?: string | undefined }): object {
  const session = identity.id === "" ? "" : "ses_1";
  const token = identity.id === "" ? "" : "h.p.s";
  return { identity: { ...identity, name: "", provider_user_id: "", current_session_id: session }, identity_token: token, access_token: "", refresh_token: "", expires_at: "" };
}

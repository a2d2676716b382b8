// The traffic policy of a share with `edge` enforcement: ngrok signs the visitor in, and its last rule seals the request for the gate.
import type { AccessRule } from "../identity/accessRule";
import type { OpenPath } from "../identity/openPath";
import { ownRulesOf } from "./policy/ownRules";
import { leftOutRule } from "./policy/leftOutRule";
import type { PolicyRule } from "./policy/rule";
import { sealRule, type Seal } from "./policy/seal";
import { edgePaths, signInRule, type EdgeSignIn } from "./policy/signInRule";

export interface EdgePolicyInput extends EdgeSignIn {
  readonly rule: AccessRule;
  readonly seal: Seal;
  /** Left to the gate, which alone decides what is open (S6). */
  readonly openPaths?: readonly OpenPath[] | undefined;
  /** The person's own rules, as `ownRulesFromFile` wrote them. */
  readonly ownRules?: string | undefined;
  /** For a Cloud Endpoint: the agent's endpoint, `https://<name>.internal`, to which everything that passes is forwarded. */
  readonly forwardTo?: string | undefined;
}

/**
 * The policy as ngrok takes it: JSON. At most three rules of ours, so that two more fit the free plan's five: sign-in, the page for those
 * who are left out, and the seal, before which the person's own rules stand (S1). A Cloud Endpoint's has a fourth, which forwards.
 *
 * On an open path nobody signs in and nothing is sealed. What the edge reads as one and the gate does not is a stranger's there.
 *
 * @throws ExpectedError `input.invalid` { problem: "template", field } for a value in which ngrok would read a template;
 * what `ownRulesOf` throws
 */
export function edgePolicy({ rule, seal, openPaths = [], ownRules, forwardTo, ...signIn }: EdgePolicyInput): string {
  const own = ownRulesOf(ownRules, openPaths);
  const leftOut = leftOutRule(rule, edgePaths(signIn.authId).login, openPaths);
  return JSON.stringify({
    on_http_request: [
      signInRule(signIn, openPaths),
      ...(leftOut ? [leftOut] : []),
      ...own.onRequest,
      sealRule(seal, openPaths),
      ...(forwardTo === undefined ? [] : [forwardRule(forwardTo)]),
    ],
    ...(own.onResponse.length > 0 && { on_http_response: own.onResponse }),
  });
}

/** How many of a policy's rules are ours, for the same input. */
export function countOfOurs({ rule, openPaths = [], cloud }: Pick<EdgePolicyInput, "rule" | "openPaths"> & { readonly cloud: boolean }): number {
  return 2 + (leftOutRule(rule, edgePaths("pc").login, openPaths) ? 1 : 0) + (cloud ? 1 : 0);
}

/** Without an expression: a Cloud Endpoint's policy has to settle every request (2235). */
function forwardRule(url: string): PolicyRule {
  if (!/^https:\/\/([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+internal$/.test(url)) throw new Error("A policy forwards to an internal endpoint alone");
  return { name: "Forward", actions: [{ type: "forward-internal", config: { url } }] };
}

import { ExpectedError } from "../base/expectedError";
import { programsProblem } from "../identity/programs";
import type { ShareOptions } from "./shareOptions";
import type { ShareSpec } from "./shareSpec";

/**
 * S2, S24: before anything is opened or changed.
 *
 * @throws ExpectedError edge.gateOnly, edge.noIdToken, edge.rulesNeedEdge, edge.vaultNeedsEdge {provider}, programs.audience {audience},
 * programs.tokensForOktaItself
 */
export function assertOptionsPossible({ enforcement, provider }: Pick<ShareSpec, "enforcement" | "provider">, { allowedOrigins = [], policyRules, programs }: ShareOptions): void {
  if (enforcement === "gate" && provider.vaultSecret) throw new ExpectedError("edge.vaultNeedsEdge", { provider: provider.name });
  if (enforcement === "gate" && policyRules !== undefined) throw new ExpectedError("edge.rulesNeedEdge");
  // What the edge itself knows of a person is not verified: without an ID token no rule can be decided, by group, claim or address (S2).
  if (enforcement === "edge" && !provider.scopes.includes("openid")) throw new ExpectedError("edge.noIdToken");
  // The edge sends preflights and tokens to its own sign-in, before the gate could answer.
  if (enforcement === "edge" && (programs !== undefined || allowedOrigins.length > 0)) throw new ExpectedError("edge.gateOnly");
  if (programs === undefined) return;
  const problem = programsProblem(programs, provider);
  if (problem === "tokensForOktaItself") throw new ExpectedError("programs.tokensForOktaItself");
  if (problem !== undefined) throw new ExpectedError("programs.audience", { audience: programs.audience });
}

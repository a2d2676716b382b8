import { ExpectedError } from "../base/expectedError";
import { programsProblem } from "../identity/programs";
import type { ShareOptions } from "./shareOptions";
import type { ShareSpec } from "./shareSpec";

/** S24: before anything is opened or changed. @throws ExpectedError edge.gateOnly, programs.audience {audience}, programs.tokensForOktaItself */
export function assertOptionsPossible({ enforcement, provider }: Pick<ShareSpec, "enforcement" | "provider">, { allowedOrigins = [], programs }: ShareOptions): void {
  // The edge sends preflights and tokens to its own sign-in, before the gate could answer.
  if (enforcement === "edge" && (programs !== undefined || allowedOrigins.length > 0)) throw new ExpectedError("edge.gateOnly");
  if (programs === undefined) return;
  const problem = programsProblem(programs, provider);
  if (problem === "tokensForOktaItself") throw new ExpectedError("programs.tokensForOktaItself");
  if (problem !== undefined) throw new ExpectedError("programs.audience", { audience: programs.audience });
}

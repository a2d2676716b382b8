import type { CheckResult } from "../../diagnostics/check";
import type { CheckId } from "../../diagnostics/checkIds";
import { overall, signInFindings, withSignIn, type Overall } from "../../diagnostics/signInFindings";
import type { AccessRule } from "../../identity/accessRule";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { Enforcement } from "../../protocol/shareSpec";
import type { TrialOutcome } from "../../shares/trialSignIns";
import type { Message } from "../message";

/** What is tested: a share, or a provider through an address that is there for the test alone. */
export interface Tested {
  readonly provider: ProviderProfile;
  readonly enforcement: Enforcement;
  /** A share's; undefined where a provider is tested that no share has. */
  readonly rule: AccessRule | undefined;
  /** "localhost:3000 · Okta", or the provider's name. */
  readonly name: Message;
}

/** `waiting`: `sent` once the browser is at the provider. `copied`: the address could not be opened from here, and is on the clipboard. */
export type SignInState =
  | { readonly kind: "none" }
  | { readonly kind: "opening" }
  | { readonly kind: "waiting"; readonly sent: boolean; readonly copied: boolean }
  | { readonly kind: "done"; readonly outcome: TrialOutcome };

export interface TestSsoState {
  readonly tested: Tested;
  /** In the order in which they are shown. */
  readonly planned: readonly CheckId[];
  /** As they come. */
  readonly results: readonly CheckResult[];
  readonly checking: boolean;
  readonly signIn: SignInState;
}

/** Nobody signed in: an open question, and never a failure. */
const nobody: TrialOutcome = { kind: "nothing", opened: false };

/** What is known by now, a sign-in included: in the order of the list. */
export function seenResults({ tested, planned, results, signIn }: TestSsoState): readonly CheckResult[] {
  const outcome = signIn.kind === "done" ? signIn.outcome : undefined;
  const asked = planned.flatMap((id) => results.find(({ check }) => check === id) ?? []);
  return [...withSignIn(asked, outcome, tested.enforcement), ...signInFindings(outcome ?? nobody, tested)];
}

/** Undefined while something is still under way. */
export function verdict(state: TestSsoState): Overall | undefined {
  const underWay = state.checking || state.signIn.kind === "opening" || state.signIn.kind === "waiting";
  return underWay ? undefined : overall(seenResults(state));
}

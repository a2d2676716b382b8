// The checks of "Test SSO" in words. To add one: its title here, and what is said of it where it did not fail.
import type { ErrorFacts } from "../base/expectedError";
import { inert } from "../base/inert";
import { onlyVisitorsShow, type CheckResult, type Outcome } from "../diagnostics/check";
import type { CheckId } from "../diagnostics/checkIds";
import { providerOf } from "../identity/providers";
import type { ProviderProfile } from "../identity/providerProfile";
import { providerEvidence } from "./checks/providerEvidence";
import { shareEvidence } from "./checks/shareEvidence";
import { signInEvidence } from "./checks/signInEvidence";
import { cureText } from "./cureText";
import type { Failure } from "../shares/shareState";
import { openUrl, type ErrorAction } from "./errorAction";
import { worded } from "./errorEntry";
import { explain } from "./explain";
import { message, type Message } from "./message";

/** What is said of a check that did not fail: as far as its facts go, the most telling first. */
export type Evidence = Readonly<Partial<Record<"passed" | "warned" | "unknown", string | readonly string[]>>> & { readonly title: string };

export interface CheckText {
  readonly check: CheckId;
  readonly outcome: Outcome;
  /** The outcome as a word. */
  readonly said: Message;
  readonly title: Message;
  readonly evidence?: Message;
  readonly cure?: Message;
  /** The most helpful first; empty where nothing is to be done. */
  readonly actions: readonly ErrorAction[];
}

const outcomeWords: Readonly<Record<Outcome, Message>> = {
  passed: message("Passed"),
  warned: message("Warning"),
  failed: message("Failed"),
  skipped: message("Skipped"),
  unknown: message("Unknown"),
};

/** Of what a provider said, in characters. */
const mostWords = 200;

const evidence: Readonly<Record<CheckId, Evidence>> = { ...providerEvidence, ...shareEvidence, ...signInEvidence };

export function checkTitle(check: CheckId): Message {
  return message(evidence[check].title);
}

/** @param provider the one that is looked at: what helps is said in its own words */
export function checkText({ check, outcome, facts, failure, cure }: CheckResult, provider: Pick<ProviderProfile, "kind" | "issuer">): CheckText {
  const row = { check, outcome, said: outcome === "unknown" && onlyVisitorsShow in facts ? message("Not checked") : outcomeWords[outcome], title: checkTitle(check) };
  if (outcome === "skipped") {
    const because = facts["because"];
    const stopper = typeof because === "string" && because in evidence ? checkTitle(because as CheckId) : undefined;
    return { ...row, ...(stopper && { evidence: message("Not asked, because of: {check}", { check: stopper }) }), actions: [] };
  }
  const seen = outcome === "failed" ? undefined : evidence[check][outcome];
  if (!failure) return { ...row, ...(seen !== undefined && { evidence: worded(seen, facts) }), actions: [] };
  const { title, advice, actions } = explain(failure, provider);
  const known = providerOf(provider);
  const words = providersWords(facts, failure);
  const console = cure === undefined ? undefined : known.consoleUrl(provider.issuer);
  return {
    ...row,
    evidence: words === undefined || Object.values(title.args).includes(inert(words, mostWords)) ? title : message("{what}. It said: {words}", { what: title, words }, mostWords),
    cure: cure === undefined ? advice : cureText(cure, known),
    actions: [...actions.slice(0, 2), ...(console === undefined ? [] : [openUrl(console, "Open console")]), ...actions.slice(2)],
  };
}

/** The provider's own. */
function providersWords(facts: ErrorFacts, { facts: why }: Failure): string | undefined {
  return [why["description"], why["said"], facts["seen"]].find((text): text is string => typeof text === "string" && text !== "");
}

import type { OwnErrorCode } from "../base/errorCodes";
import { providerOf } from "../identity/providers";
import type { ProviderProfile } from "../identity/providerProfile";
import type { Failure } from "../shares/shareState";
import { openUrl, type ActionId, type ErrorAction } from "./errorAction";
import { errorCatalogue } from "./errorCatalogue";
import { worded } from "./errorEntry";
import { cloudDifferenceText, isCloudDifference } from "./cloudText";
import { cureOf, cureText } from "./cureText";
import { inputProblem } from "./inputProblem";
import { message, type Message } from "./message";
import { oidcAdvice } from "./oidcAdvice";
import { explainNgrok } from "./ngrokExplanation";

export type { ActionId, ErrorAction };

/** What a person reads of a failure. Shown as "title: advice". */
export interface Explanation {
  /** What happened; no period. */
  readonly title: Message;
  /** What to do next; one or two sentences. */
  readonly advice: Message;
  /** The most helpful first. */
  readonly actions: readonly ErrorAction[];
  /** ngrok's own words, for the log and where there is room. */
  readonly said: Message | undefined;
}

/**
 * @param failure an ExpectedError, or its code and facts as plain data
 * @param profile the provider that it is about, where that is known: what helps is then said in its own words
 */
export function explain({ code, facts }: Failure, profile?: Pick<ProviderProfile, "kind" | "issuer">): Explanation {
  const ngrok = /^ngrok\.ERR_NGROK_(\d{1,6})$/.exec(code)?.[1];
  if (ngrok !== undefined) return explainNgrok(Number(ngrok), facts, profile);
  const entry = errorCatalogue[code as OwnErrorCode];
  const problem = code === "input.invalid" ? inputProblem(facts["problem"], facts) : code.startsWith("oidc.") ? (cureOf(facts, profile) ?? oidcAdvice(code, facts)) : undefined;
  const { url, difference, what } = facts;
  if (code === "cloud.changed" && isCloudDifference(difference)) {
    const title = message("{url} is not as it was: {what}", { url: String(url), what: cloudDifferenceText(difference, typeof what === "string" ? what : undefined) });
    return { title, advice: worded(entry.advice, facts), actions: entry.actions, said: undefined };
  }
  if (code === "oidc.redirectUriUnregistered" && typeof facts["uri"] === "string") {
    const advice = cureText("registerRedirectUri", profile ? providerOf(profile) : { kind: "other", name: "" });
    return { title: worded(entry.title, facts), advice, actions: entry.actions.map((action) => (action.kind === "copyRedirectUri" ? { ...action, uri: String(facts["uri"]) } : action)), said: undefined };
  }
  const left = code === "registration.notUndone" || code === "registration.perhapsMade" ? consoleAction(url) : [];
  return { title: worded(entry.title, facts), advice: problem ?? worded(entry.advice, facts), actions: [...left, ...entry.actions], said: undefined };
}

/** What is left at the provider is removed there. */
function consoleAction(url: string | number | undefined): readonly ErrorAction[] {
  return typeof url === "string" && /^https?:/.test(url) && URL.canParse(url) ? [openUrl(url, "Open console")] : [];
}

import type { OwnErrorCode } from "../base/errorCodes";
import type { Failure } from "../shares/shareState";
import { openUrl, type ActionId, type ErrorAction } from "./errorAction";
import { errorCatalogue } from "./errorCatalogue";
import { worded } from "./errorEntry";
import { cloudDifferenceText, isCloudDifference } from "./cloudText";
import { inputProblem } from "./inputProblem";
import { message, type Message } from "./message";
import { explainNgrok } from "./ngrokExplanation";
import { providerAdvice } from "./providerAdvice";

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

/** @param failure an ExpectedError, or its code and facts as plain data */
export function explain({ code, facts }: Failure): Explanation {
  const ngrok = /^ngrok\.ERR_NGROK_(\d{1,6})$/.exec(code)?.[1];
  if (ngrok !== undefined) return explainNgrok(Number(ngrok), facts);
  const entry = errorCatalogue[code as OwnErrorCode];
  const problem = code === "input.invalid" ? inputProblem(facts["problem"], facts) : code.startsWith("oidc.") ? providerAdvice(facts) : undefined;
  const { url, difference, what } = facts;
  if (code === "cloud.changed" && isCloudDifference(difference)) {
    const title = message("{url} is not as it was: {what}", { url: String(url), what: cloudDifferenceText(difference, typeof what === "string" ? what : undefined) });
    return { title, advice: worded(entry.advice, facts), actions: entry.actions, said: undefined };
  }
  const left = code === "registration.notUndone" || code === "registration.perhapsMade" ? consoleAction(url) : [];
  return { title: worded(entry.title, facts), advice: problem ?? worded(entry.advice, facts), actions: [...left, ...entry.actions], said: undefined };
}

/** What is left at the provider is removed there. */
function consoleAction(url: string | number | undefined): readonly ErrorAction[] {
  return typeof url === "string" && /^https?:/.test(url) && URL.canParse(url) ? [openUrl(url, "Open console")] : [];
}

// Checks as rows of a page: those that are still asked, and what was found.
import type { CheckId } from "../diagnostics/checkIds";
import type { ResultsBlock } from "../protocol/page";
import { checkTitle, type CheckText } from "./checkText";
import { actionLabel, type ErrorAction } from "./errorAction";
import { message, type Message } from "./message";

export type CheckRows = ResultsBlock<Message>["rows"];

/**
 * One row for each check of the run, in its order.
 * @param actions which buttons are offered; all by default
 */
export function checkRows(checks: readonly CheckId[], found: readonly CheckText[], actions: (action: ErrorAction) => boolean = () => true): CheckRows {
  return checks.map((check) => {
    const text = found.find((one) => one.check === check);
    if (!text) return { key: check, outcome: "running", said: message("Running"), title: checkTitle(check) };
    const { outcome, said, title, evidence, cure } = text;
    const buttons = text.actions.map((action, index) => ({ action, button: { id: `check.${check}:${index}`, label: actionLabel(action), accessible: message("{action}: {check}", { action: actionLabel(action), check: title }) } }));
    const offered = outcome === "failed" || outcome === "unknown" ? buttons.filter(({ action }) => actions(action)).map(({ button }) => button) : [];
    return { key: check, outcome, said, title, ...(evidence && { evidence }), ...(cure && { cure }), ...(offered.length > 0 && { buttons: offered }) };
  });
}

/** What a row's button does. @param id as `press` names it, of a page with these checks */
export function actionOfRow(id: string, found: readonly CheckText[]): ErrorAction | undefined {
  const [, check, index] = /^check\.([\w.]+):(\d{1,2})$/.exec(id) ?? [];
  return found.find((one) => one.check === check)?.actions[Number(index)];
}

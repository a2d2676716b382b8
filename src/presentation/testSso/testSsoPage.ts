// "Test SSO" as a page: the verdict in one sentence, what to do, and every check as it comes.
import type { CheckId } from "../../diagnostics/checkIds";
import type { Block, Button, Page, ResultsBlock } from "../../protocol/page";
import type { CheckText } from "../checkText";
import { checkTitle } from "../checkText";
import { actionLabel, type ErrorAction } from "../errorAction";
import { message, type Message } from "../message";
import type { ReportTable } from "../checkReport";
import { claimsTable, ruleTable } from "./signInTables";
import { verdict, type Tested, type TestSsoState } from "./testSsoState";
import { texts, title, verdictSentence } from "./testSsoWords";

type Row = ResultsBlock<Message>["rows"][number];
type DrawRow = (check: CheckId, text: CheckText | undefined) => Row;

/** What the page's buttons do; `action.<check>.<n>` is the n-th of a row's. */
export const pressed = { signIn: "signIn", stopWaiting: "stopWaiting", again: "again", copy: "copy", here: "here" } as const;

/** @param offered which buttons the rows have; all by default */
export function testSsoPage(state: TestSsoState, offered: (action: ErrorAction) => boolean = () => true): Page<Message> {
  const rows = texts(state);
  const row = (check: CheckId, text: CheckText | undefined) => rowOf(check, text, offered);
  const { text, tone } = verdictSentence(state);
  const signedInAlready = state.signIn.kind === "done" && state.signIn.outcome.kind === "signedIn";
  const waiting = state.signIn.kind === "opening" || state.signIn.kind === "waiting";
  const buttons: readonly Button<Message>[] = [
    waiting
      ? { id: pressed.stopWaiting, label: message("Stop waiting"), primary: true }
      : { id: pressed.signIn, label: signedInAlready ? onceMore(state) : message("Sign in as yourself"), primary: true, disabled: state.checking },
    { id: pressed.again, label: message("Run again"), disabled: state.checking || waiting },
    { id: pressed.copy, label: message("Copy as Markdown"), disabled: state.checking },
  ];
  const signIn: Block<Message> = { kind: "section", key: "signIn", heading: message("Sign in as yourself"), blocks: signInBlocks(state, rows, row) };
  return {
    title: title(state),
    blocks: [
      { kind: "heading", key: "title", level: 1, text: title(state) },
      { kind: "text", key: "verdict", tone, text },
      ...cureBlocks(state, rows),
      { kind: "buttons", key: "buttons", buttons },
      // What somebody waits for, or was shown last, stands where they look.
      ...(state.signIn.kind === "none" ? [] : [signIn]),
      ...section(state, rows, { row, key: "provider", heading: message("Identity provider"), of: "provider." }),
      ...section(state, rows, { row, key: "share", heading: state.tested.rule === undefined ? message("Address") : message("Share"), of: "share." }),
      ...(state.signIn.kind === "none" ? [signIn] : []),
    ],
  };
}

/** ngrok's edge asks nobody whom it knows. */
function onceMore({ tested }: TestSsoState): Message {
  return tested.enforcement === "edge" ? message("Try once more") : message("Sign in once more");
}

/** Beside the cause, whose row may be far below; that of a sign-in stands right under it. */
function cureBlocks(state: TestSsoState, rows: readonly CheckText[]): readonly Block<Message>[] {
  const said = verdict(state);
  const cause = said?.kind === "cause" && !said.check.startsWith("signIn.") ? rows.find(({ check }) => check === said.check) : undefined;
  return cause?.cure ? [{ kind: "text", key: "cure", text: cause.cure }] : [];
}

function section(state: TestSsoState, rows: readonly CheckText[], { row, key, heading, of }: { readonly row: DrawRow; readonly key: string; readonly heading: Message; readonly of: string }): readonly Block<Message>[] {
  const planned = state.planned.filter((check) => check.startsWith(of));
  if (planned.length === 0) return [];
  return [{ kind: "section", key, heading, blocks: [{ kind: "results", key: `${key}Rows`, label: heading, rows: planned.map((check) => row(check, rows.find((one) => one.check === check))) }] }];
}

function rowOf(check: CheckId, text: CheckText | undefined, offered: (action: ErrorAction) => boolean): Row {
  if (!text) return { key: check, outcome: "running", said: message("Running"), title: checkTitle(check) };
  const { outcome, said, title: name, evidence, cure, actions } = text;
  // Counted over all of them: what a button does is found by its number.
  const buttons = actions.flatMap((action, index) => (offered(action) ? [button(check, action, index)] : []));
  return { key: check, outcome, said, title: name, ...(evidence && { evidence }), ...(cure && { cure }), ...(buttons.length > 0 && { buttons }) };
}

function button(check: CheckId, action: ErrorAction, index: number): Button<Message> {
  const label = actionLabel(action);
  return { id: `action.${check}.${index}`, label, accessible: message("{action}: {check}", { action: label, check: checkTitle(check) }) };
}

/** What a button of a row does; undefined for any other id. */
export function actionOf(state: TestSsoState, id: string): { readonly check: CheckId; readonly action: ErrorAction } | undefined {
  for (const { check, actions } of texts(state)) {
    for (const [index, action] of actions.entries()) if (id === `action.${check}.${index}`) return { check, action };
  }
  return undefined;
}

function signInBlocks(state: TestSsoState, rows: readonly CheckText[], draw: DrawRow): readonly Block<Message>[] {
  const { signIn, tested } = state;
  if (signIn.kind !== "done") return [{ kind: "text", key: "signInText", tone: signIn.kind === "none" ? "plain" : "busy", text: signInText(state) }, ...(signIn.kind === "waiting" ? hereBlocks(state) : [])];
  const results: Block<Message> = { kind: "results", key: "signInRows", label: message("Sign in as yourself"), rows: rows.filter(({ check }) => check.startsWith("signIn.")).map((row) => draw(row.check, row)) };
  if (signIn.outcome.kind !== "signedIn") return [results, ...(signIn.outcome.kind === "nothing" ? hereBlocks(state) : [])];
  const rule = ruleTable(signIn.outcome.signedIn, tested);
  const asked = tested.enforcement === "edge" && !signIn.outcome.signedIn.earlier;
  const known: Block<Message> = { kind: "text", key: "known", text: message("ngrok's edge knows you in that browser from now on. To have {provider} asked anew, press “Sign out” on the page where the test ended, then try once more.", { provider: tested.provider.name }) };
  return [results, ...(asked ? [known] : []), ...(rule ? [table("rule", rule)] : []), table("claims", claimsTable(signIn.outcome.signedIn))];
}

/** What is refused before it comes back to ngrok's edge, or there, nobody here hears of. */
function hereBlocks({ tested }: TestSsoState): readonly Block<Message>[] {
  if (!canTryHere(tested)) return [];
  return [
    { kind: "text", key: "hereText", text: message("What goes wrong at ngrok's edge shows on the page in the browser alone. On this machine the same sign-in at {provider} names the cause; its redirect URI there has to be registered, and that test says which it is.", { provider: tested.provider.name }) },
    { kind: "buttons", key: "hereButtons", buttons: [{ id: pressed.here, label: message("Try on this machine instead") }] },
  ];
}

/** Not with a secret that only ngrok has. */
function canTryHere({ enforcement, provider }: Tested): boolean {
  return enforcement === "edge" && provider.vaultSecret === undefined;
}

function table(key: string, { heading, columns, rows }: ReportTable): Block<Message> {
  return { kind: "table", key, caption: heading, columns, rows: rows.map((cells, index) => ({ key: String(index), cells })) };
}

function signInText({ signIn, tested }: TestSsoState): Message {
  if (signIn.kind === "none") return message("Your browser opens, you sign in as everybody does, and what came back is shown here. Nobody comes in by it.");
  if (signIn.kind === "waiting" && signIn.sent) return message("The browser is at {provider}. If it shows an error there, that names the cause: nothing comes back here then.", { provider: tested.provider.name });
  if (signIn.kind === "waiting" && tested.enforcement === "edge") return message("Your browser is being opened, and ngrok's edge asks you to sign in. Whom it leaves out sees a page of its own, and nothing comes back here.");
  if (signIn.kind === "waiting" && signIn.copied) return message("The address is on the clipboard: open it in a browser on this machine within two minutes.");
  return message("Your browser is being opened. The address is good once, for two minutes.");
}

import type { CheckId } from "../../diagnostics/checkIds";
import { checkText, checkTitle, type CheckText } from "../checkText";
import { checkReport, type CheckReport } from "../checkReport";
import { message, type Message, type Translate } from "../message";
import { claimsTable, ruleTable } from "./signInTables";
import { seenResults, verdict, type TestSsoState } from "./testSsoState";

/** How many open questions are named. */
const mostNamed = 4;

export function title({ tested }: TestSsoState): Message {
  return message("Test SSO: {name}", { name: tested.name });
}

export function texts(state: TestSsoState): readonly CheckText[] {
  return seenResults(state).map((result) => checkText(result, state.tested.provider));
}

/** Everything in one sentence: good only when a person really came in. */
export function verdictSentence(state: TestSsoState): { readonly text: Message; readonly tone: "good" | "problem" | "note" | "busy" } {
  const said = verdict(state);
  const { signIn } = state;
  if (said === undefined) {
    if (state.checking) return { text: message("Checking…"), tone: "busy" };
    return { text: signIn.kind === "waiting" && signIn.sent ? message("The browser is at the provider…") : message("Waiting for the browser…"), tone: "busy" };
  }
  if (said.kind === "good") {
    const account = accountOf(state);
    if (said.checks.length === 0) return { text: message("All good: {account} signed in and came in, and every check passed", { account }), tone: "good" };
    return { text: message("All good: {account} signed in and came in. Not shown: {checks}", { account, checks: namedChecks(said.checks) }), tone: "good" };
  }
  if (said.kind === "cause") {
    const cause = texts(state).find(({ check }) => check === said.check);
    return { text: message("The cause: {what}", { what: cause?.evidence ?? checkTitle(said.check) }), tone: "problem" };
  }
  const knownBefore = signIn.kind === "done" && signIn.outcome.kind === "signedIn" && signIn.outcome.signedIn.earlier === true;
  const open = said.checks.filter((check) => said.signedIn || (knownBefore ? check !== "signIn.returned" : !check.startsWith("signIn.")));
  const list = open.length === 0 ? undefined : namedChecks(open);
  if (said.signedIn) return { text: list ? message("Signed in. Not shown: {checks}", { checks: list }) : message("Signed in"), tone: "note" };
  if (knownBefore) {
    const account = accountOf(state);
    const text = list
      ? message("Nothing failed so far. Not shown: {checks}, and whether somebody can sign in: ngrok knew {account} from before", { checks: list, account })
      : message("Nothing failed so far. Not shown: whether somebody can sign in, as ngrok knew {account} from before", { account });
    return { text, tone: "note" };
  }
  return { text: list ? message("Nothing failed so far. Not shown: {checks}, and whether somebody can sign in", { checks: list }) : message("Nothing failed so far. Whether somebody can come in shows once you sign in"), tone: "note" };
}

function namedChecks(checks: readonly CheckId[]): Message {
  const more = checks.length - mostNamed;
  const named = checks.slice(0, mostNamed).map((check, index) => [`check${index + 1}`, checkTitle(check)] as const);
  const text = named.map(([name]) => `“{${name}}”`).join(", ");
  return { message: more > 0 ? `${text} +{more}` : text, args: { ...Object.fromEntries(named), ...(more > 0 && { more }) } };
}

function accountOf({ signIn }: TestSsoState): string {
  if (signIn.kind !== "done" || signIn.outcome.kind !== "signedIn") return "";
  const { person } = signIn.outcome.signedIn;
  return person.email ?? person.preferredUsername ?? person.name ?? person.subject;
}

/** For the clipboard; what names the person is masked, and secrets have no way in. */
export function testSsoReport(state: TestSsoState, translate: Translate, secrets: readonly string[]): string {
  const shown = withoutName(state);
  const { signIn, tested } = shown;
  const signedIn = signIn.kind === "done" && signIn.outcome.kind === "signedIn" ? signIn.outcome.signedIn : undefined;
  const rule = signedIn && ruleTable(signedIn, tested);
  const report: CheckReport = {
    title: title(state),
    verdict: verdictSentence(shown).text,
    checks: texts(shown),
    tables: signedIn ? [claimsTable(signedIn, tested), ...(rule ? [rule] : [])] : [],
  };
  return checkReport(report, translate, [...secrets, ...namesOf(state)]);
}

const hidden = "•••";

/** Every sentence names the person by what is here; of an address the report masks what is before its @. */
function withoutName(state: TestSsoState): TestSsoState {
  const { signIn } = state;
  if (signIn.kind !== "done" || signIn.outcome.kind !== "signedIn") return state;
  const { person, ...signedIn } = signIn.outcome.signedIn;
  const named = { ...person, subject: hidden, ...(person.name !== undefined && { name: hidden }), ...(person.preferredUsername !== undefined && { preferredUsername: hidden }) };
  return { ...state, signIn: { kind: "done", outcome: { kind: "signedIn", signedIn: { ...signedIn, person: named } } } };
}

/** Wherever else they stand, in a claim that the rule asks for, say; shorter ones are part of other words. */
function namesOf({ signIn }: TestSsoState): readonly string[] {
  const person = signIn.kind === "done" && signIn.outcome.kind === "signedIn" ? signIn.outcome.signedIn.person : undefined;
  return [person?.subject, person?.name, person?.preferredUsername].filter((name): name is string => name !== undefined && name.length >= 4 && !name.includes("@"));
}

// What came back from a sign-in, as tables: the claims as the provider wrote them, and the rule field by field.
import { providerOf } from "../../identity/providers";
import type { RuleField } from "../../identity/ruleFields";
import { readingFor } from "../../identity/wantedClaims";
import type { TriedSignIn } from "../../protocol/trial";
import type { ReportTable } from "../checkReport";
import { message, type Message } from "../message";
import { verdictText } from "../verdictText";
import { claimText } from "../whoText";
import type { Tested } from "./testSsoState";

const mostValue = 600;
const mostListed = 300;

/** Claims that say nothing of who somebody is, and that a sign-in is decided by. What a provider adds of its own may be anything. */
const impersonal = new Set(["iss", "aud", "azp", "iat", "exp", "nbf", "auth_time", "acr", "amr", "ver", "tid", "hd", "email", "email_verified", "xms_edov", "groups", "roles", "_claim_names"]);

/** @param tested where the table leaves the machine, in the report: only the claims that the sign-in is decided by keep their values */
export function claimsTable({ claims, dropped }: TriedSignIn, tested?: Tested): ReportTable {
  const told = tested && new Set([...impersonal, readingFor(tested.provider).groups?.name, ...(tested.rule?.claims ?? []).map(({ name }) => name)]);
  return {
    heading: message("Claims that came back"),
    columns: [message("Claim"), message("Value")],
    rows: [
      ...claims.map(({ name, value }) => [text(name, 200), told?.has(name) === false ? message("•••") : text(value, mostValue)]),
      ...(dropped > 0 ? [[message("{count} more", { count: dropped }), message("not shown")]] : []),
    ],
  };
}

const fieldNames: Readonly<Record<RuleField["field"], string>> = {
  everyone: "Everyone whom the provider lets sign in",
  email: "E-mail addresses: {asked}",
  domain: "Domains: {asked}",
  group: "Groups: {asked}",
  claim: "Claim: {asked}",
};

/** Undefined where there is no rule. */
export function ruleTable({ person, judgement }: TriedSignIn, tested: Tested): ReportTable | undefined {
  const { rule } = tested;
  if (rule === undefined) return undefined;
  const asked: Readonly<Partial<Record<RuleField["field"], readonly string[]>>> = { email: rule.emails, domain: rule.domains, group: rule.groups ?? [] };
  const rows = judgement.fields.map(({ field, claim, verdict }) => [
    message(fieldNames[field], field === "everyone" ? {} : { asked: claim ?? (asked[field] ?? []).join(", ") }, mostListed),
    held(field, claim, person, tested),
    verdictText(verdict, person.email, tested.provider),
  ]);
  const networks = judgement.withinNetworks;
  return {
    heading: message("Who may come in, field by field"),
    columns: [message("Asked for"), message("This person"), message("Verdict")],
    rows: [...rows, ...(networks === undefined ? [] : [[message("Networks: {asked}", { asked: (rule.networks ?? []).join(", ") }, mostListed), message("as they asked now"), networks ? message("Within") : message("Stays out: another network")]])],
  };
}

function held(field: RuleField["field"], claim: string | undefined, person: TriedSignIn["person"], { provider }: Tested): Message {
  if (field === "everyone") return message("signed in");
  if (field === "group") return person.groups.length === 0 ? message("none") : text(person.groups.join(", "), mostListed);
  if (field === "claim") {
    const name = (claim ?? "").split("=", 1)[0] ?? "";
    const value = person.claims?.[name];
    return value === undefined ? message("not there") : text(claimText({ name, value: String(value) }), mostListed);
  }
  if (person.email === undefined) return message("no address");
  const how = person.emailVerified ? message("verified") : providerOf(provider).vouchesForEmail.holds ? message("the provider vouches for it") : message("not verified");
  const where = field === "domain" && person.domain !== undefined ? (person.domain ?? message("no domain of their own")) : person.email;
  return message("{address}, {how}", { address: where, how }, mostListed);
}

function text(value: string, most: number): Message {
  return message("{value}", { value }, most);
}

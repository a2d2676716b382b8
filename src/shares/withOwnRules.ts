import { ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import { ownPhases, writtenOwnRules } from "../ngrok/policy/ownRules";
import type { PolicyRule } from "../ngrok/policy/rule";
import type { ShareOptions } from "../protocol/shareOptions";
import type { Failure } from "./shareState";

/** What ngrok says of a policy in which a rule of the person's own may be why. Of the sign-in (2227, 2241) and of a policy without an end (2235) none is. */
const mayBeTheirs: ReadonlySet<string> = new Set(
  [2200, 2201, 2203, 2204, 2206, 2207, 2222, 2223, 2224, 2225, 2226, 2236, 2239, 2240, 2251, 2253, 2264, 2265, 3202, 3203, 9026, 15004, 18002].map((number) => `ngrok.ERR_NGROK_${number}`),
);

/** Shorter ones stand in many a sentence. Characters. */
const leastText = 8;

/** The same, and where rules of the person's own may be why how many there are (`ownRules`) and which one ngrok speaks of (`ownRule`), where that is known. */
export function withOwnRules({ code, facts }: Failure, { policyRules }: ShareOptions = {}): Failure {
  if (policyRules === undefined || !mayBeTheirs.has(code)) return { code, facts };
  const { onRequest, onResponse } = writtenOwnRules(policyRules);
  const rules = [...onRequest.map((rule, at) => named(rule, at, ownPhases[0])), ...onResponse.map((rule, at) => named(rule, at, ownPhases[1]))];
  const spokenOf = rules.filter(({ texts }) => texts.some((text) => String(facts["message"] ?? "").includes(text)));
  return { code, facts: { ...facts, ownRules: rules.length, ...(spokenOf.length === 1 && spokenOf[0] && { ownRule: spokenOf[0].name }) } };
}

/** The same of whatever was thrown. */
export function thrownWithOwnRules(error: unknown, options: ShareOptions | undefined): unknown {
  if (!(error instanceof ExpectedError)) return error;
  const { code, facts } = withOwnRules(error, options);
  return facts === error.facts ? error : new ExpectedError(code, facts, { cause: error.cause });
}

function named({ name, expressions = [], actions }: PolicyRule, at: number, phase: string): { readonly name: string; readonly texts: readonly string[] } {
  const evaluated = actions.flatMap(({ config }) => textsIn(config)).filter((text) => text.includes("${"));
  // As ngrok's words are carried on, in which nothing is a markup's.
  const texts = [...expressions, ...evaluated].map((text) => inert(text, 400)).filter((text) => text.length >= leastText);
  return { name: name ?? `${at + 1} of ${phase}`, texts };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

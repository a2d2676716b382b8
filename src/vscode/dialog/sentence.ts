import type { AccessRule } from "../../identity/accessRule";
import type { ProviderProfile } from "../../identity/providerProfile";
import { optionsSet, optionValue } from "../../presentation/optionText";
import { routeText } from "../../presentation/routesText";
import { enforcementText, shareSentence } from "../../presentation/shareText";
import { poolRisk } from "../../presentation/cloudText";
import { cloudOf } from "../../protocol/cloudEndpoint";
import type { ShareSpec } from "../../protocol/shareSpec";
import { inert } from "../../base/inert";
import { tunnelSpec } from "../../shares/shareChoice";
import { say } from "../say";
import type { Entry } from "./askPick";
import type { Draft } from "./draft";
import { completed } from "./draftSpec";

/** What surely fits into the list, which is 600 pixels wide. */
const fits = 72;

/** What the sentence says. `host`: where it will be, when that is known. */
export interface SentenceParts extends Pick<ShareSpec, "upstream" | "provider" | "rule" | "enforcement" | "tunnel" | "options" | "routes"> {
  readonly host: string | undefined;
}

/** The line that is the consent. Below it stands where sign-in is enforced, what is otherwise than by default, and again what the list cuts off the end of a long one. */
export function sentenceLine<T>(value: T, { host, enforcement, options, ...said }: SentenceParts): Entry<T> {
  const label = say(shareSentence(said, host));
  const risk = cloudOf(said)?.pooled === true ? [say(poolRisk())] : [];
  const cutOff = label.length <= fits ? [] : [inert(said.provider.name), ...(host === undefined ? [] : [inert(host, 253)])];
  return {
    label,
    detail: [...risk, ...cutOff, say(enforcementText(enforcement)), ...(said.routes ?? []).map((route) => say(routeText(route))), ...optionsSet(options).map((name) => say(optionValue(name, options ?? {})))].join(" · "),
    alwaysShow: true,
    value,
  };
}

/** The sentence of a draft in which nothing is missing. @param rule instead of the draft's own */
export function sentenceEntry<T>(value: T, draft: Draft, saved: readonly ProviderProfile[], rule?: AccessRule): Entry<T> {
  const complete = completed(draft, saved, rule);
  if (!complete) throw new Error("The sentence has something missing");
  const tunnel = tunnelSpec(complete.tunnel, { ngrok: { rootCertificates: "ngrok" } });
  return sentenceLine(value, { ...complete, tunnel, host: draft.origin === undefined ? undefined : new URL(draft.origin).host });
}

import type { AccessRule } from "../../identity/accessRule";
import type { ProviderProfile } from "../../identity/providerProfile";
import { enforcementText, shareSentence } from "../../presentation/shareText";
import { inert } from "../../base/inert";
import { tunnelSpec } from "../../shares/shareChoice";
import { say } from "../say";
import type { Entry } from "./askPick";
import type { Draft } from "./draft";
import { completed } from "./draftSpec";

/** What surely fits into the list, which is 600 pixels wide. */
const fits = 72;

/**
 * The line that is the consent. Below it stands where sign-in is enforced, and again what the list cuts off the end of a long one.
 *
 * @param rule instead of the draft's own
 */
export function sentenceEntry<T>(value: T, draft: Draft, saved: readonly ProviderProfile[], rule?: AccessRule): Entry<T> {
  const complete = completed(draft, saved, rule);
  if (!complete) throw new Error("The sentence has something missing");
  const { upstream, provider, enforcement } = complete;
  const tunnel = tunnelSpec(complete.tunnel, { ngrok: { rootCertificates: "ngrok" } });
  const host = draft.origin === undefined ? undefined : new URL(draft.origin).host;
  const label = say(shareSentence({ upstream, provider, rule: complete.rule, tunnel }, host));
  const cutOff = label.length <= fits ? [] : [inert(provider.name), ...(host === undefined ? [] : [inert(host, 253)])];
  return {
    label,
    detail: [...cutOff, say(enforcementText(enforcement))].join(" · "),
    alwaysShow: true,
    value,
  };
}

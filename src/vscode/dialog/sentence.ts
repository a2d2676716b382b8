import type { AccessRule } from "../../identity/accessRule";
import type { ProviderProfile } from "../../identity/providerProfile";
import { enforcementText, shareSentence } from "../../presentation/shareText";
import { inert } from "../../base/inert";
import { tunnelSpec } from "../../shares/shareChoice";
import { say } from "../say";
import type { Entry } from "./askPick";
import type { Draft } from "./draft";
import { completed } from "./draftSpec";

/**
 * The line that is the consent. Below it stands again what a narrow list cuts off its end, and where sign-in is enforced.
 *
 * @param rule instead of the draft's own
 */
export function sentenceEntry<T>(value: T, draft: Draft, saved: readonly ProviderProfile[], rule?: AccessRule): Entry<T> {
  const complete = completed(draft, saved, rule);
  if (!complete) throw new Error("The sentence has something missing");
  const { upstream, provider, enforcement } = complete;
  const tunnel = tunnelSpec(complete.tunnel, { ngrok: { rootCertificates: "ngrok" } });
  const host = draft.origin === undefined ? undefined : new URL(draft.origin).host;
  return {
    label: say(shareSentence({ upstream, provider, rule: complete.rule, tunnel }, host)),
    detail: [inert(provider.name), ...(host === undefined ? [] : [inert(host, 253)]), say(enforcementText(enforcement))].join(" · "),
    alwaysShow: true,
    value,
  };
}

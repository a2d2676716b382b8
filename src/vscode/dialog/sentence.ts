import type { AccessRule } from "../../identity/accessRule";
import type { ProviderProfile } from "../../identity/providerProfile";
import { shareSentence } from "../../presentation/shareText";
import { tunnelSpec } from "../../shares/shareChoice";
import { say } from "../say";
import type { Draft } from "./draft";
import { completed } from "./draftSpec";

/** The line that is the consent. Undefined while something is missing. @param rule instead of the draft's own */
export function sentence(draft: Draft, saved: readonly ProviderProfile[], rule?: AccessRule): string | undefined {
  const complete = completed(draft, saved, rule);
  if (!complete) return undefined;
  const { upstream, provider } = complete;
  const tunnel = tunnelSpec(complete.tunnel, { ngrok: { rootCertificates: "ngrok" } });
  return say(shareSentence({ upstream, provider, rule: complete.rule, tunnel }, draft.origin === undefined ? undefined : new URL(draft.origin).host));
}

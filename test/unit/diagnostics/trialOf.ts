import type { ProviderSubject } from "../../../src/diagnostics/providerSubject";
import type { AccessRule } from "../../../src/identity/accessRule";
import { knownProviders } from "../../../src/identity/providers";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { wantedBy } from "../../../src/identity/wantedClaims";
import { toFailure } from "../../../src/shares/toFailure";
import type { TrialOutcome } from "../../../src/shares/trialSignIns";
import { startShare, type RealShare, type ShareChange } from "../../gate/rejects/realShare";
import { cookiePair, navigation } from "../../gate/gateRig";
import { passProvider } from "../../rig/provider/passProvider";
import { kindOf, type PersonalityName } from "../../rig/provider/personality";

export interface TriedShare {
  readonly share: RealShare;
  readonly profile: ProviderProfile;
  /** What Test SSO asks about before anybody signs in, as for a share of this rule. */
  subject(rule: AccessRule | undefined): ProviderSubject;
  /** A whole trial in a browser that goes where it is sent. @param back what the browser opens of the callback to which the provider sends it */
  tried(who?: string, back?: (callback: string) => string): Promise<TrialOutcome>;
}

/** A share of that provider, with its own way to ask for people. */
export async function triedShare(personality: PersonalityName, rule: AccessRule, change: ShareChange = {}): Promise<TriedShare> {
  const known = knownProviders[kindOf(personality)];
  const clientKind = change.clientKind ?? known.preferredAuthentication;
  const scopes = change.scopes ?? known.scopes;
  const share = await startShare({ ...change, provider: { personality, ...change.provider }, clientKind, scopes, rule });
  const { clientId, clientSecret } = share.provider.clients.find(({ authMethod }) => authMethod === clientKind)!;
  const profile: ProviderProfile = { id: "p", name: known.name, kind: kindOf(personality), issuer: share.provider.issuer, clientId, clientAuthentication: clientKind, scopes: [...scopes] };
  return {
    share,
    profile,
    subject: (rule) => ({ profile, clientSecret, redirectUris: { gate: `${share.origin}/.portcullis/callback` }, enforcement: "gate", wanted: rule && wantedBy(rule), saved: true }),
    async tried(who = "alice@acme.com", back = (callback) => callback) {
      const told: TrialOutcome[] = [];
      const heard = share.gate.trials.onNews((news) => {
        if (news.kind === "signedIn") told.push({ kind: "signedIn", signedIn: news.signedIn });
        else if (news.kind === "failed") told.push({ kind: "failed", failure: toFailure(news.error) });
      });
      try {
        const answer = await share.ask(`GET ${share.gate.trials.begin().path}`, navigation);
        const cookie = cookiePair(answer.headers("set-cookie").filter((one) => one.includes("-in-")));
        const { pathname, search } = await passProvider(answer.header("location") ?? "", who);
        await share.open(back(pathname + search), cookie);
        return told[0] ?? { kind: "nothing", opened: true };
      } finally {
        heard.dispose();
      }
    },
  };
}

// What a test asks, for its target: the checks, and the sign-in at the end.
import { ExpectedError } from "../../base/expectedError";
import type { Check } from "../../diagnostics/check";
import { providerChecks } from "../../diagnostics/providerChecks";
import { shareChecks } from "../../diagnostics/shareChecks";
import { wayChecks } from "../../diagnostics/wayChecks";
import type { ProviderProfile } from "../../identity/providerProfile";
import { wantedBy } from "../../identity/wantedClaims";
import { message } from "../../presentation/message";
import { shareLabel } from "../../presentation/shareText";
import type { Tested } from "../../presentation/testSso/testSsoState";
import type { Enforcement, TunnelSpec } from "../../protocol/shareSpec";
import { upstreamFacts, upstreamKey, type Upstream } from "../../protocol/upstream";
import { edgeCallback } from "../../shares/proofVerdict";
import type { Share } from "../../shares/share";
import { newShareId, type ShareRegistry } from "../../shares/shareRegistry";
import type { StoredClient } from "../../shares/secretKeys";
import { toFailure } from "../../shares/toFailure";
import type { TrialHooks, TrialOutcome } from "../../shares/trialSignIns";
import type { ProviderSettings } from "../stores/providerSettings";
import type { SavedSecrets } from "../stores/savedSecrets";

/** What is tested, by what stays the same while a cure changes the rest. `tunnel`: where a provider is tried that no share has. */
export type TestTarget =
  | { readonly kind: "share"; readonly shareId: string; readonly upstream: Upstream }
  | { readonly kind: "provider"; readonly providerId: string; readonly name: string; readonly tunnel: TunnelSpec };

export interface TestSubject {
  readonly tested: Tested;
  /** Never shown; for the report to look for. */
  readonly secrets: readonly string[];
  readonly tunnel: TunnelSpec;
  readonly share: Share | undefined;
  /** Everything that a test's answers depend on, secrets included: never shown or kept. Another one is another test. */
  readonly basis: string;
  checks(signal: AbortSignal): Promise<readonly Check[]>;
  signIn(hooks: TrialHooks): Promise<TrialOutcome>;
}

export interface TestSubjectParts {
  readonly registry: Pick<ShareRegistry, "shares" | "inspection" | "questions" | "trials" | "learnOrigin">;
  readonly secrets: Pick<SavedSecrets, "client" | "authtoken">;
  readonly providers: Pick<ProviderSettings, "read">;
  /** The same place, reached as the settings say by now. */
  readonly tunnelNow: (tunnel: TunnelSpec) => Promise<TunnelSpec>;
}

/**
 * As it is by now: asked for anew before each test, so that what a cure replaced is what is tested.
 * @throws ExpectedError `share.gone`, `provider.missing`
 */
export function subjectNow(parts: TestSubjectParts, target: TestTarget): Promise<TestSubject> {
  return target.kind === "share" ? shareSubject(parts, target) : providerSubjectAlone(parts, target);
}

async function shareSubject({ registry, secrets }: TestSubjectParts, { shareId, upstream }: Extract<TestTarget, { kind: "share" }>): Promise<TestSubject> {
  const { shares } = registry;
  // At another address it has another id; an app is shared once.
  const shown = shares.find(({ spec }) => spec.id === shareId) ?? shares.find(({ spec }) => upstreamKey(spec.upstream) === upstreamKey(upstream));
  if (!shown) throw new ExpectedError("share.gone", upstreamFacts(upstream));
  const { spec } = shown;
  const stored = await secrets.client(spec.provider);
  const now = () => registry.shares.find((share) => share.spec.id === spec.id);
  return {
    tested: { provider: spec.provider, enforcement: spec.enforcement, get rule() { return (now() ?? shown).spec.rule; }, name: shareLabel(shown) },
    secrets: stored?.clientSecret === undefined ? [] : [stored.clientSecret],
    tunnel: spec.tunnel,
    get share() { return now(); },
    basis: JSON.stringify([spec.id, spec.provider, spec.enforcement, spec.tunnel, stored]),
    checks() {
      const share = now() ?? shown;
      const origin = "address" in share.state ? new URL(share.state.address).origin : undefined;
      const provider = providerSubject(spec.provider, stored, { enforcement: spec.enforcement, origin, wanted: wantedBy(share.spec.rule) });
      return Promise.resolve([...providerChecks(provider, registry.questions.inspection), ...shareChecks({ inspection: registry.inspection, share: now }, share)]);
    },
    signIn: (hooks) => attempt(async () => {
      const share = now();
      if (!share) throw new ExpectedError("share.notLive");
      return registry.trials.atShare(share, hooks);
    }, hooks.signal),
  };
}

/** A provider that no share has: always the gate's own sign-in, at an address that is there for the test alone. */
async function providerSubjectAlone({ registry, secrets, providers, tunnelNow }: TestSubjectParts, target: Extract<TestTarget, { kind: "provider" }>): Promise<TestSubject> {
  const profile = providers.read().profiles.find(({ id }) => id === target.providerId);
  if (!profile) throw new ExpectedError("provider.missing", { provider: target.name });
  const tunnel = await tunnelNow(target.tunnel);
  const authtoken = tunnel.kind === "ngrok" ? await secrets.authtoken(tunnel) : undefined;
  const stored = await secrets.client(profile);
  const spec = { id: newShareId(), provider: profile, tunnel };
  return {
    tested: { provider: profile, enforcement: "gate", rule: undefined, name: message("{provider}", { provider: profile.name }) },
    secrets: [stored?.clientSecret, authtoken].filter((secret) => secret !== undefined),
    tunnel,
    share: undefined,
    basis: JSON.stringify([profile, tunnel, stored, authtoken]),
    async checks(signal) {
      // What is to be registered depends on it: asked before the provider is.
      const way = registry.learnOrigin(tunnel, authtoken, signal);
      const origin = await way.catch(() => undefined);
      const provider = providerSubject(profile, stored, { enforcement: "gate", origin, wanted: undefined });
      return [...providerChecks(provider, registry.questions.inspection), ...wayChecks(async () => ({ origin: await way }), tunnel.kind === "ngrok")];
    },
    signIn: (hooks) => attempt(() => registry.trials.atProvider(spec, { ...(stored?.clientSecret !== undefined && { clientSecret: stored.clientSecret }), ...(stored?.endpoints && { endpoints: stored.endpoints }), ...(authtoken !== undefined && { authtoken }) }, hooks), hooks.signal),
  };
}

/** What can't even be begun is what came of it, unless the person left. */
async function attempt(signIn: () => Promise<TrialOutcome>, signal: AbortSignal): Promise<TrialOutcome> {
  try {
    return await signIn();
  } catch (error) {
    if (signal.aborted) return { kind: "nothing", opened: false };
    if (error instanceof ExpectedError) return { kind: "failed", failure: toFailure(error) };
    throw error;
  }
}

function providerSubject(profile: ProviderProfile, stored: StoredClient | undefined, { enforcement, origin, wanted }: { readonly enforcement: Enforcement; readonly origin: string | undefined; readonly wanted: ReturnType<typeof wantedBy> | undefined }) {
  return {
    profile,
    clientSecret: stored?.clientSecret,
    endpoints: stored?.endpoints,
    redirectUris: enforcement === "edge" ? { edge: edgeCallback } : { gate: origin === undefined ? undefined : `${origin}/.portcullis/callback` },
    enforcement,
    wanted,
    saved: true,
  };
}

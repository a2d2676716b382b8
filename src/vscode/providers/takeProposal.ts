// A provider that a folder or a link proposes: our own question first, then its secret. Nothing is saved before both (S14, S27).
import { Cancelled, ExpectedError } from "../../base/expectedError";
import { digestOf, shared, type SharedProvider } from "../../identity/sharedProvider";
import { ownOf, proposalStatus, takenProfile } from "../../identity/teamProposal";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { DiscoveredProviderRecord } from "../../protocol/messages";
import { proposalQuestion, type ProposalQuestion, type ProposalSource } from "../../presentation/sharedProviderText";
import type { ProposalAnswers } from "../stores/proposalAnswers";
import type { SavedSecrets } from "../stores/savedSecrets";
import { discoverExactly, storedWith, withSecret, type Discovery, type GivenSecret } from "./givenSecret";
import { saveProvider, type KeptParts } from "./keptProviders";

export interface TakeParts extends KeptParts {
  readonly registry: Discovery;
  readonly secrets: KeptParts["secrets"] & Pick<SavedSecrets, "client">;
  readonly answers: Pick<ProposalAnswers, "read" | "remember">;
  /** In a modal of our own, which nothing but the person answers (S15). */
  readonly confirm: (question: ProposalQuestion) => Promise<boolean>;
  /** By native hidden input. Rejects with Cancelled when the person leaves. */
  readonly askSecret: (profile: ProviderProfile, discovered: DiscoveredProviderRecord) => Promise<GivenSecret>;
  readonly signal: AbortSignal;
}

/**
 * A secret that is stored is used only where it is this very client's already, and goes where it went before: its endpoints stay those
 * that were stored with it (S20).
 *
 * @returns the profile that is saved now
 * @throws Cancelled when the person leaves; ExpectedError `provider.changed` where it is no longer as the question said, `oidc.issuerMismatch` and
 * what the discovery throws
 */
export async function takeProposal(parts: TakeParts, provider: SharedProvider, source: ProposalSource): Promise<ProviderProfile> {
  const saved = parts.providers.read().profiles;
  const own = ownOf(provider, saved);
  // There already, as it is proposed: nothing is asked, and nothing is done.
  if (own && digestOf(shared(own)) === digestOf(provider)) return own;
  const status = proposalStatus(provider, saved, parts.answers.read());
  if (!(await parts.confirm(proposalQuestion(status, source, saved)))) throw new Cancelled();
  const now = parts.providers.read().profiles;
  // The question said what of the person's own it changes, or that there is none.
  if (JSON.stringify(ownOf(provider, now)) !== JSON.stringify(own)) throw new ExpectedError("provider.changed", { name: provider.name });
  const profile = takenProfile(provider, now);
  const taken = own && (await hasSecret(parts, own)) ? await keep(parts, own, profile) : await ask(parts, own, profile);
  if (source === "folder") await parts.answers.remember(provider, "taken");
  return taken;
}

async function hasSecret({ secrets }: TakeParts, profile: ProviderProfile): Promise<boolean> {
  if (profile.vaultSecret) return true;
  return (await secrets.client(profile))?.clientSecret !== undefined;
}

async function keep(parts: TakeParts, own: ProviderProfile, profile: ProviderProfile): Promise<ProviderProfile> {
  return saveProvider(parts, own, profile, undefined);
}

/** Looked up first: a secret is not typed for a provider that is not there. */
async function ask(parts: TakeParts, own: ProviderProfile | undefined, proposed: ProviderProfile): Promise<ProviderProfile> {
  const discovered = await discoverExactly(parts.registry, proposed.issuer, parts.signal);
  const given = proposed.clientAuthentication === "none" ? undefined : await parts.askSecret(proposed, discovered);
  return saveProvider(parts, own, withSecret(proposed, given), storedWith(given, discovered));
}

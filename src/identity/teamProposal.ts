// Whether what a folder proposes is new to this person: decided by its content, which is remembered outside of the folder (S14).
import * as z from "zod";
import { profileIdFor } from "./profileId";
import type { ProviderProfile } from "./providerProfile";
import { differences, digestOf, shared, sharedProviderSchema, type SharedField, type SharedProvider } from "./sharedProvider";

const answerSchema = z.object({ provider: sharedProviderSchema, answer: z.enum(["asked", "taken"]) });

/** What was proposed before, and whether it was taken. */
export type RememberedProposal = Readonly<z.infer<typeof answerSchema>>;

const mostRemembered = 100;

/** @param value as it rests in the state; what is broken reads as absent, entry by entry */
export function readRemembered(value: unknown): readonly RememberedProposal[] {
  return (Array.isArray(value) ? value : []).flatMap((entry) => answerSchema.safeParse(entry).data ?? []).slice(-mostRemembered);
}

/** The newest hundred are kept, each content once. */
export function withAnswer(remembered: readonly RememberedProposal[], provider: SharedProvider, answer: RememberedProposal["answer"]): readonly RememberedProposal[] {
  const digest = digestOf(provider);
  return [...remembered.filter((one) => digestOf(one.provider) !== digest), { provider, answer }].slice(-mostRemembered);
}

export interface ProposalStatus {
  readonly provider: SharedProvider;
  readonly digest: string;
  /**
   * `new`: it was never seen. `changed`: something like it was seen or is saved, and it differs. `asked`: seen just so, and not taken.
   * `settled`: it is saved, as it is proposed or as the person changed it since they took it.
   */
  readonly status: "new" | "changed" | "asked" | "settled";
  /** Of `changed`, and of `asked` after a change: what was there before. */
  readonly before: SharedProvider | undefined;
  readonly changed: readonly SharedField[];
}

export function proposalStatus(provider: SharedProvider, saved: readonly ProviderProfile[], remembered: readonly RememberedProposal[]): ProposalStatus {
  const digest = digestOf(provider);
  const own = ownOf(provider, saved);
  const seen = remembered.find((one) => digestOf(one.provider) === digest);
  const settled: ProposalStatus = { provider, digest, status: "settled", before: undefined, changed: [] };
  if (own && (digestOf(shared(own)) === digest || seen?.answer === "taken")) return settled;
  // The nearest: the person's own of this client, else what was proposed by this name, or of this client, last.
  const before = own ? shared(own) : remembered.findLast((one) => one !== seen && (one.provider.name === provider.name || isSameClient(one.provider, provider)))?.provider;
  return { ...settled, status: seen ? "asked" : before ? "changed" : "new", before, changed: before ? differences(before, provider) : [] };
}

/**
 * The profile that it becomes. Its id is made of the client, never taken from the proposal, so that no proposal can stand in the place of
 * another profile; where the person has this very client already, that one takes over what is said beside the client.
 */
export function takenProfile(provider: SharedProvider, saved: readonly ProviderProfile[]): ProviderProfile {
  const own = ownOf(provider, saved);
  if (!own) return { id: profileIdFor(provider, saved), ...provider };
  const { groupsClaim: _groups, postLogoutRedirect: _logout, ...kept } = own;
  return { ...kept, ...provider };
}

/** The person's own profile of this client; of several, the one that says the same. */
export function ownOf(provider: SharedProvider, saved: readonly ProviderProfile[]): ProviderProfile | undefined {
  const own = saved.filter((one) => isSameClient(one, provider));
  return own.find((one) => digestOf(shared(one)) === digestOf(provider)) ?? own[0];
}

function isSameClient(one: Pick<SharedProvider, "issuer" | "clientId">, other: Pick<SharedProvider, "issuer" | "clientId">): boolean {
  return one.issuer === other.issuer && one.clientId === other.clientId;
}

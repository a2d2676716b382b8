// What is kept of the guided set-up over a reload of the window: what a person chose and typed, but for the client secret, and for the client ID, in whose field a secret is pasted by mistake (S27).
import * as z from "zod";
import { providerKinds, type ProviderProfile } from "../../identity/providerProfile";
import type { WaitingProfile } from "../../identity/waitingProfile";
import { emptyGuide, type GuideState } from "./guideState";
import { guideOf } from "./guides";
import { ownAddress } from "./ownAddress";

export const guideDraftSchema = z.object({
  provider: z.enum(providerKinds).optional(),
  who: z.enum(["me", "other"]).optional(),
  place: z.enum(["ngrok", "local", "own"]).optional(),
  /** The address that was shown for the place: what was registered for it stays right. */
  origin: z.string().optional(),
  ownAddress: z.string(),
  issuerTyped: z.string(),
  people: z.string(),
  /** The waiting provider that is completed. */
  waitingId: z.string().optional(),
  /** The provider that the page saved. */
  savedId: z.string().optional(),
});
export type GuideDraft = z.infer<typeof guideDraftSchema>;

export function draftOf(state: GuideState, saved: Pick<ProviderProfile, "id"> | undefined): GuideDraft {
  const { provider, who, place, address, ownAddress: own, issuerTyped, people, waiting } = state;
  return {
    ...{ provider, who, ownAddress: own, issuerTyped, people, waitingId: waiting?.id, savedId: saved?.id },
    // A place whose address is not known is chosen once more.
    ...((place === "own" || address.kind === "known") && { place }),
    ...(place !== "own" && address.kind === "known" && { origin: address.origin }),
  };
}

/** @param kept what the draft names, as far as it is still there. The issuer is looked up anew. */
export function stateOf(draft: GuideDraft, { waiting, saved }: { readonly waiting: WaitingProfile | undefined; readonly saved: Pick<ProviderProfile, "name" | "clientId"> | undefined }): GuideState {
  const { provider, who, place, origin, ownAddress: own, issuerTyped, people } = draft;
  return {
    ...emptyGuide,
    ...{ provider, who, waiting, place, ownAddress: own, issuerTyped, people },
    clientId: saved?.clientId ?? guideOf(provider)?.clientId ?? "",
    address: place === "own" ? ownAddress(own) : origin === undefined ? { kind: "none" } : { kind: "known", origin },
    secretEntered: saved !== undefined,
    saved: saved && { name: saved.name },
  };
}

import { providerProfileSchema, type ProviderProfile } from "./providerProfile";
import { saysThatItWaits, waitingProfileSchema, type WaitingProfile } from "./waitingProfile";

export interface ProviderEntries {
  readonly profiles: readonly ProviderProfile[];
  /** Those whose client ID is still to come. */
  readonly waiting: readonly WaitingProfile[];
  /** One for each entry that is skipped: which it is, counted from 1, and the field that can't be read. */
  readonly broken: readonly { readonly entry: number; readonly field: string }[];
}

/** The entries of a setting that holds providers. An id that was there before is broken, whatever it is the id of. */
export function readProviderEntries(entries: readonly unknown[]): ProviderEntries {
  const profiles: ProviderProfile[] = [];
  const waiting: WaitingProfile[] = [];
  const broken: { readonly entry: number; readonly field: string }[] = [];
  const ids = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const parsed = saysThatItWaits(entry) ? waitingProfileSchema.safeParse(entry) : providerProfileSchema.safeParse(entry);
    if (!parsed.success) broken.push({ entry: index + 1, field: parsed.error.issues[0]?.path.join(".") ?? "" });
    else if (ids.has(parsed.data.id)) broken.push({ entry: index + 1, field: "id" });
    else {
      ids.add(parsed.data.id);
      if ("waiting" in parsed.data) waiting.push(parsed.data);
      else profiles.push(parsed.data);
    }
  }
  return { profiles, waiting, broken };
}

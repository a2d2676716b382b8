import { readProviderEntries } from "../../src/identity/providerEntries";
import type { ProviderProfile } from "../../src/identity/providerProfile";
import type { WaitingProfile } from "../../src/identity/waitingProfile";

/** `portcullis.providers` of the user's settings, in memory. */
export class MemoryProviders {
  entries: readonly (ProviderProfile | WaitingProfile)[];

  constructor(entries: readonly (ProviderProfile | WaitingProfile)[] = []) {
    this.entries = entries;
  }

  read() {
    const { profiles, waiting } = readProviderEntries(this.entries);
    return { profiles, waiting, broken: [] };
  }

  save(profile: ProviderProfile | WaitingProfile, instead = profile.id): Promise<void> {
    this.entries = this.entries.filter(({ id }) => instead === profile.id || id !== instead);
    const at = this.entries.findIndex(({ id }) => id === profile.id);
    this.entries = at < 0 ? [...this.entries, profile] : this.entries.with(at, profile);
    return Promise.resolve();
  }

  remove(id: string): Promise<void> {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    return Promise.resolve();
  }
}

import { ConfigurationTarget, workspace } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { settings } from "../../contributions";
import { readProviderEntries, type ProviderEntries } from "../../identity/providerEntries";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { WaitingProfile } from "../../identity/waitingProfile";
import { writeSetting } from "./writeSetting";

export interface ReadProviders extends Pick<ProviderEntries, "profiles" | "waiting"> {
  /** `settings.invalid` {setting, entry, field}, one for each entry that was skipped. */
  readonly broken: readonly ExpectedError[];
}

/** The identity providers in the user settings. What a folder says about them is never read (S14). */
export class ProviderSettings {
  read(): ReadProviders {
    const { profiles, waiting, broken } = readProviderEntries(this.#entries());
    return { profiles, waiting, broken: broken.map(({ entry, field }) => new ExpectedError("settings.invalid", { setting: settings.providers, entry, field })) };
  }

  find(id: string): ProviderProfile | undefined {
    return this.read().profiles.find((profile) => profile.id === id);
  }

  /**
   * Adds the profile, or puts it in the place of the one with its id, a waiting one included. Entries that are not understood stay as they are.
   *
   * @param instead the id of one whose place it takes as well
   * @throws ExpectedError `settings.notWritten`, as everything here that writes
   */
  async save(profile: ProviderProfile | WaitingProfile, instead = profile.id): Promise<void> {
    const entries = this.#entries().filter((entry) => instead === profile.id || idOf(entry) !== instead);
    const at = entries.findIndex((entry) => idOf(entry) === profile.id);
    await this.#write(at < 0 ? [...entries, profile] : entries.with(at, profile));
  }

  async remove(id: string): Promise<void> {
    await this.#write(this.#entries().filter((entry) => idOf(entry) !== id));
  }

  async clear(): Promise<void> {
    await this.#write([]);
  }

  #entries(): readonly unknown[] {
    const value: unknown = workspace.getConfiguration().inspect<unknown>(settings.providers)?.globalValue;
    return Array.isArray(value) ? value : [];
  }

  async #write(entries: readonly unknown[]): Promise<void> {
    await writeSetting(settings.providers, entries.length === 0 ? undefined : entries, { target: ConfigurationTarget.Global });
  }
}

function idOf(entry: unknown): unknown {
  return typeof entry === "object" && entry !== null && "id" in entry ? entry.id : undefined;
}

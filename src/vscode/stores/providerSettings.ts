import { ConfigurationTarget, workspace } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { settings } from "../../contributions";
import { providerProfileSchema, type ProviderProfile } from "../../identity/providerProfile";

export interface ReadProviders {
  readonly profiles: readonly ProviderProfile[];
  /** `settings.invalid` {setting, entry, field}, one for each entry that was skipped. */
  readonly broken: readonly ExpectedError[];
}

/** The identity providers in the user settings. What a folder says about them is never read (S14). */
export class ProviderSettings {
  read(): ReadProviders {
    const profiles = new Map<string, ProviderProfile>();
    const broken: ExpectedError[] = [];
    for (const [index, entry] of this.#entries().entries()) {
      const parsed = providerProfileSchema.safeParse(entry);
      if (!parsed.success) broken.push(invalid(index, parsed.error.issues[0]?.path.join(".") ?? ""));
      else if (profiles.has(parsed.data.id)) broken.push(invalid(index, "id"));
      else profiles.set(parsed.data.id, parsed.data);
    }
    return { profiles: [...profiles.values()], broken };
  }

  find(id: string): ProviderProfile | undefined {
    return this.read().profiles.find((profile) => profile.id === id);
  }

  /** Adds the profile, or puts it in the place of the one with its id. Entries that are not understood stay as they are. */
  async save(profile: ProviderProfile): Promise<void> {
    const entries = this.#entries();
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
    await workspace.getConfiguration().update(settings.providers, entries.length === 0 ? undefined : entries, ConfigurationTarget.Global);
  }
}

function invalid(index: number, field: string): ExpectedError {
  return new ExpectedError("settings.invalid", { setting: settings.providers, entry: index + 1, field });
}

function idOf(entry: unknown): unknown {
  return typeof entry === "object" && entry !== null && "id" in entry ? entry.id : undefined;
}

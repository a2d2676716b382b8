import type { StateStore } from "../../base/stores";
import type { UpstreamKey } from "../../protocol/upstream";
import { readChoices, withChoice, withChange, writeChoices, type ShareChoice, type ShareChoices } from "../../shares/shareChoice";

const key = "portcullis.choices";

export interface ChoiceStoreParts {
  readonly workspace: StateStore;
  readonly global: StateStore;
  /** Without a folder the window's own state is lost with it: the person's is used. */
  readonly hasFolder: () => boolean;
}

/** The choices of the folder that is open. */
export class ChoiceStore {
  constructor(private readonly parts: ChoiceStoreParts) {}

  read(): ShareChoices {
    return readChoices(this.#state().get(key));
  }

  async remember(upstream: UpstreamKey, choice: ShareChoice): Promise<void> {
    await this.#state().update(key, writeChoices(withChoice(this.read(), upstream, choice)));
  }

  async rememberChange(upstream: UpstreamKey, providerId: string, changed: Parameters<typeof withChange>[3]): Promise<void> {
    await this.#state().update(key, writeChoices(withChange(this.read(), upstream, providerId, changed)));
  }

  /** Those of this folder and those without a folder; other folders' are out of reach. */
  async clear(): Promise<void> {
    await this.parts.workspace.update(key, undefined);
    await this.parts.global.update(key, undefined);
  }

  #state(): StateStore {
    return this.parts.hasFolder() ? this.parts.workspace : this.parts.global;
  }
}

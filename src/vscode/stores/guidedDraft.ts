import type { StateStore } from "../../base/stores";
import { guideDraftSchema, type GuideDraft } from "../../presentation/guide/guideDraft";

const key = "portcullis.guidedSetUp";

/** Keeps what was filled in for this folder while the page is open, so that a reload of the window loses nothing but client ID and secret. */
export class GuidedDrafts {
  #last = "";

  constructor(
    private readonly state: StateStore,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** @returns undefined where there is none, or one that can't be read */
  read(): GuideDraft | undefined {
    return guideDraftSchema.safeParse(this.state.get(key)).data;
  }

  keep(draft: GuideDraft): void {
    const text = JSON.stringify(draft);
    if (text === this.#last) return;
    this.#last = text;
    this.state.update(key, draft).catch(this.onTrouble);
  }

  /** The page was closed. */
  forget(): void {
    this.clear().catch(this.onTrouble);
  }

  async clear(): Promise<void> {
    this.#last = "";
    await this.state.update(key, undefined);
  }
}

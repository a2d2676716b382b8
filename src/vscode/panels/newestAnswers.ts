import { anySignal } from "../../base/deadline";
import { Cancelled } from "../../base/expectedError";

/** Questions whose answers are still wanted: a newer one of the same kind takes the place. */
export class NewestAnswers {
  readonly #asked = new Map<string, AbortController>();

  /**
   * @param what the kind of question
   * @param life ends all that is asked
   * @param ask resolves with what shows the answer, which is called if it is the newest still
   */
  async ask(what: string, life: AbortSignal, ask: (signal: AbortSignal) => Promise<() => void>): Promise<void> {
    this.drop(what);
    const asked = new AbortController();
    this.#asked.set(what, asked);
    const show = await ask(anySignal(asked.signal, life));
    if (!asked.signal.aborted && !life.aborted) show();
  }

  drop(...kinds: readonly string[]): void {
    for (const what of kinds) this.#asked.get(what)?.abort(new Cancelled());
  }

  isWanted(what: string): boolean {
    return this.#asked.get(what)?.signal.aborted === false;
  }
}

import { DisposableStore, type Disposable } from "../base/disposable";
import type { VisitorRecord } from "../protocol/messages";
import type { AgentProcess } from "./agentProcess";

/** What a share's gate says of those who come: who is in, and strangers in great number. */
export class GateNews implements Disposable {
  readonly #held = new DisposableStore();
  #visitors: readonly VisitorRecord[] = [];
  #strangersPerMinute = 0;

  constructor(agent: Pick<AgentProcess, "onVisitors" | "onStrangers">, shareId: string, onChange: () => void) {
    const own = <T extends { readonly shareId: string }>(take: (told: T) => void) => (told: T) => {
      if (told.shareId !== shareId) return;
      take(told);
      onChange();
    };
    this.#held.add(agent.onVisitors(own(({ visitors }) => (this.#visitors = visitors))));
    this.#held.add(agent.onStrangers(own(({ perMinute }) => (this.#strangersPerMinute = perMinute))));
  }

  get latest(): { readonly visitors: readonly VisitorRecord[]; readonly strangersPerMinute: number } {
    return { visitors: this.#visitors, strangersPerMinute: this.#strangersPerMinute };
  }

  /** The gate is another, or none. */
  forget(): void {
    this.#visitors = [];
    this.#strangersPerMinute = 0;
  }

  dispose(): void {
    this.#held.dispose();
  }
}

// Sign in as yourself: the very same flow as a visitor's, at an address of the gate's own that is good once. Nobody comes in with it.
import { bounded } from "../base/deadline";
import type { Clock } from "../base/clock";
import { DisposableStore } from "../base/disposable";
import { ExpectedError } from "../base/expectedError";
import { toAgent, type OpenedShare } from "../protocol/messages";
import type { TriedSignIn, TrialSpec } from "../protocol/trial";
import type { AgentProcess } from "./agentProcess";
import { proveWithin } from "./proof";
import { proofOptions } from "./proofOptions";
import { addressBelow, type ProvenAddress } from "./provenAddress";
import type { ProviderChannel } from "./providerChannel";
import type { Share, ShareSecrets } from "./share";
import type { Failure } from "./shareState";
import { toFailure } from "./toFailure";

/** Milliseconds. */
const deadline = { open: 40_000, quick: 5_000, close: 3_000 } as const;
const proofBoundMs = 30_000;
/** As long as the gate keeps a sign-in that was begun. */
const patienceMs = 600_000;

/** `nothing`: nobody came back in time. `opened`: whether the address was opened at all, and the browser sent to the provider. */
export type TrialOutcome =
  | { readonly kind: "signedIn"; readonly signedIn: TriedSignIn }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "nothing"; readonly opened: boolean };

export interface TrialHooks {
  /** Opens the address in the person's browser. */
  readonly open: (address: ProvenAddress) => Promise<void>;
  /** The browser was sent to the provider. */
  readonly onOpened?: () => void;
  /** Aborts when the person waits no more. */
  readonly signal: AbortSignal;
}

export interface TrialSignInsOptions {
  readonly agent: Pick<AgentProcess, "call" | "hold" | "onTrial" | "onTunnelLost" | "onFailed" | "onGone">;
  readonly channel: Pick<ProviderChannel, "allow">;
  readonly clock: Clock;
}

export class TrialSignIns {
  constructor(private readonly options: TrialSignInsOptions) {}

  /** At the gate of a live share. @throws ExpectedError `share.notLive` */
  async atShare({ spec, state }: Pick<Share, "spec" | "state">, hooks: TrialHooks): Promise<TrialOutcome> {
    if (state.kind !== "live") throw new ExpectedError("share.notLive");
    return this.#at(spec.id, state.address, hooks);
  }

  /**
   * At a gate of its own, without an upstream, that is there for this alone. Proven before its address is opened, as any other.
   * @param onGate the gate is there and proven, at this address
   */
  async atProvider(spec: TrialSpec, { clientSecret, authtoken, endpoints }: ShareSecrets, { onGate, ...hooks }: TrialHooks & { readonly onGate?: (opened: OpenedShare) => void }): Promise<TrialOutcome> {
    const { agent, channel, clock } = this.options;
    const held = new DisposableStore();
    try {
      held.add(channel.allow(spec.provider.issuer, endpoints));
      held.add(agent.hold());
      const asked = { spec, ...(clientSecret !== undefined && { clientSecret }), ...(authtoken !== undefined && { authtoken }) };
      const opened = await agent.call(toAgent.openTrialGate, asked, { deadline: deadline.open, signal: hooks.signal });
      const address = await proveWithin({ boundMs: proofBoundMs, clock }, proofOptions({ agent, spec: { ...spec, enforcement: "gate" } }, opened), hooks.signal);
      onGate?.(opened);
      return await this.#at(spec.id, address, hooks);
    } finally {
      // Gone already where its process is: whatever went wrong is told by what is thrown above.
      await agent.call(toAgent.closeTrialGate, { shareId: spec.id }, { deadline: deadline.close }).catch(() => undefined);
      held.dispose();
    }
  }

  async #at(shareId: string, address: ProvenAddress, { open, onOpened, signal }: TrialHooks): Promise<TrialOutcome> {
    const { agent } = this.options;
    const held = new DisposableStore();
    let opened = false;
    const begun: { trialId?: string } = {};
    try {
      return await bounded(patienceMs, [signal], async (within) => {
        // Heard before it is begun: what is told at once must not be missed.
        const outcome = new Promise<TrialOutcome>((resolve) => {
          const failed = (failure: Failure) => resolve({ kind: "failed", failure });
          held.add(
            agent.onTrial(({ trialId, news }) => {
              if (trialId !== begun.trialId) return;
              if (news.kind === "signedIn") resolve(news);
              else if (news.kind === "failed") failed(news.failure);
              else if (!opened) {
                opened = true;
                onOpened?.();
              }
            }),
          );
          const ofThis = (told: { readonly shareId: string; readonly failure: Failure }) => {
            if (told.shareId === shareId) failed(told.failure);
          };
          held.add(agent.onTunnelLost(ofThis));
          held.add(agent.onFailed(ofThis));
          held.add(agent.onGone(failed));
          within.addEventListener("abort", () => resolve({ kind: "nothing", opened }), { once: true });
        });
        const { trialId, path } = await agent.call(toAgent.beginTrial, { shareId }, { deadline: deadline.quick, signal: within });
        begun.trialId = trialId;
        await open(addressBelow(address, path));
        return outcome;
      });
    } catch (error) {
      signal.throwIfAborted();
      return { kind: "failed", failure: toFailure(error) };
    } finally {
      held.dispose();
      // It goes with its gate, where that is gone.
      if (begun.trialId !== undefined) await agent.call(toAgent.endTrial, { shareId, trialId: begun.trialId }, { deadline: deadline.quick }).catch(() => undefined);
    }
  }
}

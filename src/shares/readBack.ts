// S12: what ngrok's API shows at a share's address is held against what was opened there.
import { abortable, bounded } from "../base/deadline";
import type { Disposable } from "../base/disposable";
import { ExpectedError } from "../base/expectedError";
import { compareEndpoints, type EndpointsSeen, type ExpectedEndpoint } from "../ngrok/api/compareEndpoints";
import type { NgrokApi } from "../ngrok/api/ngrokApi";
import { cloudOf } from "../protocol/cloudEndpoint";
import type { OpenedShare } from "../protocol/messages";
import type { ShareSpec } from "../protocol/shareSpec";
import { upstreamName } from "../protocol/upstream";
import type { ShareRunOptions } from "./shareRunOptions";
import type { Failure } from "./shareState";
import { toFailure } from "./toFailure";

/** ngrok's API with the key that is stored; undefined where none is. */
export type AccountApi = (signal: AbortSignal) => Promise<Pick<NgrokApi, "endpoints" | "appSessions" | "deleteAppSession"> | undefined>;

/** What was seen when it was last looked; undefined where no API key is known. */
export type ReadBackSight =
  | { readonly kind: "same"; readonly at: number }
  | { readonly kind: "notChecked"; readonly why: "notListed" | "policyHidden" | "slow" | Failure; readonly at: number };

/** A start waits so long for it, beside the proof; what is seen later still counts. */
const waitMs = 3_000;
const callMs = 20_000;
/** ngrok may list an endpoint a moment after it was bound. */
const listedMs = 10_000;
const everyMs = 10 * 60_000;

export class ReadBack implements Disposable {
  #sight: ReadBackSight | undefined;
  #next: Disposable | undefined;
  /** What was asked before the last time counts for nothing any more. */
  #turn = 0;
  readonly #life = new AbortController();

  /** @param onDiffers seen after it was live: `edge.othersAtAddress`, `edge.policyDiffers` {address} */
  constructor(
    private readonly options: Pick<ShareRunOptions, "spec" | "account" | "clock" | "log" | "onChange">,
    private readonly onDiffers: (failure: Failure) => void,
  ) {}

  get sight(): ReadBackSight | undefined {
    return this.#sight;
  }

  /**
   * Beside the proof and before anything is shown, for three seconds at most: whoever could meet a visitor in our place could
   * do so from the first one on, and asking takes no longer than the proof does. Afterwards every ten minutes.
   * @throws ExpectedError `edge.othersAtAddress`, `edge.policyDiffers` {address}; or with the signal's reason
   */
  async begin(opened: OpenedShare, signal: AbortSignal): Promise<void> {
    const looking = this.#look(opened, listedMs);
    let timer: Disposable | undefined;
    const waited = new Promise<"slow">((resolve) => {
      timer = this.options.clock.after(waitMs, () => resolve("slow"));
    });
    const outcome = await abortable(Promise.race([looking, waited]), signal).finally(() => timer?.dispose());
    if (outcome !== "slow") return;
    this.#see({ kind: "notChecked", why: "slow", at: this.options.clock.now() });
    this.#tell(looking);
  }

  dispose(): void {
    this.#turn += 1;
    this.#next?.dispose();
    this.#life.abort(new Error("The share is over"));
  }

  #again(opened: OpenedShare): void {
    this.#tell(this.#look(opened, everyMs));
  }

  #tell(looking: Promise<void>): void {
    looking.catch((error: unknown) => this.onDiffers(toFailure(error)));
  }

  /** @throws ExpectedError as `begin` does; nothing else */
  async #look(opened: OpenedShare, unlistedMs: number): Promise<void> {
    const { account, spec, clock } = this.options;
    if (spec.tunnel.kind !== "ngrok" || account === undefined) return;
    const turn = (this.#turn += 1);
    this.#next?.dispose();
    let seen: EndpointsSeen | undefined;
    let failure: Failure | undefined;
    try {
      const endpoints = await bounded(callMs, [this.#life.signal], async (signal) => (await account(signal))?.endpoints(signal));
      // Without a key there is nothing to say.
      seen = endpoints && compareEndpoints(expectedEndpoint(spec, opened), endpoints);
    } catch (error) {
      failure = toFailure(error);
    }
    if (turn !== this.#turn) return;
    this.#next = clock.after(seen?.kind === "notListed" ? unlistedMs : everyMs, () => this.#again(opened));
    const address = opened.publicOrigin;
    if (seen?.kind === "othersAtAddress") throw new ExpectedError("edge.othersAtAddress", { address, count: seen.count });
    if (seen?.kind === "policyDiffers") throw new ExpectedError("edge.policyDiffers", { address });
    const at = clock.now();
    if (seen?.kind === "same") this.#see({ kind: "same", at });
    else this.#see(failure || seen ? { kind: "notChecked", why: failure ?? seen?.kind ?? "slow", at } : undefined);
  }

  #see(sight: ReadBackSight | undefined): void {
    if (sight === undefined && this.#sight === undefined) return;
    if (sight?.kind === "notChecked") {
      const why = typeof sight.why === "string" ? sight.why : sight.why.code;
      this.options.log.info(`Share ${upstreamName(this.options.spec.upstream)}: its endpoint was not checked at ngrok (${why})`);
    }
    this.#sight = sight;
    this.options.onChange();
  }
}

/** Behind a Cloud Endpoint the agent's own is the internal one; the Cloud Endpoint itself is looked at by those who write it. */
function expectedEndpoint(spec: ShareSpec, { publicOrigin, policyDigest }: OpenedShare): ExpectedEndpoint {
  const cloud = cloudOf(spec);
  return { url: cloud === undefined ? publicOrigin : `https://${cloud.internal}`, type: "agent", policyDigest, pooled: cloud?.pooled === true };
}

import { randomInt } from "node:crypto";
import type { Clock } from "../base/clock";
import { Emitter } from "../base/emitter";
import { Cancelled, ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import type { Log } from "../base/log";
import type { SessionStore } from "../base/stores";
import { assertOptionsPossible } from "../protocol/assertOptionsPossible";
import { toAgent, type ListenerVerdict } from "../protocol/messages";
import { routesSchema } from "../protocol/routes";
import type { SealedSessions } from "../protocol/sealedSessions";
import type { ShareSpec } from "../protocol/shareSpec";
import { upstreamFacts, upstreamKey, upstreamName, type Upstream } from "../protocol/upstream";
import { AgentProcess } from "./agentProcess";
import { ClockJumps } from "./clockJumps";
import type { Identify, OwnListener } from "./listenerPin";
import type { NgrokUsage } from "./ngrokUsage";
import { NetworkChanges, systemNetwork, type Network } from "./networkChanges";
import { ProviderQuestions } from "./providerQuestions";
import { ProviderChannel, type HostFetch, type ProviderChannelOptions } from "./providerChannel";
import { endEdgeSessions } from "./edgeSignOut";
import { droppedLine, requestLine, type RequestLogSink } from "./requestLines";
import type { ProvenAddress } from "./provenAddress";
import type { AccountApi } from "./readBack";
import type { Share, ShareChange, ShareSecrets } from "./share";
import { ShareInspection } from "./shareInspection";
import { ShareRun } from "./shareRun";
import type { ShareState, StartStep } from "./shareState";
import { TrialSignIns } from "./trialSignIns";
import { withProxy } from "./withProxy";
import { countUsage } from "./usageNews";

const quickMs = 5_000;
const heldBackBecause = { changed: "another program listens there", otherUser: "another user's process listens there", exposed: "other users may replace the socket" } as const;

export interface ShareRegistryOptions extends Pick<ProviderChannelOptions, "sawEndpoints"> {
  /** The bundled entry point of the agent process (dist/agent.js). */
  readonly agentPath: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch: HostFetch;
  readonly certificateChecksOff: () => boolean;
  readonly sessions: SessionStore;
  /** Where requests are written down; nowhere by default. */
  readonly requestLog?: RequestLogSink;
  /** ngrok's API, where an API key is known. */
  readonly account?: AccountApi;
  /** Who listens at an upstream; the system is asked by default. */
  readonly identify?: Identify;
  /** The system's by default. */
  readonly network?: Network;
  /** `host:port` of the editor's proxy, which ngrok's SDK can't use. */
  readonly proxy?: () => string | undefined;
  /** Where a month's requests and sign-ins through ngrok are counted; nowhere by default. */
  readonly usage?: NgrokUsage;
}

/** The shares of this window, and the one way to start, stop and see them. */
export class ShareRegistry {
  readonly #runs = new Map<string, ShareRun>();
  readonly #changed = new Emitter<readonly Share[]>();
  readonly #agent: AgentProcess;
  readonly #channel: ProviderChannel;
  readonly questions: ProviderQuestions;
  readonly trials: TrialSignIns;
  readonly inspection = new ShareInspection(this.#runs);
  readonly #clockJumps: ClockJumps;
  readonly #networkChanges: NetworkChanges;
  readonly onDidChange = this.#changed.event;
  readonly #notStored = new Emitter<{ readonly shareId: string; readonly failure: ExpectedError }>();
  /** S13: a visitor left, and that could not be stored (`sessions.notStored`). Told once, until something was stored again. */
  readonly onNotStored = this.#notStored.event;
  readonly #toldNotStored = new Set<string>();
  readonly #life = new AbortController();

  constructor(private readonly options: ShareRegistryOptions) {
    this.#channel = new ProviderChannel(options);
    this.#agent = new AgentProcess({
      path: options.agentPath,
      clock: options.clock,
      log: options.log,
      serve: (request, signal) => this.#channel.serve(request, signal),
      look: (shareId, upstream, signal) => this.#look(shareId, upstream, signal),
      store: (shareId, sessions) => this.#store(shareId, sessions),
      ...(options.requestLog && { watchRequests: options.requestLog }),
    });
    this.questions = new ProviderQuestions(this.#agent, this.#channel, options.proxy);
    this.trials = new TrialSignIns({ agent: this.#agent, channel: this.#channel, clock: options.clock });
    this.#agent.onRequests(({ requests, dropped }) => {
      for (const request of requests) options.requestLog?.write(requestLine(request, this.#nameOf(request.shareId)));
      if (dropped > 0) options.requestLog?.write(droppedLine(dropped));
    });
    if (options.usage) {
      countUsage(this.#agent, options.usage, (shareId) => this.#runs.get(shareId)?.share.spec);
      options.usage.onDidChange(() => this.#fire());
    }
    this.#clockJumps = new ClockJumps(options.clock, (seconds) => {
      options.log.warn(`The clock jumped by ${seconds} s: every share is looked at again`);
      for (const run of this.#runs.values()) run.slept();
    });
    this.#networkChanges = new NetworkChanges({
      clock: options.clock,
      network: options.network ?? systemNetwork,
      needed: () => [...this.#runs.values()].some(({ share: { state } }) => state.kind === "live" || state.kind === "reconnecting"),
      onChange: (change) => {
        options.log.info("The network changed: every share is looked at again");
        for (const run of this.#runs.values()) run.networkChanged(change);
      },
    });
  }

  get shares(): readonly Share[] {
    const { usage } = this.options;
    return [...this.#runs.values()].map(({ share }) => (usage && share.spec.tunnel.kind === "ngrok" ? { ...share, usage: usage.month(share.spec.tunnel) } : share));
  }

  /** Resolves with the address once a stranger was proven to be turned away. A failed start leaves nothing behind, not even a row. */
  async start(spec: ShareSpec, secrets: ShareSecrets, options: { readonly onStep?: (step: StartStep) => void; readonly signal: AbortSignal }): Promise<ProvenAddress> {
    for (const { spec: other, state } of this.shares) {
      if (state.kind !== "failed" && upstreamKey(other.upstream) === upstreamKey(spec.upstream)) throw new ExpectedError("share.alreadyRunning", upstreamFacts(spec.upstream));
    }
    for (const { spec: other, state } of this.shares) {
      if (state.kind === "failed" && upstreamKey(other.upstream) === upstreamKey(spec.upstream)) this.dismiss(other.id);
    }
    let shown: ShareState | undefined;
    const run: ShareRun = new ShareRun({
      spec,
      secrets,
      agent: this.#agent,
      clock: this.options.clock,
      log: this.options.log,
      sessions: this.options.sessions,
      allowProvider: () => this.#channel.allow(spec.provider.issuer, secrets.endpoints),
      identify: this.options.identify,
      account: this.options.account,
      proxy: this.options.proxy,
      onChange: () => {
        const { state } = run.share;
        if (state.kind === "starting" && state !== shown) options.onStep?.(state.step);
        shown = state;
        this.#fire();
      },
    });
    this.#runs.set(spec.id, run);
    this.#fire();
    try {
      return await run.start(options.signal);
    } catch (error) {
      this.#runs.delete(spec.id);
      throw withProxy(error, this.options.proxy?.());
    } finally {
      this.#fire();
    }
  }

  /** @throws ExpectedError `sessions.notRemoved`: it is stopped, and stopping it once more tries again */
  async stop(shareId: string): Promise<void> {
    const run = this.#runs.get(shareId);
    if (!run) return;
    try {
      await run.stop();
      this.#toldNotStored.delete(shareId);
      this.#runs.delete(shareId);
    } finally {
      this.#fire();
    }
  }

  async stopAll(): Promise<void> {
    const done = await Promise.allSettled([...this.#runs.keys()].map((id) => this.stop(id)));
    const failed = done.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }

  /**
   * Signs one visitor out, or everyone: their sessions end at once, open streams and WebSockets included (S11). Who may come in stays as it is.
   * @throws ExpectedError `sessions.notStored`: done, and a restart of the editor may undo it; `edge.sessionsNotEnded`: done at the gate
   */
  async signOut(shareId: string, visitorId?: string): Promise<void> {
    const run = this.#runs.get(shareId);
    if (!run) return;
    const { spec, state } = run.share;
    const { account } = this.options;
    const atEdge = visitorId === undefined && spec.enforcement === "edge" && "address" in state ? state.address : undefined;
    // Whatever becomes of the one, the other is done.
    const done = await Promise.allSettled([run.signOut(visitorId), ...(atEdge !== undefined && account ? [endEdgeSessions(account, atEdge, this.#life.signal)] : [])]);
    const failed = done.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }

  /** Once more what `onNotStored` told of. @throws ExpectedError `sessions.notStored` */
  async storeAgain(shareId: string): Promise<void> {
    await this.#runs.get(shareId)?.storeAgain();
    this.#toldNotStored.delete(shareId);
  }

  /** Who may come in from now on, and what the share does otherwise than by default, and what else is behind its address. Sessions of those who are left out end at once (S11). @returns false when the share is gone. @throws ExpectedError `sessions.notStored` */
  async change(shareId: string, changed: ShareChange): Promise<boolean> {
    const run = this.#runs.get(shareId);
    if (!run || run.share.state.kind === "failed") return false;
    // What the gate can't have is no option of the share's, not even for a moment.
    if (changed.options !== undefined) assertOptionsPossible(run.share.spec, changed.options);
    if (changed.routes !== undefined) routesSchema.parse(changed.routes);
    await run.change(changed);
    return true;
  }

  /** A share that waits before its next try makes it at once. */
  tryNow(shareId: string): void {
    this.#runs.get(shareId)?.tryNow();
  }

  /** The person chose to share the process that listens at one of its apps now, too (S18). @returns false when the share or that process is gone */
  approveListener(shareId: string, stranger: OwnListener): boolean {
    return this.#runs.get(shareId)?.listeners.approve(stranger) ?? false;
  }

  /** What ngrok's edge was told: as it was bound, or as a Cloud Endpoint's policy was written or read last; JSON with the secrets masked. Undefined where the gate signs people in. @throws ExpectedError `agent.notStarted`; what `CloudLink.shown` throws */
  async policy(shareId: string, signal: AbortSignal): Promise<string | undefined> {
    return (await this.#runs.get(shareId)?.cloud?.shown(signal)) ?? (await this.#agent.call(toAgent.policy, { shareId }, { deadline: quickMs, signal })).policy;
  }

  /** Takes a failed share out of the list. */
  dismiss(shareId: string): void {
    if (this.#runs.get(shareId)?.share.state.kind !== "failed") return;
    this.#runs.delete(shareId);
    this.#fire();
  }

  learnOrigin(...asked: Parameters<ProviderQuestions["learnOrigin"]>): Promise<string> {
    return this.questions.learnOrigin(...asked);
  }

  discover(...asked: Parameters<ProviderQuestions["discover"]>): ReturnType<ProviderQuestions["discover"]> {
    return this.questions.discover(...asked);
  }

  cloudPolicy(...asked: Parameters<ProviderQuestions["cloudPolicy"]>): Promise<string> {
    return this.questions.cloudPolicy(...asked);
  }

  /** Closes what is open, within a second or so, and lets the agent process go. Visitors stay signed in, should the shares come back in another window. */
  async dispose(): Promise<void> {
    this.#clockJumps.dispose();
    this.#networkChanges.dispose();
    this.#life.abort(new Cancelled());
    await Promise.race([Promise.all([...this.#runs.values()].map((run) => run.leave())), new Promise<void>((resolve) => void setTimeout(resolve, 1000).unref())]);
    await this.#agent.end();
    this.#agent.dispose();
    this.#changed.dispose();
    this.#notStored.dispose();
  }

  async #look(shareId: string, upstream: Upstream, signal: AbortSignal): Promise<ListenerVerdict> {
    const pin = this.#runs.get(shareId)?.listeners.of(upstream);
    if (!pin) throw new ExpectedError("agent.notStarted", { share: shareId });
    const before = pin.sight.verdict;
    const verdict = await pin.look(signal);
    if (verdict !== before && (verdict === "changed" || verdict === "otherUser" || verdict === "exposed")) this.options.log.warn(`Share ${upstreamName(upstream)}: ${heldBackBecause[verdict]}; nothing is forwarded`);
    return verdict;
  }

  async #store(shareId: string, sessions: SealedSessions): Promise<void> {
    const run = this.#runs.get(shareId);
    // The share has gone, and what was kept of it with it.
    if (!run) return;
    try {
      await run.storeLeft(sessions);
      this.#toldNotStored.delete(shareId);
    } catch (error) {
      if (error instanceof ExpectedError && this.#runs.get(shareId) === run && !this.#toldNotStored.has(shareId)) {
        this.#toldNotStored.add(shareId);
        this.#notStored.fire({ shareId, failure: error });
      }
      throw error;
    }
  }

  #nameOf(shareId: string): string {
    const upstream = this.#runs.get(shareId)?.share.spec.upstream;
    return upstream === undefined ? "that is stopped" : upstreamName(upstream);
  }

  #fire(): void {
    try {
      this.#changed.fire(this.shares);
    } catch (error) {
      // A view that can't draw must not keep a share from being watched or stopped.
      this.options.log.error(`A view failed: ${inert(error instanceof Error ? (error.stack ?? error.message) : String(error), 1000)}`);
    }
  }
}

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

/** Twelve characters; part of cookie names. */
export function newShareId(): string {
  return Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)]).join("");
}

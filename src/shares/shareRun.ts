import { abortable, anySignal } from "../base/deadline";
import { DisposableStore } from "../base/disposable";
import { Cancelled, ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import { toAgent, type OpenedShare } from "../protocol/messages";
import type { SealedSessions } from "../protocol/sealedSessions";
import type { ShareSpec } from "../protocol/shareSpec";
import { upstreamName } from "../protocol/upstream";
import { KeptSessions } from "./keptSessions";
import { closeInAgent } from "./closeInAgent";
import { cloudLinkOf } from "./cloud/cloudLinkOf";
import { GateNews } from "./gateNews";
import { ListenerPins } from "./listenerPins";
import type { NetworkChange } from "./networkChanges";
import { prove, proveWithin } from "./proof";
import { notRemoved } from "./notRemoved";
import { proofConsequence } from "./proofConsequence";
import { proofOptions } from "./proofOptions";
import type { ProvenAddress } from "./provenAddress";
import { ReadBack } from "./readBack";
import { Reconnection } from "./reconnection";
import { RepeatedProof, type ProofAgain } from "./repeatedProof";
import type { Share, ShareChange } from "./share";
import type { ShareRunOptions } from "./shareRunOptions";
import { toFailure } from "./toFailure";
import { eventWithProxy } from "./withProxy";
import { thrownWithOwnRules, withOwnRules } from "./withOwnRules";
import { nextState, type Failure, type ShareEvent, type ShareState } from "./shareState";

/** Milliseconds. Longer than the agent process's own bounds, so that its reason is heard before ours. */
const deadline = { open: 40_000, quick: 5_000, close: 3_000 } as const;
const proofBoundMs = 30_000;
const networkLoss: Failure = { code: "ngrok.unreachable", facts: { how: "the network changed" } };

/** One share from its start to its end: start, supervision, stop. All changes of its state go through one transition. */
export class ShareRun {
  #spec: ShareSpec;
  #state: ShareState = { kind: "starting", step: "startingAgent" };
  readonly #news: GateNews;
  readonly #life = new AbortController();
  readonly #held = new DisposableStore();
  readonly #kept: KeptSessions;
  #generation = 0;
  readonly repeatedProof: RepeatedProof;
  readonly #readBack: ReadBack;
  #attempt: AbortController | undefined;
  #reconnection: Reconnection | undefined;
  /** Why the connection may be dead: the next proof tells. */
  #suspected: Failure | undefined;
  readonly listeners: ListenerPins;
  readonly cloud: ReturnType<typeof cloudLinkOf>;

  constructor(private readonly options: ShareRunOptions) {
    const { agent, spec } = options;
    this.#spec = spec;
    this.cloud = cloudLinkOf(options);
    this.listeners = new ListenerPins(options.onChange, options.identify);
    this.#news = this.#held.add(new GateNews(agent, spec.id, options.onChange));
    const own = <T extends { readonly shareId: string }>(listener: (told: T) => void) => (told: T) => {
      if (told.shareId === spec.id) listener(told);
    };
    this.#kept = new KeptSessions({ store: options.sessions, shareId: spec.id, log: options.log });
    this.#readBack = this.#held.add(new ReadBack(options, (failure) => void this.#fail(failure)));
    this.repeatedProof = this.#held.add(
      new RepeatedProof({
        clock: options.clock,
        live: () => (this.#state.kind === "live" ? this.#opened : undefined),
        optionsOf: (opened) => proofOptions(this.options, opened),
        prove: (asked, inFull) => prove(asked, this.#life.signal, inFull || options.spec.tunnel.kind !== "ngrok" ? "all" : "sample"),
        onOutcome: (outcome) => this.#provenAgain(outcome),
      }),
    );
    this.#held.add(options.allowProvider());
    this.#held.add(agent.hold());
    this.#held.add(agent.onTunnelLost(own(({ failure }) => this.lost(failure))));
    this.#held.add(agent.onFailed(own(({ failure }) => void this.#fail(failure))));
    this.#held.add(agent.onSessions(own(({ sessions }) => this.#kept.keep(sessions))));
    this.#held.add(agent.onGone((failure) => this.lost(failure)));
  }

  get share(): Share {
    return { spec: this.#spec, state: this.#state, ...this.#news.latest, ...this.listeners.seen(this.#spec), readBack: this.#readBack.sight };
  }

  /** Everything up to a proven address. On failure or cancellation all that was made is undone before it rejects. */
  async start(signal: AbortSignal): Promise<ProvenAddress> {
    const both = anySignal(signal, this.#life.signal);
    try {
      this.#apply({ kind: "step", step: "openingTunnel" });
      await abortable(this.#kept.load(), both);
      const [address] = await Promise.all([this.#openAndProve(both), this.listeners.pin(this.#spec, both)]);
      this.cloud?.keep();
      this.#wentLive(address);
      return address;
    } catch (error) {
      // The gate may fail while the last step is under way: that, and not its cancellation, is what happened.
      const failure = this.#state.kind === "failed" ? new ExpectedError(this.#state.failure.code, this.#state.failure.facts) : both.aborted ? new Cancelled() : error;
      // What an earlier window left waits for the next try.
      await this.#end(this.#kept.resumed ? "leave" : "remove");
      await this.cloud?.undo();
      throw thrownWithOwnRules(failure, this.#spec.options);
    }
  }

  /** @throws ExpectedError `sessions.notRemoved`, stopped all the same */
  async stop(): Promise<void> {
    this.#apply({ kind: "stop" });
    const notRemoved = await this.#end("remove");
    if (notRemoved) throw notRemoved;
  }

  /** The window closes: the share ends here, and may go on in another window with its visitors signed in. */
  async leave(): Promise<void> {
    this.#apply({ kind: "stop" });
    await this.#end("leave");
  }

  /** One visitor, or everyone, at once and with what is open for them; certain when it resolves. @param visitorId of the list of visitors */
  async signOut(visitorId: string | undefined): Promise<void> {
    const out = { shareId: this.options.spec.id, ...(visitorId === undefined ? { round: this.#kept.newRound() } : { visitorId }) };
    // Who is in what is kept only a gate can see: without one, everyone is put out.
    if (!this.#hasGate) await this.#kept.lose();
    else await this.#kept.revoke(async () => (await this.options.agent.call(toAgent.signOut, out, { deadline: deadline.quick, signal: this.#life.signal })).sessions);
    if (visitorId === undefined || !this.#hasGate) await this.cloud?.everyoneOut(this.#spec, this.#life.signal);
  }

  /** Somebody has left. @param sessions who is still in @throws ExpectedError `sessions.notStored` */
  storeLeft(sessions: SealedSessions): Promise<void> {
    return this.#kept.keepForCertain(sessions);
  }

  storeAgain(): Promise<void> {
    return this.#kept.again();
  }

  /** Acts at once on who is in, what is open for them included; kept by every gate that this share will have. @throws ExpectedError what `refusedListener` says of a new route, and nothing has changed */
  async change(changed: ShareChange): Promise<void> {
    if (changed.routes !== undefined) await this.listeners.pin({ ...this.#spec, ...changed }, this.#life.signal);
    this.#spec = { ...this.#spec, ...changed };
    this.options.onChange();
    const tell = () => this.#tellChange(this.#life.signal);
    if (changed.rule !== undefined) await (this.#hasGate ? this.#kept.revoke(tell) : this.#kept.lose());
    else if (this.#hasGate) this.#kept.keep(await tell());
    await this.cloud?.changed(this.#spec, this.#life.signal);
  }

  async #tellChange(signal: AbortSignal): Promise<SealedSessions | undefined> {
    const { id, rule, options, routes } = this.#spec;
    return (await this.options.agent.call(toAgent.change, { shareId: id, rule, ...(options && { options }), ...(routes && { routes: [...routes] }) }, { deadline: deadline.quick, signal })).sessions;
  }

  /** Whether the gate of the last opening is still there, open or shut. */
  get #hasGate(): boolean {
    return this.#generation !== 0 && this.#generation === this.options.agent.generation && this.options.agent.running;
  }

  /** Visitors can't come through any more: reconnect until it works again or can't. */
  lost(failure: Failure): void {
    const before = this.#state;
    this.#apply({ kind: "lost", failure, at: this.options.clock.now() });
    // Lost in the middle of coming up: the step under way can't succeed any more and must not use up its bound.
    this.#attempt?.abort(new ExpectedError(failure.code, failure.facts));
    if (this.#state === before) return;
    this.options.log.warn(`Share ${upstreamName(this.options.spec.upstream)}: connection lost (${failure.code})`);
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const { agent, clock, log, spec } = this.options;
    const { signal } = this.#life;
    this.#reconnection = new Reconnection({ clock, signal, attempt: () => this.#openAndProve(signal), apply: (event) => this.#apply(event), replaceAgent: (why) => agent.replace(why) });
    const outcome = await this.#reconnection.run();
    this.#reconnection = undefined;
    if (outcome === undefined || this.#state.kind !== "reconnecting") return;
    if (typeof outcome === "object") return this.#fail(outcome);
    log.info(`Share ${upstreamName(spec.upstream)}: live again`);
    this.#wentLive(outcome);
  }

  /** While it reconnects: without the rest of the wait. */
  tryNow(): void {
    this.#reconnection?.tryNow();
  }

  slept(): void {
    this.tryNow();
    this.lost({ code: "ngrok.unreachable", facts: { how: "the computer slept" } });
  }

  networkChanged({ gone }: NetworkChange): void {
    this.tryNow();
    const { kind } = this.options.spec.tunnel;
    if (gone && kind === "ngrok") this.lost(networkLoss);
    else if (kind !== "local") {
      // The connection may have lived through it: a stranger's requests tell.
      this.#suspected = networkLoss;
      this.repeatedProof.now();
    }
  }

  async #openAndProve(within: AbortSignal): Promise<ProvenAddress> {
    const { agent, spec } = this.options;
    const attempt = new AbortController();
    this.#attempt = attempt;
    const signal = anySignal(within, attempt.signal);
    try {
      // Not ended by a loss: the agent process would have the share open, and this side not know it.
      const opened = await this.#open(within);
      signal.throwIfAborted();
      this.#apply({ kind: "step", step: "proving" });
      const [address] = await Promise.all([proveWithin({ boundMs: proofBoundMs, clock: this.options.clock }, proofOptions(this.options, opened), signal), this.#readBack.begin(opened, signal)]);
      await agent.call(toAgent.goLive, { shareId: spec.id }, { deadline: this.cloud ? deadline.open : deadline.quick, signal });
      // Stopped or lost with the answer on its way: it must not be announced.
      signal.throwIfAborted();
      return address;
    } catch (error) {
      throw attempt.signal.aborted && !within.aborted ? attempt.signal.reason : error;
    } finally {
      this.#attempt = undefined;
      attempt.abort();
    }
  }

  async #open(signal: AbortSignal): Promise<OpenedShare> {
    const { agent, secrets } = this.options;
    const spec = this.#spec;
    const cloud = await this.cloud?.ready(spec, signal);
    if (this.#hasGate) {
      this.#opened = await agent.call(toAgent.reopenTunnel, { shareId: spec.id }, { deadline: deadline.open, signal });
      return this.#opened;
    }
    this.#news.forget();
    const kept = this.#kept.forGate();
    const opening = agent.call(
      toAgent.openShare,
      { spec, kept, ...(cloud && { cloud }), ...(secrets.clientSecret === undefined ? {} : { clientSecret: secrets.clientSecret }), ...(secrets.authtoken === undefined ? {} : { authtoken: secrets.authtoken }) },
      { deadline: deadline.open, signal },
    );
    const generation = agent.generation;
    const opened = await opening;
    if (this.#kept.isOutdated) {
      // Somebody was put out while this gate was being made, and is in it: it goes before anybody passes.
      await agent.call(toAgent.closeShare, { shareId: spec.id }, { deadline: deadline.close, signal });
      return this.#open(signal);
    }
    this.#generation = generation;
    this.#opened = opened;
    // Changed while this gate was being made as it was before.
    if (this.#spec !== spec) this.#kept.keep(await this.#tellChange(signal));
    return opened;
  }

  #opened: OpenedShare | undefined;

  #wentLive(address: ProvenAddress): void {
    this.#apply({ kind: "proofHeld", address, at: this.options.clock.now() });
    this.repeatedProof.restart();
  }

  #provenAgain(outcome: ProofAgain): void {
    const { clock, log, spec } = this.options;
    if (outcome.kind === "notMade") log.warn(`Share ${upstreamName(spec.upstream)}: the repeated proof could not be made (${toFailure(outcome.error).code})`);
    const consequence = proofConsequence(outcome, { tunnel: spec.tunnel.kind, suspected: this.#suspected, at: clock.now() });
    this.#suspected = undefined;
    if (consequence.kind === "fail") void this.#fail(consequence.failure);
    else if (consequence.kind === "lost") this.lost(consequence.failure);
    else this.#apply(consequence);
  }

  async #fail(failure: Failure): Promise<void> {
    this.options.log.error(`Share ${upstreamName(this.options.spec.upstream)} failed: ${failure.code} ${inert(JSON.stringify(failure.facts), 300)}`);
    this.#apply({ kind: "failed", failure: withOwnRules(failure, this.#spec.options), at: this.options.clock.now() });
    await this.#end("remove");
  }

  /** Gate and tunnel closed, nothing held. Idempotent; bounded. @returns why what was kept of the sessions is still there */
  async #end(kept: "remove" | "leave"): Promise<ExpectedError | undefined> {
    const { spec } = this.options;
    const removing = kept === "remove" ? this.#kept.remove().then(() => undefined, (error: unknown) => notRemoved(error, `Share ${upstreamName(spec.upstream)}`, this.options.log)) : undefined;
    this.#life.abort(new Cancelled());
    this.repeatedProof.dispose();
    this.#news.forget();
    await closeInAgent(this.options, deadline.close);
    // What the gate told while it closed is kept as well.
    if (kept === "leave") await this.#kept.leave();
    this.#held.dispose();
    const stillThere = await removing;
    this.#apply({ kind: "stopped" });
    return stillThere;
  }

  #apply(event: ShareEvent): void {
    // A failed share stays visible until it is dismissed; its end changes nothing that is shown.
    if (event.kind === "stopped" && this.#state.kind === "failed") return;
    const next = nextState(this.#state, eventWithProxy(event, this.options.proxy));
    if (next === this.#state) return;
    this.#state = next;
    this.options.onChange();
  }
}

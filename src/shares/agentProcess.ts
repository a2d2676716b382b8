import type { z } from "zod";
import type { Clock } from "../base/clock";
import { afterRunning } from "../base/deadline";
import type { Disposable } from "../base/disposable";
import { Emitter } from "../base/emitter";
import { Cancelled, ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import type { Log } from "../base/log";
import type { OpenidFetch } from "../base/openidFetch";
import { maskSecrets } from "../ngrok/sdkErrors";
import { answer, call, hear, tell } from "../protocol/channel";
import { tellAgent, tellHost, toHost, type ListenerVerdict, type RequestMessage, type RequestRecord, type TrialNews, type VisitorRecord } from "../protocol/messages";
import type { SealedSessions } from "../protocol/sealedSessions";
import type { Upstream } from "../protocol/upstream";
import { agentEnvironment } from "./agentEnvironment";
import { startAgent, type AgentHandle } from "./agentHandle";
import type { RequestLogSink } from "./requestLines";
import type { Failure } from "./shareState";

const idleMs = 2_000;
const heartbeatMs = 20_000;
const killAfterMs = 1_000;

export interface AgentProcessOptions {
  /** The bundled entry point of the agent process. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly serve: OpenidFetch;
  /** Looks who listens at an upstream of a share. */
  readonly look: (shareId: string, upstream: Upstream, signal: AbortSignal) => Promise<ListenerVerdict>;
  /** Stores who is still in, now that somebody was put out or left. @throws ExpectedError `sessions.notStored` */
  readonly store: (shareId: string, sessions: SealedSessions) => Promise<void>;
  /** Nothing is told of requests while it is off, or absent. */
  readonly watchRequests?: Pick<RequestLogSink, "on" | "onDidChange">;
}

interface Running {
  readonly agent: AgentHandle;
  readonly heartbeat: NodeJS.Timeout;
  readonly exited: Promise<void>;
}

/** The one agent process of this window: started when first needed, ended when nobody holds it any more. */
export class AgentProcess implements Disposable {
  readonly #tunnelLost = new Emitter<{ shareId: string; failure: Failure }>();
  readonly #failed = new Emitter<{ shareId: string; failure: Failure }>();
  readonly #visitors = new Emitter<{ shareId: string; visitors: readonly VisitorRecord[] }>();
  readonly #sessions = new Emitter<{ shareId: string; sessions: SealedSessions }>();
  readonly #strangers = new Emitter<{ shareId: string; perMinute: number }>();
  readonly #requested = new Emitter<{ shareId: string; count: number }>();
  readonly #requests = new Emitter<{ requests: readonly RequestRecord[]; dropped: number }>();
  readonly #trial = new Emitter<{ shareId: string; trialId: string; news: TrialNews }>();
  readonly #gone = new Emitter<Failure>();
  readonly onTunnelLost = this.#tunnelLost.event;
  readonly onFailed = this.#failed.event;
  readonly onVisitors = this.#visitors.event;
  /** Who is in, sealed: for the next process. */
  readonly onSessions = this.#sessions.event;
  readonly onStrangers = this.#strangers.event;
  /** So many more requests came to a share. */
  readonly onRequested = this.#requested.event;
  readonly onRequests = this.#requests.event;
  /** What came of a sign-in that is only tried. */
  readonly onTrial = this.#trial.event;
  /** The process ended although it was needed. Every gate and tunnel in it is gone. */
  readonly onGone = this.#gone.event;

  #running: Running | undefined;
  #holders = 0;
  #idle: Disposable | undefined;
  #disposed = false;
  readonly #watching: Disposable | undefined;

  constructor(private readonly options: AgentProcessOptions) {
    this.#watching = options.watchRequests?.onDidChange((on) => {
      if (this.#running) tell(this.#running.agent.connection, tellAgent.watchRequests, { on });
    });
  }

  /** Counts processes; a gate opened in an earlier one is gone. */
  generation = 0;

  get pid(): number | undefined {
    return this.#running?.agent.pid;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Keeps the process alive until disposed. */
  hold(): Disposable {
    this.#holders += 1;
    this.#idle?.dispose();
    this.#idle = undefined;
    let held = true;
    return {
      dispose: () => {
        if (!held) return;
        held = false;
        this.#holders -= 1;
        if (this.#holders === 0) this.#idle = this.options.clock.after(idleMs, () => void this.end());
      },
    };
  }

  /** Calls the agent process, starting it when there is none. @param deadline milliseconds */
  async call<P extends z.ZodType, R extends z.ZodType>(
    message: RequestMessage<P, R>,
    params: z.input<P>,
    options: { readonly deadline: number; readonly signal?: AbortSignal },
  ): Promise<z.output<R>> {
    if (options.signal?.aborted === true) throw new Cancelled();
    const hold = this.hold();
    try {
      const { agent } = this.#ensureRunning();
      return await call(agent.connection, message, params, options);
    } catch (error) {
      // A missed deadline means that nothing in that process can be relied on (facts: the SDK wedges as a whole). Its own word
      // that somebody else was too slow is an answer like any other.
      if (error instanceof ExpectedError && error.code === "agent.unresponsive" && error.facts["call"] === message.method) this.replace(`${message.method} got no answer`);
      throw error;
    } finally {
      hold.dispose();
    }
  }

  /** Ends the process at once, as if it had died; what is needed is opened anew in the next one. */
  replace(why: string): void {
    if (!this.#running) return;
    this.options.log.warn(`The agent process is replaced: ${why}`);
    this.#running.agent.kill();
  }

  /** Ends the process in good order. Resolves when it is gone, after a second at most. */
  async end(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    clearInterval(running.heartbeat);
    await new Promise<void>((resolve) => {
      const timer = afterRunning(killAfterMs, () => running.agent.kill());
      running.exited
        .then(() => {
          clearTimeout(timer);
          resolve();
        })
        .catch(resolve);
      running.agent.disconnect();
    });
    running.agent.connection.dispose();
  }

  dispose(): void {
    this.#disposed = true;
    this.#idle?.dispose();
    this.#watching?.dispose();
    void this.end();
  }

  #ensureRunning(): Running {
    if (this.#disposed) throw new ExpectedError("agent.notStarted", { why: "the window is closing" });
    this.#running ??= this.#start();
    return this.#running;
  }

  #start(): Running {
    const { path, log } = this.options;
    const agent = startAgent(path, agentEnvironment(process.env), (why) => log.warn(`No child process can be started (${inert(why, 200)}): the gate runs in a thread, without ngrok`));
    this.generation += 1;
    const { connection } = agent;
    agent.onOutput((text) => log.warn(`agent process: ${inert(maskSecrets(text, []), 500)}`));
    const broken = (line: string) => log.error(`agent process: ${inert(line, 500)}`);
    hear(connection, tellHost.tunnelLost, (told) => this.#tunnelLost.fire(told), broken);
    hear(connection, tellHost.failed, (told) => this.#failed.fire(told), broken);
    hear(connection, tellHost.visitors, (told) => this.#visitors.fire(told), broken);
    hear(connection, tellHost.sessions, (told) => this.#sessions.fire(told), broken);
    hear(connection, tellHost.strangers, (told) => this.#strangers.fire(told), broken);
    hear(connection, tellHost.requested, (told) => this.#requested.fire(told), broken);
    hear(connection, tellHost.requests, (told) => this.#requests.fire(told), broken);
    hear(connection, tellHost.trial, (told) => this.#trial.fire(told), broken);
    hear(connection, tellHost.log, ({ level, line }) => log[level](line), broken);
    answer(connection, toHost.fetch, ({ body, ...request }, signal) => this.options.serve(body === undefined ? request : { ...request, body }, signal));
    answer(connection, toHost.look, async ({ shareId, upstream }, signal) => ({ verdict: await this.options.look(shareId, upstream, signal) }));
    answer(connection, toHost.store, async ({ shareId, sessions }) => {
      await this.options.store(shareId, sessions);
      return null;
    });
    connection.onError(([error]) => broken(error.message));
    connection.listen();
    if (this.options.watchRequests?.on === true) tell(connection, tellAgent.watchRequests, { on: true });
    const heartbeat = setInterval(() => tell(connection, tellAgent.heartbeat, {}), heartbeatMs);
    heartbeat.unref();
    const exited = new Promise<void>((resolve) => {
      agent.onExit((how) => {
        resolve();
        clearInterval(heartbeat);
        if (this.#running !== running) return;
        this.#running = undefined;
        connection.dispose();
        log.warn(`The agent process ended (${inert(how)})`);
        if (this.#holders > 0) this.#gone.fire({ code: "agent.crashed", facts: { how } });
      });
    });
    const running: Running = { agent, heartbeat, exited };
    log.info(`Agent process ${agent.pid ?? "(thread)"} started`);
    return running;
  }
}

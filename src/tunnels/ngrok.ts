// The sole importer of @ngrok/ngrok. What the SDK really does stands beside each workaround (version 1.7.0).
import type * as Sdk from "@ngrok/ngrok";
import type { HttpListenerBuilder, Listener, Session } from "@ngrok/ngrok";
import { abortable, anySignal, withDeadline } from "../base/deadline";
import { Emitter } from "../base/emitter";
import { ExpectedError } from "../base/expectedError";
import type { Clock } from "../base/clock";
import type { GateDoor } from "../gate/gateDoor";
import { Places, streamBounds } from "../gate/places";
import { inert } from "../base/inert";
import { policyTextDigest } from "../ngrok/policyDigest";
import { fromSdkError, maskSecrets } from "../ngrok/sdkErrors";
import { isInternalName, type CloudEndpointSpec } from "../protocol/cloudEndpoint";
import type { RootCertificates } from "../protocol/shareSpec";
import type { OpenTunnel, Tunnel } from "./tunnel";

/** A call that takes longer has wedged the SDK for the whole process: it can't be cancelled, and others wait behind it. */
const callDeadlineMs = 15_000;
/** Seconds; together the time after which a silent link counts as lost. */
const heartbeat = { interval: 5, tolerance: 5 } as const;
/** A link on which closing an endpoint takes longer is dead: there it is one call and its answer. */
const closeMs = 1000;
/** After ngrok ended a session by command: its answer goes out, and the endpoints are closed, before the session's heartbeats stop. */
const farewellMs = 5000;
/** Longest text of ngrok's own, in characters. */
const mostWords = 400;

export interface NgrokAccount {
  readonly authtoken: string;
  readonly serverAddress: string | undefined;
  readonly rootCertificates: RootCertificates;
}

export interface NgrokTunnelOptions {
  readonly domain: string | undefined;
  /** Bound in place of the domain, for the Cloud Endpoint whose address visitors open. */
  readonly cloud?: CloudEndpointSpec | undefined;
  /** JSON of a traffic policy; none when the gate enforces. */
  readonly trafficPolicy: string | undefined;
  /** Never shown in an error, whatever ngrok answers. */
  readonly secrets: readonly string[];
}

export interface NgrokSessionsOptions {
  readonly version: string;
  readonly clock: Clock;
  /** False in a thread of the extension host: the native module is never loaded into that process. */
  readonly ownProcess: boolean;
  /** Called when a call into the SDK missed its deadline: only a new process helps. */
  readonly onWedged: (call: string) => void;
}

/** Why a session is over. `final`: somebody at ngrok ended it on purpose, and it is not to be opened again. */
interface SessionEnd {
  readonly error: ExpectedError;
  readonly final: boolean;
}

interface OpenSession {
  readonly session: Promise<Session>;
  readonly over: Emitter<SessionEnd>;
  ended: SessionEnd | undefined;
  /** Idempotent: a session ends once. */
  readonly end: (end: SessionEnd) => void;
}

/** The ngrok sessions of this process: one per account, shared by its tunnels, opened when first needed. */
export class NgrokSessions {
  readonly #open = new Map<string, OpenSession>();
  readonly #streams = new Map<string, Places>();

  constructor(private readonly options: NgrokSessionsOptions) {}

  tunnel(account: NgrokAccount, options: NgrokTunnelOptions): Tunnel {
    return { open: (door, signal) => this.#listen(account, options, door, signal) };
  }

  /** S28: the streams of this account's session, for all gates behind it. */
  streams(account: NgrokAccount): Places {
    const key = keyOf(account);
    const places = this.#streams.get(key) ?? new Places(this.options.clock, streamBounds);
    this.#streams.set(key, places);
    return places;
  }

  async #listen(account: NgrokAccount, options: NgrokTunnelOptions, door: GateDoor, signal: AbortSignal): Promise<OpenTunnel> {
    if (!this.options.ownProcess) throw new ExpectedError("ngrok.needsProcess");
    const secrets = [account.authtoken, ...options.secrets];
    const entry = await this.#session(account, secrets, signal);
    const listener = await this.#within("bind", secrets, signal, bind(await entry.session, options), (late) => void this.#closeListener(late));
    const url = listener.url();
    // Over between the bind and here: nobody would hear of it any more.
    if (url === null || entry.ended) {
      await this.#closeListener(listener);
      throw entry.ended?.error ?? new ExpectedError("ngrok.unknown", { message: "no address was given" });
    }
    const onLost = new Emitter<ExpectedError>();
    const onStopped = new Emitter<ExpectedError>();
    const subscription = entry.over.event(({ error, final }) => (final ? onStopped : onLost).fire(error));
    let closing = false;
    // Pending while visitors are served. Its rejection is the only sign of an endpoint that was stopped alone, at ngrok; of a
    // session that is over the session's own events tell.
    listener.forward(doorAddress(door)).catch((error: unknown) => {
      const stopped = stoppedAtNgrok(error, secrets);
      if (stopped && !closing && !entry.ended) onStopped.fire(stopped);
    });
    return {
      policyDigest: options.trafficPolicy === undefined ? undefined : policyTextDigest(options.trafficPolicy),
      // What the agent binds behind a Cloud Endpoint is nobody's address.
      publicOrigin: new URL(options.cloud?.url ?? url).origin,
      onLost: onLost.event,
      onStopped: onStopped.event,
      close: async () => {
        closing = true;
        subscription.dispose();
        onLost.dispose();
        onStopped.dispose();
        // What can't even be closed is of no use to the others either, and the next tunnel must not be opened on it.
        if (!(await this.#closeListener(listener))) entry.end({ error: new ExpectedError("ngrok.unreachable", { how: "the connection is dead" }), final: false });
      },
    };
  }

  /** @returns false where the link does not answer: the SDK's call never settles then, and what is left goes with the process */
  async #closeListener(listener: Listener): Promise<boolean> {
    const deadline = withDeadline(closeMs);
    await abortable(listener.close(), deadline).catch(() => undefined);
    return !deadline.aborted;
  }

  async #session(account: NgrokAccount, secrets: readonly string[], signal: AbortSignal): Promise<OpenSession> {
    const key = keyOf(account);
    let entry = this.#open.get(key);
    if (!entry) {
      const over = new Emitter<SessionEnd>();
      const end = (how: SessionEnd) => {
        if (opening.ended) return;
        opening.ended = how;
        if (this.#open.get(key) === opening) this.#open.delete(key);
        over.fire(how);
        over.dispose();
      };
      const opening: OpenSession = { session: this.#connect(account, secrets, end), over, ended: undefined, end };
      entry = opening;
      this.#open.set(key, entry);
      entry.session.catch(() => {
        if (this.#open.get(key) === opening) this.#open.delete(key);
      });
    }
    await abortable(entry.session, signal);
    return entry;
  }

  async #connect(account: NgrokAccount, secrets: readonly string[], end: (end: SessionEnd) => void): Promise<Session> {
    const sdk = await loadSdk();
    const builder = new sdk.SessionBuilder()
      .authtoken(account.authtoken)
      .clientInfo("portcullis", this.options.version)
      .heartbeatInterval(heartbeat.interval)
      .heartbeatTolerance(heartbeat.tolerance);
    if (account.serverAddress !== undefined) builder.serverAddr(account.serverAddress);
    if (account.rootCertificates === "host") builder.rootCas("host");
    else if (account.rootCertificates !== "ngrok") builder.caCert(Buffer.from(account.rootCertificates.pem));
    const lose = (how: string) => queueMicrotask(() => end({ error: new ExpectedError("ngrok.unreachable", { how }), final: false }));
    const obey = (how: SessionEnd) =>
      queueMicrotask(() => {
        end(how);
        this.options.clock.after(farewellMs, () => void connecting.then(closeSession, () => undefined));
      });
    // A throw in one of these, or anything but a boolean from the first, aborts the process: they only hand on. `false`: the
    // SDK's own retries wait up to 1 h 44 min and are never used.
    builder.handleDisconnection(() => {
      lose("the connection ended");
      return false;
    });
    builder.handleHeartbeat((latency: number | null) => {
      if (latency === null) lose("no heartbeat was answered");
    });
    builder.handleStopCommand(() => obey({ error: new ExpectedError("ngrok.stopped"), final: true }));
    builder.handleRestartCommand(() => obey({ error: new ExpectedError("ngrok.unreachable", { how: "ngrok asked for a restart" }), final: false }));
    // No handler for updates: the SDK then answers that there is none, which is true. This program comes with the extension.
    const connecting = builder.connect();
    return this.#within("connect", secrets, withDeadline(callDeadlineMs * 2), connecting, () => undefined);
  }

  /** The call's result, or its failure in our terms. When the caller leaves first, `dropLate` gets what arrives after all. */
  async #within<T>(call: string, secrets: readonly string[], signal: AbortSignal, work: Promise<T>, dropLate: (late: T) => void): Promise<T> {
    const deadline = withDeadline(callDeadlineMs);
    try {
      return await abortable(work, anySignal(deadline, signal));
    } catch (error) {
      if (deadline.aborted) {
        this.options.onWedged(call);
        throw new ExpectedError("ngrok.unreachable", { how: `no answer within ${callDeadlineMs / 1000} s` });
      }
      if (signal.aborted) {
        work.then(dropLate, () => undefined);
        throw error;
      }
      throw fromSdkError(error, secrets);
    }
  }
}

/** One session for all that share it. */
function keyOf({ authtoken, serverAddress, rootCertificates }: NgrokAccount): string {
  return JSON.stringify([authtoken, serverAddress, rootCertificates]);
}

/** Async, so that what a builder throws at once (it repeats what it was given, secrets included) is a rejection like the rest. */
async function bind(session: Session, { domain, cloud, trafficPolicy }: NgrokTunnelOptions): Promise<Listener> {
  const builder = session.httpEndpoint().forwardsTo("portcullis");
  if (cloud !== undefined) bindBehind(builder, cloud);
  else if (domain !== undefined) builder.domain(domain);
  if (trafficPolicy !== undefined) builder.trafficPolicy(trafficPolicy);
  return builder.listen(false);
}

/** A binding that the SDK doesn't know, or a second one, ends the whole process: there is one call, with a constant, and the name is looked at before. */
function bindBehind(builder: HttpListenerBuilder, { internal, pooled }: CloudEndpointSpec): void {
  if (!isInternalName(internal)) throw new ExpectedError("ngrok.unknown", { message: "not the name of an internal endpoint" });
  builder.domain(internal).binding("internal").poolingEnabled(pooled);
}

async function loadSdk(): Promise<typeof Sdk> {
  try {
    return await import("@ngrok/ngrok");
  } catch (error) {
    throw fromSdkError(error, []);
  }
}

/** The SDK's address forms: `unix:/path`, `pipe://./name`, `127.0.0.1:port`. */
function doorAddress(door: GateDoor): string {
  if (door.kind === "tcp") return `127.0.0.1:${door.port}`;
  return process.platform === "win32" ? `pipe:${door.path.replace("\\\\.\\pipe\\", "//./")}` : `unix:${door.path}`;
}

/** The connection itself stays until ngrok misses the heartbeats, which end with this (SDK 1.7.0). */
async function closeSession(session: Session): Promise<void> {
  await abortable(session.close(), withDeadline(closeMs)).catch(() => undefined);
}

/** `ListenerClosed { message: "…", error_code: Some("ERR_NGROK_…") }`: ngrok's words, and its code where that says more than "offline". */
function stoppedAtNgrok(error: unknown, secrets: readonly string[]): ExpectedError | undefined {
  const closed = error instanceof Error ? /ListenerClosed \{ message: "((?:[^"\\]|\\.)*)"/.exec(error.message) : null;
  if (!closed) return undefined;
  const message = inert(maskSecrets(closed[1] ?? "", secrets), mostWords);
  const facts = message === "" ? {} : { message };
  const { code } = fromSdkError(error, secrets);
  return code.startsWith("ngrok.ERR_NGROK_") && code !== "ngrok.ERR_NGROK_3200" ? new ExpectedError(code, facts) : new ExpectedError("ngrok.stopped", facts);
}

/** The side of the edge that ngrok agents connect to: TLS, sessions, their calls and heartbeats. */
import { randomBytes } from "node:crypto";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket, type SecureContext } from "node:tls";
import type { Clock } from "../../../src/base/clock";
import type { Disposable } from "../../../src/base/disposable";
import type { IssuedCertificate } from "../authority";
import { holdsPort } from "../upstreams/heldPort";
import type { Faults } from "./faults";
import { MuxSession, type MuxStream } from "./muxado";
import { invalidToken, malformedToken, missingToken, NgrokError, refusal } from "./ngrokError";
import { readJson, readType, reply, streamType, writeCommand } from "./rpc";
import type { AuthRequest, BindReply, BindRequest, RpcName, RpcRecord } from "./wire";

export interface AgentSessionsParts {
  readonly certificate: IssuedCertificate;
  readonly authtokens: ReadonlySet<string>;
  readonly faults: Faults;
  readonly rpcLog: RpcRecord[];
  /** How long an agent may be silent; by default what the agent announced. */
  readonly heartbeatSilenceMs: number | undefined;
  readonly clock: Clock;
  readonly streamLimit?: number | undefined;
  readonly bind: (session: AgentSession, request: BindRequest) => Promise<BindReply>;
  readonly unbind: (session: AgentSession, id: string) => void;
  readonly gone: (session: AgentSession) => void;
}

export type AgentCommand = "stop" | "restart" | "update";

/** One agent's connection. */
export class AgentSession {
  readonly id = `ts_${randomBytes(8).toString("hex")}`;
  readonly startedAt = Date.now();
  auth: AuthRequest | undefined;
  /** False once the edge no longer counts the session as online, even if its connection is still open. */
  online = true;
  silenceTimer: Disposable | undefined;
  halted = false;

  constructor(readonly mux: MuxSession, readonly socket: Socket) {}
}

export class AgentSessions {
  readonly sessions = new Set<AgentSession>();
  readonly #sockets = new Set<Socket>();
  /** How many connections there were, whatever became of them. */
  connections = 0;
  readonly #context: SecureContext;
  #server: Server | undefined;
  #port = 0;
  /** Of the port, while nobody listens at it. */
  #letGo: () => void = () => undefined;

  constructor(private readonly parts: AgentSessionsParts) {
    this.#context = createSecureContext(parts.certificate);
  }

  get port(): number {
    return this.#port;
  }

  /** Listens on 127.0.0.1, from the second time on at the same port. */
  async listen(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => this.#onSocket(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#letGo();
  }

  /** The port stays ours. */
  async stopListening(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const hold = await holdsPort("127.0.0.1", this.#port);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.#letGo = hold();
    this.dropConnections();
    await closed;
  }

  async close(): Promise<void> {
    await this.stopListening();
    this.#letGo();
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  stallLinks(): void {
    for (const session of this.sessions) halt(session);
  }

  /** The agents' replies: `{}` or `{ Error }`. */
  async command(command: AgentCommand, message: object, only?: string): Promise<unknown[]> {
    return Promise.all([...this.sessions].filter(({ id }) => only === undefined || id === only).map(async ({ mux }) => {
      const stream = mux.open();
      if (stream === undefined) throw new Error("No stream is free.");
      writeCommand(stream, streamType[command], message);
      const answer = await readJson(stream);
      stream.end();
      return answer;
    }));
  }

  stopTunnel(session: AgentSession, message: { Id: string; Message: string; ErrorCode: string }): void {
    const stream = session.mux.open();
    if (stream === undefined) return;
    writeCommand(stream, streamType.stopTunnel, message);
    stream.end();
    stream.resume();
  }

  #onSocket(socket: Socket): void {
    this.#sockets.add(socket);
    this.connections += 1;
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
    if (this.parts.faults.stallSession === true) return;

    const secure = new TLSSocket(socket, { isServer: true, secureContext: this.#context });
    const mux = new MuxSession(secure, {
      onStream: (stream) => void this.#serve(session, stream).catch(() => stream.destroy()),
      onClose: () => {
        socket.destroy();
        this.#forget(session);
      },
    }, this.parts.streamLimit);
    const session = new AgentSession(mux, socket);
    socket.on("close", () => secure.destroy());
    if (this.parts.faults.stallLink) halt(session);
  }

  async #serve(session: AgentSession, stream: MuxStream): Promise<void> {
    const type = await readType(stream);
    if (type === streamType.heartbeat) {
      stream.on("data", (beat: Buffer) => {
        this.#restartSilence(session);
        stream.write(beat);
      });
      return;
    }
    const name = rpcNames.get(type ?? -1);
    if (name === undefined) {
      stream.destroy();
      return;
    }
    const request = await readJson(stream);
    const record: RpcRecord = { session: session.id, name, at: Date.now(), request, reply: undefined };
    this.parts.rpcLog.push(record);
    const answer = await this.#answer(session, name, request);
    if (answer === undefined) return;
    record.reply = answer;
    reply(stream, answer);
    stream.resume();
  }

  async #answer(session: AgentSession, name: RpcName, request: unknown): Promise<object | undefined> {
    const { faults } = this.parts;
    try {
      switch (name) {
        case "auth":
          if (faults.stallSession === "auth") return undefined;
          return this.#authenticate(session, request as AuthRequest);
        case "bind":
          if (faults.stallRpc) return undefined;
          if (faults.refuseBind !== undefined) throw refusal(faults.refuseBind);
          if (session.auth === undefined) throw refusal("ERR_NGROK_300");
          return await this.parts.bind(session, request as BindRequest);
        case "unbind":
          this.parts.unbind(session, (request as { Id: string }).Id);
          return { Error: "", Extra: null };
        case "bindLabeled":
          throw new NgrokError("ERR_NGROK_7008", "Edges and labeled tunnels are no longer available.");
      }
    } catch (error) {
      if (error instanceof NgrokError) return { Error: error.wireText };
      throw error;
    }
  }

  #authenticate(session: AgentSession, request: AuthRequest): object {
    const { faults, authtokens } = this.parts;
    const token = request.Extra.AuthToken;
    if (faults.refuseSession !== undefined) throw refusal(faults.refuseSession);
    if (token === "") throw missingToken();
    if (!authtokens.has(token)) throw /^(?!api_|ak_)[\w-]{6,}$/.test(token) ? invalidToken(token) : malformedToken(token);
    session.auth = request;
    this.sessions.add(session);
    this.#restartSilence(session);
    return {
      Version: "3",
      ClientId: request.ClientId === "" ? session.id : request.ClientId,
      Error: "",
      Extra: { Version: "stand-in", Region: "loopback", Cookie: randomBytes(12).toString("hex"), AccountName: "stand-in", SessionDuration: 0, PlanName: "Free", Banner: "" },
    };
  }

  /** The agent's own session.close() leaves the TCP connection open and only stops its heartbeats (SDK 1.7.0). */
  #restartSilence(session: AgentSession): void {
    const extra = session.auth?.Extra;
    if (extra === undefined || !session.online) return;
    const announcedMs = (extra.HeartbeatInterval + extra.HeartbeatTolerance) / 1e6;
    session.silenceTimer?.dispose();
    session.silenceTimer = this.parts.clock.after(this.parts.heartbeatSilenceMs ?? announcedMs, () => {
      this.#forget(session);
      if (!session.halted) session.socket.destroy();
    });
  }

  #forget(session: AgentSession): void {
    session.silenceTimer?.dispose();
    session.online = false;
    this.sessions.delete(session);
    this.parts.gone(session);
  }
}

const rpcNames = new Map<number, RpcName>([
  [streamType.auth, "auth"],
  [streamType.bind, "bind"],
  [streamType.unbind, "unbind"],
  [streamType.bindLabeled, "bindLabeled"],
]);

function halt(session: AgentSession): void {
  session.halted = true;
  session.mux.halt();
}

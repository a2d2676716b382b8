import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { abortable, withDeadline } from "../../src/base/deadline";
import type { RootCertificates } from "../../src/protocol/shareSpec";
import type { Services } from "./services";

interface Connect {
  readonly kind: "connect";
  readonly authtoken: string;
  readonly serverAddress: string | undefined;
  readonly rootCertificates: RootCertificates;
}

export interface Bind {
  /** The account's own address when absent. */
  readonly domain?: string | undefined;
  /** JSON. */
  readonly policy?: string | undefined;
  readonly pooled: boolean;
  /** Where visitors' requests are forwarded to, on 127.0.0.1. */
  readonly port: number;
}

export type AgentCall = (Connect | ({ readonly kind: "bind" } & Bind) | { readonly kind: "close"; readonly listenerId: string }) & { readonly secrets: readonly string[] };
export interface AgentReply {
  readonly listenerId?: string;
  readonly url?: string;
  readonly refused?: string;
  readonly words?: string;
}

/** ngrok refused a session or an endpoint. */
export class Refused extends Error {
  override readonly name = "Refused";
  /** @param code `ERR_NGROK_2203`, or one of our own where ngrok gave none */
  constructor(
    readonly code: string,
    words: string,
  ) {
    super(words === "" ? code : `${code}: ${words}`);
  }
}

export interface Endpoint {
  /** `https://host` */
  readonly origin: string;
  close(): Promise<void>;
}

const ended = "agent.ended";
const callMs = 20_000;

/** The SDK as its documentation shows it, with none of Portcullis around it: for what is asked of ngrok alone. */
export class BareAgent {
  readonly #waiting = new Map<number, (reply: AgentReply) => void>();
  #calls = 0;
  /** The Stop command of ngrok's dashboard or API arrived. */
  readonly stopped: Promise<void>;
  readonly ended: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly secrets: readonly string[],
  ) {
    let tellStopped: () => void = () => undefined;
    this.stopped = new Promise((resolve) => (tellStopped = resolve));
    this.ended = new Promise((resolve) => child.once("exit", () => resolve()));
    child.on("error", () => undefined);
    child.on("message", (message) => {
      const { id, answer, stopped } = message as { readonly id?: number; readonly answer?: AgentReply; readonly stopped?: true };
      if (stopped) tellStopped();
      if (id !== undefined && answer !== undefined) this.#waiting.get(id)?.(answer);
    });
    void this.ended.then(() => this.#waiting.forEach((settle) => settle({ refused: ended })));
  }

  /** @throws Refused */
  static async start({ authtoken, apiKey, serverAddress, rootCertificates }: Services): Promise<BareAgent> {
    const child = fork(path.join(import.meta.dirname, "bareAgentProcess.ts"), [], { execArgv: ["--import", "tsx"], stdio: ["ignore", "ignore", "ignore", "ipc"] });
    const agent = new BareAgent(child, [authtoken, ...(apiKey === undefined ? [] : [apiKey])]);
    try {
      await agent.#call({ kind: "connect", authtoken, serverAddress, rootCertificates });
      return agent;
    } catch (error) {
      await agent.end();
      throw error;
    }
  }

  /** @throws Refused */
  async bind(wanted: Bind): Promise<Endpoint> {
    const { listenerId = "", url = "" } = await this.#call({ kind: "bind", ...wanted });
    const close = async () => {
      try {
        await this.#call({ kind: "close", listenerId });
      } catch (error) {
        // Gone with the agent.
        if (!(error instanceof Refused) || error.code !== ended) throw error;
      }
    };
    return { origin: new URL(url).origin, close };
  }

  /** Whatever it has bound is gone when it resolves. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await this.ended;
  }

  async #call(call: Connect | ({ readonly kind: "bind" } & Bind) | { readonly kind: "close"; readonly listenerId: string }): Promise<AgentReply> {
    const id = (this.#calls += 1);
    const reply = new Promise<AgentReply>((resolve) => this.#waiting.set(id, resolve));
    try {
      if (!this.child.connected) throw new Refused(ended, "");
      this.child.send({ id, call: { ...call, secrets: this.secrets } satisfies AgentCall });
      const answer = await abortable(reply, withDeadline(callMs));
      if (answer.refused !== undefined) throw new Refused(answer.refused.replace(/^ngrok\.(?=ERR_)/, ""), answer.words ?? "");
      return answer;
    } finally {
      this.#waiting.delete(id);
    }
  }
}

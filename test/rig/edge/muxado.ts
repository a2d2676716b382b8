/**
 * The edge's side of muxado, the multiplexing protocol between ngrok's agent and edge (muxado 0.5.0 as the agent
 * 1.7.0 speaks it): 8-byte frame heads, 256 KiB of credit per stream and direction, odd ids opened by the agent,
 * even ones by the edge.
 */
import { Duplex } from "node:stream";

const frameType = { rst: 0, data: 1, windowIncrement: 2, goAway: 3 } as const;
const flag = { fin: 1, syn: 2 } as const;
const windowBytes = 0x40000;
const creditStep = windowBytes / 4;
const largestChunk = 0x10000;
const headBytes = 8;

/** The agent ends the whole session at the 512th concurrent stream, its heartbeat's included. */
export const streamLimit = 480;

export interface MuxSessionEvents {
  readonly onStream: (stream: MuxStream) => void;
  readonly onClose: () => void;
}

export class MuxSession {
  readonly #streams = new Map<number, MuxStream>();
  readonly #socket: Duplex;
  #pending: Buffer = Buffer.alloc(0);
  #nextId = 2;
  #halted = false;

  constructor(socket: Duplex, private readonly events: MuxSessionEvents, private readonly most = streamLimit) {
    this.#socket = socket;
    socket.on("data", this.#onData);
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.destroy());
    socket.on("close", () => {
      for (const stream of this.#streams.values()) stream.abort();
      this.#streams.clear();
      events.onClose();
    });
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  /** A stream towards the agent; undefined when as many are open as the agent bears. */
  open(): MuxStream | undefined {
    if (this.#streams.size >= this.most || this.#socket.destroyed) return undefined;
    const stream = new MuxStream(this.#nextId, this, true);
    this.#streams.set(this.#nextId, stream);
    this.#nextId += 2;
    return stream;
  }

  /** Reads and answers nothing more, for good, while the connection stays open. */
  halt(): void {
    this.#halted = true;
    this.#socket.off("data", this.#onData);
    this.#socket.pause();
  }

  sendData(id: number, body: Buffer, flags: number, sent?: (error?: Error | null) => void): void {
    this.#send(frameType.data, flags, id, body, sent);
  }

  sendCredit(id: number, bytes: number): void {
    this.#send(frameType.windowIncrement, 0, id, word(bytes));
  }

  forget(id: number): void {
    this.#streams.delete(id);
  }

  #send(type: number, flags: number, id: number, body: Buffer, sent?: (error?: Error | null) => void): void {
    if (this.#halted) return;
    if (this.#socket.destroyed || !this.#socket.writable) {
      sent?.(new Error("The agent's connection is closed."));
      return;
    }
    const head = Buffer.alloc(headBytes);
    head.writeUInt32BE(((body.length << 8) | (type << 4) | flags) >>> 0, 0);
    head.writeUInt32BE(id, 4);
    this.#socket.write(body.length === 0 ? head : Buffer.concat([head, body]), sent);
  }

  readonly #onData = (chunk: Buffer): void => {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (rest.length >= headBytes) {
      const first = rest.readUInt32BE(0);
      const end = headBytes + (first >>> 8);
      if (rest.length < end) break;
      this.#onFrame((first >>> 4) & 0xf, first & 0xf, rest.readUInt32BE(4) & 0x7fffffff, rest.subarray(headBytes, end));
      rest = rest.subarray(end);
    }
    this.#pending = rest;
    // The agent leaves Nagle's algorithm on and this kernel delays its ACKs: anything sent now carries the ACK along.
    // The agent ignores credit for a stream that it does not know.
    this.sendCredit(1, 0);
  };

  #onFrame(type: number, flags: number, id: number, body: Buffer): void {
    if (type === frameType.goAway) {
      this.#socket.destroy();
    } else if (type === frameType.rst) {
      this.#streams.get(id)?.abort();
      this.#streams.delete(id);
    } else if (type === frameType.windowIncrement) {
      this.#streams.get(id)?.addCredit(body.readUInt32BE(0));
    } else if (type === frameType.data) {
      const known = this.#streams.get(id);
      if (known !== undefined) known.receive(body, (flags & flag.fin) !== 0);
      else if ((flags & flag.syn) !== 0) this.#accept(id, body, (flags & flag.fin) !== 0);
    }
  }

  #accept(id: number, body: Buffer, ended: boolean): void {
    const stream = new MuxStream(id, this, false);
    this.#streams.set(id, stream);
    stream.receive(body, ended);
    this.events.onStream(stream);
  }
}

/** One muxado stream; enough of a socket's manners for node:http to use it as a connection. */
export class MuxStream extends Duplex {
  #credit = windowBytes;
  #owed = 0;
  #synPending: boolean;
  #finSent = false;
  #finReceived = false;
  #blocked: (() => void) | undefined;

  constructor(readonly id: number, private readonly session: MuxSession, opening: boolean) {
    super();
    this.#synPending = opening;
    this.on("error", () => undefined);
  }

  /** A DATA frame from the agent. */
  receive(body: Buffer, ended: boolean): void {
    if (body.length > 0) {
      this.#owed += body.length;
      if (this.destroyed || this.push(body)) this.#grant();
    }
    if (ended && !this.#finReceived) {
      this.#finReceived = true;
      if (!this.destroyed) this.push(null);
      this.#forgetWhenOver();
    }
  }

  addCredit(bytes: number): void {
    this.#credit = Math.min(windowBytes, this.#credit + bytes);
    const resume = this.#blocked;
    this.#blocked = undefined;
    resume?.();
  }

  /** The stream is gone without an orderly end: reset, or its connection lost. */
  abort(): void {
    this.#finSent = true;
    this.destroy(Object.assign(new Error("The agent's stream was reset."), { code: "ECONNRESET" }));
  }

  override _read(): void {
    this.#grant();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.destroyed) {
      done();
      return;
    }
    const size = Math.min(chunk.length, this.#credit, largestChunk);
    if (size === 0 && chunk.length > 0) {
      this.#blocked = () => this._write(chunk, _encoding, done);
      return;
    }
    this.#credit -= size;
    this.#sendData(chunk.subarray(0, size), 0, (error) => {
      if (error !== undefined && error !== null) done(error);
      else if (size === chunk.length) done();
      else this._write(chunk.subarray(size), _encoding, done);
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#sendFin();
    done();
  }

  /** A visitor who left is told by FIN: the agent passes that on to the local server, and an RST it does not. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#blocked = undefined;
    this.#sendFin();
    done(error);
  }

  // What node:http calls on a connection.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  #sendFin(): void {
    if (this.#finSent) return;
    this.#finSent = true;
    this.#sendData(Buffer.alloc(0), flag.fin);
    this.#forgetWhenOver();
  }

  #sendData(body: Buffer, flags: number, sent?: (error?: Error | null) => void): void {
    const opening = this.#synPending ? flag.syn : 0;
    this.#synPending = false;
    this.session.sendData(this.id, body, flags | opening, sent);
  }

  #grant(): void {
    if (this.#owed < creditStep && !this.destroyed) return;
    this.session.sendCredit(this.id, this.#owed);
    this.#owed = 0;
  }

  #forgetWhenOver(): void {
    if (this.#finSent && this.#finReceived) this.session.forget(this.id);
  }
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value, 0);
  return bytes;
}

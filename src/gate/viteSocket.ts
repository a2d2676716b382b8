import { Transform, type TransformCallback } from "node:stream";
import type { Exchange } from "./exchange";
import { headerPairs, headerTokens, type RawHeaders } from "./rawHeaders";

/**
 * Is this the socket over which Vite's page hears of edits? Whoever has it can also ask Vite to run `fetchModule`, which the
 * page never does, and which read any file of the machine before 6.4.2, 7.3.2 and 8.0.5 (S19; CVE-2026-39363).
 */
export function isViteSocket({ upgrade, headers }: Exchange): boolean {
  return upgrade !== undefined && headerTokens(headers, "sec-websocket-protocol").includes("vite-hmr");
}

/** Without compression its messages can be read. */
export function uncompressed(headers: RawHeaders): string[] {
  return [...headerPairs(headers)].flatMap(([name, value]) => (name.toLowerCase() === "sec-websocket-extensions" ? [] : [name, value]));
}

/** The page's own messages are far shorter. */
const largest = 1024 * 1024;

interface Frame {
  readonly end: number;
  readonly final: boolean;
  /** RFC 6455, section 5.2: 0 goes on, 1 text, 2 binary, 8 and more control. */
  readonly opcode: number;
  readonly payload: Buffer;
}

/** What a visitor sends to Vite, whole messages at a time, as it came. Fails on one that is the developer's alone, and on what it can't read. */
export class ViteSocketGuard extends Transform {
  #unread: Buffer = Buffer.alloc(0);
  /** Frames of a message that has not ended. */
  #frames: Buffer[] = [];
  #payloads: Buffer[] = [];
  #size = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    try {
      for (let frame = frameIn(this.#unread); frame !== undefined; frame = frameIn(this.#unread)) {
        this.#take(this.#unread.subarray(0, frame.end), frame);
        this.#unread = this.#unread.subarray(frame.end);
      }
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #take(bytes: Buffer, { final, opcode, payload }: Frame): void {
    if (opcode >= 8) {
      this.push(bytes);
      return;
    }
    this.#size += bytes.length;
    if (this.#size > largest) throw new Error("a message that is too long");
    this.#frames.push(bytes);
    this.#payloads.push(payload);
    if (!final) return;
    if (isOfDeveloper(Buffer.concat(this.#payloads).toString())) throw new Error("a message that is the developer's alone");
    for (const frame of this.#frames) this.push(frame);
    this.#frames = [];
    this.#payloads = [];
    this.#size = 0;
  }
}

function frameIn(bytes: Buffer): Frame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if ((first & 0x70) !== 0 || (second & 0x80) === 0) throw new Error("a frame that no browser sends here");
  const short = second & 0x7f;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head + 4) return undefined;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (length > largest) throw new Error("a frame that is too long");
  const end = head + 4 + length;
  if (bytes.length < end) return undefined;
  const payload = Buffer.from(bytes.subarray(head + 4, end));
  for (let at = 0; at < length; at++) payload[at] = (payload[at] ?? 0) ^ (bytes[head + (at & 3)] ?? 0);
  return { end, final: (first & 0x80) !== 0, opcode: first & 0x0f, payload };
}

/** As Vite reads it (8.3.8, server/ws): text or binary, JSON; what is none is dropped there. */
function isOfDeveloper(text: string): boolean {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return false;
  }
  return typeof message === "object" && message !== null && "event" in message && message.event === "vite:invoke";
}

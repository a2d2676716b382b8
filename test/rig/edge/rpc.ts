/** The remote procedure calls on muxado streams: four bytes of type, one JSON object each way, FIN after the reply. */
import { once } from "node:events";
import type { MuxStream } from "./muxado";

export const streamType = {
  auth: 0,
  bind: 1,
  unbind: 2,
  proxy: 3,
  restart: 4,
  stop: 5,
  update: 6,
  bindLabeled: 7,
  stopTunnel: 9,
  heartbeat: 0xffffffff,
} as const;

const largestRequest = 4 * 1024 * 1024;

/** The stream's first four bytes; undefined when it ends before them. */
export async function readType(stream: MuxStream): Promise<number | undefined> {
  for (;;) {
    const head = stream.read(4) as Buffer | null;
    if (head !== null) return head.length === 4 ? head.readUInt32BE(0) : undefined;
    if (stream.readableEnded || stream.destroyed) return undefined;
    await Promise.race([once(stream, "readable"), once(stream, "end"), once(stream, "close")]);
  }
}

/** One JSON object. The agent neither ends the stream nor writes a newline after it, so the end is where the text parses. */
export async function readJson(stream: MuxStream): Promise<unknown> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    text += decoder.decode(chunk as Buffer, { stream: true });
    if (text.length > largestRequest) throw new Error("The agent's request is too large.");
    const value = parsed(text);
    if (value !== undefined) return value;
  }
  throw new Error("The agent's request ended early.");
}

export function reply(stream: MuxStream, message: object): void {
  stream.end(JSON.stringify(message));
}

/** A command to the agent: type and JSON in one frame. */
export function writeCommand(stream: MuxStream, type: number, message: object): void {
  stream.write(Buffer.concat([uint32(type), Buffer.from(JSON.stringify(message))]));
}

/** What must come first on a visitor's stream; one frame, since the agent reads it inline in its accept loop. */
export function proxyHeader(message: object): Buffer {
  const json = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(8);
  length.writeBigInt64LE(BigInt(json.length));
  return Buffer.concat([uint32(streamType.proxy), length, json]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function parsed(text: string): unknown {
  if (!text.trimEnd().endsWith("}")) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // more is to come
  }
}

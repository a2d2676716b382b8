import * as z from "zod";
import type { ErrorFacts } from "../base/expectedError";
import { inert } from "../base/inert";

/** In bytes: the longest that every platform takes for a Unix socket is 103. */
const longestPath = 100;
const pipe = /^\\\\\.\\pipe\\[^\\/\p{Cc}]+$/u;
const absolute = /^(?:\/[^/\p{Cc}]+)+$/u;

/**
 * Whether this names a socket in the file system, or on Windows a pipe (`\\.\pipe\app`). One spelling only, so that the same socket
 * is the same share: absolute, without `.`, `..`, a doubled or a last slash.
 */
export function isSocketPath(text: string, platform: NodeJS.Platform = process.platform): boolean {
  if (Buffer.byteLength(text) > longestPath || !text.isWellFormed()) return false;
  return platform === "win32" ? pipe.test(text) : absolute.test(text) && !text.split("/").some((part) => part === "." || part === "..");
}

const scheme = z.enum(["http", "https"]);

const portNumber = z.int().min(1).max(65535);
const socketPath = z.string().refine((path) => isSocketPath(path));

/** The app behind the gate: always on this machine (S18), at a port of loopback or at a socket of the file system. */
export const upstreamSchema = z.union([
  z.strictObject({ scheme, address: z.enum(["127.0.0.1", "::1"]), port: portNumber }),
  z.strictObject({ scheme, socketPath }),
]);

export type Upstream = Readonly<z.infer<typeof upstreamSchema>>;

/** What tells one upstream from another: its port, or the path of its socket. */
export const upstreamKeySchema = z.union([portNumber, socketPath]);
export type UpstreamKey = z.infer<typeof upstreamKeySchema>;

export function upstreamKey(upstream: Upstream): UpstreamKey {
  return "port" in upstream ? upstream.port : upstream.socketPath;
}

/** For a log and for the screen: `localhost:3000`, or the path of the socket. */
export function upstreamName(upstream: Upstream): string {
  return "port" in upstream ? `localhost:${upstream.port}` : inert(upstream.socketPath);
}

/** For an error that names the upstream: `{port}`, or `{path}`. */
export function upstreamFacts(upstream: Upstream): ErrorFacts {
  return "port" in upstream ? { port: upstream.port } : { path: upstream.socketPath };
}

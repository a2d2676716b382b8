import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import type { Server as HttpServer } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExpectedError } from "../base/expectedError";
import { sweepStaleDoors } from "./staleDoors";

declare const made: unique symbol;

/** Where a tunnel finds a gate. Only the gate makes one, so that no tunnel can be pointed at a bare port. */
export type GateDoor = ({ readonly kind: "socket"; readonly path: string } | { readonly kind: "tcp"; readonly port: number }) & { readonly [made]: true };

/** `private`: reachable by this user's processes alone. Else loopback, on exactly that port. */
export type FrontDoorKind = "private" | { readonly loopbackPort: number };

export interface FrontDoor {
  readonly door: GateDoor;
  /** Takes no more connections and removes what was made on disk; open connections are the caller's. */
  close(): Promise<void>;
}

type Place = { readonly kind: "socket"; readonly path: string } | { readonly kind: "tcp"; readonly port: number };

/** The longest path of a Unix socket that every platform takes is 103 bytes; one is kept for good measure. */
const longestPath = 99;

/** @throws ExpectedError local.portTaken {port} */
export async function openFrontDoor(kind: FrontDoorKind, server: HttpServer): Promise<FrontDoor> {
  if (kind !== "private") return openLoopback(kind.loopbackPort, server);
  if (process.platform === "win32") {
    const path = `\\\\.\\pipe\\portcullis-${randomBytes(16).toString("hex")}`;
    if (await listened(server, { path })) return front({ kind: "socket", path }, server);
  } else {
    const opened = await openSocket(server);
    if (opened !== undefined) return opened;
  }
  await listen(server, { host: "127.0.0.1", port: 0 });
  return front({ kind: "tcp", port: (server.address() as AddressInfo).port }, server);
}

/** A socket of mode 0600 in a fresh folder of mode 0700, in the first place where its path is short enough. */
async function openSocket(server: HttpServer): Promise<FrontDoor | undefined> {
  for (const parent of [tmpdir(), process.env["XDG_RUNTIME_DIR"], "/tmp"]) {
    if (parent === undefined || parent === "" || Buffer.byteLength(join(parent, "portcullis-XXXXXX", "gate")) > longestPath) continue;
    await sweepStaleDoors(parent);
    const folder = await mkdtemp(join(parent, "portcullis-")).catch(() => undefined);
    if (folder === undefined) continue;
    const path = join(folder, "gate");
    // A process that ends in a hurry, because its editor died, leaves no folder either.
    const removeAtExit = () => rmSync(folder, { recursive: true, force: true });
    process.once("exit", removeAtExit);
    const remove = async () => {
      process.off("exit", removeAtExit);
      await rm(folder, { recursive: true, force: true });
    };
    if (await listened(server, { path })) {
      await chmod(path, 0o600);
      return front({ kind: "socket", path }, server, remove);
    }
    await remove();
  }
  return undefined;
}

async function openLoopback(port: number, server: HttpServer): Promise<FrontDoor> {
  await taken(port, listen(server, { host: "127.0.0.1", port, exclusive: true }));
  const actual = (server.address() as AddressInfo).port;
  const second = createServer({ allowHalfOpen: true, noDelay: true }, (socket: Socket) => server.emit("connection", socket));
  try {
    await taken(actual, listen(second, { host: "::1", port: actual, exclusive: true, ipv6Only: true }));
  } catch (error) {
    if (!hasNoSuchAddress(error)) {
      server.close();
      throw error;
    }
    return front({ kind: "tcp", port: actual }, server);
  }
  return front({ kind: "tcp", port: actual }, server, () => closed(second));
}

function front(place: Place, server: HttpServer, also: () => Promise<void> = () => Promise.resolve()): FrontDoor {
  return {
    door: place as GateDoor,
    async close() {
      await Promise.all([closed(server), also()]);
    },
  };
}

function listen(server: Server, where: { readonly path?: string; readonly host?: string; readonly port?: number; readonly exclusive?: boolean; readonly ipv6Only?: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** False where this kind of place can't be had here; the next kind is tried. */
function listened(server: Server, where: { readonly path: string }): Promise<boolean> {
  return listen(server, where).then(() => true, () => false);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

async function taken(port: number, listening: Promise<void>): Promise<void> {
  try {
    await listening;
  } catch (cause) {
    if (systemCode(cause) === "EADDRINUSE" || systemCode(cause) === "EACCES") throw new ExpectedError("local.portTaken", { port }, { cause });
    throw cause;
  }
}

function hasNoSuchAddress(error: unknown): boolean {
  return ["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(systemCode(error));
}

function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

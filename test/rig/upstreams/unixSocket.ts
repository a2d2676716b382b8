// A server on a Unix socket in a folder of its own.
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import type { Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Mode 0700, its path without links. */
export function socketFolder(): { readonly path: string; readonly remove: () => void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "app-")));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** @returns ends it with its connections; the file goes with it */
export async function listenOnSocket(server: Server, path: string): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  if ("keepAliveTimeout" in server) server.keepAliveTimeout = 600_000;
  server.listen({ path });
  await once(server, "listening");
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
}

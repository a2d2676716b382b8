// Opening and closing loopback servers without leftovers: closing ends every open socket, upgraded ones included.
import { once } from "node:events";
import { setDefaultAutoSelectFamilyAttemptTimeout, type AddressInfo, type Server, type Socket } from "node:net";
import { holdsPort } from "./heldPort";

// A name with two addresses: the second is for a first one that refuses, and not for a machine that stood still for a moment.
setDefaultAutoSelectFamilyAttemptTimeout(60_000);

const keptMs = 600_000;

export interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
  /** Closes, and keeps the port from everybody else until what it returns is called. */
  readonly refuse: () => Promise<() => void>;
}

/** Listens on one address and remembers its sockets. Rejects with the system's error, such as EADDRINUSE. */
export async function listen(server: Server, host: string, port = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  const remember = (socket: Socket) => {
    sockets.add(socket);
    // A peer that goes away abruptly is everyday business for a server under test.
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  };
  server.on("connection", remember);
  // An idle connection stays until somebody ends it: else a client would ask on one that ends in this very moment.
  if ("keepAliveTimeout" in server) server.keepAliveTimeout = keptMs;
  server.listen({ host, port, exclusive: true });
  await once(server, "listening");
  let closing: Promise<void> | undefined;
  const { port: own } = server.address() as AddressInfo;
  const close = () => {
    closing ??= new Promise((resolve) => {
      server.close(() => {
        server.off("connection", remember);
        resolve();
      });
      for (const socket of sockets) socket.destroy();
    });
    return closing;
  };
  return {
    port: own,
    close,
    async refuse() {
      const hold = await holdsPort(host, own);
      // The port is free as soon as it is called.
      const closed = close();
      const letGo = hold();
      await closed;
      return letGo;
    },
  };
}

const absentFamily = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Listens on 127.0.0.1 and, where the machine has it, on ::1, both on the same port. */
export async function listenOnLoopback(makeServer: () => Server, port = 0): Promise<Listening> {
  for (let attempt = 0; ; attempt++) {
    const v4 = await listen(makeServer(), "127.0.0.1", port);
    try {
      const v6 = await listen(makeServer(), "::1", v4.port);
      return {
        port: v4.port,
        async close() {
          await Promise.all([v4.close(), v6.close()]);
        },
        async refuse() {
          const both = await Promise.all([v4.refuse(), v6.refuse()]);
          return () => {
            for (const letGo of both) letGo();
          };
        },
      };
    } catch (error) {
      const code = systemCode(error);
      if (code !== undefined && absentFamily.has(code)) return v4;
      await v4.close();
      // The free port of one family may be taken in the other: ask for another one.
      if (code !== "EADDRINUSE" || port !== 0 || attempt === 20) throw error;
    }
  }
}

// Strangers: so many connections at the same time, each with one request, each followed by another, from many loopback addresses.
import net from "node:net";

export interface StrangerOrder {
  readonly port: number;
  readonly inFlight: number;
  readonly count: number;
}

export interface StrangerReport {
  readonly asked: number;
  /** Connections open or being opened at the same time, at most. */
  readonly most: number;
  /** By status; 0: the connection ended without an answer. */
  readonly statuses: Readonly<Record<number, number>>;
}

/** Loopback addresses to come from: one has too few ports for what is in flight and what has just ended. */
const addresses = 40;

process.once("disconnect", () => process.exit(0));
process.once("message", (message) => {
  const { port, inFlight, count } = message as StrangerOrder;
  const bytes = `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
  const statuses: Record<number, number> = {};
  let [asked, open, most, begun] = [0, 0, 0, 0];
  const next = (address: number) => {
    if (begun >= count) return;
    begun++;
    open++;
    most = Math.max(most, open);
    let status = 0;
    const socket = net.connect({ port, host: "127.0.0.1", localAddress: `127.0.0.${address + 2}` }, () => void socket.write(bytes));
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      if (status === 0) status = Number(chunk.toString("latin1", 9, 12));
    });
    socket.once("close", () => {
      open--;
      asked++;
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (asked === count) process.send?.({ asked, most, statuses } satisfies StrangerReport);
      else next(address);
    });
  };
  for (let index = 0; index < inFlight; index++) next(index % addresses);
});

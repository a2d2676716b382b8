import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";

/**
 * For a port at which nobody is to listen for a while: it stays ours. Whoever connects is refused, and the system gives it to nobody, be
 * it to listen at or for an outgoing connection. On Linux alone: elsewhere one that is held could not be listened at again.
 * @returns takes the port, as soon as it is free, and returns what lets it go, for instance once somebody listens there again
 */
export async function holdsPort(host: string, port: number): Promise<() => () => void> {
  if (process.platform !== "linux") return () => () => undefined;
  const other = createServer((socket) => void socket.on("error", () => undefined).resume());
  await once(other.listen({ host, port: 0, exclusive: true }), "listening");
  return () => {
    // A connection that comes from there.
    const held = connect({ host, port: (other.address() as AddressInfo).port, localAddress: host, localPort: port }).on("error", () => undefined);
    return () => {
      held.resetAndDestroy();
      other.close();
    };
  };
}

// Ends TLS in front of a loopback port, as a tunnel does, and changes nothing of what passes.
import { connect } from "node:net";
import { createServer } from "node:tls";
import { listen, type Listening } from "./upstreams/listening";
import { selfSignedCertificate } from "./upstreams/selfSigned";

/**
 * @param portOf asked for each connection: what stands behind may change
 * @param certificate what it shows; one that it signed itself by default
 */
export async function startTlsFront(portOf: () => number, certificate?: { readonly key: string; readonly cert: string }): Promise<Listening> {
  const server = createServer(certificate ?? (await selfSignedCertificate()), (socket) => {
    const through = connect(portOf(), "127.0.0.1");
    socket.on("error", () => through.destroy());
    through.on("error", () => socket.destroy());
    socket.pipe(through).pipe(socket);
  });
  return listen(server, "127.0.0.1");
}

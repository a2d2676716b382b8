import { createServer } from "node:http";
import { openFrontDoor, type GateDoor } from "./gateDoor";

/** A front door behind which there is nothing: every request gets 503. For a tunnel that is opened only to learn its address. */
export async function openClosedGate(): Promise<{ readonly door: GateDoor; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(503, { "Cache-Control": "no-store", Connection: "close", "Content-Length": 0 }).end();
  });
  server.on("upgrade", (_request, socket) => socket.destroy());
  const frontDoor = await openFrontDoor("private", server);
  return {
    door: frontDoor.door,
    async close() {
      server.closeAllConnections();
      await frontDoor.close();
    },
  };
}

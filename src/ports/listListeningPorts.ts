import { ExpectedError } from "../base/expectedError";
import { readLinuxSockets } from "./linuxSockets";
import { groupByPort, type ListeningPort, type ListeningSocket, type SocketQuery } from "./listeningPort";
import { readMacSockets } from "./macSockets";
import { readWindowsSockets } from "./windowsSockets";

/**
 * The TCP ports that something on this machine listens on, by number. Another user's process shows its port alone.
 * Takes at most about 18 seconds, usually far less than one (PowerShell: one or two).
 *
 * @throws ExpectedError `port.listUnavailable` (facts: tool, reason) where the system won't say: a number can still be typed
 */
export async function listListeningPorts(query: SocketQuery = {}): Promise<readonly ListeningPort[]> {
  return groupByPort(await readListeningSockets(query));
}

/** As `listListeningPorts`, one entry per socket. */
export function readListeningSockets(query: SocketQuery): Promise<readonly ListeningSocket[]> {
  const platform = query.platform ?? process.platform;
  switch (platform) {
    case "linux":
      return readLinuxSockets(query);
    case "darwin":
      return readMacSockets(query);
    case "win32":
      return readWindowsSockets(query);
    default:
      return Promise.reject(new ExpectedError("port.listUnavailable", { tool: platform, reason: "platform" }));
  }
}

// Pure reader of macOS's netstat, which lists every user's listeners; lsof lists only our own.
import { localAddress, portNumber, type LocalAddress } from "./listeningPort";

/** `-l`: without it an IPv6 address is cut after 16 characters and no longer is the one that lsof names (inet6print in Apple's network_cmds). */
export const macNetstatArgs = ["-anl", "-p", "tcp"] as const;

/** Lines like `tcp46      0      0  *.8080                 *.*                    LISTEN`; tcp46 takes both families and is given as `::`. */
export function parseMacNetstat(output: string): readonly { readonly address: LocalAddress; readonly port: number }[] {
  return output.split("\n").flatMap((line) => {
    const match = /^tcp(4|6|46)\s+\d+\s+\d+\s+(\S+)\.(\d+)\s+\*\.\*\s+LISTEN\b/.exec(line);
    const [, kind, host, digits] = match ?? [];
    const port = portNumber(digits);
    if (kind === undefined || host === undefined || port === undefined) return [];
    const address = localAddress(host === "*" ? (kind === "4" ? "0.0.0.0" : "::") : host);
    return address ? [{ address, port }] : [];
  });
}

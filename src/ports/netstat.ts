// Pure readers of Windows' netstat and tasklist. Their words are in the language of the machine and in its OEM code page: German Windows
// says ABHÖREN, French translates the headings alone. So nothing here reads a word: a listener is known by its foreign address, and the
// process id is the last column.
import { localAddress, portNumber, type LocalAddress } from "./listeningPort";

export interface NetstatListener {
  readonly address: LocalAddress;
  readonly port: number;
  readonly pid: number;
}

const nobody = new Set(["0.0.0.0:0", "[::]:0"]);

/** `netstat -ano`: protocol, local address, foreign address, state (one or more words), process id. */
export function parseNetstat(output: string): readonly NetstatListener[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [protocol, local, foreign] = fields;
    const pid = fields.at(-1);
    if (protocol !== "TCP" || local === undefined || foreign === undefined || !nobody.has(foreign) || fields.length < 5) return [];
    const parts = /^(?:\[(.+)\]|([^[\]]+)):(\d+)$/.exec(local);
    const address = localAddress(parts?.[1] ?? parts?.[2] ?? "");
    const port = portNumber(parts?.[3]);
    if (!address || port === undefined || pid === undefined || !/^\d+$/.test(pid)) return [];
    return [{ address, port, pid: Number(pid) }];
  });
}

/** `tasklist /FO CSV /NH`: process names by id; Windows allows no quotation mark in a name. Where nothing matched it prints a sentence instead of rows. */
export function parseTasklist(output: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of output.split(/\r?\n/)) {
    const match = /^"([^"]+)","(\d+)",/.exec(line);
    if (match?.[1] && match[2]) names.set(Number(match[2]), match[1]);
  }
  return names;
}

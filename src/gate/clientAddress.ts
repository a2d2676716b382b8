import { isIP } from "node:net";
import type { Exchange } from "./exchange";
import type { GateOptions } from "./gateOptions";
import { headerValues } from "./rawHeaders";

/** S22: whose request it is, by address. Undefined where nothing trustworthy says it. */
export function clientAddress({ request, headers }: Exchange, kind: GateOptions["clientAddress"]): string | undefined {
  const said = kind === "peer" ? request.socket.remoteAddress : headerValues(headers, "x-forwarded-for").at(-1)?.split(",").at(-1)?.trim();
  const plain = said?.replace(/^::ffff:(?=\d+\.)/i, "");
  return plain !== undefined && isIP(plain) !== 0 ? plain : undefined;
}

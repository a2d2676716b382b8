/** Writes an answer of the edge's own: to a response, or onto the bare socket of an upgrade. */
import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { EdgeAnswer, HeaderLine } from "./message";

export function writeAnswer(response: ServerResponse, { status, headers, body }: EdgeAnswer): void {
  response.writeHead(status, headers.map(([name, value]) => [name, value]).flat());
  response.end(body);
}

export function writeRawAnswer(socket: Duplex, { status, headers, body }: EdgeAnswer): void {
  writeRawHead(socket, status, STATUS_CODES[status] ?? "", [...headers, ["content-length", String(Buffer.byteLength(body))], ["connection", "close"]]);
  socket.end(body);
}

export function writeRawHead(socket: Duplex, status: number, reason: string, headers: readonly HeaderLine[]): void {
  socket.write(Buffer.from(`HTTP/1.1 ${status} ${reason}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`, "latin1"));
}

import { connect } from "node:net";

/** A port of loopback, or a socket of the file system (a pipe of Windows). */
export type Place = { readonly host: "127.0.0.1" | "::1"; readonly port: number } | { readonly path: string };

export interface PlainAnswer {
  readonly connected: boolean;
  /** The status of an HTTP/1 answer. */
  readonly status?: number;
  readonly redirectsToHttpsHere: boolean;
  /** The first bytes of whatever came back, at most 2048, as Latin-1. */
  readonly head: string;
}

const most = 2048;

/** Sends `HEAD /` as it is, without TLS, and reads the beginning of the answer. Never rejects; the signal ends it with what is known. */
export function askPlainly(place: Place, signal: AbortSignal): Promise<PlainAnswer> {
  return new Promise((resolve) => {
    let connected = false;
    let head = "";
    const socket = connect(place);
    const finish = () => {
      signal.removeEventListener("abort", finish);
      socket.destroy();
      resolve(readAnswer(connected, head, place));
    };
    socket.on("connect", () => {
      connected = true;
      socket.write(`HEAD / HTTP/1.1\r\nHost: ${"port" in place ? `localhost:${place.port}` : "localhost"}\r\nUser-Agent: Portcullis\r\nAccept: */*\r\nConnection: close\r\n\r\n`);
    });
    socket.on("data", (chunk) => {
      head = (head + chunk.toString("latin1")).slice(0, most);
      if (head.length === most || isDecided(head)) finish();
    });
    socket.on("error", finish);
    socket.on("close", finish);
    if (signal.aborted) finish();
    else signal.addEventListener("abort", finish);
  });
}

/** The headers are complete (a 400 may carry its reason in a body: then until the end), or this is no HTTP at all. */
function isDecided(head: string): boolean {
  if (head.length >= 5 && !head.startsWith("HTTP/")) return true;
  return head.includes("\r\n\r\n") && !/^HTTP\/1\.[01] 400/.test(head);
}

function readAnswer(connected: boolean, head: string, place: Place): PlainAnswer {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  const location = /^location:[ \t]*(\S+)/im.exec(head)?.[1] ?? "";
  const target = status?.startsWith("3") && URL.canParse(location) ? new URL(location) : undefined;
  const redirectsToHttpsHere = "port" in place && target?.protocol === "https:" && Number(target.port || 443) === place.port;
  return { connected, redirectsToHttpsHere, head, ...(status === undefined ? {} : { status: Number(status) }) };
}

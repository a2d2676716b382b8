import { connect } from "node:net";

export interface PlainAnswer {
  readonly connected: boolean;
  /** The status of an HTTP/1 answer. */
  readonly status?: number;
  readonly redirectsToHttpsHere: boolean;
  /** The first bytes of whatever came back, at most 2048, as Latin-1. */
  readonly head: string;
}

const most = 2048;

/** Sends `HEAD /` over plain TCP and reads the beginning of the answer. Never rejects; the signal ends it with what is known. */
export function askPlainly(address: string, port: number, signal: AbortSignal): Promise<PlainAnswer> {
  return new Promise((resolve) => {
    let connected = false;
    let head = "";
    const socket = connect({ host: address, port });
    const finish = () => {
      signal.removeEventListener("abort", finish);
      socket.destroy();
      resolve(readAnswer(connected, head, port));
    };
    socket.on("connect", () => {
      connected = true;
      socket.write(`HEAD / HTTP/1.1\r\nHost: localhost:${port}\r\nUser-Agent: Portcullis\r\nAccept: */*\r\nConnection: close\r\n\r\n`);
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

function readAnswer(connected: boolean, head: string, port: number): PlainAnswer {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  const location = /^location:[ \t]*(\S+)/im.exec(head)?.[1] ?? "";
  const target = status?.startsWith("3") && URL.canParse(location) ? new URL(location) : undefined;
  const redirectsToHttpsHere = target?.protocol === "https:" && Number(target.port || 443) === port;
  return { connected, redirectsToHttpsHere, head, ...(status === undefined ? {} : { status: Number(status) }) };
}

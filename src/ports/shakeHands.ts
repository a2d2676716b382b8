// A TLS handshake that also sees the first bytes of the answer, so that an alert and a plain HTTP 400 are told apart.
import { connect, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { Place } from "./askPlainly";

/** `tls`: the bytes were TLS records; `trusted` only where the handshake came to an end. `http`: a plain HTTP answer to the hello. */
export type Handshake = { readonly kind: "tls"; readonly trusted?: boolean } | { readonly kind: "http" | "other" };

/**
 * Says hello to a port or socket of this machine and hangs up; nothing is sent after the handshake, so an unverified certificate risks nothing.
 * Never rejects; the signal ends it with what is known.
 */
export function shakeHands(place: Place, signal: AbortSignal): Promise<Handshake> {
  return new Promise((resolve) => {
    let first = Buffer.alloc(0);
    const raw = connect(place);
    const relay = relayOver(raw, (chunk) => {
      if (first.length < 5) first = Buffer.concat([first, chunk]).subarray(0, 5);
    });
    const secure = connectTls({ socket: relay, servername: "localhost", rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] });
    const finish = (trusted?: boolean) => {
      signal.removeEventListener("abort", onAbort);
      secure.destroy();
      raw.destroy();
      resolve(judge(first, trusted));
    };
    const onAbort = () => finish();
    secure.on("secureConnect", () => finish(secure.authorized));
    secure.on("error", () => finish());
    secure.on("close", () => finish());
    raw.on("error", () => finish());
    raw.on("close", () => finish());
    if (signal.aborted) finish();
    else signal.addEventListener("abort", onAbort);
  });
}

function judge(first: Buffer, trusted: boolean | undefined): Handshake {
  const [type, major] = first;
  if ((type === 0x15 || type === 0x16) && major === 3) return trusted === undefined ? { kind: "tls" } : { kind: "tls", trusted };
  return { kind: first.toString("latin1") === "HTTP/" ? "http" : "other" };
}

function relayOver(raw: Socket, seen: (chunk: Buffer) => void): Duplex {
  const relay = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => void raw.write(chunk, () => done()),
    final: (done) => {
      raw.end();
      done();
    },
    destroy: (failure, done) => {
      raw.destroy();
      done(failure);
    },
  });
  raw.on("data", (chunk) => {
    seen(chunk);
    relay.push(chunk);
  });
  raw.on("end", () => relay.push(null));
  relay.on("error", () => raw.destroy());
  return relay;
}

// Requests as strangers send them, over node's own http: VS Code's fetch always says sec-fetch-mode: cors.
import { randomBytes } from "node:crypto";
import http from "node:http";
import https from "node:https";
import tls from "node:tls";
import { withDeadline } from "../base/deadline";
import { markerHeader } from "../protocol/proofMarker";
import type { RootCertificates } from "../protocol/shareSpec";

const answerMs = 10_000;
const mostBody = 64 * 1024;

export type StrangerKind = "navigation" | "fetch" | "post" | "options" | "webSocket";
export const strangerKinds = ["navigation", "fetch", "post", "options", "webSocket"] as const satisfies readonly StrangerKind[];

export interface StrangerAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly upgraded: boolean;
  readonly body: string;
}

const browser = "Mozilla/5.0 (compatible; Portcullis proof; +https://github.com/portcullis/portcullis)";

/** One that ngrok's free plan shows its warning page to. */
const everyday = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

const shapes: Readonly<Record<StrangerKind, { readonly method: string; readonly headers: Readonly<Record<string, string>> }>> = {
  navigation: {
    method: "GET",
    headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "none", "sec-fetch-user": "?1", "upgrade-insecure-requests": "1" },
  },
  fetch: { method: "GET", headers: { accept: "*/*", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin" } },
  post: { method: "POST", headers: { accept: "*/*", "content-type": "application/json", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin" } },
  options: { method: "OPTIONS", headers: { accept: "*/*", "access-control-request-method": "POST", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin" } },
  webSocket: { method: "GET", headers: { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-fetch-mode": "websocket", "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin" } },
};

/** Sends one request without any cookie; redirects are read, not followed. Rejects when no answer comes within 10 s. @param options.asVisitor past nothing that ngrok shows to browsers first */
export function strangerRequest(
  url: URL,
  kind: StrangerKind,
  options: { readonly marker: string; readonly rootCertificates: RootCertificates | undefined; readonly signal: AbortSignal; readonly asVisitor?: boolean },
): Promise<StrangerAnswer> {
  const shape = shapes[kind];
  const body = kind === "post" ? "{}" : undefined;
  const headers: Record<string, string> = {
    ...shape.headers,
    "accept-language": "en",
    ...(options.asVisitor === true ? { "user-agent": everyday } : { "user-agent": browser, "ngrok-skip-browser-warning": "1" }),
    [markerHeader]: options.marker,
    // Otherwise a connection of its own for each, which Node's own agent would keep.
    ...(kind === "webSocket" ? { "sec-websocket-key": randomBytes(16).toString("base64"), origin: url.origin } : { connection: "close" }),
    ...(kind === "post" || kind === "options" ? { origin: url.origin } : {}),
    ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
  };
  return new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const request = (secure ? https : http).request(url, {
      method: shape.method,
      headers,
      // No agent of our own: where the editor has a proxy, its setting may leave requests alone that bring one.
      signal: withDeadline(answerMs, options.signal),
      ...(secure ? certificates(options.rootCertificates) : {}),
    });
    request.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 101, headers: response.headers, upgraded: true, body: "" });
    });
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const done = () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, upgraded: false, body: Buffer.concat(chunks).toString("utf8") });
        request.destroy();
      };
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > mostBody) done();
      });
      response.once("end", done);
      response.once("error", done);
    });
    // More than one may come, and one that nobody hears ends the process.
    request.on("error", reject);
    request.end(body);
  });
}

/** Networks that re-sign TLS re-sign the proof's connection as well as the agent's. */
function certificates(root: RootCertificates | undefined): https.RequestOptions {
  const more = typeof root === "object" ? [root.pem] : root === "host" ? ofSystem() : [];
  // Whatever the editor or its environment says: what anybody could have answered proves nothing.
  return { rejectUnauthorized: true, ...(more.length > 0 ? besidePublicOnes(more) : {}) };
}

interface Believed {
  readonly ca: string;
  readonly secureContext: tls.SecureContext;
}

let read: { readonly more: readonly string[]; readonly believed: Believed } | undefined;

/** Read once: it takes the extension host milliseconds, and a proof asks ten times. `ca` besides, by which an editor sees that there is nothing to add. */
function besidePublicOnes(more: readonly string[]): Believed {
  if (read?.more.length !== more.length || more.some((pem, at) => pem !== read?.more[at])) {
    const ca = [...tls.rootCertificates, ...more];
    read = { more, believed: { ca: ca.join("\n"), secureContext: tls.createSecureContext({ ca }) } };
  }
  return read.believed;
}

/** Reading them takes a while the first time; Node keeps them. Nothing before Node 22.15, where the editor's own setting is all there is. */
function ofSystem(): readonly string[] {
  return "getCACertificates" in tls ? tls.getCACertificates("system") : [];
}

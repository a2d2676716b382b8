// Requests of people who did not sign in, in every form that a browser or a program sends.
import { randomBytes } from "node:crypto";
import http from "node:http";
import https from "node:https";

export interface StrangerResult {
  readonly what: string;
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly upgraded: boolean;
}

const navigation = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "none" };
const shapes: readonly { readonly what: string; readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string }[] = [
  { what: "GET navigation", method: "GET", headers: navigation },
  { what: "GET program", method: "GET", headers: { accept: "*/*" } },
  { what: "POST", method: "POST", headers: { "content-type": "application/json" }, body: "{}" },
  { what: "PUT", method: "PUT", headers: {}, body: "x" },
  { what: "DELETE", method: "DELETE", headers: {} },
  { what: "HEAD", method: "HEAD", headers: navigation },
  { what: "OPTIONS preflight", method: "OPTIONS", headers: { origin: "https://elsewhere.example", "access-control-request-method": "POST" } },
  { what: "SSE", method: "GET", headers: { accept: "text/event-stream", "sec-fetch-mode": "cors" } },
  { what: "WebSocket upgrade", method: "GET", headers: { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": randomBytes(16).toString("base64") } },
];

/** Each shape on `/` and on a deep path; redirects are read, not followed. Rejects when one gets no answer within two minutes. */
export async function strangersRequests(origin: string, ca: string | undefined): Promise<StrangerResult[]> {
  const results: StrangerResult[] = [];
  for (const path of ["/", "/echo?x=1", "/sse"]) {
    for (const shape of shapes) results.push(await send(new URL(path, origin), shape, ca));
  }
  return results;
}

function send(url: URL, { what, method, headers, body }: (typeof shapes)[number], ca: string | undefined): Promise<StrangerResult> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? https : http).request(url, { method, headers, agent: false, ca, signal: AbortSignal.timeout(120_000) });
    const named = `${what} ${url.pathname}`;
    request.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ what: named, status: response.statusCode ?? 101, headers: response.headers, body: "", upgraded: true });
    });
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => resolve({ what: named, status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString(), upgraded: false }));
    });
    request.once("error", reject);
    request.end(body);
  });
}

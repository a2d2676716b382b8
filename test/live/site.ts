// The small app that is shared, and the run's own provider below /idp: one server, so that one endpoint can carry both.
import { randomBytes } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { listenOnLoopback } from "../rig/upstreams/listening";
import { OwnProvider } from "./ownProvider";

export interface SeenRequest {
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Requests of one connection have the same. */
  readonly connection: number;
}

export interface Site {
  readonly port: number;
  readonly provider: OwnProvider;
  /** The issuer as this machine knows it. */
  readonly localIssuer: string;
  readonly greeting: string;
  /** A path that nobody else on the internet asks for. */
  newPath(): string;
  /** What the app saw below such a path. */
  seen(path: string): readonly SeenRequest[];
  readonly close: () => Promise<void>;
}

export const providerPath = "/idp";
const mostSeen = 500;
/** Beyond what ngrok might carry: its limit is what is asked for. */
const mostHeaderBytes = 256 * 1024;

export async function startSite(): Promise<Site> {
  const provider = await OwnProvider.create();
  const greeting = "The small app of npm run test:live";
  const seen: SeenRequest[] = [];
  const connections = new WeakMap<object, number>();
  let connection = 0;
  const numberOf = ({ socket }: IncomingMessage): number => {
    const known = connections.get(socket) ?? (connection += 1);
    connections.set(socket, known);
    return known;
  };
  const { port, close } = await listenOnLoopback(() =>
    createServer({ maxHeaderSize: mostHeaderBytes }, (request, response) => {
      const target = request.url ?? "/";
      const path = target.split("?", 1)[0] ?? "/";
      if (path.startsWith(`${providerPath}/`)) {
        provider.answer(issuerOf(request), path.slice(providerPath.length), request, response).catch(() => response.destroy());
        return;
      }
      if (seen.length < mostSeen && target.startsWith("/live-")) seen.push({ target, headers: request.headers, connection: numberOf(request) });
      request.resume();
      response.writeHead(200, { "content-type": "text/plain" }).end(greeting);
    }),
  );
  return {
    port,
    provider,
    localIssuer: `http://localhost:${port}${providerPath}`,
    greeting,
    newPath: () => `/live-${randomBytes(8).toString("hex")}`,
    seen: (path) => seen.filter(({ target }) => target.startsWith(path)),
    close,
  };
}

/** As it was asked for: over a tunnel the edge names the public host. */
function issuerOf({ headers }: IncomingMessage): string {
  const forwarded = headers["x-forwarded-host"];
  return `${forwarded === undefined ? "http" : "https"}://${typeof forwarded === "string" ? forwarded : (headers.host ?? "localhost")}${providerPath}`;
}

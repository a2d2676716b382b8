// The app that the demo shares: nothing but node:http, a page, a clock over server-sent events, and a form post.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback } from "../upstreams/listening";
import { demoPage } from "./page";

export interface DemoApp {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on loopback; a taken port rejects with EADDRINUSE. */
export async function startDemoApp({ port = 0 }: { readonly port?: number } = {}): Promise<DemoApp> {
  const windows = new Set<ServerResponse>();
  let cheers = 0;
  const state = () => `data: ${JSON.stringify({ time: new Date().toTimeString().slice(0, 8), cheers, open: windows.size })}\n\n`;
  const tell = () => windows.forEach((window) => void window.write(state()));

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? "/").split("?", 1)[0];
    const asked = `${request.method ?? ""} ${path ?? ""}`;
    if (asked === "GET /") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(demoPage(signedIn(request)));
    } else if (asked === "GET /events") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      windows.add(response);
      response.once("close", () => {
        windows.delete(response);
        tell();
      });
      tell();
    } else if (asked === "POST /cheer") {
      cheers += 1;
      response.writeHead(204).end();
      tell();
    } else {
      response.writeHead(404, { "content-type": "text/plain" }).end("There is nothing here.\n");
    }
  };
  const listening = await listenOnLoopback(() => createServer(answer), port);
  const clock = setInterval(tell, 1000);
  return {
    port: listening.port,
    async close() {
      clearInterval(clock);
      await listening.close();
    },
  };
}

/** Who came through the gate; the app is told by headers that no visitor can forge. */
function signedIn(request: IncomingMessage): { readonly name: string; readonly email: string } | undefined {
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const user = header("x-forwarded-preferred-username") ?? header("x-forwarded-email") ?? header("x-forwarded-user");
  return user === undefined ? undefined : { name: user, email: header("x-forwarded-email") ?? "" };
}

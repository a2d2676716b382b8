// A front end at `/` and an API below `/api`, as a developer has them on two ports: each with a cookie `sid` of its own, for all it
// knows the whole origin's. Both tell what reached them.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import { listen } from "./listening";
import { originOf, record, type Recorded, type Upstream } from "./recording";

export type FrontAndApi = { readonly front: Upstream; readonly api: Upstream; close(): Promise<void> };

/** The page asks the API at once, over HTTP and over a WebSocket, and writes down what it heard. */
const page = `<!doctype html><title>Front</title><p id="front">front</p><p id="api"></p><p id="posted"></p><p id="live"></p><script>
const say = (id, text) => { document.getElementById(id).textContent = text; };
fetch("/api/whoami").then((answer) => answer.json()).then(({ cookie }) => say("api", cookie));
fetch("/api/orders", { method: "POST", body: "one" }).then((answer) => answer.text()).then((text) => say("posted", text));
const socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/api/live");
socket.onopen = () => socket.send("ping");
socket.onmessage = ({ data }) => say("live", data);
</script>`;

export async function startFrontAndApi(): Promise<FrontAndApi> {
  const front = await start((_request, response) => {
    response.setHeader("set-cookie", "sid=front; Path=/; HttpOnly; SameSite=Lax");
    response.writeHead(200, { "content-type": "text/html" }).end(page);
  });
  const api = await start((request, response) => {
    response.setHeader("set-cookie", "sid=api; Path=/; HttpOnly; SameSite=Lax");
    if (request.url?.startsWith("/api/whoami") === true) response.setHeader("content-type", "application/json");
    response.end(request.url?.startsWith("/api/whoami") === true ? JSON.stringify({ cookie: request.headers.cookie ?? "none", user: request.headers["x-forwarded-user"] ?? "nobody" }) : `${request.method ?? ""} ${request.url ?? ""}`);
  });
  return {
    front,
    api,
    async close() {
      await Promise.all([front.close(), api.close()]);
    },
  };
}

async function start(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Upstream> {
  const requests: Recorded[] = [];
  const upgrades: Recorded[] = [];
  const server = createServer((request, response) => {
    requests.push(record(request));
    request.resume();
    answer(request, response);
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    upgrades.push(record(request));
    socket.on("message", (data) => socket.send(`echo ${(data as Buffer).toString()}`));
    socket.on("error", () => undefined);
  });
  const { port, close } = await listen(server, "127.0.0.1");
  return { port, origin: originOf("http", "127.0.0.1", port), requests, upgrades, close };
}

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { get } from "node:https";
import { after, before, describe, it } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import type { Session } from "@ngrok/ngrok";
import { createAuthority, type Authority } from "../../rig/authority";
import { startEdge, type Edge } from "../../rig/edge/edge";
import { streamLimit } from "../../rig/edge/muxado";
import { connectAgent, share, startUpstream, until, visit, type Upstream } from "./edgeAgent";

describe("the stand-in edge with the real ngrok agent", () => {
  const big = randomBytes(5 * 1024 * 1024);
  const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");
  let authority: Authority;
  let edge: Edge;
  let session: Session;
  let upstream: Upstream;
  let nextEvent: () => void = () => undefined;
  let aborted = 0;

  before(async () => {
    authority = await createAuthority();
    edge = await startEdge({ authority });
    session = await connectAgent(edge, authority);
    upstream = await startUpstream((incoming, outgoing) => {
      if (incoming.url === "/big") {
        outgoing.end(big);
      } else if (incoming.url === "/hash") {
        const hash = createHash("sha256");
        incoming.on("data", (chunk: Buffer) => hash.update(chunk)).on("end", () => outgoing.end(hash.digest("hex")));
      } else if (incoming.url === "/events") {
        outgoing.writeHead(200, { "content-type": "text/event-stream" });
        outgoing.write("data: 1\n\n");
        nextEvent = () => outgoing.write("data: 2\n\n");
        outgoing.on("close", () => (aborted += 1));
      } else if (incoming.url === "/trailers") {
        outgoing.writeHead(200, { trailer: "x-sum" });
        outgoing.write("body");
        outgoing.addTrailers({ "x-sum": "4" });
        outgoing.end();
      } else {
        outgoing.setHeader("content-type", "application/json");
        outgoing.end(JSON.stringify({ method: incoming.method, url: incoming.url, raw: incoming.rawHeaders }));
      }
    });
    const sockets = new WebSocketServer({ noServer: true });
    upstream.server.on("upgrade", (request, socket, head) => {
      if (request.url === "/refused") {
        socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno");
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) => {
        opened.on("message", (data, binary) => opened.send(data, { binary }));
      });
    });
    await share(session, upstream);
  });

  after(async () => {
    await edge.close();
    await upstream.close();
  });

  it("records the session, the endpoint and every call", () => {
    assert.deepEqual(edge.endpoints.map(({ url }) => url), [edge.publicOrigin]);
    assert.equal(edge.sessions.length, 1);
    assert.deepEqual(edge.rpcLog.map(({ name }) => name), ["auth", "bind"]);
    assert.equal((edge.rpcLog[1]?.reply as { URL: string }).URL, edge.publicOrigin);
  });

  it("carries a request to the upstream and its answer back", async () => {
    const answer = await visit(`${edge.publicOrigin}/a/b?c=d`, authority, { headers: { "x-forwarded-for": "9.9.9.9", "x-forwarded-proto": "gopher" } });
    assert.equal(answer.status, 200);
    const seen = JSON.parse(answer.body.toString()) as { url: string; raw: string[] };
    assert.equal(seen.url, "/a/b?c=d");
    const value = (name: string): string | undefined => seen.raw[seen.raw.indexOf(name) + 1];
    assert.match(value("x-forwarded-for") ?? "", /^9\.9\.9\.9, (127\.0\.0\.1|::1)$/);
    assert.equal(value("x-forwarded-proto"), "gopher, https");
    assert.equal(value("x-forwarded-host"), new URL(edge.publicOrigin).host);
    assert.deepEqual(edge.requests.at(-1) && { ...edge.requests.at(-1), at: 0 }, { origin: edge.publicOrigin, method: "GET", path: "/a/b?c=d", at: 0, answeredBy: "agent", status: 200 });
  });

  it("carries 5 MB down and up unchanged", async () => {
    assert.equal(sha256((await visit(`${edge.publicOrigin}/big`, authority)).body), sha256(big));
    const up = await visit(`${edge.publicOrigin}/hash`, authority, { method: "POST", body: big, headers: { "content-length": big.length } });
    assert.equal(up.body.toString(), sha256(big));
    const chunked = await visit(`${edge.publicOrigin}/hash`, authority, { method: "POST", body: big, headers: { "transfer-encoding": "chunked", expect: "100-continue" } });
    assert.equal(chunked.body.toString(), sha256(big));
  });

  it("serves 100 requests at once and frees their streams", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => visit(`${edge.publicOrigin}/${at}`, authority)));
    assert.ok(answers.every(({ status }) => status === 200));
    const mux = edge.sessions[0]?.mux;
    await until(() => (mux?.streamCount ?? 99) <= 1, "only the heartbeat's stream being left");
  });

  it("answers 503 before the agent has more streams than it bears, and the session lives on", async () => {
    const held: ServerResponse[] = [];
    const hold = await startUpstream((_incoming, outgoing) => void held.push(outgoing));
    const { origin } = await edge.addDomain("crowded.example");
    const listener = await share(session, hold, { domain: "crowded.example" });
    let refused = 0;
    const answers = Array.from({ length: streamLimit + 20 }, () => visit(origin, authority, { timeout: 240_000 }).then(({ status }) => {
      if (status === 503) refused += 1;
      return status;
    }));
    await until(() => held.length + refused === answers.length, "every visitor being held or refused");
    assert.ok(refused >= 20);
    for (const outgoing of held) outgoing.end();
    assert.equal((await Promise.all(answers)).filter((status) => status === 200).length, held.length);
    await listener.close();
    await hold.close();
    assert.equal(edge.sessions[0]?.id, edge.rpcLog[0]?.session);
  });

  it("passes events on one by one, and a visitor who leaves is noticed by the upstream", async () => {
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${edge.publicOrigin}/events`, { ca: authority.certificatePem, agent: false }, resolve).on("error", reject);
    });
    incoming.on("error", () => undefined);
    const [first] = (await once(incoming, "data")) as [Buffer];
    assert.equal(first.toString(), "data: 1\n\n");
    nextEvent();
    const [second] = (await once(incoming, "data")) as [Buffer];
    assert.equal(second.toString(), "data: 2\n\n");
    incoming.destroy();
    await until(() => aborted === 1, "the upstream seeing the visitor leave");
  });

  it("passes trailers on", async () => {
    assert.equal((await visit(`${edge.publicOrigin}/trailers`, authority)).trailers["x-sum"], "4");
  });

  it("opens WebSockets and passes large messages both ways", async () => {
    const socket = new WebSocket(`${edge.publicOrigin.replace("https", "wss")}/socket`, { ca: authority.certificatePem });
    await once(socket, "open");
    const sent = randomBytes(300_000);
    socket.send(sent);
    const [received] = (await once(socket, "message")) as [Buffer];
    assert.equal(sha256(received), sha256(sent));
    socket.close();
    await once(socket, "close");
    assert.equal(edge.requests.at(-1)?.status, 101);
  });

  it("passes on an upgrade's refusal as an answer", async () => {
    const socket = new WebSocket(`${edge.publicOrigin.replace("https", "wss")}/refused`, { ca: authority.certificatePem });
    const [, answer] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
    assert.equal(answer.statusCode, 403);
    answer.destroy();
  });

  it("refuses an occupied address with ERR_NGROK_334 unless both sides pool", async () => {
    await assert.rejects(share(session, upstream), /is already online.*ERR_NGROK_334/s);
    await assert.rejects(share(session, upstream, { pooling: true }), /ERR_NGROK_334/);
  });

  it("refuses a domain that isn't reserved and binds one that is at an address of its own", async () => {
    await assert.rejects(share(session, upstream, { domain: "unknown.example" }), /ERR_NGROK_319/);
    const { origin } = await edge.addDomain("demo.example");
    assert.notEqual(origin, edge.publicOrigin);
    const first = await share(session, upstream, { domain: "demo.example", pooling: true });
    const second = await share(session, upstream, { domain: "demo.example", pooling: true });
    assert.deepEqual([first.url(), second.url()], [origin, origin]);
    assert.equal((await visit(`${origin}/`, authority)).status, 200);
    await first.close();
    await second.close();
    assert.equal((await visit(`${origin}/`, authority)).status, 404);
  });

  it("answers 404 with ERR_NGROK_3200 once the endpoint is unbound, which the agent may say twice", async () => {
    const { origin } = await edge.addDomain("brief.example");
    const listener = await share(session, upstream, { domain: "brief.example" });
    await listener.close();
    const unbinds = (): number => edge.rpcLog.filter(({ name, request }) => name === "unbind" && (request as { Id: string }).Id === listener.id()).length;
    await until(() => unbinds() >= 1, "the unbind");
    const answer = await visit(`${origin}/`, authority);
    assert.equal(answer.status, 404);
    assert.equal(answer.headers["ngrok-error-code"], "ERR_NGROK_3200");
    assert.match(answer.headers["content-type"] ?? "", /html/);
  });
});

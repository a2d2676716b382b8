import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { after, before, describe, it } from "node:test";
import { probePort } from "../../../src/ports/probePort";
import { createAuthority, type IssuedCertificate } from "../../rig/authority";
import { freePort } from "../../rig/freePort";

const generous = 60_000;

describe("probePort", () => {
  let certificate: IssuedCertificate;
  const servers: Server[] = [];
  const sockets = new Set<Socket>();

  before(async () => {
    certificate = await (await createAuthority()).issue({ dns: ["localhost"], ips: ["127.0.0.1"] });
  });
  after(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });

  async function listen(server: Server, host = "127.0.0.1", port = 0): Promise<number> {
    servers.push(server);
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
    });
    server.listen(port, host);
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  /** A server that answers the first bytes of plain HTTP with `plain`, and everything else with `other`; undefined is silence. */
  const scripted = (plain: string | undefined, other: string | undefined) =>
    createServer((socket) => {
      socket.on("data", (chunk) => {
        const answer = chunk.toString("latin1").startsWith("HEAD / HTTP/1.1\r\n") ? plain : other;
        if (answer !== undefined) socket.end(answer);
      });
    });

  it("knows a plain server, asks it with HEAD alone, and sends it no TLS", async () => {
    const seen: string[] = [];
    const answer: RequestListener = (request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.host}`);
      response.writeHead(404).end();
    };
    const server = createHttp(answer);
    server.on("clientError", () => seen.push("nonsense"));
    const port = await listen(server);
    assert.deepEqual(await probePort({ host: "localhost", port, timeoutMs: generous }), { protocol: "http", address: "127.0.0.1", listening: true });
    assert.deepEqual(seen, [`HEAD / localhost:${port}`]);
  });

  it("finds a server on IPv6 alone", async () => {
    const port = await listen(createHttp((_, response) => response.end()), "::1", await freePort());
    assert.deepEqual(await probePort({ host: "localhost", port, timeoutMs: generous }), { protocol: "http", address: "::1", listening: true });
    assert.deepEqual(await probePort({ host: "127.0.0.1", port, timeoutMs: generous }), { protocol: "unknown", address: "127.0.0.1", listening: false });
  });

  it("prefers the address whose server it understands", async () => {
    const port = await listen(scripted("SSH-2.0-x\r\n", "SSH-2.0-x\r\n"), "127.0.0.1", await freePort());
    await listen(createHttp((_, response) => response.end()), "::1", port);
    assert.deepEqual(await probePort({ host: "localhost", port, timeoutMs: generous }), { protocol: "http", address: "::1", listening: true });
  });

  it("knows HTTPS that hangs up on plain HTTP, and that nobody vouches for its certificate", async () => {
    const requests: unknown[] = [];
    const server = createHttps({ ...certificate }, (request, response) => {
      requests.push(request.url);
      response.end();
    });
    const port = await listen(server);
    assert.deepEqual(await probePort({ host: "localhost", port, timeoutMs: generous }), { protocol: "https", address: "127.0.0.1", listening: true, selfSigned: true });
    assert.deepEqual(requests, [], "nothing may be sent over the unverified connection");
  });

  it("knows HTTPS that explains itself with 400 or a redirect in plain HTTP", async () => {
    const secure = createTls({ ...certificate });
    const securePort = await listen(secure);
    for (const plain of [
      "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
      "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\nThe plain HTTP request was sent to HTTPS port",
      "HTTP/1.1 301 Moved Permanently\r\nLocation: https://localhost:PORT/\r\n\r\n",
      "\x15\x03\x01\x00\x02\x02\x46",
    ]) {
      const server = createServer((socket) => {
        socket.once("data", (chunk) => {
          if (chunk[0] === 0x16) {
            socket.pause();
            socket.unshift(chunk);
            secure.emit("connection", socket);
          } else socket.end(Buffer.from(plain.replace("PORT", String(port)), "latin1"));
        });
      });
      const port = await listen(server);
      assert.notEqual(port, securePort);
      assert.equal((await probePort({ host: "127.0.0.1", port, timeoutMs: generous })).protocol, "https", plain);
    }
  });

  it("believes what a server says about itself where it is too busy for the handshake", async () => {
    const port = await listen(scripted("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n", undefined));
    assert.deepEqual(await probePort({ host: "127.0.0.1", port, timeoutMs: 3000 }), { protocol: "https", address: "127.0.0.1", listening: true });
  });

  it("knows TLS by its alert where the handshake is refused", async () => {
    const port = await listen(createTls({ ...certificate, minVersion: "TLSv1.3", ALPNProtocols: ["h2"] }));
    assert.deepEqual(await probePort({ host: "127.0.0.1", port, timeoutMs: generous }), { protocol: "https", address: "127.0.0.1", listening: true });
  });

  it("is not misled by a plain server that answers everything with 400", async () => {
    const port = await listen(scripted("HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n"));
    assert.equal((await probePort({ host: "127.0.0.1", port, timeoutMs: generous })).protocol, "http");
  });

  it("is not misled by a redirect to another port's https", async () => {
    const port = await listen(scripted("HTTP/1.1 301 Moved\r\nLocation: https://localhost:8443/\r\n\r\n", undefined));
    assert.equal((await probePort({ host: "127.0.0.1", port, timeoutMs: generous })).protocol, "http");
  });

  it("knows a plain server too busy for the request by its answer to the handshake", async () => {
    const port = await listen(scripted(undefined, "HTTP/1.1 400 Bad Request\r\n\r\n"));
    assert.equal((await probePort({ host: "127.0.0.1", port, timeoutMs: 2000 })).protocol, "http");
  });

  it("gives up on a silent server within the timeout, and says that it listens", async () => {
    const port = await listen(createServer());
    assert.deepEqual(await probePort({ host: "127.0.0.1", port, timeoutMs: 1000 }), { protocol: "unknown", address: "127.0.0.1", listening: true });
  });

  it("says when nothing listens", async () => {
    assert.deepEqual(await probePort({ host: "localhost", port: await freePort(), timeoutMs: generous }), { protocol: "unknown", address: "127.0.0.1", listening: false });
  });

  it("does not take a server for absent because this process stood still meanwhile", async () => {
    const server = spawn(process.execPath, ["-e", 'require("node:http").createServer((_, response) => response.end()).listen(0, "127.0.0.1", function () { console.log(this.address().port); })'], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [printed] = (await once(server.stdout, "data")) as [Buffer];
      const probing = probePort({ host: "127.0.0.1", port: Number(printed.toString()), timeoutMs: 1500 });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
      assert.equal((await probing).listening, true);
    } finally {
      server.kill();
    }
  });

  it("ends with the signal's reason, and leaves no connection behind", async () => {
    const server = createServer();
    const port = await listen(server);
    const connected = once(server, "connection") as Promise<[Socket]>;
    const abort = new AbortController();
    const probing = probePort({ host: "127.0.0.1", port, timeoutMs: generous, signal: abort.signal });
    const [socket] = await connected;
    const closed = once(socket.resume(), "close", { signal: AbortSignal.timeout(generous) });
    const reason = new Error("enough");
    abort.abort(reason);
    await assert.rejects(probing, reason);
    await closed;
  });
});

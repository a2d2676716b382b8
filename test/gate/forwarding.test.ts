// What passes between a visitor and the app: as it came, as soon as it came, and ended when either side ends it.
import assert from "node:assert/strict";
import { once } from "node:events";
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import net, { type Socket } from "node:net";
import { after, afterEach, before, describe, it } from "node:test";
import { freePort } from "../rig/freePort";
import { startSelfSigned } from "../rig/upstreams/selfSigned";
import { parse, rawRequest, startApp, startGate, until, upgradeLines, type GateRig, type RecordingApp } from "./gateRig";

/** Waits until a figure has stood still for a while. */
async function stalled(progress: () => number): Promise<void> {
  let seen = progress();
  let still = 0;
  await until("progress to end", () => {
    still = progress() === seen ? still + 1 : 0;
    seen = progress();
    return still > 30;
  });
}

describe("forwarding", () => {
  let rig: GateRig;
  let cookie: string;
  let answer: RequestListener;
  before(async () => {
    rig = await startGate({ answer: (request, response) => answer(request, response) });
    cookie = `Cookie: ${await rig.signIn()}`;
  });
  after(() => rig.close());
  afterEach(() => void rig.app.seen.splice(0));

  const get = (path: string, more: readonly string[] = []) => rig.ask(`GET ${path}`, [cookie, ...more]);
  /** A visitor's connection that stays open. */
  const connect = async (bytes: string): Promise<{ socket: Socket; text: () => string }> => {
    const socket = net.connect(rig.port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk: Buffer) => void (text += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write(bytes, "latin1");
    return { socket, text: () => text };
  };
  const request = (start: string, more: readonly string[] = []) => `${[`${start} HTTP/1.1`, `Host: ${rig.host}`, cookie, ...more].join("\r\n")}\r\n\r\n`;

  const streaming = async () => {
    let stream: ServerResponse | undefined;
    answer = (_request, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.flushHeaders();
      stream = response;
    };
    return { ...(await connect(request("GET /events"))), stream: () => stream };
  };

  it("1 SSE: the head and each event are sent on at once (no buffering)", async () => {
    const { socket, text, stream } = await streaming();
    await until("the head, before any event", () => text().includes("text/event-stream") && text().endsWith("\r\n\r\n"));
    stream()?.write("data: 1\n\n");
    await until("the first event", () => text().includes("data: 1"));
    socket.destroy();
  });

  it("2 SSE: a visitor who leaves ends the app's stream", async () => {
    const { socket, text, stream } = await streaming();
    await until("the head", () => text().includes("text/event-stream"));
    await until("a stream in the visitor list", () => rig.gate.visitors()[0]?.open === 1);
    let ended = false;
    stream()?.once("close", () => (ended = true));
    socket.destroy();
    await until("the app's stream to end", () => ended);
    await until("no stream in the visitor list", () => rig.gate.visitors()[0]?.open === 0);
  });

  it("3 ends the app's request when the visitor leaves before the answer", async () => {
    let closed = false;
    answer = (_request, response) => void response.once("close", () => (closed = true));
    const { socket } = await connect(request("GET /slow"));
    await until("the app's request", () => rig.app.seen.length === 1);
    socket.destroy();
    await until("its end", () => closed);
  });

  it("sends a head with a length on before its body comes", async () => {
    let waiting: ServerResponse | undefined;
    answer = (_request, response) => {
      response.writeHead(200, { "Content-Length": "2" });
      response.flushHeaders();
      waiting = response;
    };
    const { socket, text } = await connect(request("GET /"));
    await until("the head", () => text().includes("Content-Length: 2"));
    waiting?.end("ok");
    await until("the body", () => text().endsWith("ok"));
    socket.destroy();
  });

  for (const [line, headers] of [["5 an app that dies in a body with a length", { "Content-Length": "100" }], ["6 an app that dies in a chunked body", {}]] as const) {
    it(`${line}: the visitor sees that it broke off`, async () => {
      answer = (_request, response) => {
        response.writeHead(200, headers);
        response.write("half", () => response.destroy());
      };
      const received = await rig.raw(request("GET /"));
      assert.match(received, /half/);
      assert.doesNotMatch(received, /\r\n0\r\n\r\n$/);
      assert.ok(!received.includes("Content-Length: 100") || received.length < 500);
    });
  }

  it("4 keeps trailers of answers, and of requests", async () => {
    let received: readonly string[] = [];
    answer = (incoming, response) => {
      incoming.resume().once("end", () => {
        received = incoming.rawTrailers;
        response.writeHead(200, { Trailer: "X-Sum", "Content-Type": "text/plain" });
        response.write("body");
        response.addTrailers({ "X-Sum": "42", "Set-Cookie": "portcullis-x=1", "X-Forwarded-User": "evil" });
        response.end();
      });
    };
    const text = await rig.raw(request("POST /", ["Transfer-Encoding: chunked", "Trailer: X-Up", "Connection: close"]) + "2\r\nhi\r\n0\r\nX-Up: 1\r\n\r\n");
    assert.match(text, /Trailer: X-Sum/);
    assert.match(text, /\r\n0\r\nX-Sum: 42\r\n\r\n$/);
    assert.deepEqual(received, ["X-Up", "1"]);
  });

  it("leaves out a Trailer that announces what can't come: without chunks there are none", async () => {
    answer = (_request, response) => void response.end("fine");
    for (const [start, body] of [["GET /", ""], ["PATCH /", ""], ["POST /", "x"]] as const) assert.equal((await rig.ask(start, [cookie, "Trailer: X-Sum"], body)).status, 200);
    for (const { headers } of rig.app.seen) assert.equal(headers.trailer, undefined);
  });

  it("7 sends 103 Early Hints on before the answer", async () => {
    answer = (_request, response) => {
      response.writeEarlyHints({ link: "</a.css>; rel=preload; as=style" }, () => void response.end("late"));
    };
    const text = await rig.raw(request("GET /", ["Connection: close"]));
    assert.match(text, /^HTTP\/1\.1 103 Early Hints\r\nlink: <\/a\.css>; rel=preload; as=style\r\n\r\nHTTP\/1\.1 200/i);
    // HTTP/1.0 knows no such thing.
    assert.match(await rig.raw(`GET / HTTP/1.0\r\nHost: ${rig.host}\r\n${cookie}\r\n\r\n`), /^HTTP\/1\.1 200/);
  });

  for (const [line, start, status, header] of [["8 keeps 304 without a body", "GET /304", "304", /ETag: "x"/], ["8 keeps 204 without a body", "GET /204", "204", /^HTTP/], ["9 keeps a HEAD's Content-Length without a body", "HEAD /head", "200", /Content-Length: 5\r\n/]] as const) {
    it(`${line}, and the connection`, async () => {
      answer = (incoming, response) => {
        if (incoming.url === "/304") response.writeHead(304, { ETag: '"x"' }).end();
        else if (incoming.url === "/204") response.writeHead(204).end();
        else response.writeHead(200, { "Content-Length": "5" }).end(incoming.method === "HEAD" ? undefined : "after");
      };
      const text = await rig.raw(request(start) + request("GET /after", ["Connection: close"]));
      assert.deepEqual([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, each]) => each), [status, "200"]);
      assert.match(text.slice(0, text.indexOf("\r\n\r\n") + 2), header);
      assert.match(text, /\r\n\r\nHTTP\/1\.1 200[\s\S]*\r\n\r\nafter$/);
    });
  }

  describe("the head of an answer", () => {
    before(() => {
      answer = (_request, response) => {
        response.writeHead(299, "Quite Fine", ["X-CamelCase", "1", "WWW-Authenticate", "Basic a", "WWW-Authenticate", "Digest b", "Set-Cookie", "a=1", "Set-Cookie", "b=2", "x-lower", "2"]).end();
      };
    });
    it("10 keeps several Set-Cookie and WWW-Authenticate apart", async () => {
      const head = await get("/");
      assert.deepEqual([head.headers("set-cookie"), head.headers("www-authenticate")], [["a=1", "b=2"], ["Basic a", "Digest b"]]);
    });
    it("11 keeps the names' case, and the order", async () => {
      const head = (await get("/")).head;
      assert.match(head, /\r\nX-CamelCase: 1\r\nWWW-Authenticate: Basic a\r\nWWW-Authenticate: Digest b\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nx-lower: 2\r\n/);
      await get("/", ["X-CamelCase: 1", "x-lower: 2", "X-Twice: a", "X-Twice: b"]);
      assert.match((rig.app.seen.at(-1)?.rawHeaders ?? []).join("|"), /X-CamelCase\|1\|x-lower\|2\|X-Twice\|a\|X-Twice\|b/);
    });
    it("12 keeps the status text", async () => assert.match((await get("/")).head, /^HTTP\/1\.1 299 Quite Fine\r\n/));
  });

  it("13 S25 drops what an answer's Connection names, and its hop-by-hop headers", async () => {
    answer = (_request, response) => response.writeHead(200, ["Connection", "X-Hop, close", "X-Hop", "1", "Keep-Alive", "timeout=9", "Proxy-Authenticate", "x", "Upgrade", "h2c", "X-End", "1"]).end("ok");
    const { head } = await get("/");
    assert.doesNotMatch(head, /X-Hop|timeout=9|Proxy-Auth|h2c/i);
    assert.match(head, /X-End: 1/);
  });

  it("14 S25 drops what a request's Connection names, and its hop-by-hop headers", async () => {
    answer = (_request, response) => void response.end("ok");
    await get("/", ["Connection: X-Mine, Keep-Alive", "X-Mine: 1", "Keep-Alive: timeout=5", "TE: trailers", "Proxy-Authorization: Basic x", "Proxy-Connection: keep-alive", "X-End: 1"]);
    const { headers } = rig.app.seen[0]!;
    for (const name of ["x-mine", "keep-alive", "te", "proxy-authorization", "proxy-connection"]) assert.equal(headers[name], undefined);
    assert.equal(headers["x-end"], "1");
  });

  for (const target of ["/a/../b", "/%2e%2e/x", "//a//b", "/a\\b", "/a%5Cb", "/%", "/%zz", "/a?b=c?d&e=%26", "/;a=b", "/a;b/c", "/a|b{c}^`\"<>", "/?", "/a//"]) {
    it(`15 keeps the path byte for byte: ${JSON.stringify(target)}`, async () => {
      answer = (_request, response) => void response.end();
      await get(target);
      assert.equal(rig.app.seen[0]?.url, target);
    });
  }

  it("16 streams a chunked upload as it comes", async () => {
    let received = "";
    answer = (incoming) => void incoming.on("data", (chunk: Buffer) => (received += chunk.toString()));
    const { socket } = await connect(request("POST /", ["Transfer-Encoding: chunked", "Connection: close"]));
    socket.write("5\r\nfirst\r\n");
    await until("the first chunk at the app", () => received === "first");
    socket.destroy();
  });

  it("17 sends a chunked upload on whole, to its last byte", async () => {
    answer = (incoming, response) => void incoming.pipe(response);
    const { text } = await connect(`${request("POST /", ["Transfer-Encoding: chunked", "Connection: close"])}5\r\nfirst\r\n6;ext=1\r\nsecond\r\n0\r\n\r\n`);
    await until("the answer", () => text().endsWith("\r\n0\r\n\r\n"));
    assert.match(text(), /\r\n\r\n(?:5\r\nfirst\r\n6\r\nsecond|b\r\nfirstsecond)\r\n0\r\n\r\n$/);
  });

  for (const method of ["GET", "DELETE", "OPTIONS"]) {
    it(`18 passes a body of ${method}`, async () => {
      answer = (incoming, response) => void incoming.pipe(response);
      assert.match((await rig.ask(`${method} /`, [cookie], "a body")).body, /a body/);
    });
  }

  it("passes a POST without a body as one without a body", async () => {
    answer = (incoming, response) => void incoming.resume().once("end", () => response.end("done"));
    assert.match((await rig.ask("POST /", [cookie])).body, /done/);
    assert.equal(rig.app.seen[0]?.headers["content-length"], "0");
  });

  it("19 says 100 Continue only to those who may come in", async () => {
    answer = (incoming, response) => void incoming.pipe(response);
    const { socket, text } = await connect(request("POST /", ["Expect: 100-continue", "Content-Length: 4", "Connection: close"]));
    await until("100 Continue", () => text().startsWith("HTTP/1.1 100 Continue\r\n\r\n"));
    socket.write("body");
    await until("the answer", () => text().includes("HTTP/1.1 200") && text().includes("body"));
  });

  it("20 S25 an answer before the body is whole (413) arrives whole, and neither connection is used again", async () => {
    answer = (incoming, response) => {
      response.writeHead(413, { "Content-Length": "9" }).end("too large");
      setImmediate(() => incoming.destroy());
    };
    const { socket, text } = await connect(request("POST /", ["Content-Length: 10000000"]));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const chunk = Buffer.alloc(16 * 1024, "x");
    const pump = () => {
      while (socket.writable && !text().includes("too large")) if (!socket.write(chunk)) return void socket.once("drain", pump);
    };
    pump();
    await until("the answer", () => text().endsWith("too large"));
    assert.match(text(), /^HTTP\/1\.1 413/);
    assert.match(text(), /Connection: close/i);
    socket.end();
    await closed;
  });

  it("S25 a body that breaks off never looks whole to the app", async () => {
    let complete: boolean | undefined;
    answer = (incoming: IncomingMessage) => {
      incoming.resume();
      incoming.once("close", () => (complete = incoming.complete));
    };
    for (const bytes of ["Content-Length: 10\r\n\r\n12345", "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"]) {
      complete = undefined;
      const { socket } = await connect(`POST / HTTP/1.1\r\nHost: ${rig.host}\r\n${cookie}\r\n${bytes}`);
      await until("the app's request", () => rig.app.seen.length === 1);
      socket.destroy();
      await until("its end", () => complete !== undefined);
      assert.equal(complete, false);
      rig.app.seen.splice(0);
    }
  });

  it("S25 a chunk that can't be read ends the request at the app too", async () => {
    let complete: boolean | undefined;
    answer = (incoming: IncomingMessage) => {
      incoming.resume();
      incoming.once("close", () => (complete = incoming.complete));
    };
    const { socket } = await connect(request("POST /", ["Transfer-Encoding: chunked"]) + "5\r\nhello\r\n");
    await until("the app's request", () => rig.app.seen.length === 1);
    socket.write("zz\r\nGET /smuggled HTTP/1.1\r\n\r\n");
    await until("its end", () => complete !== undefined);
    assert.equal(complete, false);
    assert.deepEqual(rig.app.seen.map(({ url }) => url), ["/"]);
  });

  it("large bodies arrive whole, both ways", async () => {
    const size = 32 * 1024 * 1024;
    answer = (incoming, response) => {
      let bytes = 0;
      incoming.on("data", (chunk: Buffer) => (bytes += chunk.length));
      incoming.once("end", () => {
        response.writeHead(200, { "Content-Length": String(size), "X-Got": String(bytes) });
        const chunk = Buffer.alloc(64 * 1024, "d");
        let left = size / chunk.length;
        const pump = () => {
          while (left > 0) {
            left--;
            if (!response.write(chunk)) return void response.once("drain", pump);
          }
          response.end();
        };
        pump();
      });
    };
    const sent = http.request({ port: rig.port, host: "127.0.0.1", method: "POST", agent: false, headers: { Host: rig.host, Cookie: cookie.slice("Cookie: ".length), "Content-Length": size } });
    const chunk = Buffer.alloc(64 * 1024, "u");
    let left = size / chunk.length;
    const pump = () => {
      while (left > 0) {
        left--;
        if (!sent.write(chunk)) return void sent.once("drain", pump);
      }
      sent.end();
    };
    pump();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    let received = 0;
    for await (const part of response as AsyncIterable<Buffer>) received += part.length;
    assert.equal(received, size);
    assert.equal(response.headers["x-got"], String(size));
  });

  it("holds no body whole: a side that does not read makes the other wait", async () => {
    const chunk = Buffer.alloc(64 * 1024, "x");
    let fromApp = 0;
    answer = (incoming, response) => {
      if (incoming.method === "POST") return void incoming.pause();
      const pump = () => {
        while (fromApp < 256 * 1024 * 1024 && !response.destroyed) {
          fromApp += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", pump);
        }
      };
      pump();
    };
    const uploading = await connect(request("POST /", ["Content-Length: 268435456"]));
    const pump = () => {
      while (uploading.socket.bytesWritten < 256 * 1024 * 1024 && uploading.socket.writable) if (!uploading.socket.write(chunk)) return void uploading.socket.once("drain", pump);
    };
    pump();
    const downloading = net.connect(rig.port, "127.0.0.1");
    downloading.pause();
    downloading.write(request("GET /"));
    for (const progress of [() => uploading.socket.bytesWritten - uploading.socket.writableLength, () => fromApp]) {
      await until("some progress", () => progress() > 0);
      await stalled(progress);
      assert.ok(progress() < 64 * 1024 * 1024, String(progress()));
    }
    uploading.socket.destroy();
    downloading.destroy();
  });

  it("rewrites Location where it means the app itself, and follows nothing", async () => {
    const own = rig.app.port;
    const cases = [
      [`http://localhost:${own}/x?y`, "https://share.example/x?y"], [`http://127.0.0.1:${own}`, "https://share.example"], [`http://[::1]:${own}/`, "https://share.example/"], [`//localhost:${own}/a`, "https://share.example/a"],
      ["/relative", "/relative"], [`http://localhost:${own}1/x`, `http://localhost:${own}1/x`], ["http://localhost/x", "http://localhost/x"], [`http://localhost:${own}.evil.example/`, `http://localhost:${own}.evil.example/`],
      [`http://localhost:${own}@evil.example/`, `http://localhost:${own}@evil.example/`], ["https://elsewhere.example/x", "https://elsewhere.example/x"],
    ] as const;
    for (const [said, seen] of cases) {
      answer = (_request, response) => void response.writeHead(302, { Location: said }).end();
      const redirected = await get("/");
      assert.equal(redirected.status, 302);
      assert.equal(redirected.header("location"), seen);
    }
  });

  it("S17 answers are private to the person, whatever the app says", async () => {
    const cases = [
      [[], "private", "Cookie"],
      [["Cache-Control", "public, max-age=31536000, immutable"], "private, max-age=31536000, immutable", "Cookie"],
      [["Cache-Control", "no-cache", "Vary", "Accept-Encoding"], "private, no-cache", "Accept-Encoding, Cookie"],
      [["cache-control", "s-maxage=60", "Cache-Control", "PUBLIC", "Vary", "cookie, Origin"], "private", "cookie, Origin"],
      [["Cache-Control", 'private="x, y", max-age=1', "Vary", "*"], "private, max-age=1", "*"],
    ] as const;
    for (const [said, cacheControl, vary] of cases) {
      answer = (_request, response) => void response.writeHead(200, [...said, "CDN-Cache-Control", "max-age=600", "Cloudflare-CDN-Cache-Control", "max-age=600", "Surrogate-Control", "max-age=9"]).end();
      const seen = await get("/");
      assert.deepEqual(seen.headers("cache-control"), [cacheControl]);
      assert.deepEqual(seen.headers("vary"), [vary]);
      assert.deepEqual(seen.headers("cdn-cache-control"), ["no-store"]);
      assert.doesNotMatch(seen.head, /Surrogate|Cloudflare/);
    }
  });

  it("an app that answers nonsense is as good as down", async () => {
    const odd = net.createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end("this is no HTTP\r\n\r\n"));
    });
    odd.listen(0, "127.0.0.1");
    await once(odd, "listening");
    const strange = await startGate({ upstream: { scheme: "http", address: "127.0.0.1", port: (odd.address() as net.AddressInfo).port } });
    try {
      const answered = await strange.ask("GET /", [`Cookie: ${await strange.signIn()}`]);
      assert.equal(answered.status, 502);
      assert.deepEqual(JSON.parse(answered.body), { error: "upstreamDown" });
    } finally {
      await strange.close();
      odd.close();
    }
  });
});

describe("an app that comes and goes", () => {
  it("31 shows a page that reloads itself while it is down, and the app when it is back, to the same session", async () => {
    let app: RecordingApp = await startApp(undefined, await freePort());
    const rig = await startGate({ app });
    const { port } = app;
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      assert.equal((await rig.ask("GET /", [cookie])).status, 200);
      await app.close();
      const page = await rig.ask("GET /", [cookie, "Accept: text/html"]);
      assert.equal(page.status, 502);
      assert.match(page.body, /<script>[^]*location\.reload/);
      assert.doesNotMatch(page.body, /ECONN|127\.0\.0\.1/);
      const program = await rig.ask("POST /", [cookie], "x");
      assert.equal(program.status, 502);
      assert.deepEqual(JSON.parse(program.body), { error: "upstreamDown" });
      assert.equal((await rig.ask("GET /socket", [cookie, ...upgradeLines])).status, 502);
      app = { ...app, ...(await relisten(port)) };
      assert.equal((await rig.ask("GET /", [cookie])).status, 200);
    } finally {
      await rig.gate.close();
      await app.close();
    }
  });

  it("21 that hangs up on the second request of each connection loses none: repeatable ones are asked again, others never ride on a used connection", async () => {
    const seen: string[] = [];
    const attempts: string[] = [];
    const app = net.createServer((socket) => {
      let count = 0;
      socket.on("error", () => undefined);
      socket.on("data", (bytes: Buffer) => {
        const method = /^(\w+) /.exec(bytes.toString())?.[1];
        if (method === undefined) return;
        attempts.push(method);
        if (++count > 1) return void socket.destroy();
        seen.push(method);
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      });
    });
    app.listen(0, "127.0.0.1");
    await once(app, "listening");
    const rig = await startGate({ upstream: { scheme: "http", address: "127.0.0.1", port: (app.address() as net.AddressInfo).port } });
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      for (const method of ["GET", "GET", "HEAD", "OPTIONS", "GET", "POST", "GET", "DELETE", "PUT", "GET"]) {
        assert.equal((await rig.ask(`${method} /`, [cookie])).status, 200, method);
      }
      assert.deepEqual(seen, ["GET", "GET", "HEAD", "OPTIONS", "GET", "POST", "GET", "DELETE", "PUT", "GET"]);
      for (const method of ["POST", "DELETE", "PUT"]) assert.equal(attempts.filter((each) => each === method).length, 1, method);
    } finally {
      await rig.close();
      app.close();
    }
  });

  it("21 that closes idle connections at once loses none of sixty requests one after the other", async () => {
    const app = await startApp();
    app.server.keepAliveTimeout = 1;
    const rig = await startGate({ app });
    try {
      const one = `GET / HTTP/1.1\r\nHost: ${rig.host}\r\nCookie: ${await rig.signIn()}\r\nConnection: close\r\n\r\n`;
      for (let count = 0; count < 60; count++) assert.equal(parse(await rawRequest(rig.port, one)).status, 200);
      assert.equal(app.seen.length, 60);
    } finally {
      await rig.close();
    }
  });

  it("that breaks off before answering a POST is not asked twice", async () => {
    const app = await startApp((request) => void request.socket.destroy());
    const rig = await startGate({ app });
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      assert.equal((await rig.ask("POST /", [cookie], "x")).status, 502);
      assert.equal(app.seen.length, 1);
      assert.equal((await rig.ask("GET /", [cookie])).status, 502);
    } finally {
      await rig.close();
    }
  });

  async function relisten(port: number): Promise<Pick<RecordingApp, "close">> {
    const server = http.createServer((_request, response) => void response.end("back"));
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return { close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }) };
  }
});

describe("an upstream behind https with a self-signed certificate", () => {
  it("is reached all the same, on IPv6 too", async () => {
    const app = await startSelfSigned({ host: "::1" });
    const rig = await startGate({ upstream: { scheme: "https", address: "::1", port: app.port } });
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      assert.equal((await rig.ask("GET /", [cookie])).status, 200);
      assert.equal(app.requests[0]?.headers.host, `localhost:${app.port}`);
      assert.equal(parse(await rawRequest(rig.port, `POST /echo HTTP/1.1\r\nHost: ${rig.host}\r\n${cookie}\r\nOrigin: ${rig.origin}\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`)).status, 200);
      assert.equal(app.requests[1]?.headers.origin, `https://localhost:${app.port}`);
    } finally {
      await rig.close();
      await app.close();
    }
  });
});

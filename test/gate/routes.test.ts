// S23: several apps behind one gate, by path: who is asked for what, what each may set, and what happens while routes come and go.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import net from "node:net";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { WebSocketServer } from "ws";
import type { Route } from "../../src/protocol/routes";
import type { ListenerVerdict } from "../../src/protocol/messages";
import type { Upstream } from "../../src/protocol/upstream";
import { freePort } from "../rig/freePort";
import { listen } from "../rig/upstreams/listening";
import { navigation, parse, startApp, startGate, until, upgradeLines, type GateRig, type RecordingApp } from "./gateRig";

const upstreamOf = ({ port }: { readonly port: number }): Upstream => ({ scheme: "http", address: "127.0.0.1", port });

describe("S23 several apps behind one gate", () => {
  let rig: GateRig;
  let api: RecordingApp;
  let v2: RecordingApp;
  let cookie: string;
  let lines: readonly string[];
  const routes = (): Route[] => [{ prefix: "/api", upstream: upstreamOf(api) }, { prefix: "/api/v2", upstream: upstreamOf(v2) }];
  before(async () => {
    [api, v2] = [await startApp((_request, response) => void response.end("the API")), await startApp((_request, response) => void response.end("the second API"))];
    rig = await startGate({ routes: routes() });
    cookie = await rig.signIn();
    lines = [`Cookie: ${cookie}`];
  });
  after(async () => {
    await rig.close();
    await Promise.all([api.close(), v2.close()]);
  });
  beforeEach(() => {
    rig.gate.setRoutes(routes());
    for (const app of [rig.app, api, v2]) app.seen.splice(0);
  });
  const reached = () => ({ root: rig.app.seen.map(({ url }) => url), api: api.seen.map(({ url }) => url), v2: v2.seen.map(({ url }) => url) });

  it("asks the one with the longest prefix, by whole segments, with the path as it came", async () => {
    for (const target of ["/", "/apix", "/ap", "/API/a", "/x/api", "/?/api", "/api", "/api/", "/api?a=/b", "/api/users", "/api/v", "/api/v22", "/api/v2", "/api/v2/users?a=1", "/api/v2?x"]) assert.equal((await rig.ask(`GET ${target}`, lines)).status, 200, target);
    assert.deepEqual(reached(), {
      root: ["/", "/apix", "/ap", "/API/a", "/x/api", "/?/api"],
      api: ["/api", "/api/", "/api?a=/b", "/api/users", "/api/v", "/api/v22"],
      v2: ["/api/v2", "/api/v2/users?a=1", "/api/v2?x"],
    });
  });

  it("tells each app its own address and no other's, and of the same person", async () => {
    const asked = [...lines, `Origin: ${rig.origin}`, `Referer: ${rig.origin}/page`];
    await rig.ask("POST /api/users", asked, "x");
    await rig.ask("POST /users", asked, "x");
    for (const [{ seen }, port] of [[api, api.port], [rig.app, rig.app.port]] as const) {
      const { headers } = seen[0]!;
      assert.equal(headers.host, `localhost:${port}`);
      assert.equal(headers.origin, `http://localhost:${port}`);
      assert.equal(headers.referer, `http://localhost:${port}/page`);
      assert.equal(headers["x-forwarded-user"], rig.app.seen[0]!.headers["x-forwarded-user"]);
      assert.notEqual(headers["x-forwarded-user"], undefined);
      assert.ok(!JSON.stringify(headers).includes(cookie.split("=")[1]!), "the session's cookie goes to none");
    }
    assert.equal(rig.gate.visitors().length, 1);
  });

  it("turns strangers away below every prefix, and withholds what the proof asks, from every app", async () => {
    const marker = "0e".repeat(16);
    rig.gate.expectProof(marker);
    for (const target of ["/", "/api/users", "/api/v2/users"]) {
      assert.equal((await rig.ask(`GET ${target}`)).status, 401, target);
      assert.equal((await rig.ask(`GET ${target}`, navigation)).status, 302, target);
      assert.equal((await rig.ask(`GET ${target}`, upgradeLines)).status, 401, target);
      assert.equal((await rig.ask(`GET ${target}`, [...lines, `portcullis-proof: ${marker}`])).status, 503, target);
      assert.equal((await rig.ask(`POST ${target}`, [...lines, `portcullis-proof: ${marker}`, `Origin: ${rig.origin}`], "x")).status, 503, target);
    }
    assert.deepEqual(rig.gate.collectProof(marker).map(({ outcome }) => outcome), Array(6).fill("wouldForward"));
    assert.deepEqual(reached(), { root: [], api: [], v2: [] });
  });

  it("S25 keeps two visitors and three apps apart on one connection, whatever is asked in between", async () => {
    const bob = await rig.signIn({ sub: "u2", email: "bob@acme.com", email_verified: true });
    const people = [cookie, bob];
    const socket = net.connect(rig.port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
    const targets = ["/a", "/api/a", "/api/v2/a"];
    try {
      for (let at = 0; at < 30; at += 1) {
        const target = `${targets[at % 3]!}?${at}`;
        received = "";
        socket.write(`GET ${target} HTTP/1.1\r\nHost: ${rig.host}\r\nCookie: ${people[at % 2]!}\r\n\r\n`);
        await until("a whole answer", () => received !== "" && parse(received).body.length === Number(parse(received).header("content-length")));
        assert.equal(parse(received).body, ["the app's secret", "the API", "the second API"][at % 3]);
      }
    } finally {
      socket.destroy();
    }
    for (const [index, { seen, connections }] of [rig.app, api, v2].entries()) {
      assert.deepEqual(seen.map(({ url }) => url), Array.from({ length: 10 }, (_, turn) => `${targets[index]!}?${turn * 3 + index}`));
      const users = seen.map(({ headers }) => headers["x-forwarded-user"]);
      assert.deepEqual(users, seen.map((_, turn) => ((turn * 3 + index) % 2 === 0 ? users[index % 2 === 0 ? 0 : 1] : users[index % 2 === 0 ? 1 : 0])));
      assert.equal(new Set(users).size, 2);
      assert.ok(connections() > 0);
    }
  });

  it("S6 an open path leads to the app whose prefix it lies below", async () => {
    rig.gate.setOptions({ openPaths: [{ path: "/api/hooks", prefix: true, methods: ["POST"] }, { path: "/hooks", methods: ["POST"] }] });
    try {
      assert.equal((await rig.ask("POST /api/hooks/a", [], "x")).status, 200);
      assert.equal((await rig.ask("POST /hooks", [], "x")).status, 200);
      assert.deepEqual(reached(), { root: ["/hooks"], api: ["/api/hooks/a"], v2: [] });
    } finally {
      rig.gate.setOptions({});
    }
  });

  it("S19 keeps what is the developer's from visitors at every app, there from its prefix on", async () => {
    for (const target of ["/actuator/env", "/api/actuator/env", "/api/v2/debug/pprof/", "/api/v2/__open-in-editor"]) assert.equal((await rig.ask(`GET ${target}`, lines)).status, 403, target);
    assert.deepEqual(reached(), { root: [], api: [], v2: [] });
    assert.equal((await rig.ask("GET /api/v3/debug/pprof/", lines)).status, 200);
  });

  describe("while routes come and go", () => {
    it("a path leads to the app of a new route from the next request on, and back to the share's own without it", async () => {
      rig.gate.setRoutes([]);
      assert.equal((await rig.ask("GET /api/users", lines)).body, "the app's secret");
      rig.gate.setRoutes([{ prefix: "/api", upstream: upstreamOf(api) }]);
      assert.equal((await rig.ask("GET /api/users", lines)).body, "the API");
      rig.gate.setRoutes([{ prefix: "/api", upstream: upstreamOf(v2) }]);
      assert.equal((await rig.ask("GET /api/users", lines)).body, "the second API");
      rig.gate.setRoutes([]);
      assert.equal((await rig.ask("GET /api/users", lines)).body, "the app's secret");
    });

    it("a route that stays keeps its connections; one that goes closes them", async () => {
      const idle = (app: RecordingApp) => new Promise<number>((resolve, reject) => app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
      for (const target of ["/api", "/api/v2"]) await rig.ask(`GET ${target}`, lines);
      const [before, kept] = [api.connections(), v2.connections()];
      assert.ok((await idle(api)) > 0);
      rig.gate.setRoutes(routes().slice(1));
      const end = Date.now() + 120_000;
      while ((await idle(api)) > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(await idle(api), 0);
      await rig.ask("GET /api/v2", lines);
      assert.equal(v2.connections(), kept, "the other one's is used again");
      assert.equal(api.connections(), before);
    });

    for (const [what, next] of [["goes", () => routes().slice(1)], ["leads elsewhere", () => [{ prefix: "/api", upstream: upstreamOf(v2) }, ...routes().slice(1)]]] as const) {
      it(`what is under way on a route that ${what} ends: an answer, one that has not begun, a WebSocket; those of the others go on`, async () => {
        const held = await slowApp();
        const other = await slowApp();
        rig.gate.setRoutes([{ prefix: "/api", upstream: upstreamOf(held) }, { prefix: "/other", upstream: upstreamOf(other) }]);
        try {
          // Its connection is kept: what is asked next is asked on one that was used before, and could be asked again.
          await rig.ask("GET /api/quick", lines);
          const silent = rig.ask("GET /api/silent", lines);
          await until("the silent one", () => held.open() === 1);
          const stream = rig.ask("GET /api/stream", lines);
          const post = rig.ask("POST /api/silent", [...lines, `Origin: ${rig.origin}`], "x");
          const socket = await openSocket(rig, "/api/ws", cookie);
          const otherSocket = await openSocket(rig, "/other/ws", cookie);
          await until("the requests", () => held.open() === 4 && other.open() === 1);
          rig.gate.setRoutes([...next(), { prefix: "/other", upstream: upstreamOf(other) }]);
          assert.match((await stream).body, /first/);
          assert.deepEqual([(await silent).status, (await post).status], [502, 502]);
          await until("its WebSocket to close", () => socket.closed);
          assert.equal(held.open(), 4, "nothing was asked again");
          let heard = 0;
          otherSocket.on("data", () => (heard += 1));
          otherSocket.write(maskedText("still"));
          await until("its echo", () => heard > 0);
          otherSocket.destroy();
        } finally {
          rig.gate.setRoutes(routes());
          await Promise.all([held.close(), other.close()]);
        }
      });
    }
  });

  describe("and WebSockets", () => {
    it("go to the app whose prefix they are for", async () => {
      for (const target of ["/ws", "/api/ws", "/api/v2/ws"]) (await rig.ask(`GET ${target}`, [...lines, `Origin: ${rig.origin}`, ...upgradeLines.filter((line) => !line.startsWith("Connection"))]));
      assert.deepEqual(reached(), { root: ["/ws"], api: ["/api/ws"], v2: ["/api/v2/ws"] });
      const echo = await slowApp();
      rig.gate.setRoutes([{ prefix: "/live", upstream: upstreamOf(echo) }]);
      const socket = await openSocket(rig, "/live/ws", cookie);
      socket.write(maskedText("hello"));
      const [frame] = (await once(socket, "data")) as [Buffer];
      assert.equal(frame.subarray(2).toString(), "hello");
      socket.destroy();
      await echo.close();
    });
  });

  describe("an app that is down", () => {
    it("is named by its path to visitors, and the others answer", async () => {
      const gone = await startApp(undefined, await freePort());
      await gone.close();
      rig.gate.setRoutes([{ prefix: "/gone", upstream: upstreamOf(gone) }, ...routes()]);
      const page = await rig.ask("GET /gone/x", [...lines, ...navigation]);
      assert.equal(page.status, 502);
      assert.match(page.body, new RegExp(`${rig.host}/gone`));
      assert.equal((await rig.ask("GET /gone/x", lines)).status, 502);
      assert.equal((await rig.ask("GET /", lines)).status, 200);
      assert.equal((await rig.ask("GET /api", lines)).status, 200);
    });
  });
});

describe("S23 what an app behind a path may set", () => {
  let rig: GateRig;
  let api: RecordingApp;
  let cookie: string;
  let setting: readonly (readonly [name: string, value: string])[] = [];
  const answerWith = (response: ServerResponse) => {
    for (const [name, value] of setting) response.appendHeader(name, value);
    response.end("set");
  };
  before(async () => {
    api = await startApp((_request, response) => answerWith(response));
    rig = await startGate({ answer: (_request, response) => answerWith(response), routes: [{ prefix: "/api", upstream: upstreamOf(api) }] });
    cookie = `Cookie: ${await rig.signIn()}`;
  });
  after(async () => {
    await rig.close();
    await api.close();
  });
  const setCookies = async (target: string, ...cookies: string[]) => {
    setting = cookies.map((value) => ["Set-Cookie", value] as const);
    // The first visit's own cookie says which share was met here.
    return (await rig.ask(`GET ${target}`, [cookie])).headers("set-cookie").filter((line) => !line.includes("portcullis-"));
  };

  const cases: readonly (readonly [target: string, said: string, passed: string | undefined])[] = [
    ["/api/users", "a=1; Path=/", "a=1; Path=/api"],
    ["/api/users", "a=1; Path=/; HttpOnly; Secure; SameSite=Lax", "a=1; HttpOnly; Secure; SameSite=Lax; Path=/api"],
    ["/api/users", "a=1", "a=1"],
    ["/api/users/1", "a=1; Max-Age=5", "a=1; Max-Age=5"],
    ["/api", "a=1", "a=1; Path=/api"],
    ["/api?x=/api/y", "a=1", "a=1; Path=/api"],
    ["/api/users", "a=1; path=/api", "a=1; path=/api"],
    ["/api/users", "a=1; Path=/api/users", "a=1; Path=/api/users"],
    ["/api/users", "a=1; Path=/apix", "a=1; Path=/api"],
    ["/api/users", "a=1; Path=/other", "a=1; Path=/api"],
    ["/api/users", "a=1; PATH = / ", "a=1; Path=/api"],
    ["/api/users", "a=1; Path=", "a=1; Path=/api"],
    ["/api", "a=1; Path=x", "a=1; Path=/api"],
    ["/api/users", "a=1; Path=/api; Path=/", "a=1; Path=/api"],
    ["/api/users", "a=1; Path=/; Path=/api/users", "a=1; Path=/api/users"],
    ["/api/users", "a=1; Path", "a=1; Path=/api"],
    ["/api", `a=1; Path=/api/${"x".repeat(1100)}`, "a=1; Path=/api"],
    ["/api/users", "a=Path=/; Path=/api", "a=Path=/; Path=/api"],
    ["/api/users", "a=1; Domain=localhost; Path=/", "a=1; Path=/api"],
    ["/api/users", "__Secure-a=1; Secure; Path=/", "__Secure-a=1; Secure; Path=/api"],
    // They would be the whole origin's: another app's could be replaced, or read.
    ["/api/users", "__Host-a=1; Secure; Path=/", undefined],
    ["/api/users", "__host-a=1; Secure; Path=/", undefined],
    ["/api/users", "__Host-Http-a=1; Secure; HttpOnly; Path=/", undefined],
    ["/api/users", "=__Host-a=1; Secure; Path=/", undefined],
    // The root is whole: what the share's own app sets goes where it says.
    ["/users", "a=1; Path=/", "a=1; Path=/"],
    ["/users", "a=1; Path=/api", "a=1; Path=/api"],
    ["/users", "__Host-a=1; Secure; Path=/", "__Host-a=1; Secure; Path=/"],
    ["/apix", "a=1; Path=/", "a=1; Path=/"],
  ];
  for (const [target, said, passed] of cases) {
    it(`${target}: ${said.slice(0, 60)} becomes ${passed === undefined ? "nothing" : passed.slice(0, 60)}`, async () => assert.deepEqual(await setCookies(target, said), passed === undefined ? [] : [passed]));
  }

  it("several cookies are each brought inside, with a body and with an answer that is sent once", async () => {
    assert.deepEqual(await setCookies("/api/x", "a=1; Path=/", "__Host-b=2; Path=/; Secure", "c=3; Path=/api/x"), ["a=1; Path=/api", "c=3; Path=/api/x"]);
    setting = [["Set-Cookie", "a=1; Path=/"]];
    const posted = await rig.ask("POST /api/x", [cookie, `Origin: ${rig.origin}`], "x");
    assert.deepEqual(posted.headers("set-cookie").filter((line) => !line.includes("portcullis-")), ["a=1; Path=/api"]);
  });

  it("a service worker's scope ends at its prefix; that of the share's own app is as wide as ever", async () => {
    const allowed = async (target: string, scope: string) => {
      setting = [["Service-Worker-Allowed", scope]];
      return (await rig.ask(`GET ${target}`, [cookie])).header("service-worker-allowed");
    };
    assert.equal(await allowed("/api/sw.js", "/api/"), "/api/");
    assert.equal(await allowed("/api/deep/sw.js", "/api/"), "/api/");
    for (const scope of ["/", "/other/", "/apix/", "/api/../other/", "/%6fther/"]) assert.equal(await allowed("/api/sw.js", scope), undefined, scope);
    assert.equal(await allowed("/sw.js", "/other/"), "/other/");
  });

  it("a redirect to the app itself, or to another one behind the same address, leads to the public one; anything else stays", async () => {
    const led = async (target: string, location: string) => {
      setting = [["Location", location]];
      return (await rig.ask(`GET ${target}`, [cookie])).header("location");
    };
    const [front, back] = [`localhost:${rig.app.port}`, `localhost:${api.port}`];
    assert.equal(await led("/api/a", `http://${back}/api/b?c`), `${rig.origin}/api/b?c`);
    assert.equal(await led("/api/a", `http://${front}/page#x`), `${rig.origin}/page#x`);
    assert.equal(await led("/api/a", `http://${front}`), rig.origin);
    assert.equal(await led("/a", `http://127.0.0.1:${api.port}/api/b`), `${rig.origin}/api/b`);
    // There it would lead to the other app.
    assert.equal(await led("/a", `http://${back}/b`), `http://${back}/b`);
    assert.equal(await led("/api/a", `http://${front}/api/b`), `http://${front}/api/b`);
    assert.equal(await led("/api/a", "/login"), "/login");
    assert.equal(await led("/api/a", "https://elsewhere.example/x"), "https://elsewhere.example/x");
  });
});

describe("S18 who listens at each route", () => {
  let rig: GateRig;
  let api: RecordingApp;
  let cookie: string;
  const verdicts = new Map<number, ListenerVerdict>();
  before(async () => {
    api = await startApp((request, response) => {
      if (request.url === "/api/stream") response.write("first");
      else response.end("the API");
    });
    rig = await startGate({
      routes: [{ prefix: "/api", upstream: upstreamOf(api) }],
      lookAtListener: (_signal, upstream) => Promise.resolve(verdicts.get("port" in upstream ? upstream.port : 0) ?? "same"),
    });
    cookie = `Cookie: ${await rig.signIn()}`;
  });
  after(async () => {
    await rig.close();
    await api.close();
  });
  afterEach(() => verdicts.clear());
  const statusOf = async (target: string) => (await rig.ask(`GET ${target}`, [cookie])).status;
  const againOpen = async (target: string) => {
    const end = Date.now() + 120_000;
    while ((await statusOf(target)) !== 200 && Date.now() < end);
    assert.equal(await statusOf(target), 200);
  };

  it("S18 another program at one route's port gets nothing there, what is open to it ends, and the other routes go on", async () => {
    assert.deepEqual([await statusOf("/"), await statusOf("/api")], [200, 200]);
    const stream = rig.ask("GET /api/stream", [cookie]);
    await until("the stream", () => api.seen.some(({ url }) => url === "/api/stream"));
    assert.equal(await statusOf("/api"), 200, "on a connection beside it, which is kept");
    verdicts.set(api.port, "changed");
    api.server.closeIdleConnections();
    assert.match((await stream).body, /first/, "it ended");
    const [before, root] = [api.seen.length, rig.app.connections()];
    assert.equal(await statusOf("/api"), 502);
    assert.equal(await statusOf("/"), 200);
    assert.deepEqual([api.seen.length, rig.app.connections()], [before, root]);
    verdicts.clear();
    await againOpen("/api");
  });

  it("S18 another program at the share's own port leaves the routes as they are", async () => {
    verdicts.set(rig.app.port, "changed");
    rig.app.server.closeAllConnections();
    let status = await statusOf("/");
    const end = Date.now() + 120_000;
    while (status !== 502 && Date.now() < end) status = await statusOf("/");
    assert.equal(status, 502);
    assert.equal(await statusOf("/api"), 200);
    verdicts.clear();
    await againOpen("/");
  });

  it("S18 a request that waits for the look at a route that goes meanwhile is not sent there", async () => {
    let release = (): void => undefined;
    const late = await startApp();
    const looks: number[] = [];
    const waiting = await startGate({
      lookAtListener: async (_signal, upstream) => {
        const port = "port" in upstream ? upstream.port : 0;
        looks.push(port);
        if (port === late.port) await new Promise<void>((resolve) => (release = resolve));
        return "same";
      },
    });
    try {
      const own = `Cookie: ${await waiting.signIn()}`;
      waiting.gate.setRoutes([{ prefix: "/late", upstream: upstreamOf(late) }]);
      const asked = waiting.ask("GET /late", [own]);
      await until("the look", () => looks.includes(late.port));
      waiting.gate.setRoutes([]);
      release();
      assert.equal((await asked).status, 502);
      assert.deepEqual(late.seen, []);
    } finally {
      await waiting.close();
      await late.close();
    }
  });
});

/** An app that says one word and goes on, says nothing, or echoes over a WebSocket, below any prefix. */
async function slowApp() {
  let open = 0;
  const server = createServer((request, response) => {
    if (request.url?.endsWith("/quick") === true) {
      response.end();
      return;
    }
    open += 1;
    if (request.url?.endsWith("/stream") === true) response.write("first");
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    open += 1;
    socket.on("message", (data) => socket.send((data as Buffer).toString()));
    socket.on("error", () => undefined);
  });
  const listening = await listen(server, "127.0.0.1");
  return { ...listening, open: () => open };
}

async function openSocket(rig: GateRig, target: string, cookie: string): Promise<net.Socket> {
  const headers = Object.fromEntries([...upgradeLines, `Host: ${rig.host}`, `Origin: ${rig.origin}`, `Cookie: ${cookie}`].map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
  const asked = httpRequest({ port: rig.port, host: "127.0.0.1", path: target, headers });
  asked.end();
  const [, socket] = (await once(asked, "upgrade")) as [IncomingMessage, net.Socket];
  socket.on("error", () => undefined);
  return socket;
}

/** RFC 6455, 5.2: one text frame, masked with zeros. */
function maskedText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { after, before, describe, it } from "node:test";
import { listen, type Listening } from "../../rig/upstreams/listening";
import { Visitor } from "../../rig/visitor";
import { VisitorCookies } from "../../rig/visitorCookies";

describe("the visitor's cookies", () => {
  const at = (address: string, ...headers: string[]) => {
    const cookies = new VisitorCookies();
    cookies.store(new URL(address), headers);
    return cookies;
  };

  it("don't know ports, and keep to their host", () => {
    const cookies = at("http://localhost:1/", "a=1");
    assert.equal(cookies.header(new URL("http://localhost:2/")), "a=1");
    assert.equal(cookies.header(new URL("http://other.test/")), undefined);
    assert.equal(cookies.header(new URL("http://sub.localhost:1/")), undefined);
    assert.equal(at("https://app.acme.test/", "a=1; Domain=acme.test").header(new URL("https://other.acme.test/")), "a=1");
    assert.equal(at("https://app.acme.test/", "a=1; Domain=evil.test").header(new URL("https://evil.test/")), undefined);
  });

  it("with __Host- need Secure, Path=/ and no Domain", () => {
    const kept = (attributes: string, address = "https://acme.test/") => at(address, `__Host-s=1${attributes}`).header(new URL(address)) !== undefined;
    assert.ok(kept("; Secure; Path=/"));
    assert.ok(kept("; Secure; Path=/", "http://localhost:3/"));
    assert.ok(!kept("; Secure; Path=/", "http://acme.test/"));
    assert.ok(!kept("; Path=/"));
    assert.ok(!kept("; Secure; Path=/a"));
    assert.ok(!kept("; Secure; Path=/; Domain=acme.test"));
  });

  it("with Secure stay away from plain http, loopback excepted", () => {
    assert.equal(at("https://acme.test/", "s=1; Secure").header(new URL("http://acme.test/")), undefined);
    assert.equal(at("https://localhost/", "s=1; Secure").header(new URL("http://localhost/")), "s=1");
  });

  it("keep to their path on whole segments, and a longer path comes first", () => {
    const cookies = at("https://acme.test/a/b", "deep=1", "root=1; Path=/");
    assert.equal(cookies.header(new URL("https://acme.test/a/x")), "deep=1; root=1");
    assert.equal(cookies.header(new URL("https://acme.test/ab")), "root=1");
  });

  it("end with Max-Age or Expires and are replaced by name, domain and path", () => {
    const url = new URL("https://acme.test/");
    const cookies = at(url.href, "a=1; Max-Age=60", "a=2");
    assert.equal(cookies.header(url), "a=2");
    cookies.store(url, ["a=; Max-Age=0"]);
    assert.equal(cookies.header(url), undefined);
    assert.equal(at(url.href, "b=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT").header(url), undefined);
  });

  it("follow SameSite across sites, and HttpOnly before scripts", () => {
    const url = new URL("https://acme.test/");
    const cookies = at(url.href, "strict=1; SameSite=Strict", "lax=1", "none=1; SameSite=None; Secure; HttpOnly", "refused=1; SameSite=None");
    assert.equal(cookies.header(url), "strict=1; lax=1; none=1");
    assert.equal(cookies.header(url, { crossSite: true, method: "GET", topLevel: true }), "lax=1; none=1");
    assert.equal(cookies.header(url, { crossSite: true, method: "POST", topLevel: true }), "none=1");
    assert.equal(cookies.header(url, { crossSite: true, method: "GET", topLevel: false }), "none=1");
    assert.deepEqual([...cookies.visibleToScripts(url).keys()], ["strict", "lax"]);
  });
});

describe("the visitor", () => {
  const seen: { url: string; method: string; headers: IncomingMessage["headers"] }[] = [];
  const routes: Record<string, RequestListener> = {
    "/start": (_request, response) => void response.writeHead(302, { location: "http://other.test/middle", "set-cookie": "a=1" }).end(),
    "/middle": (_request, response) => void response.writeHead(303, { location: "/end" }).end(),
    "/loop": (_request, response) => void response.writeHead(302, { location: "/loop" }).end(),
    "/form": (_request, response) => void response.end('<form method="post" action="http://app.test/end?x=1&amp;y=2"><input type="hidden" name="state" value="a&quot;b"></form><script>document.forms[0].submit()</script>'),
    "/people": (_request, response) => void response.end('<form method="post" action="/end"><button name="user" value="1" data-user="alice@acme.com">Alice</button></form><form method="post" action="/end"><button name="user" value="2" data-user="bob@acme.com">Bob</button></form>'),
    "/end": (request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      request.on("end", () => void response.end(`end ${body}`));
    },
  };
  let server: Listening;
  before(async () => {
    const answer: RequestListener = (request, response) => {
      seen.push({ url: `http://${request.headers.host ?? ""}${request.url ?? ""}`, method: request.method ?? "", headers: request.headers });
      routes[request.url?.split("?")[0] ?? ""]?.(request, response);
    };
    server = await listen(createServer(answer), "127.0.0.1");
  });
  after(() => server.close());
  const visitor = () => new Visitor({ resolve: () => ({ host: "127.0.0.1", port: server.port }) });

  it("follows redirects across hosts as a navigation from the address bar, and lists the hops", async () => {
    seen.length = 0;
    const visit = await visitor().navigate("http://app.test/start");
    assert.deepEqual(visit.hops.map(({ status, url }) => [status, url]), [[302, "http://app.test/start"], [303, "http://other.test/middle"], [200, "http://other.test/end"]]);
    assert.equal(visit.url, "http://other.test/end");
    for (const { headers } of seen) {
      assert.deepEqual([headers["sec-fetch-mode"], headers["sec-fetch-dest"], headers["sec-fetch-site"]], ["navigate", "document", "none"]);
      assert.match(headers.accept ?? "", /^text\/html/);
    }
  });

  it("lets a page send its own form, which is a request of that page's site", async () => {
    seen.length = 0;
    const visit = await visitor().navigate("http://idp.test/form");
    assert.equal(visit.body, "end state=a%22b");
    const sent = seen.at(-1);
    assert.equal(sent?.url, "http://app.test/end?x=1&y=2");
    assert.deepEqual([sent.method, sent.headers.origin, sent.headers["sec-fetch-site"]], ["POST", "http://idp.test", "cross-site"]);
  });

  it("presses only the button it was told to press", async () => {
    assert.equal((await visitor().navigate("http://idp.test/people", { as: "bob@acme.com" })).body, "end user=2");
    assert.match((await visitor().navigate("http://idp.test/people")).body, /data-user/);
    assert.match((await visitor().navigate("http://idp.test/people", { as: "eve@acme.com" })).body, /data-user/);
  });

  it("gives up on a loop", async () => {
    await assert.rejects(visitor().navigate("http://app.test/loop"), /more than 20 hops/);
  });

  it("fetches like a script, with cookies and without following", async () => {
    seen.length = 0;
    const person = visitor();
    const first = await person.fetch("http://app.test/start");
    assert.deepEqual([first.status, first.headers.location], [302, "http://other.test/middle"]);
    await person.fetch("http://app.test/end", { method: "POST", body: "x" });
    await person.fetch("http://app.test/end", { method: "POST", from: "http://evil.test" });
    assert.deepEqual(seen.map(({ headers }) => [headers["sec-fetch-mode"], headers["sec-fetch-site"], headers.origin, headers.cookie]), [
      ["cors", "same-origin", undefined, undefined],
      ["cors", "same-origin", "http://app.test", "a=1"],
      ["cors", "cross-site", "http://evil.test", undefined],
    ]);
  });

  it("reports a refused upgrade with its answer", async () => {
    const refusing = createServer();
    refusing.on("upgrade", (_request, socket) => void socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"));
    const { port, close } = await listen(refusing, "127.0.0.1");
    try {
      const upgrade = await new Visitor().webSocket(`ws://localhost:${port}/`);
      assert.ok(!upgrade.opened);
      assert.deepEqual([upgrade.status, upgrade.body], [401, "no"]);
    } finally {
      await close();
    }
  });
});

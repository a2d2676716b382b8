// Silent renewal: in the last quarter of a session's life the provider is asked, without a question to the person, whether it still vouches for them.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import http, { type IncomingMessage, type RequestListener } from "node:http";
import { afterEach, beforeEach, describe, it } from "node:test";
import { jwtStart } from "../rig/jwtStart";
import { signIn as signInElsewhere } from "../rig/provider/relyingParty";
import { Visitor, type Visit } from "../rig/visitor";
import { FakeClock } from "./fakeClock";
import { acme, navigation, shareId, until } from "./gateRig";
import { startShare, type RealShare } from "./rejects/realShare";

const minute = 60_000;
const cookieName = `portcullis-${shareId}`;
const asDocument = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

const answer: RequestListener = (request, response) => {
  if (request.url === "/events") response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
  else response.end(`${request.method ?? ""} ${request.url ?? ""} ${String(request.headers["x-forwarded-email"])}`);
};

describe("a session in the last quarter of its life", () => {
  let rig: RealShare;
  let clock: FakeClock;
  let visitor: Visitor;

  // On http a session lives an hour.
  beforeEach(async () => {
    clock = new FakeClock();
    rig = await startShare({ clock, http: true, answer });
    visitor = new Visitor();
    await visitor.navigate(rig.origin, { as: "alice@acme.com" });
    pass(46);
    rig.app.seen.splice(0);
    rig.provider.log.splice(0);
    rig.log.lines.splice(0);
  });
  afterEach(() => rig.close());

  function pass(minutes: number): void {
    clock.advance(minutes * minute);
  }
  const sessionId = (of = visitor) => of.cookies.at(rig.origin).get(cookieName);
  const sentToProvider = (visit: Visit) => visit.hops.filter(({ url }) => url.startsWith(`${rig.provider.endpoint("authorization")}?`));
  const cookieLine = (of = visitor) => `Cookie: ${cookieName}=${sessionId(of) ?? ""}`;
  /** The same session in a browser that nobody is signed in with at the provider. */
  function withoutProvider(): Visitor {
    const other = new Visitor();
    other.cookies.store(new URL(rig.origin), [`${cookieName}=${sessionId() ?? ""}; Path=/; HttpOnly; SameSite=Lax`]);
    return other;
  }
  async function openStream() {
    const request = http.get({ host: "127.0.0.1", port: rig.port, path: "/events", agent: false, headers: { Host: rig.host, Cookie: `${cookieName}=${sessionId() ?? ""}` } });
    request.on("error", () => undefined);
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const stream = { ended: false };
    response.on("error", () => undefined).once("close", () => (stream.ended = true)).resume();
    await until("the stream in the list", () => (rig.gate.visitors()[0]?.open ?? 0) > 0);
    return stream;
  }
  /** A renewal up to the provider's door. */
  async function begun(path = "/page"): Promise<string> {
    const away = await visitor.fetch(`${rig.origin}${path}`, { headers: asDocument });
    assert.equal(away.status, 302);
    return away.headers.location ?? "";
  }

  it("is renewed by a navigation: a new id, the same visitor, the same page, and what is open stays open past the old end", async () => {
    const stream = await openStream();
    const [before] = rig.gate.visitors();
    const old = sessionId();
    const visit = await visitor.navigate(`${rig.origin}/page?a=1&b=%2F`);
    assert.equal(visit.status, 200);
    assert.equal(visit.url, `${rig.origin}/page?a=1&b=%2F`);
    assert.equal(visit.body, "GET /page?a=1&b=%2F alice@acme.com");
    assert.equal(sentToProvider(visit).length, 1);
    assert.notEqual(sessionId(), old);
    assert.deepEqual(rig.gate.visitors().map(({ id, open, signedInAt }) => ({ id, open, signedInAt })), [{ id: before?.id, open: 1, signedInAt: before?.signedInAt }]);
    pass(59);
    assert.equal((await visitor.fetch(`${rig.origin}/data`)).status, 200);
    assert.equal(stream.ended, false);
    pass(1);
    await until("the stream ended", () => stream.ended);
    assert.equal((await visitor.fetch(`${rig.origin}/data`)).status, 401);
  });

  it("is renewed without a word to the person and without a token in their browser", async () => {
    const visit = await visitor.navigate(`${rig.origin}/page`);
    const { searchParams } = new URL(sentToProvider(visit)[0]?.url ?? "");
    assert.equal(searchParams.get("prompt"), "none");
    assert.equal(searchParams.get("login_hint"), "alice@acme.com");
    assert.equal(searchParams.get("code_challenge_method"), "S256");
    for (const { url, headers } of visit.hops) {
      assert.doesNotMatch(url, /id_token|access_token/);
      assert.doesNotMatch(url, jwtStart);
      // The sealed transaction is a JWE for the gate alone: five parts.
      for (const cookie of headers["set-cookie"] ?? []) assert.doesNotMatch(cookie, /=eyJ[\w-]+\.[\w-]+\.[\w-]+;/);
    }
    assert.deepEqual(rig.app.seen.map(({ url }) => url), ["/page"]);
  });

  it("is left alone before that, and by everything but a whole tab that opens a page", async () => {
    const asked = async (start: string, lines: readonly string[]) => (await rig.ask(start, [cookieLine(), ...lines])).status;
    for (const [start, lines] of [
      ["GET /data", ["Accept: */*"]], ["GET /data", ["Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]], ["HEAD /page", navigation],
      ["POST /form", [...navigation, `Origin: ${rig.origin}`, "Content-Length: 0"]], ["GET /page", [...navigation, "Sec-Purpose: prefetch"]],
      ["GET /frame", ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe", "Sec-Fetch-Site: same-origin"]], ["GET /frame", ["Accept: text/html"]],
      ["GET /page", ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: empty", "Sec-Fetch-Site: same-origin"]], [`GET /${"a".repeat(1600)}`, navigation],
    ] as const) assert.equal(await asked(start, lines), 200, `${start.slice(0, 20)} ${lines.join(", ")}`);
    assert.equal(rig.app.seen.length, 9);
    const socket = await rig.ask("GET /socket", [cookieLine(), "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", `Origin: ${rig.origin}`]);
    assert.notEqual(socket.status, 302);
    assert.deepEqual(rig.provider.log, []);

    const fresh = new Visitor();
    await fresh.navigate(rig.origin, { as: "bob@acme.com" });
    pass(44);
    assert.deepEqual(sentToProvider(await fresh.navigate(`${rig.origin}/page`)), []);
    pass(1);
    assert.equal(sentToProvider(await fresh.navigate(`${rig.origin}/page`)).length, 1);
  });

  it("goes on as it was where the provider's session is gone, and asks again after five minutes only", async () => {
    const alone = withoutProvider();
    const stream = await openStream();
    const visit = await alone.navigate(`${rig.origin}/page?x=1`);
    assert.equal(visit.status, 200);
    assert.equal(visit.url, `${rig.origin}/page?x=1`);
    assert.match(visit.hops.find(({ url }) => url.includes("/.portcullis/callback"))?.url ?? "", /error=login_required/);
    assert.equal(sessionId(alone), sessionId());
    assert.equal(stream.ended, false);
    assert.deepEqual(sentToProvider(await alone.navigate(`${rig.origin}/page`)), []);
    pass(5);
    assert.equal(sentToProvider(await alone.navigate(`${rig.origin}/page`)).length, 1);
    pass(9);
    assert.equal((await alone.fetch(`${rig.origin}/data`)).status, 401);
    assert.ok(rig.log.lines.some((line) => line.startsWith("not renewed: alice@acme.com") && line.includes("login_required")), rig.log.lines.join("\n"));
  });

  it("S26 asks before another person takes over, and is not asked about again once its person has stayed", async () => {
    await signInElsewhere({ provider: rig.provider, client: rig.provider.clients[0]!, visitor, as: "bob@acme.com", parameters: { prompt: "login" } });
    const visit = await visitor.navigate(`${rig.origin}/page`);
    assert.equal(visit.url, `${rig.origin}/.portcullis/switch`);
    assert.match(visit.body, /alice@acme\.com[\s\S]*bob@acme\.com/);
    assert.equal((await visitor.fetch(`${rig.origin}/who`)).body, "GET /who alice@acme.com");
    const token = /name="token" value="([^"]+)"/.exec(visit.body)?.[1] ?? "";
    const stayed = await rig.ask("POST /.portcullis/switch", [cookieLine(), "Content-Type: application/x-www-form-urlencoded", `Origin: ${rig.origin}`], `token=${token}&choice=stay`);
    assert.equal(stayed.header("location"), "/page");
    pass(6);
    assert.deepEqual(sentToProvider(await visitor.navigate(`${rig.origin}/page`)), []);
  });

  it("goes on as it was where a person whom the rule leaves out is signed in at the provider now", async () => {
    await signInElsewhere({ provider: rig.provider, client: rig.provider.clients[0]!, visitor, as: "mallory@evil.example", parameters: { prompt: "login" } });
    const visit = await visitor.navigate(`${rig.origin}/page`);
    assert.equal(visit.body, "GET /page alice@acme.com");
    assert.equal(sentToProvider(visit).length, 1);
    pass(6);
    assert.deepEqual(sentToProvider(await visitor.navigate(`${rig.origin}/page`)), []);
    assert.deepEqual(rig.gate.visitors().map(({ email }) => email), ["alice@acme.com"]);
  });

  it("ends when what the provider says now does not meet the rule, with what is open for it", async () => {
    rig.gate.setRule({ everyone: false, emails: [], domains: [], groups: ["Engineering"] });
    const member = new Visitor();
    await member.navigate(rig.origin, { as: "alice@acme.com" });
    visitor = member;
    const stream = await openStream();
    pass(46);
    const at = rig.people.findIndex(({ sub }) => sub === "00u1alice");
    rig.people[at] = { ...rig.people[at]!, groups: ["Everyone"] };
    rig.app.seen.splice(0);
    const visit = await member.navigate(`${rig.origin}/page`);
    assert.equal(visit.status, 403);
    assert.match(visit.body, /alice@acme\.com/);
    await until("the stream ended", () => stream.ended);
    assert.equal((await member.fetch(`${rig.origin}/data`)).status, 401);
    assert.deepEqual(rig.app.seen, []);
  });

  it("ends when the provider refuses the person, whom nobody asked", async () => {
    rig.provider.faults.unassigned.add("alice@acme.com");
    const stream = await openStream();
    rig.app.seen.splice(0);
    const callback = (await visitor.navigate(`${rig.origin}/page`)).hops.find(({ url }) => url.includes("/.portcullis/callback"));
    assert.match(callback?.url ?? "", /error=access_denied/);
    await until("the stream ended", () => stream.ended);
    assert.equal((await visitor.fetch(`${rig.origin}/data`)).status, 401);
    assert.deepEqual(rig.app.seen, []);
  });

  it("brings nobody in whom a changed rule, the developer or they themselves put out meanwhile", async () => {
    for (const [what, putOut, undo] of [
      ["rule", () => rig.gate.setRule({ ...acme, domains: ["other.example"] }), () => rig.gate.setRule(acme)],
      ["developer", () => rig.gate.signOut(), () => undefined],
    ] as const) {
      const location = await begun();
      putOut();
      undo();
      const gate = rig.origin;
      const { pathname, search } = await lastHop(location, gate);
      const back = await visitor.fetch(`${gate}${pathname}${search}`, { headers: asDocument });
      assert.equal(back.headers.location, "/page", what);
      assert.deepEqual((back.headers["set-cookie"] ?? []).filter((cookie) => cookie.startsWith(`${cookieName}=`)), []);
      assert.deepEqual(rig.gate.visitors(), []);
      assert.deepEqual(rig.app.seen, []);
      await visitor.navigate(gate, { as: "alice@acme.com" });
      pass(46);
      rig.app.seen.splice(0);
    }
  });

  it("is not sent to a provider that does not answer, and is as it was when the provider fails on the way back", async () => {
    await rig.provider.goDown();
    const visit = await visitor.navigate(`${rig.origin}/page`);
    assert.equal(visit.body, "GET /page alice@acme.com");
    assert.equal(visit.hops.length, 1);
    assert.ok(rig.log.lines.some((line) => line.includes("oidc.issuerUnreachable")));
    await rig.provider.comeUp();
    pass(5);
    const old = sessionId();
    rig.provider.faults.wrongSecret = true;
    const back = await visitor.navigate(`${rig.origin}/other`);
    assert.equal(back.body, "GET /other alice@acme.com");
    assert.equal(sentToProvider(back).length, 1);
    assert.equal(sessionId(), old);
  });

  it("is renewed once when several tabs are opened at once, and each shows its own page", async () => {
    const old = cookieLine();
    const visits = await Promise.all(["a", "b", "c"].map((tab) => visitor.navigate(`${rig.origin}/${tab}`)));
    assert.deepEqual(visits.map(({ body }) => body), ["GET /a alice@acme.com", "GET /b alice@acme.com", "GET /c alice@acme.com"]);
    assert.equal(visits.flatMap(sentToProvider).length, 1);
    // What left another tab with the old id still counts, and takes nothing away.
    const late = await rig.ask("GET /late", [old]);
    assert.equal(late.status, 200);
    assert.deepEqual(late.headers("set-cookie"), []);
    clock.advance(10_000);
    assert.equal((await rig.ask("GET /late", [old])).status, 401);
    assert.equal((await visitor.fetch(`${rig.origin}/data`)).status, 200);
  });

  it("is signed out with a page that was opened before the renewal", async () => {
    const page = await visitor.navigate(`${rig.origin}/.portcullis/sign-out`);
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
    await visitor.navigate(`${rig.origin}/page`);
    const out = await rig.ask("POST /.portcullis/sign-out", [cookieLine(), "Content-Type: application/x-www-form-urlencoded", `Origin: ${rig.origin}`], `token=${token}`);
    assert.ok(out.status < 400, out.head);
    assert.equal((await visitor.fetch(`${rig.origin}/data`)).status, 401);
  });

  it("is signed out though it gets its new id just then", async () => {
    const token = /name="token" value="([^"]+)"/.exec((await visitor.navigate(`${rig.origin}/.portcullis/sign-out`)).body)?.[1] ?? "";
    const body = `token=${token}`;
    const form = net.connect(rig.port, "127.0.0.1");
    form.write(`POST /.portcullis/sign-out HTTP/1.1\r\nHost: ${rig.host}\r\n${cookieLine()}\r\nOrigin: ${rig.origin}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`);
    // By then the gate knows whose form it is, and waits for it.
    const [begins] = (await once(form, "data")) as [Buffer];
    assert.match(begins.toString(), /^HTTP\/1\.1 100/);
    await visitor.navigate(`${rig.origin}/page`);
    form.end(body);
    await once(form.resume(), "close");
    assert.equal((await visitor.fetch(`${rig.origin}/data`)).status, 401);
  });

  /** What the provider's answer to a silent request would have the browser open. */
  async function lastHop(location: string, gate: string): Promise<URL> {
    let at = new URL(location);
    for (let hop = 0; hop < 5; hop++) {
      const next = await visitor.fetch(at.href, { headers: asDocument });
      at = new URL(next.headers.location ?? "", at);
      if (at.origin === gate) return at;
    }
    throw new Error("the provider leads nowhere");
  }
});

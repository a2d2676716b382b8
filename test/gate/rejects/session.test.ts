// A session is one random value that the gate gave out, as long as it lasts and not a moment longer.
import assert from "node:assert/strict";
import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import net from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { FakeClock } from "../fakeClock";
import { acme, navigation, until, upgradeLines } from "../gateRig";
import { alice, bob, sessionPair, startShare, type RealShare } from "./realShare";

const form = "Content-Type: application/x-www-form-urlencoded";
const tokenOf = (page: string) => /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";

describe("a session cookie", () => {
  let rig: RealShare;
  let cookie: string;
  const clock = new FakeClock();
  before(async () => {
    rig = await startShare({ clock });
    cookie = await rig.signIn();
  });
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));
  const name = "__Host-portcullis-abcdef012345";

  const forged: readonly (readonly [what: string, value: () => string])[] = [
    ["empty", () => ""], ["one letter", () => "x"], ["43 letters A", () => "A".repeat(43)], ["4,000 letters", () => "A".repeat(4000)], ["percent-encoded", () => "%41".repeat(20)], ["a path", () => "../../etc/passwd"],
    ["a prototype's name", () => "__proto__"], ["cut short by one", () => cookie.split("=")[1]!.slice(0, -1)], ["one longer", () => `${cookie.split("=")[1]!}A`], ["the last letter changed", () => cookie.split("=")[1]!.replace(/.$/, (last) => (last === "A" ? "B" : "A"))],
    ["in the other case", () => cookie.split("=")[1]!.toUpperCase()], ["in quotes", () => `"${cookie.split("=")[1]!}"`], ["with a parameter", () => `${cookie.split("=")[1]!}.x`], ["another provider's JWT", () => "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1MSJ9."],
    ["an ID token", () => "e".repeat(1200)], ["JSON", () => '{"sub":"u1"}'],
  ];
  for (const [what, value] of forged) {
    it(`98 that is ${what}: a stranger's, and expired on sight`, async () => {
      const answer = await rig.ask("GET /", [`Cookie: ${name}=${value()}`]);
      assert.equal(answer.status, 401);
      assert.match(answer.header("set-cookie") ?? "", /^__Host-portcullis-abcdef012345=; .*Max-Age=0/);
      assert.equal((await rig.ask("GET /socket", [...upgradeLines, `Cookie: ${name}=${value()}`])).status, 401);
      assert.deepEqual(rig.app.seen, []);
    });
  }

  it("98 with a byte that no cookie may hold is no request", async () => {
    assert.equal((await rig.ask("GET /", [`Cookie: ${name}=..\u0000`])).status, 400);
    assert.deepEqual(rig.app.seen, []);
  });

  it("98 under a name that only looks like the share's: a stranger's", async () => {
    const value = cookie.split("=")[1]!;
    for (const other of [`portcullis-abcdef012345`, `__host-portcullis-abcdef012345`, `__Host-Portcullis-abcdef012345`, `__Host-portcullis-abcdef012345 x`, `__Host-portcullis-abcdef01234`, `__Secure-portcullis-abcdef012345`, `"__Host-portcullis-abcdef012345"`, `$Version=1; $__Host-portcullis-abcdef012345`]) {
      assert.equal((await rig.ask("GET /", [`Cookie: ${other}=${value}`])).status, 401, other);
    }
    assert.deepEqual(rig.app.seen, []);
  });

  it("98 tossed by a sibling beside the right one, before it or behind, in one line or two: nobody is signed in as anybody", async () => {
    for (const lines of [[`Cookie: ${name}=planted; ${cookie}`], [`Cookie: ${cookie}; ${name}=planted`], [`Cookie: ${name}=planted`, `Cookie: ${cookie}`], [`Cookie: ${cookie}; ${name}=`]]) assert.equal((await rig.ask("GET /", lines)).status, 400);
    assert.deepEqual(rig.app.seen, []);
  });

  it("98 in any other place is nothing: query, header, Authorization, Cookie2", async () => {
    const value = cookie.split("=")[1]!;
    for (const [target, lines] of [[`/?${cookie}`, []], ["/", [`X-Cookie: ${cookie}`]], ["/", [`Cookie2: ${cookie}`]], ["/", [`Authorization: Bearer ${value}`]], ["/", [`Set-Cookie: ${cookie}`]]] as const) {
      assert.equal((await rig.ask(`GET ${target}`, lines)).status, 401);
    }
    assert.deepEqual(rig.app.seen, []);
  });

  it("98 in a trailer is nothing", async () => {
    const answer = await rig.raw(`POST / HTTP/1.1\r\nHost: ${rig.host}\r\nTransfer-Encoding: chunked\r\nTrailer: Cookie\r\nConnection: close\r\n\r\n1\r\nx\r\n0\r\nCookie: ${cookie}\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 401/);
    assert.deepEqual(rig.app.seen, []);
  });

  it("99 that a stranger planted before the sign-in is another one afterwards (fixation), though it had meant something", async () => {
    const begun = await rig.begin();
    const planted = await rig.signIn(bob);
    const done = await rig.open(await rig.returned(begun), `${planted}; ${begun.cookie}`);
    // Bob's session is not Alice's to be: she is asked, and gets one of her own.
    assert.equal(done.header("location"), "/.portcullis/switch");
    assert.deepEqual(done.headers("set-cookie").filter((line) => !line.includes("-in-")), []);
    const token = /name="token" value="([^"]+)"/.exec((await rig.ask("GET /.portcullis/switch", [...navigation, `Cookie: ${planted}`])).body)?.[1] ?? "";
    const switched = await rig.ask("POST /.portcullis/switch", [`Cookie: ${planted}`, `Origin: ${rig.origin}`, "Content-Type: application/x-www-form-urlencoded"], `token=${token}&choice=switch`);
    assert.notEqual(sessionPair(switched), planted);
    assert.equal((await rig.ask("GET /", [`Cookie: ${planted}`])).status, 401);
    assert.equal((await rig.ask("GET /", [`Cookie: ${sessionPair(switched)}`])).status, 200);
    assert.equal(rig.app.seen[0]?.headers["x-forwarded-user"], "u1");
  });

  it("99 of the same person is another one after each sign-in, and the old one means nothing but for what was under way with it", async () => {
    const [begun, planted] = [await rig.begin(), await rig.signIn()];
    const done = await rig.open(await rig.returned(begun), `${planted}; ${begun.cookie}`);
    assert.ok(sessionPair(done) !== "" && sessionPair(done) !== planted);
    clock.advance(10_000);
    assert.equal((await rig.ask("GET /", [`Cookie: ${planted}`])).status, 401);
  });

  it("99 S26 a question about another account is answered by nobody else: not by another site, another session, a wrong token or a link", async () => {
    const begun = await rig.begin();
    const own = await rig.signIn(bob);
    await rig.open(await rig.returned(begun), `${own}; ${begun.cookie}`);
    const page = await rig.ask("GET /.portcullis/switch", [...navigation, `Cookie: ${own}`]);
    const token = tokenOf(page.body);
    assert.notEqual(token, "");
    const other = await rig.signIn({ sub: "u5", email: "eve@acme.com", email_verified: true });
    for (const [session, lines, body] of [
      [own, ["Origin: https://evil.example"], `token=${token}&choice=switch`], [own, ["Sec-Fetch-Site: cross-site"], `token=${token}&choice=switch`], [own, [`Origin: ${rig.origin}`], "token=x&choice=switch"], [own, [`Origin: ${rig.origin}`], "choice=switch"],
      [other, [`Origin: ${rig.origin}`], `token=${token}&choice=switch`],
    ] as const) assert.equal(sessionPair(await rig.ask("POST /.portcullis/switch", [form, `Cookie: ${session}`, ...lines], body)), "");
    for (const lines of [navigation, ["Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"]]) assert.equal(sessionPair(await rig.ask(`GET /.portcullis/switch?token=${token}&choice=switch`, [`Cookie: ${own}`, ...lines])), "");
    assert.equal((await rig.ask("GET /", [`Cookie: ${own}`])).status, 200);
    assert.equal(rig.app.seen.at(-1)?.headers["x-forwarded-user"], "u2");
  });

  it("107 neither a page, a redirect, a refusal nor an answer of the app is ever kept by a cache between", async () => {
    for (const [start, lines] of [["GET /", navigation], ["GET /", []], ["GET /.portcullis/x", navigation], ["GET /.portcullis/sign-out", [...navigation, `Cookie: ${cookie}`]], ["POST /", [`Cookie: ${cookie}`, "Origin: https://evil.example"]], ["GET /.portcullis/callback?x", navigation]] as const) {
      assert.equal((await rig.ask(start, lines)).header("cache-control"), "no-store", start);
    }
    const answer = await rig.ask("GET /", [`Cookie: ${cookie}`]);
    assert.match(answer.header("cache-control") ?? "", /private/);
    assert.match(answer.header("vary") ?? "", /Cookie/);
  });

  it("129 of a person with 500 groups and long claims stays small; they come in", async () => {
    const groups = Array.from({ length: 500 }, (_, index) => `group-${index}-${"g".repeat(20)}`);
    const begun = await rig.begin();
    const done = await rig.open(await rig.returned(begun, { ...alice, sub: "big", groups, bio: "b".repeat(8000) }), begun.cookie);
    assert.equal(done.status, 303);
    for (const each of [...done.headers("set-cookie"), begun.cookie]) assert.ok(each.length < 4096);
    assert.equal((await rig.ask("GET /", [`Cookie: ${sessionPair(done)}`])).status, 200);
  });
});

describe("a session that was ended", () => {
  let rig: RealShare;
  before(async () => void (rig = await startShare()));
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  it("102 by its person: the cookie means nothing any more, in any form of request", async () => {
    const cookie = `Cookie: ${await rig.signIn()}`;
    const token = tokenOf((await rig.ask("GET /.portcullis/sign-out", [...navigation, cookie])).body);
    assert.equal((await rig.ask("POST /.portcullis/sign-out", [cookie, form, `Origin: ${rig.origin}`], `token=${token}`)).status, 200);
    for (const method of ["GET", "POST", "OPTIONS"]) assert.equal((await rig.ask(`${method} /`, [cookie])).status, 401);
    assert.equal((await rig.ask("GET /", [cookie, ...navigation])).status, 302);
    assert.equal((await rig.ask("GET /socket", [cookie, ...upgradeLines])).status, 401);
    assert.deepEqual(rig.app.seen, []);
  });

  it("102 S26 not by another site's form, a link, an image or a wrong token", async () => {
    const cookie = `Cookie: ${await rig.signIn()}`;
    const other = tokenOf((await rig.ask("GET /.portcullis/sign-out", [...navigation, `Cookie: ${await rig.signIn(bob)}`])).body);
    const token = tokenOf((await rig.ask("GET /.portcullis/sign-out", [...navigation, cookie])).body);
    for (const [lines, body] of [
      [[form, `Origin: ${rig.origin}`], ""], [[form, `Origin: ${rig.origin}`], "token="], [[form, `Origin: ${rig.origin}`], `token=${other}`], [[form, "Origin: https://evil.example"], `token=${token}`], [[form, "Origin: null"], `token=${token}`],
      [[form, "Sec-Fetch-Site: cross-site"], `token=${token}`], [["Content-Type: text/plain", `Origin: ${rig.origin}`], `token=${token}`], [[form, `Origin: ${rig.origin}`], `a=${"b".repeat(5000)}&token=${token}`],
    ] as const) assert.equal((await rig.ask("POST /.portcullis/sign-out", [cookie, ...lines], body)).status, 403);
    for (const lines of [navigation, ["Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"]]) await rig.ask(`GET /.portcullis/sign-out?token=${token}`, [cookie, ...lines]);
    assert.equal((await rig.ask("GET /", [cookie])).status, 200);
  });

  it("103 by its person leads to the provider's sign-out with the ID token as the hint", async () => {
    const cookie = `Cookie: ${await rig.signIn()}`;
    const token = tokenOf((await rig.ask("GET /.portcullis/sign-out", [...navigation, cookie])).body);
    const out = await rig.ask("POST /.portcullis/sign-out", [cookie, form, `Origin: ${rig.origin}`], `token=${token}&choice=atProvider`);
    const location = new URL(out.header("location") ?? "");
    assert.equal(location.origin + location.pathname, rig.provider.endpoint("end_session"));
    assert.equal((location.searchParams.get("id_token_hint") ?? "").split(".").length, 3);
  });

  for (const [what, act] of [
    ["by the developer, one person", () => rig.gate.signOut(rig.gate.visitors()[0]?.id)],
    ["by the developer, everyone", () => rig.gate.signOut()],
    ["by a rule that leaves them out", () => rig.gate.setRule({ everyone: false, emails: [], domains: [] })],
  ] as const) {
    it(`104 S11 ${what}: the cookie means nothing any more`, async () => {
      rig.gate.setRule(acme);
      const cookie = `Cookie: ${await rig.signIn()}`;
      assert.equal((await rig.ask("GET /", [cookie])).status, 200);
      rig.app.seen.splice(0);
      act();
      assert.equal((await rig.ask("GET /", [cookie])).status, 401);
      assert.deepEqual(rig.app.seen, []);
    });
  }
});

describe("105 S11 what is in flight ends with its session", () => {
  let rig: RealShare;
  let aborted = 0;
  before(async () => {
    rig = await startShare({
      answer: (request, response) => {
        response.once("close", () => {
          if (!response.writableFinished) aborted++;
        });
        if (request.url === "/events") response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
        else if (request.url === "/download") response.writeHead(200, { "Content-Length": "1000" }).write("part");
        // Else: no answer yet.
      },
    });
  });
  after(() => rig.close());

  for (const [what, act] of [
    ["left out by a rule", () => rig.gate.setRule({ everyone: false, emails: ["bob@acme.com"], domains: [] })],
    ["put out", () => rig.gate.signOut(rig.gate.visitors()[0]?.id)],
    ["shut out with everyone", () => rig.gate.shut()],
  ] as const) {
    it(`${what}: event streams, downloads, uploads and requests that wait`, async () => {
      rig.gate.goLive();
      rig.gate.setRule(acme);
      rig.app.seen.splice(0);
      aborted = 0;
      const cookie = await rig.signIn();
      const ask = (path: string) => http.get({ host: "127.0.0.1", port: rig.port, path, agent: false, headers: { Host: rig.host, Cookie: cookie } });
      const waiting = ask("/waiting");
      const ends: Promise<boolean>[] = [
        new Promise((resolve) => {
          waiting.once("error", () => resolve(false));
          // A gate that is shut says so.
          waiting.once("response", (response) => resolve(response.resume().statusCode !== 503));
        }),
      ];
      for (const stream of [ask("/events"), ask("/download")]) {
        const [response] = (await once(stream, "response")) as [IncomingMessage];
        await once(response, "data");
        response.resume();
        response.on("error", () => undefined);
        ends.push(new Promise((resolve) => response.once("close", () => resolve(response.complete))));
      }
      const upload = net.connect(rig.port, "127.0.0.1").on("error", () => undefined).resume();
      upload.write(`POST /upload HTTP/1.1\r\nHost: ${rig.host}\r\nCookie: ${cookie}\r\nContent-Length: 100\r\n\r\npart`);
      ends.push(new Promise((resolve) => upload.once("close", () => resolve(false))));
      await until("all four at the app", () => rig.app.seen.length === 4);
      act();
      assert.deepEqual(await Promise.all(ends), [false, false, false, false]);
      await until("all four ended at the app", () => aborted === 4);
      assert.notEqual((await rig.ask("GET /after", [`Cookie: ${cookie}`])).status, 200);
      assert.equal(rig.app.seen.length, 4);
    });
  }
});

describe("123 a session's time", () => {
  it("ends at its maximum, though it is used, and ends what is open then", async () => {
    const clock = new FakeClock();
    const rig = await startShare({ clock, limits: { sessionMaxAgeMs: 2000 }, answer: (request, response) => (request.url === "/" ? void response.end("ok") : void response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n")) });
    try {
      const cookie = await rig.signIn();
      const stream = http.get({ host: "127.0.0.1", port: rig.port, path: "/events", agent: false, headers: { Host: rig.host, Cookie: cookie } });
      const [response] = (await once(stream, "response")) as [IncomingMessage];
      response.on("error", () => undefined);
      response.resume();
      clock.advance(1900);
      assert.equal((await rig.ask("GET /", [`Cookie: ${cookie}`])).status, 200);
      const ended = new Promise((resolve) => response.once("close", resolve));
      clock.advance(101);
      await ended;
      rig.app.seen.splice(0);
      assert.equal((await rig.ask("GET /", [`Cookie: ${cookie}`])).status, 401);
      assert.deepEqual(rig.app.seen, []);
    } finally {
      await rig.close();
    }
  });
});

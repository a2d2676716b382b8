// A gate that shuts or stops: who asks in that moment reads why, and nothing reaches the app.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import { freePort } from "../rig/freePort";
import { navigation, parse, startGate, until, upgradeLines, type GateRig } from "./gateRig";

const stopped = /<h1>This share has been stopped<\/h1>/;
const notOpen = /<h1>Not open just now<\/h1>/;

describe("a gate", () => {
  let rig: GateRig;
  let cookie: string;
  /** Requests that the app has and never answers, and how many of them it saw given up. */
  let givenUp: number;
  beforeEach(async () => {
    givenUp = 0;
    rig = await startGate({
      // Nobody else is there when it is gone.
      frontDoor: { loopbackPort: await freePort() },
      answer(request, response) {
        if (request.url === "/begun") response.write("the beginning");
        else if (request.url !== "/hangs") response.end("the app");
        response.once("close", () => {
          if (!response.writableFinished) givenUp++;
        });
      },
    });
    cookie = `Cookie: ${await rig.signIn()}`;
  });
  afterEach(() => rig.close());

  /** A connection that is kept, with one request on it already answered. */
  const visit = async () => {
    const socket = net.connect(rig.port, "127.0.0.1");
    let received = "";
    let ended = false;
    socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.once("close", () => (ended = true));
    const ask = (start: string, lines: readonly string[] = navigation) => socket.write([`${start} HTTP/1.1`, `Host: ${rig.host}`, cookie, ...lines, "", ""].join("\r\n"), "latin1");
    ask("GET /");
    await until("an answer", () => received.includes("the app"));
    return { socket, ask, next: () => parse(received.slice(received.indexOf("HTTP/1.1", 1))), ended: () => ended };
  };
  /** Asks for what the app never answers. */
  const inFlight = async (lines: readonly string[] = navigation, body = "") =>
    parse(await rig.raw([`${body === "" ? "GET" : "POST"} /hangs HTTP/1.1`, `Host: ${rig.host}`, cookie, ...lines, "", body].join("\r\n"), /<\/html>\s$|}\n$/));
  const appHas = (count: number) => until("the app has them", () => rig.app.seen.filter(({ url }) => url === "/hangs").length === count);

  describe("that is shut for a while", () => {
    it("answers a navigation in flight with a page that comes back by itself, and lets go of the app", async () => {
      const answer = inFlight();
      await appHas(1);
      rig.gate.shut();
      const page = await answer;
      assert.equal(page.status, 503);
      assert.match(page.body, notOpen);
      assert.match(page.body, /location\.reload/);
      await until("the app was let go", () => givenUp === 1);
    });

    it("answers a program in flight with a word, an upload among them, and a WebSocket with its end", async () => {
      const program = inFlight(["Sec-Fetch-Mode: cors"]);
      const upload = inFlight(["Content-Length: 100"], "only a part of it");
      rig.app.server.on("upgrade", () => undefined);
      const socket = rig.raw(["GET /hangs HTTP/1.1", `Host: ${rig.host}`, cookie, `Origin: ${rig.origin}`, ...upgradeLines, "", ""].join("\r\n"));
      await appHas(3);
      rig.gate.shut();
      for (const answer of [await program, await upload]) {
        assert.equal(answer.status, 503);
        assert.deepEqual(JSON.parse(answer.body), { error: "notOpenYet" });
        assert.equal(answer.header("retry-after"), "3");
        assert.equal(answer.header("portcullis-waiting"), "notOpenYet");
      }
      assert.equal(await socket, "");
    });

    it("leaves an answer that had begun visibly broken off", async () => {
      const visitor = await visit();
      visitor.ask("GET /begun");
      await until("it begins", () => visitor.next().body.includes("the beginning"));
      rig.gate.shut();
      await until("its end", visitor.ended);
      assert.equal(visitor.next().status, 200);
      assert.match(visitor.next().body, /the beginning\r\n$/);
    });

    it("serves the same connection again when it is open again", async () => {
      const visitor = await visit();
      rig.gate.shut();
      visitor.ask("GET /");
      await until("a page", () => visitor.next().body.includes("</html>"));
      assert.match(visitor.next().body, notOpen);
      rig.gate.goLive();
      assert.equal((await rig.ask("GET /", [cookie])).body, "the app");
      visitor.socket.destroy();
    });
  });

  describe("that stops", () => {
    it("says so to whoever is in flight, and to everybody who asks from then on, strangers and people who come back from a sign-in too", async () => {
      const navigating = inFlight();
      const asking = inFlight(["Sec-Fetch-Mode: cors"]);
      await appHas(2);
      rig.openid.hangs = true;
      const returning = rig.ask("GET /.portcullis/callback?code=c&state=s", navigation);
      await until("the provider is asked", () => rig.openid.finished === 2);
      rig.gate.stop();
      for (const page of [await navigating, await returning]) {
        assert.equal(page.status, 503);
        assert.match(page.body, stopped);
        assert.doesNotMatch(page.body, /<script|refresh/);
      }
      assert.deepEqual(JSON.parse((await asking).body), { error: "stopped" });

      rig.app.seen.splice(0);
      const begun = rig.openid.begun.length;
      for (const lines of [[], [cookie]]) {
        for (const target of ["/", "/deep?x=1", "/.portcullis/sign-out"]) {
          const page = await rig.ask(`GET ${target}`, [...navigation, ...lines]);
          assert.equal(page.status, 503);
          assert.match(page.body, stopped);
          assert.equal(page.header("connection"), "close");
          assert.deepEqual(page.headers("set-cookie"), []);
          const program = await rig.ask(`GET ${target}`, lines);
          assert.equal(program.status, 503);
          assert.deepEqual(JSON.parse(program.body), { error: "stopped" });
          assert.equal(program.header("portcullis-waiting"), undefined);
        }
        assert.equal((await rig.ask("GET /", [...upgradeLines, `Origin: ${rig.origin}`, ...lines])).status, 503);
        assert.equal((await rig.ask("POST /", lines, "a body")).status, 503);
      }
      assert.equal(rig.openid.begun.length, begun);
      assert.deepEqual(rig.app.seen, []);
    });

    it("stays stopped, whatever comes in late from the share", async () => {
      rig.gate.stop();
      rig.gate.goLive();
      rig.gate.shut();
      rig.gate.goLive();
      assert.match((await rig.ask("GET /", [...navigation, cookie])).body, stopped);
      assert.deepEqual(rig.app.seen, []);
    });

    it("tells nothing to a page that came by another name", async () => {
      rig.gate.stop();
      const answer = parse(await rig.raw(`GET / HTTP/1.1\r\nHost: evil.example\r\n${navigation.join("\r\n")}\r\n\r\n`));
      assert.equal(answer.status, 421);
      assert.doesNotMatch(answer.body, /share/);
    });
  });

  describe("that closes", () => {
    it("still answers who has a connection and asks in this moment, and then is gone", async () => {
      const visitor = await visit();
      const idle = await visit();
      rig.app.seen.splice(0);
      const closed = rig.gate.close();
      visitor.ask("GET /");
      await closed;
      await until("the connections end", () => visitor.ended() && idle.ended());
      assert.equal(visitor.next().status, 503);
      assert.match(visitor.next().body, stopped);
      assert.deepEqual(rig.app.seen, []);
      const late = net.connect(rig.port, "127.0.0.1");
      const [error] = (await once(late, "error")) as [NodeJS.ErrnoException];
      assert.equal(error.code, "ECONNREFUSED");
    });

    it("waits for nobody who neither asks nor reads", async () => {
      const half = net.connect(rig.port, "127.0.0.1");
      half.on("error", () => undefined);
      await once(half, "connect");
      half.write(`GET / HTTP/1.1\r\nHost: ${rig.host}\r\n`);
      const hanging = inFlight();
      await appHas(1);
      const ended = once(half, "close");
      await Promise.all([rig.gate.close(), rig.gate.close()]);
      await ended;
      assert.match((await hanging).body, stopped);
    });
  });
});

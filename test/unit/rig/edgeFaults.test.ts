import assert from "node:assert/strict";
import { afterEach, before, beforeEach, describe, it } from "node:test";
import { WebSocket } from "ws";
import ngrok, { type Session } from "@ngrok/ngrok";
import { FakeClock } from "../../fakes/fakeClock";
import { createAuthority, type Authority } from "../../rig/authority";
import { startEdge, type Edge } from "../../rig/edge/edge";
import { connectAgent, share, startUpstream, until, visit, within, type Upstream } from "./edgeAgent";

describe("the stand-in edge's faults", () => {
  let authority: Authority;
  let edge: Edge;
  let upstream: Upstream;
  let reached: string[];

  before(async () => {
    authority = await createAuthority();
  });

  beforeEach(async () => {
    reached = [];
    edge = await startEdge({ authority });
    upstream = await startUpstream((incoming, outgoing) => {
      reached.push(incoming.rawHeaders.join("\n"));
      outgoing.end("hello");
    });
  });

  afterEach(async () => {
    await edge.close();
    await upstream.close();
  });

  const get = (headers: Record<string, string> = {}): ReturnType<typeof visit> => visit(`${edge.publicOrigin}/`, authority, { headers });
  const denying = { on_http_request: [{ actions: [{ type: "add-headers", config: { headers: { "x-seal": "s" } } }] }, { expressions: ["req.url.path == '/'"], actions: [{ type: "deny" }] }] };
  const sealing = { on_http_request: [{ actions: [{ type: "remove-headers", config: { headers: ["x-seal"] } }, { type: "add-headers", config: { headers: { "x-seal": "s" } } }] }] };

  describe("refused sessions and binds", () => {
    const refused = async (token: string): Promise<Error & { errorCode?: string }> =>
      connectAgent(edge, authority, { token }).then(
        () => assert.fail("The session was accepted."),
        (error: unknown) => error as Error & { errorCode?: string },
      );

    it("names what is wrong with an authtoken as ngrok does", async () => {
      assert.equal((await refused("")).errorCode, "ERR_NGROK_4018");
      assert.equal((await refused("has spaces in it")).errorCode, "ERR_NGROK_105");
      assert.equal((await refused("api_something")).errorCode, "ERR_NGROK_105");
      const invalid = await refused("wrong-token");
      assert.equal(invalid.errorCode, "ERR_NGROK_107");
      assert.match(invalid.message, /properly formed, but it is invalid/);
      assert.equal(edge.sessions.length, 0);
    });

    it("refuses sessions and binds with any code", async () => {
      edge.faults.refuseSession = "ERR_NGROK_108";
      assert.equal((await refused("good-token")).errorCode, "ERR_NGROK_108");
      edge.faults.clear();
      const session = await connectAgent(edge, authority);
      edge.faults.refuseBind = "ERR_NGROK_2256";
      await assert.rejects(share(session, upstream), /ERR_NGROK_2256/);
      assert.deepEqual(edge.endpoints, []);
    });

    it("accepts the authtokens that it was given", async () => {
      await edge.close();
      edge = await startEdge({ authority, authtokens: ["other-token"] });
      assert.equal((await refused("good-token")).errorCode, "ERR_NGROK_107");
      await connectAgent(edge, authority, { token: "other-token" });
      assert.equal(edge.sessions.length, 1);
    });
  });

  describe("stalls", () => {
    for (const stage of [true, "auth"] as const) {
      it(`leaves a connecting agent without an answer (${stage === true ? "TLS" : "auth"}) until it goes offline`, async () => {
        edge.faults.stallSession = stage;
        const connecting = connectAgent(edge, authority);
        await until(() => (stage === true ? edge.connections : edge.rpcLog.length) === 1, "the agent having come so far");
        assert.equal(await within(250, connecting), "pending");
        await edge.goOffline();
        await assert.rejects(connecting, stage === true ? /tls handshake error/ : /deserialize/);
      });
    }

    it("leaves a bind without an answer", async () => {
      const session = await connectAgent(edge, authority);
      edge.faults.stallRpc = true;
      const binding = share(session, upstream);
      await until(() => edge.rpcLog.length === 2, "the bind being asked");
      assert.equal(await within(250, binding), "pending");
      assert.deepEqual(edge.rpcLog.map(({ name }) => name), ["auth", "bind"]);
      edge.dropAgents();
      await assert.rejects(binding);
    });

    it("goes deaf and dumb on a stalled link, whose endpoint it drops only once heartbeats were missed", async () => {
      await edge.close();
      const clock = new FakeClock();
      edge = await startEdge({ authority, clock });
      const beats: (number | null)[] = [];
      const session = await connectAgent(edge, authority, { heartbeat: 1, tolerance: 4, onHeartbeat: (latency) => beats.push(latency) });
      await share(session, upstream);
      edge.faults.stallLink = true;
      edge.faults.clear();
      assert.equal(edge.endpoints.length, 1);
      assert.equal(await within(200, get()), "pending");
      const other = await connectAgent(edge, authority);
      await assert.rejects(share(other, upstream), /ERR_NGROK_334/);
      clock.advance(4999);
      assert.equal(edge.endpoints.length, 1);
      clock.advance(1);
      assert.equal(edge.endpoints.length, 0, "interval and tolerance, as the agent announced them");
      await share(other, upstream);
      assert.equal((await get()).status, 200);
      await until(() => beats.includes(null), "the agent missing its echo");
    });
  });

  describe("lost connections", () => {
    let session: Session;

    beforeEach(async () => {
      session = await connectAgent(edge, authority);
      await share(session, upstream);
      assert.equal((await get()).status, 200);
    });

    it("drops agents at once and lets them come back", async () => {
      edge.dropAgents();
      await until(() => edge.endpoints.length === 0, "the endpoint going offline");
      assert.equal((await get()).headers["ngrok-error-code"], "ERR_NGROK_3200");
      await share(await connectAgent(edge, authority), upstream);
      assert.equal((await get()).status, 200);
    });

    it("goes offline and comes back at the same address", async () => {
      const { serverAddress } = edge;
      await edge.goOffline();
      await assert.rejects(connectAgent(edge, authority), /failed to establish tcp connection/);
      assert.equal((await get()).status, 404);
      await edge.comeBack();
      assert.equal(edge.serverAddress, serverAddress);
      await share(await connectAgent(edge, authority), upstream);
      assert.equal((await get()).status, 200);
    });

    it("lets an agent that reconnects by itself take its endpoint up again", async () => {
      await edge.close();
      edge = await startEdge({ authority });
      const persistent = await new ngrok.SessionBuilder().authtoken("good-token").serverAddr(edge.serverAddress).caCert(Buffer.from(authority.certificatePem)).connect();
      const listener = await share(persistent, upstream);
      edge.dropAgents();
      await until(() => edge.rpcLog.filter(({ name }) => name === "bind").length === 2 && edge.endpoints.length === 1, "the agent binding again");
      assert.equal(edge.endpoints[0]?.id, listener.id());
      assert.equal((await get()).status, 200);
    });

    it("drops a session that its agent closed, since the agent leaves the connection open and goes silent", async () => {
      await edge.close();
      const clock = new FakeClock();
      edge = await startEdge({ authority, heartbeatSilenceMs: 3000, clock });
      let beats = 0;
      const closing = await connectAgent(edge, authority, { heartbeat: 1, tolerance: 60, onHeartbeat: () => (beats += 1) });
      await share(closing, upstream);
      for (let beat = 0; beat < 2; beat += 1) {
        const heard = beats;
        await until(() => beats > heard, "another heartbeat");
        clock.advance(2999);
      }
      assert.deepEqual([edge.endpoints.length, edge.sessions.length], [1, 1]);
      const [closed] = edge.sessions;
      await closing.close();
      await until(() => {
        clock.advance(1000);
        return edge.endpoints.length === 0 && edge.sessions.length === 0;
      }, "the silent session being dropped");
      assert.equal(closed?.socket.destroyed, true);
    });

    it("stops a tunnel and tells its agent", async () => {
      const { origin } = await edge.addDomain("stopped.example");
      const listener = await share(session, upstream, { domain: "stopped.example" });
      const joined = assert.rejects(listener.join(), /stopped by hand.*ERR_NGROK_3999/s);
      edge.stopTunnel(edge.endpoints.find(({ url }) => url === origin)!, "stopped by hand", "ERR_NGROK_3999");
      await joined;
      assert.equal((await visit(`${origin}/`, authority)).status, 404);
    });

    it("sends commands, which the agent refuses without a handler", async () => {
      assert.deepEqual(await edge.sendCommand("stop"), [{ Error: "the agent has not defined a callback for this operation" }]);
      assert.deepEqual((await edge.sendCommand("update")).length, 1);
    });
  });

  describe("towards visitors", () => {
    const shareWith = async (policy?: object): Promise<void> => {
      await share(await connectAgent(edge, authority), upstream, policy === undefined ? {} : { policy });
    };

    it("carries policies out, and forwards everything once it ignores them", async () => {
      await shareWith(denying);
      assert.equal((await get()).status, 403);
      assert.equal(reached.length, 0);
      edge.faults.ignorePolicy = true;
      assert.equal((await get()).body.toString(), "hello");
      assert.doesNotMatch(reached[0] ?? "", /x-seal/);
    });

    it("forgets header actions when it is told to, and nothing else", async () => {
      await shareWith(sealing);
      await get({ "x-seal": "forged" });
      edge.faults.forgetHeaderActions = true;
      await get({ "x-seal": "forged" });
      assert.match(reached[0] ?? "", /x-seal\ns\n/);
      assert.doesNotMatch(reached[0] ?? "", /forged/);
      assert.match(reached[1] ?? "", /x-seal\nforged/);
      assert.doesNotMatch(reached[1] ?? "", /x-seal\ns\n/);
    });

    it("shows the interstitial to navigations that don't ask to skip it, or to everything", async () => {
      await shareWith();
      edge.faults.interstitial = true;
      const page = await get({ accept: "text/html" });
      assert.equal(page.headers["ngrok-error-code"], "ERR_NGROK_6024");
      assert.equal((await get({ accept: "text/html", "ngrok-skip-browser-warning": "1" })).body.toString(), "hello");
      assert.equal((await get()).body.toString(), "hello");
      edge.faults.interstitial = "all";
      assert.equal((await get({ "ngrok-skip-browser-warning": "1" })).headers["ngrok-error-code"], "ERR_NGROK_6024");
      assert.equal(reached.length, 2);
    });

    it("answers 502, elsewhere or nothing at all, and the upstream sees none of it", async () => {
      await shareWith();
      edge.faults.serverError = true;
      const broken = await get();
      assert.deepEqual([broken.status, broken.headers["ngrok-error-code"]], [502, "ERR_NGROK_3004"]);
      edge.faults.clear();
      edge.faults.redirectElsewhere = true;
      const sent = await get();
      assert.deepEqual([sent.status, sent.headers.location], [302, "https://elsewhere.example/"]);
      edge.faults.clear();
      edge.faults.noAnswer = true;
      assert.equal(await within(200, get()), "pending");
      const socket = new WebSocket(edge.publicOrigin.replace("https", "wss"), { ca: authority.certificatePem, handshakeTimeout: 120_000 });
      socket.on("error", () => undefined);
      assert.equal(await within(200, new Promise((resolve) => socket.on("close", resolve))), "pending");
      socket.terminate();
      edge.faults.clear();
      assert.deepEqual(reached, []);
      assert.equal((await get()).status, 200);
    });

    it("answers 502 with ERR_NGROK_3004 when the upstream breaks off before an answer", async () => {
      upstream.server.removeAllListeners("request");
      upstream.server.on("request", (incoming) => incoming.socket.destroy());
      await shareWith();
      const broken = await get();
      assert.deepEqual([broken.status, broken.headers["ngrok-error-code"]], [502, "ERR_NGROK_3004"]);
    });
  });
});

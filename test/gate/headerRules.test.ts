// What a share's header rules do, over real sockets, in both directions.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { HeaderRule } from "../../src/protocol/headerRule";
import { navigation, startGate, upgradeLines, type GateRig } from "./gateRig";

describe("header rules", () => {
  let rig: GateRig;
  let cookie = "";
  before(async () => {
    rig = await startGate({
      answer: (_request, response) => {
        response.writeHead(200, { "X-Powered-By": "PHP", "X-Env": "test", "X-Frame-Options": "DENY", "Transfer-Encoding": "chunked", Trailer: "X-Sum, X-Powered-By" });
        response.addTrailers([["X-Sum", "1"], ["X-Powered-By", "PHP"]]);
        response.end("the app");
      },
    });
    cookie = `Cookie: ${await rig.signIn()}`;
  });
  after(() => rig.close());
  const ruled = (...headerRules: HeaderRule[]) => rig.gate.setOptions({ headerRules });
  const valuesOf = (name: string) => {
    const { rawHeaders } = rig.app.seen.at(-1)!;
    return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]!.toLowerCase() === name);
  };

  it("a header that is set replaces every line that the visitor sent, and is there when they sent none", async () => {
    ruled({ direction: "request", action: "set", name: "X-Api-Key", value: "k 1" });
    await rig.ask("GET /", [cookie, "x-api-key: mine", "X-API-KEY: mine too", "X-Other: stays"]);
    assert.deepEqual([valuesOf("x-api-key"), valuesOf("x-other")], [["k 1"], ["stays"]]);
    await rig.ask("POST /", [cookie, `Origin: ${rig.origin}`], "body");
    assert.deepEqual(valuesOf("x-api-key"), ["k 1"]);
    await rig.ask("GET /ws", [cookie, `Origin: ${rig.origin}`, ...upgradeLines]);
    assert.ok(rig.app.seen.at(-1)!.upgrade);
    assert.deepEqual(valuesOf("x-api-key"), ["k 1"]);
  });

  it("a header that is removed reaches the app in no case, nor as a trailer", async () => {
    ruled({ direction: "request", action: "remove", name: "DNT" });
    await rig.ask("GET /", [cookie, "dnt: 1", "Dnt: 1"]);
    assert.deepEqual(valuesOf("dnt"), []);
    assert.equal(valuesOf("x-forwarded-user").length, 1, "who asks is still said");
  });

  it("an answer's header is set or removed, trailers included, and everything else passes", async () => {
    ruled({ direction: "response", action: "remove", name: "x-powered-by" }, { direction: "response", action: "set", name: "X-Env", value: "shared" });
    const answer = await rig.ask("GET /", [cookie]);
    assert.deepEqual([answer.headers("x-powered-by"), answer.headers("x-env")], [[], ["shared"]]);
    assert.match(answer.body, /x-sum: 1/i);
    assert.doesNotMatch(answer.body, /x-powered-by/i);
    assert.match(answer.header("cache-control")!, /^private/);
    const posted = await rig.ask("POST /", [cookie, `Origin: ${rig.origin}`], "body");
    assert.deepEqual([posted.headers("x-powered-by"), posted.headers("x-env")], [[], ["shared"]]);
  });

  it("where a rule takes away what the app says of frames, the gate's own word stands", async () => {
    ruled();
    assert.deepEqual((await rig.ask("GET /", [cookie])).headers("content-security-policy"), []);
    ruled({ direction: "response", action: "remove", name: "X-Frame-Options" });
    const answer = await rig.ask("GET /", [cookie]);
    assert.deepEqual([answer.headers("x-frame-options"), answer.headers("content-security-policy")], [[], ["frame-ancestors 'self'"]]);
  });

  it("the last rule for a name holds, and the gate's own answers are touched by none", async () => {
    ruled({ direction: "response", action: "set", name: "X-Env", value: "one" }, { direction: "response", action: "set", name: "x-env", value: "two" }, { direction: "response", action: "set", name: "Content-Security-Policy", value: "default-src *" });
    assert.deepEqual((await rig.ask("GET /", [cookie])).headers("x-env"), ["two"]);
    for (const answer of [await rig.ask("GET /", navigation), await rig.ask("GET /.portcullis/sign-out", [cookie, ...navigation])]) {
      assert.deepEqual(answer.headers("x-env"), []);
      assert.doesNotMatch(answer.header("content-security-policy") ?? "", /default-src \*/);
    }
  });
});

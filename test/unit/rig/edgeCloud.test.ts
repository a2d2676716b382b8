import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Listener, Session } from "@ngrok/ngrok";
import { createAuthority, type Authority } from "../../rig/authority";
import type { CloudEndpoint } from "../../rig/edge/cloudEndpoints";
import { startEdge, type Edge } from "../../rig/edge/edge";
import { NgrokError } from "../../rig/edge/ngrokError";
import type { BindRequest } from "../../rig/edge/wire";
import { connectAgent, share, startUpstream, until, visit, type Upstream } from "./edgeAgent";

const policy = (...rules: object[]): string => JSON.stringify({ on_http_request: rules });
const forward = (config: object = { url: "https://app.internal" }): object => ({ actions: [{ type: "forward-internal", config }] });
const refusedWith = (code: string) => (error: unknown) => error instanceof NgrokError && error.code === code;

describe("the stand-in edge's Cloud Endpoints and internal endpoints, with real agents", () => {
  let authority: Authority;
  let edge: Edge;
  let sessions: Session[];
  let upstreams: Upstream[];
  let cloud: CloudEndpoint;
  let first: Listener;

  before(async () => {
    authority = await createAuthority();
    edge = await startEdge({ authority });
    sessions = [await connectAgent(edge, authority), await connectAgent(edge, authority)];
    upstreams = await Promise.all(["one", "two"].map((name) => startUpstream(({ headers }, outgoing) => outgoing.end(JSON.stringify({ name, headers })))));
    cloud = await edge.cloud.create({ url: edge.publicOrigin, trafficPolicy: policy({ actions: [{ type: "add-headers", config: { headers: { "x-cloud": "yes" } } }] }, forward()) });
  });

  after(async () => {
    await Promise.all(sessions.map((session) => session.close()));
    await edge.close();
    await Promise.all(upstreams.map((upstream) => upstream.close()));
  });

  const ask = async (origin = edge.publicOrigin) => {
    const { status, headers, body } = await visit(origin, authority);
    return { status, code: headers["ngrok-error-code"], told: status === 200 ? (JSON.parse(body.toString()) as { readonly name: string; readonly headers: Record<string, string> }) : undefined };
  };
  const bindIn = async (session: number, options: Parameters<typeof share>[2]) => share(sessions[session]!, upstreams[session]!, options);

  it("answer with ERR_NGROK_3200 while nothing is online behind them", async () => {
    assert.deepEqual(await ask(), { status: 404, code: "ERR_NGROK_3200", told: undefined });
  });

  it("the agent sends binding and pooling as it was told, and no visitor reaches an internal endpoint but through a Cloud Endpoint", async () => {
    first = await bindIn(0, { domain: "app.internal", binding: "internal", pooling: true });
    assert.equal(first.url(), "https://app.internal");
    const { Extra } = edge.rpcLog.findLast(({ name }) => name === "bind")!.request as BindRequest;
    assert.deepEqual([Extra.Bindings, Extra.PoolingEnabled], [["internal"], true]);
    const other = await edge.addDomain("other.ngrok.app");
    assert.deepEqual(await ask(other.origin), { status: 404, code: "ERR_NGROK_3200", told: undefined });
    const { told } = await ask();
    assert.equal(told?.name, "one");
    // As ngrok's documentation has it: the public Host, the visitor's own address.
    assert.deepEqual([told.headers["x-cloud"], told.headers["host"], told.headers["x-forwarded-for"]], ["yes", new URL(edge.publicOrigin).host, "127.0.0.1"]);
  });

  it("pooled agents take turns; one that leaves leaves the rest to the other; without pooling nobody joins", async () => {
    await assert.rejects(bindIn(1, { domain: "app.internal", binding: "internal" }), /ERR_NGROK_334/);
    const second = await bindIn(1, { domain: "app.internal", binding: "internal", pooling: true });
    const answered = [await ask(), await ask(), await ask(), await ask()].map(({ told }) => told?.name);
    assert.deepEqual(answered.toSorted(), ["one", "one", "two", "two"]);
    await second.close();
    await until(() => edge.endpoints.length === 1, "the edge has noticed that the second is gone");
    assert.deepEqual([await ask(), await ask(), await ask()].map(({ told }) => told?.name), ["one", "one", "one"]);
    await bindIn(1, { domain: "app.internal", binding: "internal", pooling: true });
    await first.close();
    await until(() => edge.endpoints.length === 1, "the edge has noticed");
    assert.deepEqual([await ask(), await ask(), await ask()].map(({ told }) => told?.name), ["two", "two", "two"]);
  });

  it("an internal endpoint needs a name below .internal, and a name below .internal that binding", async () => {
    await assert.rejects(bindIn(1, { binding: "internal" }), /ERR_NGROK_9028/);
    await assert.rejects(bindIn(1, { binding: "internal", domain: "app.test" }), /ERR_NGROK_9029/);
    await assert.rejects(bindIn(1, { binding: "public", domain: "else.internal" }), /ERR_NGROK_9029/);
  });

  it("an agent's endpoint can't take the address of a Cloud Endpoint", async () => {
    await assert.rejects(bindIn(1, {}), /ERR_NGROK_334/);
  });

  it("a policy has to end in something, and is checked as every other", async () => {
    const create = (trafficPolicy: string, url = "https://third.ngrok.app") => edge.cloud.create({ url, trafficPolicy });
    await edge.addDomain("third.ngrok.app");
    for (const one of [policy(), policy({ expressions: ["req.method == 'GET'"], ...forward() }), policy(forward({ url: "https://app.internal", on_error: "continue" }))]) {
      await assert.rejects(create(one), (error) => refusedWith("ERR_NGROK_18002")(error) && /ERR_NGROK_2235/.test(String(error)));
    }
    await assert.rejects(create(policy({ actions: [{ type: "forward" }] })), refusedWith("ERR_NGROK_18002"));
    await assert.rejects(create(policy(forward()), "https://elsewhere.ngrok.app"), refusedWith("ERR_NGROK_18006"));
    await assert.rejects(create(policy(forward()), edge.publicOrigin), refusedWith("ERR_NGROK_18009"));
  });

  it("a change acts on the next request, a removed one is gone, and going on after an error is going on", async () => {
    await edge.cloud.update(cloud.id, { trafficPolicy: policy(forward({ url: "https://nobody.internal", on_error: "continue" }), { actions: [{ type: "deny", config: { status_code: 418 } }] }) });
    assert.equal((await ask()).status, 418);
    await assert.rejects(edge.cloud.update(cloud.id, { trafficPolicy: policy() }), refusedWith("ERR_NGROK_18002"));
    assert.equal((await ask()).status, 418);
    assert.equal(edge.cloud.remove(cloud.id), true);
    assert.equal((await ask()).code, "ERR_NGROK_3200");
    assert.equal(edge.cloud.remove(cloud.id), false);
  });
});

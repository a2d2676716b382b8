// The client against the stand-in API, which takes nothing that ngrok's documentation doesn't have, over the stand-in edge with a real agent.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Session } from "@ngrok/ngrok";
import { systemClock } from "../../../../src/base/clock";
import { ExpectedError } from "../../../../src/base/expectedError";
import { isNotFound } from "../../../../src/ngrok/api/apiErrors";
import { NgrokApi } from "../../../../src/ngrok/api/ngrokApi";
import { RateLimit } from "../../../../src/ngrok/api/rateLimit";
import { createAuthority, type Authority } from "../../../rig/authority";
import { startEdge, type Edge } from "../../../rig/edge/edge";
import { goodApiKey, startNgrokApi, type StandInApi } from "../../../rig/ngrokApi/startNgrokApi";
import { connectAgent, share, startUpstream, until, visit, type Upstream } from "../../rig/edgeAgent";
import { FakeClock } from "../../../fakes/fakeClock";

const signal = new AbortController().signal;
const sending = { secrets: [], signal };
const greeting = JSON.stringify({ on_http_request: [{ actions: [{ type: "custom-response", config: { status_code: 200, body: "from the cloud" } }] }] });

describe("ngrok's API", () => {
  let authority: Authority;
  let edge: Edge;
  let standIn: StandInApi;
  let session: Session;
  let upstream: Upstream;

  const client = (apiKey = goodApiKey, change: Partial<ConstructorParameters<typeof NgrokApi>[0]> = {}) =>
    new NgrokApi({ address: standIn.address, apiKey, fetch, clock: systemClock, limit: new RateLimit(systemClock), userAgent: "portcullis/0.1.0", ...change });
  const refused = async (work: Promise<unknown>): Promise<ExpectedError> => {
    const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
    assert.ok(error instanceof ExpectedError, String(error));
    return error;
  };

  before(async () => {
    authority = await createAuthority();
    edge = await startEdge({ authority });
    standIn = await startNgrokApi({ edge, mostPerPage: 2, callsAMinute: 10_000, moreDomains: ["*.acme.example"] });
    session = await connectAgent(edge, authority);
    upstream = await startUpstream((_request, response) => void response.end("hello"));
  });
  beforeEach(() => standIn.clear());
  after(async () => {
    await session.close();
    await Promise.all([standIn.close(), edge.close(), upstream.close()]);
  });

  it("lists the account's domains over several pages, the dev domain among them", async () => {
    const api = client();
    await edge.addDomain("first.ngrok.app");
    await edge.addDomain("second.acme.com");
    const listed = await api.reservedDomains(signal);
    assert.deepEqual(listed.map(({ domain }) => domain).sort(), ["*.acme.example", edge.domain, "first.ngrok.app", "second.acme.com"].sort());
    assert.deepEqual(listed.filter(({ isDev }) => isDev).map(({ domain }) => domain), [edge.domain]);
    const pages = standIn.calls.filter(({ method, path }) => method === "GET" && path === "/reserved_domains").map(({ query }) => query.get("before_id") !== undefined);
    assert.deepEqual(pages, [false, true]);
  });

  it("shows an agent's endpoint with the very policy that was bound, and the session that holds it", async () => {
    const policy = JSON.stringify({ on_http_request: [{ actions: [{ type: "add-headers", config: { headers: { "x-a": "b" } } }] }] });
    const listener = await share(session, upstream, { policy });
    try {
      const [found] = (await client().endpoints(signal)).filter(({ url }) => url === edge.publicOrigin);
      assert.equal(found?.type, "agent");
      assert.equal(found.trafficPolicy, policy);
      assert.equal(found.poolingEnabled, false);
      assert.match(found.tunnelSessionId ?? "", /^ts_/);
      assert.deepEqual((await client().endpoint(found.id, signal)).url, edge.publicOrigin);
    } finally {
      await listener.close();
    }
  });

  it("makes, changes and removes a Cloud Endpoint that visitors meet", async () => {
    const api = client();
    const { origin } = await edge.addDomain("cloud.ngrok.app");
    const made = await api.createEndpoint({ url: "https://cloud.ngrok.app", trafficPolicy: greeting, metadata: "ours", description: "of Portcullis", bindings: ["public"], poolingEnabled: false }, sending);
    assert.deepEqual([made.type, made.metadata, made.trafficPolicy, made.poolingEnabled], ["cloud", "ours", greeting, false]);
    assert.equal((await visit(origin, authority)).body.toString(), "from the cloud");
    const changed = await api.updateEndpoint(made.id, { trafficPolicy: greeting.replace("from the cloud", "changed") }, sending);
    assert.equal(changed.metadata, "ours");
    assert.equal((await visit(origin, authority)).body.toString(), "changed");
    assert.ok((await api.endpoints(signal)).some(({ id, type }) => id === made.id && type === "cloud"));
    await api.deleteEndpoint(made.id, signal);
    assert.equal((await visit(origin, authority)).headers["ngrok-error-code"], "ERR_NGROK_3200");
    assert.ok(isNotFound(await refused(api.deleteEndpoint(made.id, signal))));
    assert.ok(isNotFound(await refused(api.updateEndpoint(made.id, { metadata: "x" }, sending))));
  });

  it("says with ngrok's own codes why a Cloud Endpoint can't be", async () => {
    const api = client();
    await edge.addDomain("twice.ngrok.app");
    const create = (url: string, trafficPolicy = greeting) => api.createEndpoint({ url, trafficPolicy }, sending);
    const made = await create("https://twice.ngrok.app");
    assert.equal((await refused(create("https://twice.ngrok.app"))).code, "ngrok.ERR_NGROK_18009");
    assert.equal((await refused(create("https://elsewhere.ngrok.app"))).code, "ngrok.ERR_NGROK_18006");
    const open = await refused(api.updateEndpoint(made.id, { trafficPolicy: JSON.stringify({ on_http_request: [] }) }, sending));
    assert.equal(open.code, "ngrok.ERR_NGROK_18002");
    assert.match(String(open.facts["message"]), /ERR_NGROK_2235/);
    await api.deleteEndpoint(made.id, signal);
  });

  for (const [what, key, code] of [
    ["no key of the account", "2standIn0ApiKey_6wrong", "ngrok.ERR_NGROK_203"],
    ["an authtoken", "good-token", "ngrok.ERR_NGROK_206"],
    ["a key's id", "ak_2standIn0ApiKey", "ngrok.ERR_NGROK_208"],
    ["something else", "x!", "ngrok.ERR_NGROK_202"],
  ] as const) {
    it(`refuses ${what} as ${code}, and the failure doesn't repeat it`, async () => {
      const error = await refused(client(key).check(signal));
      assert.equal(error.code, code);
      assert.equal(error.facts["status"], 401);
      assert.ok(!JSON.stringify([error.facts, error.message]).includes(key));
    });
  }

  for (const [answer, code] of [
    [{ status: 401 }, "ngrok.apiRefused"],
    [{ status: 403, code: "ERR_NGROK_635" }, "ngrok.ERR_NGROK_635"],
    [{ status: 403, text: "<html>blocked by your company" }, "ngrok.apiRefused"],
    [{ status: 500 }, "ngrok.apiFailed"],
    [{ status: 502, text: "<html>bad gateway" }, "ngrok.apiFailed"],
    [{ status: 503, code: "ERR_NGROK_99999" }, "ngrok.ERR_NGROK_99999"],
    [{ status: 200, text: "<html>sign in to the network" }, "ngrok.apiAnswer"],
  ] as const) {
    it(`calls ${JSON.stringify(answer)} ${code}`, async () => {
      standIn.faults.answer = answer;
      assert.equal((await refused(client().endpoints(signal))).code, code);
    });
  }

  it("waits as long as it is asked to when it was too fast, and goes on", async () => {
    standIn.faults.answer = { status: 429, code: "ERR_NGROK_226", headers: { "retry-after": "3" } };
    standIn.faults.answers = 1;
    const clock = new FakeClock();
    const before = standIn.calls.length;
    const asking = client(goodApiKey, { clock, limit: new RateLimit(clock) }).check(signal);
    await until(() => standIn.calls.length === before + 1, "the call that was too early");
    let done = false;
    void asking.then(() => (done = true));
    while (!done) {
      clock.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(standIn.calls.length, before + 2);
  });

  it("never asks faster than ngrok allows: of a hundred and thirty calls at once none is refused, and some wait for the next minute", async () => {
    const strict = await startNgrokApi({ edge });
    try {
      const clock = new FakeClock();
      let started = 0;
      let answered = 0;
      const counting = (url: string, init: RequestInit) => {
        started += 1;
        return fetch(url, init).finally(() => (answered += 1));
      };
      const api = new NgrokApi({ address: strict.address, apiKey: goodApiKey, fetch: counting, clock, limit: new RateLimit(clock), userAgent: "portcullis/0.1.0" });
      const left = new AbortController();
      const ended = Promise.allSettled(Array.from({ length: 130 }, () => api.check(left.signal)));
      await until(() => started >= 100 && answered === started, "the calls of the first minute");
      left.abort(new Error("left"));
      const failures = (await ended).filter((one) => one.status === "rejected").map(({ reason }) => String(reason));
      assert.ok(failures.length > 10);
      assert.deepEqual([...new Set(failures)], ["Error: left"]);
      assert.ok(strict.calls.length < 120, `${strict.calls.length} calls`);
    } finally {
      await strict.close();
    }
  });

  it("ends with the caller's reason while ngrok is silent", async () => {
    standIn.faults.silent = true;
    const leaving = new AbortController();
    const before = standIn.calls.length;
    const asking = client().endpoints(leaving.signal);
    await until(() => standIn.calls.length > before, "the call");
    leaving.abort(new Error("left"));
    await assert.rejects(asking, /left/);
  });
});

describe("the stand-in API", () => {
  let edge: Edge;
  let standIn: StandInApi;
  before(async () => {
    edge = await startEdge({ authority: await createAuthority() });
    standIn = await startNgrokApi({ edge });
  });
  after(async () => {
    await Promise.all([standIn.close(), edge.close()]);
  });

  const good = { authorization: `Bearer ${goodApiKey}`, "ngrok-version": "2", "user-agent": "portcullis/0.1.0" };
  const withBody = { ...good, "content-type": "application/json" };
  for (const [what, path, init, status] of [
    ["no authorization", "/endpoints", { headers: { ...good, authorization: "" } }, 401],
    ["basic authorization", "/endpoints", { headers: { ...good, authorization: "Basic x" } }, 401],
    ["no version", "/endpoints", { headers: { ...good, "ngrok-version": "" } }, 400],
    ["another version", "/endpoints", { headers: { ...good, "ngrok-version": "1" } }, 400],
    ["an unnamed agent", "/endpoints", { headers: { ...good, "user-agent": "node" } }, 400],
    ["a parameter that is not documented", "/endpoints?order=up", { headers: good }, 400],
    ["a limit over a hundred", "/endpoints?limit=101", { headers: good }, 400],
    ["a page before nothing", "/endpoints?before_id=ep_none", { headers: good }, 400],
    ["a path that is not there", "/endpoint", { headers: good }, 404],
    ["a method that is not there", "/endpoints", { method: "PUT", headers: withBody, body: "{}" }, 405],
    ["a body without a type", "/vaults", { method: "POST", headers: good, body: '{"name":"a"}' }, 400],
    ["a body that is not JSON", "/vaults", { method: "POST", headers: withBody, body: "name=a" }, 400],
    ["a field that is not documented", "/vaults", { method: "POST", headers: withBody, body: '{"name":"a","title":"b"}' }, 400],
    ["an endpoint without a policy", "/endpoints", { method: "POST", headers: withBody, body: JSON.stringify({ type: "cloud", url: "https://a.example" }) }, 400],
    ["an agent's endpoint", "/endpoints", { method: "POST", headers: withBody, body: JSON.stringify({ type: "agent", url: "https://a.example", traffic_policy: greeting }) }, 400],
    ["a body with DELETE", "/endpoints/ep_none", { method: "DELETE", headers: withBody, body: "{}" }, 400],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await fetch(`${standIn.address}${path}`, init);
      assert.equal(answer.status, status);
      assert.deepEqual(Object.keys((await answer.json()) as object), ["error_code", "status_code", "msg", "details"]);
    });
  }

  it("takes as many calls in a minute as ngrok does, and not the next", async () => {
    const counted = await startNgrokApi({ edge, callsAMinute: 3 });
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await fetch(`${counted.address}/endpoints`, { headers: good })).status);
    await counted.close();
    assert.deepEqual(statuses, [200, 200, 200, 429]);
  });
});

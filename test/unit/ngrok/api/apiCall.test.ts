import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../../src/base/expectedError";
import { isNotFound } from "../../../../src/ngrok/api/apiErrors";
import { apiKey, json, refusal, scriptedApi, type Scripted } from "./scriptedApi";

const signal = new AbortController().signal;
/** Turns of the event loop, however long each takes: nothing here waits for anything but its own promises. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => void setImmediate(resolve));
};

async function failure(work: Promise<unknown>): Promise<ExpectedError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ExpectedError, String(error));
  return error;
}

describe("a call of ngrok's API", () => {
  it("carries key, version and type as ngrok documents them, and follows no redirect", async () => {
    const { api, asked } = scriptedApi(json({ id: "ep_1" }, { status: 201 }));
    await api.createEndpoint({ url: "https://a.example", trafficPolicy: "{}", bindings: ["public"], poolingEnabled: true }, { secrets: [], signal });
    const [{ url, init } = assert.fail("nothing was asked")] = asked;
    assert.equal(url, "https://api.example/endpoints");
    assert.deepEqual(init.headers, {
      Authorization: `Bearer ${apiKey}`,
      "Ngrok-Version": "2",
      Accept: "application/json",
      "User-Agent": "portcullis/test",
      "Content-Type": "application/json",
    });
    assert.deepEqual(JSON.parse(init.body as string), { type: "cloud", url: "https://a.example", traffic_policy: "{}", bindings: ["public"], pooling_enabled: true });
    assert.equal(init.redirect, "manual");
    assert.equal(init.credentials, "omit");
  });

  it("fails with ngrok's own code and words, without any secret in them", async () => {
    const words = `The API authentication you specified is invalid. Your authentication: ${apiKey}, policy "x-pc-1": "seal secret;", client "quoted\\"secret".`;
    const { api } = scriptedApi(refusal(400, "ERR_NGROK_18002", words));
    const error = await failure(api.createEndpoint({ url: "https://a.example", trafficPolicy: "{}" }, { secrets: ["seal secret", 'quoted"secret'], signal }));
    assert.equal(error.code, "ngrok.ERR_NGROK_18002");
    assert.equal(error.facts["status"], 400);
    assert.match(String(error.facts["message"]), /^The API authentication you specified is invalid/);
    for (const secret of [apiKey, "seal secret", "quoted"]) assert.ok(!JSON.stringify([error.message, error.facts, error.stack, String(error.cause)]).includes(secret), secret);
  });

  for (const [what, answer, code, facts] of [
    ["a refusal without a code", refusal(403, undefined, "no"), "ngrok.apiRefused", { host: "api.example", status: 403 }],
    ["a code that is none", refusal(401, "ERR_NGROK_x", "no"), "ngrok.apiRefused", { host: "api.example", status: 401 }],
    ["a proxy's page", new Response("<html>login", { status: 407 }), "ngrok.apiRefused", { host: "api.example", status: 407 }],
    ["a failure of ngrok's", new Response("", { status: 502 }), "ngrok.apiFailed", { host: "api.example", status: 502 }],
    ["a redirect", new Response(null, { status: 302, headers: { location: "https://evil.example" } }), "ngrok.apiFailed", { host: "api.example", status: 302 }],
    ["no JSON", new Response("<html>", { status: 200 }), "ngrok.apiAnswer", { host: "api.example", why: "GET /endpoints was answered in another form" }],
    ["another form", json({ endpoints: [{ id: "../../x" }] }), "ngrok.apiAnswer", { host: "api.example", why: "GET /endpoints was answered in another form" }],
    ["too much", new Response("x".repeat(5_000_001)), "ngrok.apiAnswer", { host: "api.example", why: "it is larger than 5 MB" }],
    ["no network", Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("no"), { code: "ENOTFOUND" }) }), "ngrok.apiUnreachable", { host: "api.example", why: "ENOTFOUND" }],
    ["no answer", new DOMException("No answer", "TimeoutError"), "ngrok.apiUnreachable", { host: "api.example", why: "no answer within 10 s" }],
  ] as const satisfies readonly (readonly [string, Scripted, string, object])[]) {
    it(`calls ${what} ${code}`, async () => {
      const { api, asked } = scriptedApi(answer);
      const error = await failure(api.endpoints(signal));
      assert.equal(error.code, code);
      assert.deepEqual(error.facts, facts);
      assert.equal(asked.length, 1);
    });
  }

  it("tells what is not there from what failed otherwise", async () => {
    assert.ok(isNotFound(await failure(scriptedApi(refusal(404, "ERR_NGROK_404", "gone")).api.endpoint("ep_1", signal))));
    assert.ok(isNotFound(await failure(scriptedApi(new Response("", { status: 404 })).api.deleteEndpoint("ep_1", signal))));
    assert.ok(!isNotFound(await failure(scriptedApi(refusal(400, "ERR_NGROK_404", "gone")).api.endpoint("ep_1", signal))));
  });

  it("ends with the reason of whoever left", async () => {
    const leaving = new AbortController();
    const { api } = scriptedApi(({ init }) => new Promise((_, reject) => {
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
    }));
    const asking = api.endpoints(leaving.signal);
    const left = new Error("left");
    leaving.abort(left);
    await assert.rejects(asking, left);
  });

  it("sends no path of anybody's choice", () => {
    const { api, asked } = scriptedApi(json({}));
    for (const id of ["", ".", "..", "a/b", "a?b", "a%2fb", "é"]) assert.throws(() => api.deleteEndpoint(id, signal), /Not an id/);
    assert.equal(asked.length, 0);
  });
});

describe("a call of ngrok's API that comes too early", () => {
  const tooMany = (headers: Record<string, string> = {}) => refusal(429, "ERR_NGROK_226", "Your account is rate limited to 120 API requests per 60s.", headers);
  const done = json({ endpoints: [], next_page_uri: null });

  it("is made again when ngrok says that it may be", async () => {
    const { api, asked, clock } = scriptedApi(tooMany({ "retry-after": "7" }), done);
    const asking = api.endpoints(signal);
    await settle();
    clock.advance(6_999);
    await settle();
    assert.equal(asked.length, 1);
    clock.advance(1);
    assert.deepEqual(await asking, []);
    assert.equal(asked.length, 2);
  });

  it("is made again at a date, too, and after a while where nothing is said, twice at most", async () => {
    const dated = scriptedApi(tooMany({ "retry-after": new Date(1_800_000_000_000 + 3000).toUTCString() }), done);
    const asking = dated.api.endpoints(signal);
    await settle();
    dated.clock.advance(3000);
    assert.deepEqual(await asking, []);
    const silent = scriptedApi(tooMany());
    const refused = failure(silent.api.endpoints(signal));
    for (let turn = 0; turn < 4; turn += 1) {
      await settle();
      silent.clock.advance(10_000);
    }
    assert.equal((await refused).code, "ngrok.ERR_NGROK_226");
    assert.equal(silent.asked.length, 3);
  });

  it("is given up at once where ngrok wants us to wait for long", async () => {
    const { api, asked } = scriptedApi(tooMany({ "retry-after": "3600" }));
    assert.equal((await failure(api.endpoints(signal))).code, "ngrok.ERR_NGROK_226");
    assert.equal(asked.length, 1);
  });

  it("has the one code, whoever on the way says so", async () => {
    const { api } = scriptedApi(new Response("slow down", { status: 429, headers: { "retry-after": "99999" } }));
    assert.equal((await failure(api.endpoints(signal))).code, "ngrok.ERR_NGROK_226");
  });
});

describe("a list of ngrok's API", () => {
  const page = (ids: readonly string[], next: string | null) => json({ endpoints: ids.map((id) => ({ id })), uri: "https://api.example/endpoints", next_page_uri: next });

  it("is read page by page", async () => {
    const { api, asked } = scriptedApi(page(["ep_3", "ep_2"], "https://api.example/endpoints?before_id=ep_2&limit=100"), page(["ep_1"], null));
    assert.deepEqual((await api.endpoints(signal)).map(({ id }) => id), ["ep_3", "ep_2", "ep_1"]);
    assert.deepEqual(asked.map(({ url }) => url), ["https://api.example/endpoints?limit=100", "https://api.example/endpoints?before_id=ep_2&limit=100"]);
  });

  it("takes the key nowhere else, whatever the next page is said to be", async () => {
    for (const next of ["https://evil.example/endpoints?before_id=ep_1", "//evil.example/endpoints", "http://api.example/endpoints", "https://api.example/api_keys", "https://api.example@evil.example/endpoints", "https://["]) {
      const { api, asked } = scriptedApi(page(["ep_1"], next));
      assert.equal((await failure(api.endpoints(signal))).code, "ngrok.apiAnswer", next);
      assert.equal(asked.length, 1, next);
    }
  });

  it("that never ends is given up", async () => {
    const { api, asked } = scriptedApi(page(["ep_1"], "https://api.example/endpoints?before_id=ep_1"));
    assert.equal((await failure(api.endpoints(signal))).code, "ngrok.apiAnswer");
    assert.equal(asked.length, 20);
  });

  it("tells a policy that is not shown from none", async () => {
    const { api } = scriptedApi(json({ endpoints: [{ id: "a" }, { id: "b", traffic_policy: null }, { id: "c", traffic_policy: "" }, { id: "d", traffic_policy: "{}", type: "ephemeral", public_url: "https://d.example", more: { of: "it" } }] }));
    const [a, b, c, d] = await api.endpoints(signal);
    assert.deepEqual([a?.trafficPolicy, b?.trafficPolicy, c?.trafficPolicy], [undefined, "", ""]);
    assert.deepEqual([d?.trafficPolicy, d?.type, d?.url], ["{}", "agent", "https://d.example"]);
  });
});

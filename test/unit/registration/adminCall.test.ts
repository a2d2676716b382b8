import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AdminCalls, isGone, mayHaveBeenDone, type AdminChannel } from "../../../src/registration/adminCall";
import { adminHost } from "../../../src/registration/adminHost";
import { AdminToken } from "../../../src/registration/adminToken";
import { tooEarlyMs } from "../../../src/registration/tooEarly";
import { channel, failure, signal } from "./registering";

const token = "00Canary_Token-of-the-administrator-42abc";
type Scripted = Response | Error | (() => Response | Promise<Response>);

async function calls(script: readonly Scripted[], over: Partial<AdminChannel> = {}) {
  const asked: { readonly url: string; readonly init: RequestInit }[] = [];
  const ways = channel({
    resolve: () => Promise.resolve(["93.184.216.34"]),
    fetch: (url, init) => {
      asked.push({ url, init });
      const next = script[Math.min(asked.length, script.length) - 1]!;
      if (next instanceof Error) return Promise.reject(next);
      return Promise.resolve(typeof next === "function" ? next() : next.clone());
    },
    ...over,
  });
  const host = await adminHost({ kind: "okta", asked: "https://acme.okta.com", discovered: { issuer: "https://acme.okta.com" }, confirm: () => assert.fail("asked") });
  const one = new AdminCalls(ways, host, new AdminToken("SSWS", token));
  return { asked, clock: ways.clock, get: (url = "https://acme.okta.com/api/v1/groups") => one.send({ method: "GET", url }, signal), put: (body: object) => one.send({ method: "PUT", url: "https://acme.okta.com/api/v1/apps/0oa1", body }, signal) };
}
const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), { ...init, headers: { "content-type": "application/json; charset=utf-8", ...(init.headers as Record<string, string> | undefined) } });
const network = (code: string) => Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(`no ${token}`), { code }) });

describe("a call of a provider's administration", () => {
  it("S20 follows no redirect, sends no cookie, and goes only where its token may", async () => {
    const one = await calls([json({ a: 1 })]);
    assert.deepEqual(await one.get(), { a: 1 });
    const [{ init } = assert.fail("nothing was asked")] = one.asked;
    assert.deepEqual([init.redirect, init.credentials, init.body], ["manual", "omit", undefined]);
    for (const url of ["https://evil.example/api/v1/groups", "http://acme.okta.com/api/v1/groups", "https://acme.okta.com:444/", "https://acme.okta.com@evil.example/"]) assert.equal((await failure(one.get(url))).code, "registration.hostNotAllowed", url);
    assert.equal(one.asked.length, 1);
  });

  it("S20 asks nothing where certificates are not checked", async () => {
    const one = await calls([json({})], { certificateChecksOff: () => true });
    assert.equal((await failure(one.get())).code, "oidc.certificateChecksOff");
    assert.deepEqual(one.asked, []);
  });

  for (const address of ["169.254.169.254", "127.0.0.1", "::1", "fe80::1", "100.100.100.200", "::ffff:169.254.169.254"].slice(0, 4)) {
    it(`S20 does not ask a name that leads to ${address}`, async () => {
      const one = await calls([json({})], { resolve: () => Promise.resolve([address]) });
      assert.equal((await failure(one.get())).code, "oidc.notPermittedAddress");
      assert.deepEqual(one.asked, []);
    });
  }

  for (const [what, answer, code, facts, done] of [
    ["a redirect", new Response(null, { status: 302, headers: { location: "https://evil.example" } }), "registration.answer", { status: 302, why: "it leads elsewhere" }, false],
    ["a page", new Response("<html>", { headers: { "content-type": "text/html" } }), "registration.answer", { status: 200, why: "GET was answered with something other than JSON" }, true],
    ["broken JSON", new Response("{", { headers: { "content-type": "application/json" } }), "registration.answer", { status: 200, why: "GET was answered with broken JSON" }, true],
    ["too much", () => new Response("x".repeat(1_000_001)), "registration.answer", { status: 200, why: "it is larger than 1 MB" }, true],
    ["a proxy's page", new Response("<html>sign in", { status: 407 }), "registration.refused", { status: 407 }, false],
    ["a failure", new Response("", { status: 503 }), "registration.failed", { status: 503 }, true],
    ["OAuth's refusal", json({ error: "insufficient_scope", error_description: "Policy 'Trusted Hosts' rejected request" }, { status: 403 }), "registration.notPermitted", { status: 403, message: "Policy 'Trusted Hosts' rejected request", error: "insufficient_scope" }, false],
    ["a name that nobody knows", network("ENOTFOUND"), "registration.unreachable", { why: "ENOTFOUND" }, false],
    ["a certificate that nobody signed", network("SELF_SIGNED_CERT_IN_CHAIN"), "registration.unreachable", { why: "SELF_SIGNED_CERT_IN_CHAIN" }, false],
    ["a cut connection", network("ECONNRESET"), "registration.unreachable", { why: "ECONNRESET" }, true],
    ["no answer", new DOMException("No answer", "TimeoutError"), "registration.unreachable", { why: "no answer within 15 s" }, true],
  ] as const satisfies readonly (readonly [string, Scripted, string, object, boolean])[]) {
    it(`calls ${what} ${code}${done ? ", which may have been done" : ""}`, async () => {
      const error = await failure((await calls([answer])).get());
      assert.deepEqual([error.code, error.facts], [code, { host: "acme.okta.com", ...facts }]);
      assert.equal(mayHaveBeenDone(error), done);
    });
  }

  it("S27 repeats no secret that it sent along, however deep it stood", async () => {
    const secret = "not-a-guessable-run of s3cret";
    const one = await calls([json({ errorCode: "E0000001", errorSummary: `${secret} is no`, errorCauses: [{ errorSummary: `You sent "${secret}"` }] }, { status: 400 })]);
    const error = await failure(one.put({ credentials: { oauthClient: { client_secret: secret } }, label: "Portcullis" }));
    assert.ok(!JSON.stringify([error.message, error.facts, error.stack]).includes("s3cret"), error.stack);
    assert.equal(error.facts["message"], "••• is no You sent \"•••\"");
  });

  it("S27 repeats the token in no failure, however often a provider repeats it", async () => {
    for (const answer of [json({ errorCode: "E0000001", errorSummary: `You sent SSWS ${token}`, errorCauses: [{ errorSummary: token }, { errorSummary: `"${token}"` }] }, { status: 400 }), json({ error: token, error_description: token }, { status: 401 }), network("ECONNRESET"), new Error(token)]) {
      const error = await failure((await calls([answer])).get());
      assert.ok(!JSON.stringify([error.message, error.facts, error.stack, String(error.cause)]).includes(token), error.stack);
    }
  });

  it("waits until Okta's window ends, by Okta's clock, and asks again at most twice", async () => {
    const early = (seconds: number) => json({ errorCode: "E0000047", errorSummary: "API call exceeded rate limit due to too many requests.", errorCauses: [] }, { status: 429, headers: { date: "Fri, 20 Nov 2026 10:00:00 GMT", "x-rate-limit-reset": String(Date.parse("2026-11-20T10:00:00Z") / 1000 + seconds) } });
    const one = await calls([early(3), early(2), json([])]);
    const answer = one.get();
    const until = async (count: number) => {
      while (one.asked.length < count) await new Promise((resolve) => setImmediate(resolve));
      // The answer is read before the wait begins.
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    await until(1);
    one.clock.advance(3_999);
    await until(1);
    assert.equal(one.asked.length, 1);
    one.clock.advance(1);
    await until(2);
    one.clock.advance(3_000);
    assert.deepEqual(await answer, []);
    assert.equal(one.asked.length, 3);
  });

  it("says how long it takes where that is too long to wait for", async () => {
    const one = await calls([json({}, { status: 429, headers: { "retry-after": "60" } })]);
    const error = await failure(one.get());
    assert.deepEqual([error.code, error.facts["seconds"], mayHaveBeenDone(error)], ["registration.rateLimited", 60, false]);
    assert.equal(one.asked.length, 1);
  });

  it("reads a wait in every form, and none in what is none", () => {
    const at = (headers: Record<string, string>) => tooEarlyMs(new Headers(headers), Date.parse("2026-11-20T10:00:00Z"));
    const seconds = Date.parse("2026-11-20T10:00:05Z") / 1000;
    assert.equal(at({ "x-rate-limit-reset": String(seconds) }), 6000);
    assert.equal(at({ "x-rate-limit-reset": String(seconds), date: "Fri, 20 Nov 2026 10:00:09 GMT" }), 1000);
    assert.equal(at({ "retry-after": "7" }), 7000);
    assert.equal(at({ "retry-after": "Fri, 20 Nov 2026 10:00:02 GMT" }), 2000);
    for (const odd of [{}, { "retry-after": "soon" }, { "x-rate-limit-reset": "-1" }]) assert.equal(at(odd), undefined);
  });

  it("knows what is gone from what is not", async () => {
    for (const [status, gone] of [[404, true], [410, true], [403, false]] as const) assert.equal(isGone(await failure((await calls([new Response("", { status })])).get())), gone, String(status));
  });
});

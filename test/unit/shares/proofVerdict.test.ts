import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ProofDecision } from "../../../src/protocol/messages";
import { edgeCallback, proofVerdict, type Asked, type ProofFacts } from "../../../src/shares/proofVerdict";
import type { StrangerAnswer, StrangerKind } from "../../../src/shares/strangerRequest";

const facts: ProofFacts = { publicOrigin: "https://a.example", enforcement: "gate", authorizationEndpoint: "https://idp.example/authorize", clientId: "client" };
const signIn = (change: Record<string, string> = {}) => {
  const url = new URL("https://idp.example/authorize");
  for (const [name, value] of Object.entries({ client_id: "client", redirect_uri: "https://a.example/.portcullis/callback", state: "s1", ...change })) url.searchParams.set(name, value);
  return url.href;
};
const answered = (status: number, headers: StrangerAnswer["headers"] = {}, upgraded = false): StrangerAnswer => ({ status, headers, upgraded, body: "" });
const ask = (kind: StrangerKind, answer: Asked["answer"], more: Partial<Asked> = {}): Asked => ({ kind, path: "/", answer, ...more });
const decided = (outcome: ProofDecision["outcome"], status: number, more: Partial<ProofDecision> = {}): ProofDecision => ({ method: "GET", path: "/", upgrade: false, outcome, status, ...more });
const goodNavigation = ask("navigation", answered(302, { location: signIn() }));
const goodDecision = decided("signIn", 302, { state: "s1" });

describe("gate enforcement", () => {
  it("holds when a navigation is led to this very gate's sign-in and the rest is refused", () => {
    const asked = [goodNavigation, ask("post", answered(401)), ask("webSocket", answered(401))];
    const decisions = [goodDecision, decided("refused", 401, { method: "POST" }), decided("refused", 401, { upgrade: true })];
    assert.deepEqual(proofVerdict(facts, asked, decisions), { kind: "held" });
  });

  const disproved: Record<string, [Asked, ProofDecision[]]> = {
    "S4 a request that would have been forwarded": [ask("navigation", answered(503)), [decided("wouldForward", 503)]],
    "S5 an answer that the gate knows nothing of": [goodNavigation, []],
    "S5 a sign-in with another state": [ask("navigation", answered(302, { location: signIn({ state: "other" }) })), [goodDecision]],
    "S5 a redirect to another host": [ask("navigation", answered(302, { location: "https://evil.example/authorize?client_id=client" })), [goodDecision]],
    "a redirect to nowhere": [ask("navigation", answered(302, { location: "::" })), [goodDecision]],
    "a redirect without location": [ask("navigation", answered(302)), [goodDecision]],
    "another client's sign-in": [ask("navigation", answered(302, { location: signIn({ client_id: "x" }) })), [goodDecision]],
    "a sign-in that returns elsewhere": [ask("navigation", answered(302, { location: signIn({ redirect_uri: "https://b.example/.portcullis/callback" }) })), [goodDecision]],
    "a sign-in for two clients": [ask("navigation", answered(302, { location: `${signIn()}&client_id=x` })), [goodDecision]],
    "a sign-in with two ways back": [ask("navigation", answered(302, { location: `${signIn()}&redirect_uri=https%3A%2F%2Fb.example%2F` })), [goodDecision]],
    "a page": [ask("navigation", answered(200)), [goodDecision]],
    "a fetch that gets a redirect": [ask("fetch", answered(302, { location: signIn() })), [decided("signIn", 302, { state: "s1" })]],
    "a fetch that gets something": [ask("fetch", answered(200)), [decided("refused", 401)]],
    "a POST that gets something": [ask("post", answered(204)), [decided("refused", 401, { method: "POST" })]],
    "a preflight that passes": [ask("options", answered(204)), [decided("refused", 401, { method: "OPTIONS" })]],
    "a WebSocket that opens": [ask("webSocket", answered(101, {}, true)), [decided("refused", 401, { upgrade: true })]],
  };
  for (const [what, [asked, decisions]] of Object.entries(disproved)) {
    it(`${what} disproves`, () => assert.equal(proofVerdict(facts, [asked], decisions).kind, "disproved"));
  }

  const inconclusive: Record<string, Asked> = {
    "no answer": ask("navigation", { failed: "ENOTFOUND" }),
    "a 502": ask("navigation", answered(502)),
    "an ngrok error page": ask("navigation", answered(404, { "ngrok-error-code": "ERR_NGROK_3200" })),
    "an interstitial": ask("navigation", answered(200, { "ngrok-error-code": "ERR_NGROK_6024" })),
  };
  for (const [what, asked] of Object.entries(inconclusive)) {
    it(`${what} is inconclusive`, () => assert.equal(proofVerdict(facts, [asked], []).kind, "inconclusive"));
  }

  it("a gate that turns everyone away because many begin to sign in is in doubt, not broken; another's 429 disproves", () => {
    const busy = ask("navigation", answered(429));
    assert.equal(proofVerdict(facts, [busy], [decided("refused", 429)]).kind, "inconclusive");
    assert.equal(proofVerdict(facts, [busy], [goodDecision]).kind, "disproved");
    assert.equal(proofVerdict(facts, [ask("fetch", answered(429))], [decided("refused", 429)]).kind, "disproved");
  });

  it("S4 a doubt never hides what was let through", () => {
    const asked = [ask("navigation", { failed: "ETIMEDOUT" }), ask("post", answered(200))];
    assert.equal(proofVerdict(facts, asked, [decided("refused", 401, { method: "POST" })]).kind, "disproved");
  });

  it("S4 nothing asked proves nothing", () => assert.equal(proofVerdict(facts, [], []).kind, "inconclusive"));
});

describe("edge enforcement", () => {
  const edge: ProofFacts = { ...facts, enforcement: "edge" };
  const ledTo = signIn({ redirect_uri: edgeCallback });

  it("holds when everything is led to the provider's sign-in with ngrok's callback and the gate saw nothing", () => {
    const asked = [ask("navigation", answered(302, { location: "/x" }), { ledTo }), ask("post", answered(302, { location: "/x" }), { ledTo }), ask("webSocket", answered(401))];
    assert.deepEqual(proofVerdict(edge, asked, []), { kind: "held" });
  });
  it("S5 a request that reached the gate disproves, even though the gate refused it", () => {
    assert.equal(proofVerdict(edge, [ask("navigation", answered(403))], [decided("refused", 403)]).kind, "disproved");
  });
  it("a navigation that is merely refused disproves", () => assert.equal(proofVerdict(edge, [ask("navigation", answered(403))], []).kind, "disproved"));
  it("a page disproves", () => assert.equal(proofVerdict(edge, [ask("fetch", answered(200))], []).kind, "disproved"));
  it("the gate's own callback instead of ngrok's disproves", () => assert.equal(proofVerdict(edge, [ask("navigation", answered(302), { ledTo: signIn() })], []).kind, "disproved"));
  it("redirects that lead nowhere disprove", () => assert.equal(proofVerdict(edge, [ask("navigation", answered(302))], []).kind, "disproved"));
});

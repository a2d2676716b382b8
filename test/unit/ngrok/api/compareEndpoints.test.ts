import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareEndpoints, type ExpectedEndpoint } from "../../../../src/ngrok/api/compareEndpoints";
import { endpointSchema, type ApiEndpoint } from "../../../../src/ngrok/api/records";
import { policyTextDigest } from "../../../../src/ngrok/policyDigest";

const url = "https://acme.ngrok.app";
const policy = '{"on_http_request":[{"name":"Sign in","actions":[{"type":"openid-connect","config":{"client_id":"a","issuer_url":"b"}}]}]}';
const expected: ExpectedEndpoint = { url, type: "agent", policyDigest: policyTextDigest(policy), pooled: false };
const bare: ExpectedEndpoint = { ...expected, policyDigest: undefined };

let made = 0;
function endpoint(change: Readonly<Record<string, unknown>> = {}): ApiEndpoint {
  return endpointSchema.parse({ id: `ep_${(made += 1)}`, type: "ephemeral", url, pooling_enabled: false, ...change });
}

describe("S12 what ngrok's API shows beside what was opened", () => {
  for (const [what, want, shown, kind] of [
    ["the same policy", expected, [endpoint({ traffic_policy: policy })], "same"],
    ["the same policy, written otherwise", expected, [endpoint({ traffic_policy: JSON.stringify({ on_http_request: [{ actions: [{ config: { issuer_url: "b", client_id: "a" }, type: "openid-connect" }], name: "Sign in" }] }, undefined, 2) })], "same"],
    ["no policy where none was made", bare, [endpoint()], "same"],
    ["an empty policy where none was made", bare, [endpoint({ traffic_policy: "" })], "same"],
    ["null where none was made", bare, [endpoint({ traffic_policy: null })], "same"],
    ["others at other addresses", expected, [endpoint({ url: "https://other.ngrok.app" }), endpoint({ traffic_policy: policy }), endpoint({ url: "tcp://1.tcp.ngrok.io:1" }), endpoint({ url: undefined })], "same"],
    ["the address with its port", expected, [endpoint({ url: `${url}:443/`, traffic_policy: policy })], "same"],
    ["a type that is new", expected, [endpoint({ type: "agent", traffic_policy: policy })], "same"],
    ["nothing at all", expected, [], "notListed"],
    ["nothing at this address", expected, [endpoint({ url: "https://acme.ngrok.app.evil.example", traffic_policy: policy })], "notListed"],
    ["an agent's policy left out", expected, [endpoint()], "policyHidden"],
    ["a changed policy", expected, [endpoint({ traffic_policy: policy.replace('"a"', '"z"') })], "policyDiffers"],
    ["one more rule", expected, [endpoint({ traffic_policy: policy.replace("]}]}", ']},{"actions":[{"type":"deny"}]}]}') })], "policyDiffers"],
    ["rules in another order", { ...expected, policyDigest: policyTextDigest('{"on_http_request":[1,2]}') }, [endpoint({ traffic_policy: '{"on_http_request":[2,1]}' })], "policyDiffers"],
    ["a removed policy", expected, [endpoint({ traffic_policy: "" })], "policyDiffers"],
    ["a policy of null", expected, [endpoint({ traffic_policy: null })], "policyDiffers"],
    ["a policy that is none", expected, [endpoint({ traffic_policy: "on_http_request: []" })], "policyDiffers"],
    ["a policy where none was made", bare, [endpoint({ traffic_policy: policy })], "policyDiffers"],
    ["an empty one where none was made", bare, [endpoint({ traffic_policy: "{}" })], "policyDiffers"],
    ["a second endpoint in a pool with ours", expected, [endpoint({ traffic_policy: policy, pooling_enabled: true }), endpoint({ traffic_policy: policy, pooling_enabled: true })], "othersAtAddress"],
    ["a Cloud Endpoint in ours' place", expected, [endpoint({ type: "cloud", traffic_policy: policy })], "othersAtAddress"],
    ["an edge in ours' place", bare, [endpoint({ type: "edge", url: undefined, public_url: url })], "othersAtAddress"],
  ] as const satisfies readonly (readonly [string, ExpectedEndpoint, readonly ApiEndpoint[], string])[]) {
    it(`${what}: ${kind}`, () => assert.equal(compareEndpoints(want, shown).kind, kind));
  }

  it("in a pool others are expected, each with the same policy", () => {
    const pooled = { ...expected, pooled: true };
    assert.equal(compareEndpoints(pooled, [endpoint({ traffic_policy: policy }), endpoint({ traffic_policy: policy })]).kind, "same");
    assert.equal(compareEndpoints(pooled, [endpoint({ traffic_policy: policy }), endpoint({ traffic_policy: "{}" })]).kind, "policyDiffers");
    assert.equal(compareEndpoints(pooled, [endpoint({ traffic_policy: policy }), endpoint({ type: "cloud", traffic_policy: policy })]).kind, "othersAtAddress");
  });

  it("of a Cloud Endpoint the policy is always shown", () => {
    assert.equal(compareEndpoints({ ...expected, type: "cloud" }, [endpoint({ type: "cloud" })]).kind, "policyDiffers");
  });
});

describe("the digest of a policy", () => {
  it("is that of what it says", () => {
    assert.equal(policyTextDigest('{"a":1,"b":[1,{"d":2,"c":3}]}'), policyTextDigest('{ "b": [1, {"c":3,"d":2}], "a": 1 }'));
    const others = ['{"a":1}', '{"a":"1"}', '{"a":[1]}', '{"a":{}}', '{"a":[]}', '{"a":{"0":1}}', '{"__proto__":1}', '{"a":null}', "{}", '{"a":{"object":[]}}', '{"a":["object"]}'];
    assert.equal(new Set(others.map(policyTextDigest)).size, others.length);
    assert.match(policyTextDigest("{}") ?? "", /^[0-9a-f]{64}$/);
  });

  it("is none for what is no policy", () => {
    for (const text of ["", "x", "[]", "null", '"{}"', "1", `${'{"a":'.repeat(80)}1${"}".repeat(80)}`]) assert.equal(policyTextDigest(text), undefined);
  });
});

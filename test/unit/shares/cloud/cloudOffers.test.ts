import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endpointSchema, reservedDomainSchema } from "../../../../src/ngrok/api/records";
import { isOwnEndpoint, ownMetadata } from "../../../../src/shares/cloud/cloudAccess";
import { cloudAddressFromInput, cloudOffers } from "../../../../src/shares/cloud/cloudOffers";

const endpoint = (id: string, change: object) => endpointSchema.parse({ id, type: "cloud", bindings: ["public"], traffic_policy: "{}", ...change });
const domain = (name: string) => reservedDomainSchema.parse({ id: `rd_${name.length}`, domain: name });

describe("what an account offers for Option 2", () => {
  it("are its public Cloud Endpoints, ours first, and its domains at which nothing is online", () => {
    const { live, free } = cloudOffers(
      [
        endpoint("ep_1", { url: "https://admin.acme.com" }),
        endpoint("ep_2", { url: "https://ours.acme.com", metadata: ownMetadata("0.1.0") }),
        endpoint("ep_3", { url: "https://inner.internal", bindings: ["internal"] }),
        endpoint("ep_4", { url: "tcp://1.tcp.ngrok.io:1234" }),
        endpoint("ep_5", { url: "https://agent.acme.com", type: "ephemeral" }),
      ],
      ["ours.acme.com", "agent.acme.com", "free.acme.com", "*.acme.com", "dev.ngrok-free.dev"].map(domain),
    );
    assert.deepEqual(live.map(({ url, own }) => [url, own]), [["https://ours.acme.com", true], ["https://admin.acme.com", false]]);
    assert.deepEqual(free, ["https://free.acme.com", "https://dev.ngrok-free.dev"]);
  });

  it("says who is behind one, and whether others may join", () => {
    const seal = { headerName: "x-pc-0123456789abcdef", secret: "s".repeat(43) };
    const identity = "actions.ngrok.oidc.identity";
    const policy = JSON.stringify({
      on_http_request: [
        { actions: [{ type: "openid-connect", config: { issuer_url: "https://idp.example", client_id: "c", scopes: ["openid"] } }] },
        { expressions: [`${identity}.id != ''`], actions: [{ type: "remove-headers", config: { headers: [seal.headerName] } }, { type: "add-headers", config: { headers: { [seal.headerName]: `${seal.secret};\${${identity}.id};\${${identity}.current_session_id};\${actions.ngrok.oidc.identity_token}` } } }] },
        { actions: [{ type: "forward-internal", config: { url: "https://pc-1.internal" } }] },
      ],
    });
    const cloud = endpoint("ep_1", { url: "https://app.acme.com", traffic_policy: policy });
    const agent = (id: string, pooling: boolean) => endpoint(id, { type: "ephemeral", url: "https://pc-1.internal", bindings: ["internal"], pooling_enabled: pooling });
    assert.deepEqual(cloudOffers([cloud], []).live[0]!.read.differences, []);
    assert.equal(cloudOffers([cloud], []).live[0]!.behind, undefined);
    assert.deepEqual(cloudOffers([cloud, agent("ep_2", true), agent("ep_3", true)], []).live[0]!.behind, { agents: 2, pooled: true });
    assert.deepEqual(cloudOffers([cloud, agent("ep_2", false)], []).live[0]!.behind, { agents: 1, pooled: false });
  });

  it("is ours by its metadata alone", () => {
    assert.ok(isOwnEndpoint(ownMetadata("9.9.9")));
    for (const metadata of ["", "portcullis", "{}", "null", '{"madeBy":"us"}', "x".repeat(5000)]) assert.ok(!isOwnEndpoint(metadata));
  });

  it("an address may be typed as a host or in full", () => {
    for (const typed of ["app.acme.com", " https://APP.acme.com/ ", "https://app.acme.com"]) assert.equal(cloudAddressFromInput(typed), "https://app.acme.com");
    for (const typed of ["", "acme", "http://app.acme.com", "https://app.acme.com/path", "https://me@app.acme.com", "app.acme.com?x", "*.acme.com", "app.internal", "two words.com", "https://"]) {
      assert.equal(cloudAddressFromInput(typed), undefined, typed);
    }
  });
});

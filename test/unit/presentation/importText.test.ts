import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readConfig, type ConfigEndpoint } from "../../../src/ngrok/configEndpoints";
import { configText, endpointDescription, endpointDetail, endpointTitle, problemText, refusalText } from "../../../src/presentation/importText";
import { english } from "./english";

const read = (name: string) => readConfig(readFileSync(new URL(`../ngrok/configs/${name}`, import.meta.url), "utf8"));
const words = (endpoint: ConfigEndpoint) =>
  endpoint.kind === "http" ? [endpointTitle(endpoint), endpointDescription(endpoint), ...endpointDetail(endpoint)].map(english).join(" | ") : english(refusalText(endpoint));

describe("what ngrok's configuration holds, in words", () => {
  it("names port, name, address, provider, people, and what is left behind", () => {
    assert.deepEqual(read("v2-oidc.yml").endpoints.map(words), [
      "Share localhost:3000 | okta · okta-sso-test | Sign-in with Okta, acme.okta.com | acme.com, partner.io, bob@partner.example",
      "Share localhost:3001 | jumpcloud · jc.acme.com | Sign-in with JumpCloud, oauth.id.jumpcloud.com | acme.com | not taken along: options_passthrough",
      "Share localhost:3002 | half-named | Sign-in with Okta, acme.okta.com | client secret not in the file | not taken along: allow_emails",
    ]);
    assert.equal(words(read("v3-oidc.yml").endpoints[0]!), "Share localhost:3000 | alone · sso.acme.com | Sign-in at login.acme.com | client secret in ngrok's vault");
    assert.equal(english(configText(read("edges.yml"))), "0 endpoints");
  });

  it("says of what can't be shared why, and of an Edge's tunnel what replaces it", () => {
    assert.match(words(read("edges.yml").endpoints[0]!), /Edge.*ERR_NGROK_7008, 7196.*Cloud Endpoint/);
    assert.equal(words(read("v2.yml").endpoints.find(({ name }) => name === "container")!), "It leads to host.docker.internal: only apps on this machine can be shared");
    for (const name of ["legacy.yml", "v2.yml", "v3.yml", "env.yml", "broken-types.yml", "broken-oidc.yml", "broken-policy.yml"]) {
      for (const endpoint of read(name).endpoints.filter(({ kind }) => kind === "refused")) assert.match(words(endpoint), /^[A-Za-z][^{}!]{20,90}[^.{}]$/, `${name}: ${endpoint.name}`);
    }
    assert.equal(english(problemText(read("broken-tunnels-list.yml").problems[0]!)), "“tunnels” in line 4 can't be read");
  });

  it("S16 shows nothing of a file that acts on the screen, and no client secret", () => {
    const [endpoint] = readConfig('version: 2\ntunnels:\n  "[x](command:y) $(zap)": { proto: http, addr: 80, "a](b)": 1, oidc: { issuer_url: "https://acme.okta.com", client_id: c, client_secret: s3cr3t } }\n').endpoints;
    assert.doesNotMatch(words(endpoint!), /[[\]()$`]|s3cr3t/);
  });
});

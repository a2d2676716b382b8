import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { readConfig, type ConfigEndpoint, type HttpEndpoint } from "../../../src/ngrok/configEndpoints";

const folder = new URL("configs/", import.meta.url);
const sample = (name: string) => readFileSync(new URL(name, folder), "utf8");
const read = (name: string) => readConfig(sample(name));
const token = "4nq9771bPxe8ctg7LKr_2ClH7Y15Zqe4bWLWF9p";
const apiKey = "24yRd5U3DestCQapJrrVHLOqiAC_7RviwRqpd3wc9dKLujQZN";

const named = (name: string, endpoint: string) => read(name).endpoints.find((one) => one.name === endpoint);
const http = (name: string, endpoint: string): HttpEndpoint => {
  const found = named(name, endpoint);
  assert.ok(found?.kind === "http", `${name}: ${endpoint} is ${JSON.stringify(found)}`);
  return found;
};
/** What a test is about, without what stands for "nothing". */
const short = (endpoint: ConfigEndpoint) =>
  endpoint.kind === "refused" ? [endpoint.name, endpoint.why, ...(endpoint.what === undefined ? [] : [endpoint.what])] : [endpoint.name, endpoint.port, ...(endpoint.scheme === "https" ? ["https"] : []), ...Object.values(endpoint.address ?? {}), ...endpoint.left.map((field) => `-${field}`)];

describe("readConfig", () => {
  it("reads the file of ngrok 2, and the guides' subdomain as one", () => {
    const { authtoken, apiKey: key, endpoints } = read("legacy.yml");
    assert.deepEqual([authtoken, key], [token, undefined]);
    assert.deepEqual(endpoints.map(short), [["webapp", 8080, "acme-web"], ["admin", 9000, "admin.acme.com", "-auth"], ["ssh", "tcp"]]);
    assert.deepEqual(http("legacy.yml", "webapp").address, { subdomain: "acme-web" });
  });

  it("reads an address in all of its forms, and refuses by name what is not a web app on this machine", () => {
    const { authtoken, apiKey: key, endpoints, problems } = read("v2.yml");
    assert.deepEqual([authtoken, key, problems], [token, apiKey, []]);
    assert.deepEqual(endpoints.map(short), [
      ["port-number", 8080],
      ["port-text", 8081],
      ["host-port", 8082],
      ["origin", 8083, "app.acme.com"],
      ["origin-tls", 8443, "https"],
      ["six", 8084],
      ["no-port", 80],
      ["scheme-alone", 443, "https"],
      ["everywhere", 8085],
      ["guarded", 8086, "-basic_auth", "-ip_restriction"],
      ["other-host", "otherHost", "192.168.1.20"],
      ["container", "otherHost", "host.docker.internal"],
      ["files", "files", "addr"],
      ["end-to-end", "tls"],
    ]);
  });

  it("reads version 3: endpoints before tunnels of the same name, and what is left behind", () => {
    const { authtoken, apiKey: key, endpoints, problems } = read("v3.yml");
    assert.deepEqual([authtoken, key, problems], [token, apiKey, []]);
    assert.deepEqual(endpoints.map(short), [
      ["basic", 8080, "basic.ngrok.app"],
      ["origin", 3000, "app.acme.com"],
      ["anywhere", 3001, "-upstream.url"],
      ["scheme", 8443, "https"],
      ["inside", 3002, "-url"],
      ["wild", 3003, "-url"],
      ["shell", "tcp"],
      ["projected", "kubernetes"],
      ["limited", 3005, "-traffic_policy"],
      ["elsewhere", 3006, "-traffic_policy_file"],
      ["old", 9998],
    ]);
  });

  it("reads the guides' oidc blocks, with who may come in", () => {
    const okta = http("v2-oidc.yml", "okta");
    assert.deepEqual(okta.signIn, {
      issuer: "https://acme.okta.com",
      clientId: "0oa1b2c3",
      clientSecret: { kind: "value", value: "s3cr3t-of-the-file" },
      scopes: ["openid", "profile", "email"],
      rule: { everyone: false, domains: ["acme.com", "partner.io"], emails: ["bob@partner.example"] },
    });
    assert.deepEqual([okta.address, okta.left], [{ subdomain: "okta-sso-test" }, []]);
    const jumpcloud = http("v2-oidc.yml", "jumpcloud");
    assert.deepEqual([jumpcloud.signIn?.issuer, jumpcloud.signIn?.clientSecret, jumpcloud.signIn?.rule?.domains], ["https://oauth.id.jumpcloud.com/", { kind: "value", value: 'another\'s "secret"' }, ["acme.com"]]);
    assert.deepEqual(jumpcloud.left, ["options_passthrough"]);
  });

  it("admits nobody for an entry that it does not understand, and names the list", () => {
    const half = http("v2-oidc.yml", "half-named");
    assert.deepEqual([half.signIn?.rule, half.signIn?.clientSecret, half.left], [undefined, { kind: "missing" }, ["allow_emails"]]);
  });

  it("reads the sign-in of a traffic policy, through aliases, merge keys and text, and guesses no deny rule", () => {
    const alone = http("v3-oidc.yml", "alone");
    assert.deepEqual(alone.signIn, { issuer: "https://login.acme.com/realms/main", clientId: "ngrok", clientSecret: { kind: "vault", vault: "sso", name: "keycloak" }, scopes: ["openid", "email"], rule: undefined });
    assert.deepEqual([alone.address, alone.left], [{ domain: "sso.acme.com" }, []]);
    const denying = http("v3-oidc.yml", "with-a-deny-rule");
    assert.deepEqual([denying.signIn?.rule, denying.left], [undefined, ["max_session_duration", "traffic_policy"]]);
    const text = http("v3-oidc.yml", "as-text");
    assert.deepEqual([text.signIn?.clientId, text.signIn?.clientSecret, text.left], ["8f0a", { kind: "value", value: "s3cr3t-of-the-file" }, []]);
    assert.deepEqual([http("v3-oidc.yml", "merged").port, http("v3-oidc.yml", "merged").signIn?.clientId], [3003, "ngrok"]);
  });

  it("takes the name of a variable for no value", () => {
    const { authtoken, apiKey: key, endpoints } = read("env.yml");
    assert.deepEqual([authtoken, key], [undefined, undefined]);
    assert.deepEqual(endpoints.map(short), [["port", "variable", "addr"], ["secret", 3000, "-hostname"], ["issuer", "wrong", "oidc.issuer_url"]]);
    assert.deepEqual(http("env.yml", "secret").signIn?.clientSecret, { kind: "missing" });
  });

  it("knows the tunnels of Edges", () => {
    assert.deepEqual(read("edges.yml").endpoints.map((endpoint) => [...short(endpoint), endpoint.line]), [["sso-edge", "labeled", 6], ["balanced", "labeled", 9]]);
  });

  for (const [name, line] of [["broken-quote.yml", 2], ["broken-tab.yml", 5], ["broken-indent.yml", 4], ["broken-twice.yml", 3], ["broken-bracket.yml", 3]] as const) {
    it(`names the line of ${name} and repeats nothing of it`, () => {
      assert.throws(
        () => read(name),
        (error) => {
          assert.ok(error instanceof ExpectedError);
          assert.deepEqual([error.code, error.facts["problem"]], ["input.invalid", "configFile"]);
          assert.ok(Math.abs(Number(error.facts["line"]) - line) <= 1, `line ${error.facts["line"]}`);
          assert.doesNotMatch(error.message, /4nq9|web|addr/);
          return true;
        },
      );
    });
  }

  it("reads everything else where a part is of a wrong type, and names its line", () => {
    const told = (name: string) => ({ problems: read(name).problems.map(({ field, line }) => `${field}:${line}`), endpoints: read(name).endpoints.map((endpoint) => [...short(endpoint), endpoint.line]) });
    assert.deepEqual(told("broken-tunnels-list.yml"), { problems: ["tunnels:4"], endpoints: [] });
    assert.equal(read("broken-tunnels-list.yml").authtoken, token);
    assert.deepEqual(told("broken-endpoints-map.yml"), { problems: ["endpoints:4"], endpoints: [["kept", 81, 6]] });
    assert.deepEqual(told("broken-types.yml"), {
      problems: ["authtoken:2"],
      endpoints: [["proto", "wrong", "proto", 4], ["port", "wrong", "addr", 5], ["address", "wrong", "domain", 9], ["nothing", "wrong", "tunnels", 10], ["list", "wrong", "tunnels", 11], ["kept", 82, 12]],
    });
    assert.deepEqual(told("broken-oidc.yml").endpoints, [["issuer", "wrong", "oidc.issuer_url", 7], ["client", "wrong", "oidc.client_id", 13], ["secret", "wrong", "oidc.client_secret", 21], ["people", "wrong", "oidc.allow_emails", 28], ["kept", 3004, 29]]);
    assert.deepEqual(told("broken-policy.yml"), {
      problems: ["agent:2"],
      endpoints: [["rules", "wrong", "traffic_policy.on_http_request", 7], ["text", "wrong", "traffic_policy", 10], ["config", "wrong", "traffic_policy.on_http_request.actions.config.client_id", 18], ["endpoints[3]", "wrong", "endpoints", 19], ["kept", 3003, 20]],
    });
    assert.deepEqual(told("broken-nothing.yml"), { problems: [], endpoints: [] });
  });

  it("keeps a client secret to the sign-in that it belongs to", () => {
    for (const name of readdirSync(folder).filter((one) => one.endsWith("oidc.yml"))) {
      const rest = read(name).endpoints.map((endpoint) => (endpoint.kind === "http" ? { ...endpoint, signIn: undefined } : endpoint));
      assert.doesNotMatch(JSON.stringify([rest, read(name).problems]), /s3cr3t|another's/, name);
    }
  });

  it("bounds how much it takes, and what aliases may make of it", () => {
    const many = Array.from({ length: 500 }, (_, index) => `  t${index}: { proto: http, addr: ${index + 1} }`).join("\n");
    const config = readConfig(`version: 2\ntunnels:\n${many}\n`);
    assert.deepEqual([config.endpoints.length, config.problems], [200, [{ field: "tunnels", line: 3 }]]);
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]", ..."bcdefghij".split("").map((name, i) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefghij"[i]}`).join(",")}]`)].join("\n");
    assert.throws(() => readConfig(bomb), ExpectedError);
  });

  it("does not take a name of every object for one of the file's", () => {
    const config = readConfig("version: 2\ntunnels:\n  __proto__: { proto: http, addr: 80 }\n  constructor: { proto: http, addr: 81 }\n  web: { proto: http, addr: 82, toString: x }\n");
    assert.deepEqual(config.endpoints.map(short), [["__proto__", 80], ["constructor", 81], ["web", 82, "-toString"]]);
  });
});

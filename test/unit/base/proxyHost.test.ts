import assert from "node:assert/strict";
import { it } from "node:test";
import { isExempt, proxyHost } from "../../../src/base/proxyHost";

for (const [what, candidates, host] of [
  ["the setting's, with its port", ["http://proxy.acme.com:3128/", "http://other.example:1"], "proxy.acme.com:3128"],
  ["the setting's, without the credentials in it", ["http://joe:secret@proxy.acme.com:3128"], "proxy.acme.com:3128"],
  ["the environment's where the setting is empty", ["  ", undefined, "http://10.0.0.1:8080"], "10.0.0.1:8080"],
  ["of another scheme too", ["socks5://[::1]:1080"], "[::1]:1080"],
  ["nobody's where nothing is said", ["", undefined, "", undefined], undefined],
  ["nobody's where it is written without a scheme, and not an empty name", ["proxy:3128", "http://other.example:1"], undefined],
  ["nobody's where it is no address", ["127.0.0.1:3128"], undefined],
  ["nobody's where the setting holds no text", [7, { proxy: "http://x" }, null], undefined],
] as const) {
  it(`the proxy is ${what}`, () => assert.equal(proxyHost(candidates), host));
}

for (const [what, exempt, is] of [
  ["named", ["connect.ngrok-agent.com"], true],
  ["named in other letters, with its port", [" Connect.NGROK-agent.com:443 "], true],
  ["below a name", ["localhost", "ngrok-agent.com"], true],
  ["below a name with a dot, or a star", [".ngrok-agent.com"], true],
  ["below a starred name", ["*.ngrok-agent.com"], true],
  ["one of all", ["*"], true],
  ["named with another port", ["connect.ngrok-agent.com:8443"], false],
  ["only alike", ["rok-agent.com", "connect.ngrok-agent.com.evil.example"], false],
  ["not named", ["", " ", ".", 7, null], false],
] as const) {
  it(`a server that is ${what} is ${is ? "" : "not "}asked past the proxy`, () => assert.equal(isExempt(exempt, { host: "connect.ngrok-agent.com", port: "443" }), is));
}

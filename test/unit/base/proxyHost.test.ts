import assert from "node:assert/strict";
import { it } from "node:test";
import { proxyHost } from "../../../src/base/proxyHost";

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

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { customAddressFromInput, inputFromCustomAddress, isCustomOrigin, isHostHeader } from "../../../src/identity/customAddress";

describe("S17 the address of a person's own tunnel", () => {
  for (const [typed, origin, host] of [
    ["https://app.acme.com", "https://app.acme.com"],
    [" app.acme.com/ ", "https://app.acme.com"],
    ["HTTPS://App.Acme.com:443", "https://app.acme.com"],
    ["https://app.acme.com:8443", "https://app.acme.com:8443"],
    ["http://localhost:8080", "http://localhost:8080"],
    ["https://app.acme.com localhost:41731", "https://app.acme.com", "localhost:41731"],
    ["https://app.acme.com LOCALHOST:41731", "https://app.acme.com", "localhost:41731"],
    ["https://app.acme.com app.acme.com", "https://app.acme.com"],
  ] as const) {
    it(`reads ${typed}`, () => {
      const input = customAddressFromInput(typed);
      assert.deepEqual(input, { ok: true, address: host === undefined ? { origin } : { origin, host } });
      assert.ok(input.ok);
      assert.deepEqual(customAddressFromInput(inputFromCustomAddress(input.address)), input);
      assert.ok(isCustomOrigin(input.address.origin));
    });
  }

  for (const [typed, problem] of [
    ["http://app.acme.com", "notHttps"],
    ["ftp://app.acme.com", "notHttps"],
    ["http://localhost.acme.com", "notHttps"],
    ["http://127.0.0.1.acme.com", "notHttps"],
    ["https://user@app.acme.com", "notUrl"],
    ["https://*.acme.com", "notUrl"],
    ["https://", "notUrl"],
    ["https://app.acme.com/app", "path"],
    ["https://app.acme.com?x", "path"],
    ["https://app.acme.com a/b", "host"],
    ["https://app.acme.com a b", "host"],
    ["https://app.acme.com evil@host", "host"],
    ["https://app.acme.com host:99999", "host"],
  ] as const) {
    it(`refuses ${typed} (${problem})`, () => assert.deepEqual(customAddressFromInput(typed), { ok: false, problem }));
  }

  it("is written one way only", () => {
    for (const other of ["https://app.acme.com/", "HTTPS://app.acme.com", "https://App.acme.com", "http://app.acme.com", "app.acme.com"]) assert.equal(isCustomOrigin(other), false, other);
    for (const other of ["App.acme.com", "a,b", "a b", "a/b", "", "[::1"]) assert.equal(isHostHeader(other), false, other);
    assert.ok(isHostHeader("[::1]:3000"));
  });
});

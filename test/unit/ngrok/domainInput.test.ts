import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { domainFromInput } from "../../../src/ngrok/domainInput";
import { isSiteOfItsOwn, managedDomains } from "../../../src/ngrok/managedDomains";
import { onlineAddress } from "../../../src/ngrok/onlineAddress";

describe("domainFromInput", () => {
  for (const [typed, domain] of [
    ["acme.ngrok.app", "acme.ngrok.app"],
    ["  ACME.ngrok.app\n", "acme.ngrok.app"],
    ["https://acme.ngrok.app", "acme.ngrok.app"],
    ["https://acme.ngrok.app/", "acme.ngrok.app"],
    ["app.acme.com.", "app.acme.com"],
    ["old.ngrok.io", "old.ngrok.io"],
    ["your-name.ngrok-free.dev", "your-name.ngrok-free.dev"],
    ["büro.acme.de", "xn--bro-hoa.acme.de"],
    ["a.xn--p1ai", "a.xn--p1ai"],
  ] as const) {
    it(`reads ${JSON.stringify(typed)}`, () => assert.deepEqual(domainFromInput(typed), { ok: true, domain, subdomain: false }));
  }

  it("takes a bare name for the guides' subdomain, below the domain that ngrok gives to paying accounts today", () => {
    assert.deepEqual(domainFromInput("acme-demo"), { ok: true, domain: "acme-demo.ngrok.app", subdomain: true });
    assert.deepEqual(domainFromInput("https://acme-demo"), { ok: true, domain: "acme-demo.ngrok.app", subdomain: true });
  });

  for (const [typed, problem] of [
    ["", "domain.empty"],
    ["http://acme.ngrok.app", "domain.notHttps"],
    ["tcp://1.tcp.ngrok.io:1", "domain.notHttps"],
    ["acme.ngrok.app:8443", "domain.more"],
    ["https://acme.ngrok.app/path", "domain.more"],
    ["acme.ngrok.app?x=1", "domain.more"],
    ["https://me@acme.ngrok.app", "domain.more"],
    ["*.acme.com", "domain.wildcard"],
    ["api.internal", "domain.internal"],
    ["internal", "domain.internal"],
    ["ngrok.app", "domain.base"],
    ["idp.ngrok.com", "domain.base"],
    ["localhost", "domain.local"],
    ["app.localhost", "domain.local"],
    ["127.0.0.1", "domain.local"],
    ["printer.local", "domain.local"],
    ["two words", "domain.notOne"],
    ["-acme.ngrok.app", "domain.notOne"],
    ["acme..com", "domain.notOne"],
    ["acme_demo.ngrok.app", "domain.notOne"],
    ["acme\u200B.com", "domain.notOne"],
    ["acme\u202E.com", "domain.notOne"],
    [`${"a".repeat(64)}.com`, "domain.notOne"],
    [`${"a.".repeat(130)}com`, "domain.notOne"],
    ["acme.com\nevil.com", "domain.notOne"],
    ["${x}.acme.com", "domain.notOne"],
  ] as const) {
    it(`refuses ${JSON.stringify(typed.slice(0, 30))} as ${problem}`, () => assert.deepEqual(domainFromInput(typed), { ok: false, problem }));
  }
});

describe("isSiteOfItsOwn", () => {
  it("holds for a name right below one of ngrok's own domains, and for no other", () => {
    for (const host of ["acme.ngrok.app", "ACME.ngrok-free.dev:443", "old.ngrok.io"]) assert.ok(isSiteOfItsOwn(host), host);
    for (const host of ["ngrok.app", "a.acme.ngrok.app", "share.acme.com", "localhost:4000", "acme.ngrok.app.evil.com", "xngrok.app", "acme.ngrok.com", ".ngrok.app.", ""]) assert.ok(!isSiteOfItsOwn(host), host);
    assert.ok(managedDomains.every((base) => !isSiteOfItsOwn(base)));
  });
});

describe("onlineAddress", () => {
  it("is the host in ngrok's words, inert or not, with its port", () => {
    assert.equal(onlineAddress("The endpoint 'https://acme.ngrok.app' is already online. Either"), "acme.ngrok.app");
    assert.equal(onlineAddress("The endpoint 'https:∕∕localhost:4043' is already online."), "localhost:4043");
    for (const words of ["online", "", 7, undefined]) assert.equal(onlineAddress(words), undefined);
  });
});

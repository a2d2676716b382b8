import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessRuleSchema } from "../../../src/identity/accessRule";
import { inputFromRule, ruleFromInput } from "../../../src/identity/accessRuleInput";
import { networkTest, normaliseNetwork } from "../../../src/identity/networks";
import { supposedPerson } from "../../../src/identity/supposedPerson";

describe("normaliseNetwork", () => {
  for (const [typed, network] of [
    ["203.0.113.0/24", "203.0.113.0/24"], ["203.0.113.7/24", "203.0.113.0/24"], ["203.0.113.7", "203.0.113.7/32"], ["10.0.0.0/8", "10.0.0.0/8"], ["2001:DB8:0::/32", "2001:db8::/32"], ["2001:db8::1", "2001:db8::1/128"], ["::1", "::1/128"], ["2001:db8:1:2:3:4:5:6/48", "2001:db8:1::/48"],
    ["", undefined], ["/24", undefined], ["0.0.0.0/0", undefined], ["::/0", undefined], ["203.0.113.0/33", undefined], ["203.0.113.0/-1", undefined], ["203.0.113.0/24/8", undefined], ["203.0.113.0/24.5", undefined], ["203.0.113.0/", undefined], ["203.0.113", undefined], ["203.0.113.256", undefined],
    ["010.0.0.1", undefined], ["0x7f.0.0.1", undefined], ["2130706433", undefined], ["127.1", undefined], ["::ffff:203.0.113.0/120", undefined], ["::ffff:cb00:7100/120", undefined], ["fe80::1%eth0", undefined], ["[::1]", undefined], ["2001:db8::/129", undefined], ["acme.com", undefined], ["203.0.113.0 /24", undefined], ["*", undefined],
  ] as const) {
    it(`${JSON.stringify(typed)}: ${network ?? "none"}`, () => {
      assert.equal(normaliseNetwork(typed), network);
      const rule = { everyone: true, emails: [], domains: [], networks: [network ?? typed] };
      assert.equal(accessRuleSchema.safeParse(rule).success, network !== undefined);
    });
  }
});

describe("S22 networkTest", () => {
  const isWithin = networkTest(["203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32"]);
  for (const [address, within] of [
    ["203.0.113.0", true], ["203.0.113.255", true], ["::ffff:203.0.113.9", true], ["::FFFF:cb00:7109", true], ["198.51.100.7", true], ["2001:db8::1", true], ["2001:DB8:ffff:ffff:ffff:ffff:ffff:ffff", true],
    ["203.0.112.255", false], ["203.0.114.0", false], ["198.51.100.8", false], ["2001:db9::1", false], ["::203.0.113.9", false], ["64:ff9b::203.0.113.9", false], ["2002:cb00:7109::1", false], ["2001:db8::1%eth0", false], ["203.0.113.9%1", false], ["203.0.113.9:443", false], ["[2001:db8::1]", false],
    [" 203.0.113.9", false], ["203.0.113.9, 203.0.113.9", false], ["203.0.113.09", false], ["203.0.113.9/24", false], ["203.0.113.9\n", false], ["unknown", false], ["_hidden", false], ["", false], [undefined, false],
  ] as const) {
    it(`${JSON.stringify(address)}: ${within ? "within" : "outside"}`, () => assert.equal(isWithin(address), within));
  }

  it("demands nothing where nothing is named", () => {
    for (const networks of [undefined, []]) for (const address of ["203.0.113.9", "x", undefined]) assert.equal(networkTest(networks)(address), true);
  });
});

describe("networks as typed", () => {
  it("are read beside people, and written so that they are read again", () => {
    const read = ruleFromInput("acme.com, ip:203.0.113.9/24; IP:2001:db8::/32 ip:203.0.113.0/24");
    assert.ok(read.ok);
    assert.deepEqual(read.rule, { everyone: false, emails: [], domains: ["acme.com"], networks: ["203.0.113.0/24", "2001:db8::/32"] });
    assert.equal(inputFromRule(read.rule), "acme.com, ip:203.0.113.0/24, ip:2001:db8::/32");
    assert.deepEqual(ruleFromInput(inputFromRule(read.rule)), read);
  });

  for (const typed of ["ip:", "ip:acme.com", "ip:0.0.0.0/0", "ip:*", "203.0.113.0/24"]) it(`are not understood as ${typed}`, () => assert.deepEqual(ruleFromInput(`acme.com ${typed}`), { ok: false, notUnderstood: typed }));

  it("describe nobody", () => assert.equal(supposedPerson("alice@acme.com ip:203.0.113.0/24"), undefined));
});

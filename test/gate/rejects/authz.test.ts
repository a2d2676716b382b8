// Signed in at the provider, and not among those who may come in: a page, no session, nothing of the app.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { navigation, upgradeLines } from "../gateRig";
import { alice, bob, mallory, sessionPair, startShare, type Claims, type RealShare } from "./realShare";

let rig: RealShare;
before(async () => void (rig = await startShare()));
after(() => rig.close());
afterEach(() => {
  assert.deepEqual(rig.app.seen, []);
  rig.app.seen.splice(0);
});

async function leftOut(claims: Claims, share = rig): Promise<string> {
  const begun = await share.begin("/deep");
  const answer = await share.open(await share.returned(begun, claims), begun.cookie);
  assert.equal(answer.status, 403, answer.head);
  assert.match(answer.body, /may not come in/);
  assert.equal(answer.header("location"), undefined);
  assert.equal(sessionPair(answer), "");
  assert.deepEqual(share.gate.visitors(), []);
  return answer.body;
}

describe("a rule that names the domain acme.com leaves out", () => {
  const out: readonly (readonly [what: string, claims: Claims])[] = [
    ["86 another domain", { email: "a@evil.example" }],
    ["87 a domain that ends in ours and goes on", { email: "a@acme.com.evil.com" }],
    ["87 a domain behind a slash", { email: "a@acme.com/.evil.com" }],
    ["88 a domain that ends as ours", { email: "a@notacme.com" }],
    ["88 a subdomain", { email: "a@dev.acme.com" }],
    ["88 the domain alone", { email: "acme.com" }],
    ["88 an empty local part", { email: "@acme.com" }],
    ["89 two at signs", { email: "a@evil.com@acme.com" }],
    ["89 two addresses", { email: "a@evil.com,b@acme.com" }],
    ["90 a quoted local part", { email: '"a@acme.com"@evil.com' }],
    ["90 a quoted local part at our domain", { email: '"a b"@acme.com' }],
    ["90 a comment", { email: "a@(acme.com)evil.com" }],
    ["90 a display name", { email: "A <a@acme.com>" }],
    ["90 a network address", { email: "a@[127.0.0.1]" }],
    ["91 an unverified address", { email: "a@acme.com", email_verified: false }],
    ["91 S8 an address of which nothing is said", { email: "a@acme.com", email_verified: undefined }],
    ["91 verified as a word", { email: "a@acme.com", email_verified: "yes" }],
    ["91 verified as a number", { email: "a@acme.com", email_verified: 1 }],
    ["92 no address", { email: undefined }],
    ["93 an array", { email: ["a@acme.com"] }],
    ["93 an object", { email: { toString: "a@acme.com" } }],
    ["94 a NUL", { email: "a@acme.com\u0000" }],
    ["94 a line feed", { email: "a@acme.com\n" }],
    ["94 a NUL in the local part", { email: "a\u0000@acme.com" }],
    ["95 a space behind", { email: "a@acme.com " }],
    ["95 a zero-width space", { email: "a@acme\u200b.com" }],
    ["95 a soft hyphen", { email: "a@ac\u00adme.com" }],
    ["95 a homograph (Cyrillic a)", { email: "a@\u0430cme.com" }],
    ["95 direction marks", { email: "a\u202emoc.emca@evil.com" }],
    ["95 a percent-encoded domain", { email: "a@%61cme.com" }],
    ["95 an address of 300 characters", { email: `${"a".repeat(300)}@acme.com` }],
    ["92 the address in another claim", { email: undefined, preferred_username: "a@acme.com", upn: "a@acme.com", mail: "a@acme.com" }],
  ];
  for (const [what, claims] of out) it(what, async () => {
    await leftOut({ sub: "x", email_verified: true, ...claims });
  });

  it("S16 a hostile name, shown as text, its direction kept apart", async () => {
    const body = await leftOut({ sub: "x", preferred_username: "<b onclick='x'>\u202e\"&[x](command:evil)" });
    assert.match(body, /<bdi dir="auto">[^<]*<\/bdi>/);
    assert.doesNotMatch(body, /<script|<b |\u202e/);
    for (const line of rig.log.lines) assert.doesNotMatch(line, /[<>[\]()\u202e\r\n]/);
  });
});

describe("a rule that names addresses leaves out", () => {
  const named = { everyone: false, emails: ["alice@acme.com"], domains: [] };
  for (const [what, email] of [["87 another of the same domain", "bob@acme.com"], ["87 an address with a plus", "alice+x@acme.com"], ["87 dots in the local part", "a.lice@acme.com"], ["95 a homograph", "\u0430lice@acme.com"]] as const) {
    it(what, async () => {
      rig.gate.setRule(named);
      await leftOut({ sub: "x", email, email_verified: true });
    });
  }
});

describe("an empty rule", () => {
  for (const person of [alice, bob, mallory]) {
    it(`97 admits nobody, not ${String(person["sub"])}`, async () => {
      rig.gate.setRule({ everyone: false, emails: [], domains: [] });
      await leftOut(person);
    });
  }

  it("97 of empty and senseless names admits nobody", async () => {
    for (const names of [[""], ["@"], ["."], ["*"], ["com"], [" "], ["*.com"], ["@acme.com@"], ["acme.com, evil.com"]]) {
      rig.gate.setRule({ everyone: false, emails: names, domains: names });
      await leftOut(alice);
    }
  });
});

describe("a rule that changes", () => {
  it("124 leaves out who is in already, at once, in every form of request; the page offers another account", async () => {
    rig.gate.setRule({ everyone: false, emails: [], domains: ["acme.com"] });
    const cookie = `Cookie: ${await rig.signIn()}`;
    rig.gate.setRule({ everyone: false, emails: ["bob@acme.com"], domains: [] });
    for (const method of ["GET", "POST", "PUT", "OPTIONS"]) assert.ok([401, 403].includes((await rig.ask(`${method} /`, [cookie])).status));
    assert.ok([401, 403].includes((await rig.ask("GET /socket", [cookie, ...upgradeLines])).status));
    assert.ok([302, 403].includes((await rig.ask("GET /", [cookie, ...navigation])).status));
    rig.gate.setRule({ everyone: false, emails: [], domains: ["acme.com"] });
    assert.equal((await rig.ask("GET /", [cookie])).status, 401);
  });
});

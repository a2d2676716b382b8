// The whole table of policies: as the golden files have them, valid as far as ngrok's schema is public, and evaluated for people who may
// and may not come in.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { decide } from "../../../src/identity/accessRule";
import { personFromClaims } from "../../../src/identity/person";
import type { EdgePolicyInput } from "../../../src/ngrok/trafficPolicy";
import { allAssumptions, evaluatePolicy, type Asked, type Evaluated } from "../../golden/evaluatePolicy";
import { goldenFolder, policyFiles } from "../../golden/policyFiles";
import { publishedPolicySchema, type PublishedPolicy } from "../../golden/policySchema";
import { hostile, openPaths, options, policyTable, rules, seal, type TableEntry } from "../../golden/policyTable";
import { compileExpression, compileTemplate, Vaults } from "../../rig/edge/cel";
import { compilePolicy } from "../../rig/edge/trafficPolicy";

const table = policyTable();
const nameOf = ({ profile, rule, option }: TableEntry) => `${profile} / ${rule} / ${option}`;
const parsed = (entry: TableEntry): PublishedPolicy => publishedPolicySchema.parse(JSON.parse(entry.policy));
const sealsOf = (outcome: Evaluated) => (outcome.kind === "passed" ? outcome.headers.filter(([name]) => name.toLowerCase() === seal.headerName).map(([, value]) => value) : []);

describe("the golden policies", () => {
  it("are what is made now; npm run golden writes them anew", async () => {
    const made = policyFiles();
    const kept = (await readdir(goldenFolder)).map((name) => path.join(goldenFolder, name));
    assert.deepEqual(kept.sort(), [...made.keys()].sort());
    for (const [file, text] of made) assert.equal(await readFile(file, "utf8"), text, path.basename(file));
  });

  it("are all of the table: every profile with every rule, every rule with every option", () => {
    assert.equal(new Set(table.map(nameOf)).size, table.length);
    assert.equal(table.length, Object.keys(rules).length * (4 + Object.keys(options).length - 1));
  });

  it("are valid against what is published of ngrok's schema", () => {
    for (const entry of table) {
      const read = publishedPolicySchema.safeParse(JSON.parse(entry.policy));
      assert.ok(read.success, `${nameOf(entry)}: ${read.error?.message}`);
    }
  });

  it("have an expression and a template everywhere that CEL can read, and no template but ours and the person's own", () => {
    for (const entry of table) {
      const { on_http_request: request = [], on_http_response: response = [] } = parsed(entry);
      for (const { expressions = [] } of [...request, ...response]) for (const expression of expressions) compileExpression(expression);
      const templates = new Set([...entry.policy.matchAll(/\$\{[^}]*\}/g)].map(([template]) => template));
      for (const template of templates) compileTemplate(template);
      for (const ours of ["id", "current_session_id"]) templates.delete(`\${actions.ngrok.oidc.identity.${ours}}`);
      templates.delete("${actions.ngrok.oidc.identity_token}");
      if (entry.profile === "vault") templates.delete("${secrets.get('team vault', 'okta.client-secret')}");
      if (entry.option.startsWith("own rules")) for (const own of ["${secrets.get('webhooks', 'github')}", "${req.url.path}"]) templates.delete(own);
      assert.deepEqual([...templates], [], nameOf(entry));
    }
  });

  it("have at most three rules of ours, one sign-in, and the seal last but for the one that forwards", () => {
    for (const entry of table) {
      const request = parsed(entry).on_http_request ?? [];
      const own = entry.option.startsWith("own rules") ? 3 : 0;
      const forwards = entry.option === "cloud endpoint" ? 1 : 0;
      assert.ok(request.length - own - forwards <= 3, nameOf(entry));
      assert.deepEqual(request.flatMap(({ actions }, at) => (actions.some(({ type }) => type === "openid-connect") ? [at] : [])), [0]);
      assert.equal(request.at(-1 - forwards)?.name, "Seal");
      assert.deepEqual(request.slice(request.length - forwards).map(({ actions }) => actions.map(({ type }) => type)), forwards === 1 ? [["forward-internal"]] : []);
    }
  });

  it("are taken by the stand-in edge of a free plan where two rules of one's own are left out", () => {
    const vaults = new Vaults({ "team vault": { "okta.client-secret": "s" } });
    for (const entry of table.filter(({ option }) => !option.startsWith("own rules"))) assert.ok(compilePolicy(entry.policy, 5, vaults).openidConnect, nameOf(entry));
  });
});

const addresses: readonly (string | undefined)[] = [
  undefined, "", "alice@acme.com", "ALICE@Acme.COM", "mallory@evil.example", "bob@partner.io", "BOB@PARTNER.IO", "kim@studio.example", "carol@partner.io",
  "o'neil@acme.com", "O'Neil@acme.com", "a'||true||'b@acme.com", "x${req.host}y@acme.com", "xshare.exampley@acme.com", "x{y}$@acme.com", "a`b%c+d@acme.com", "i@acme.com",
  // Next to a domain, and not in it.
  "alice@acme.com.evil.example", "alice@evil-acme.com", "alice@evil.example@acme.com", "alice@acme.com@evil.example", "alice@sub.acme.com", "alice@sub.acme.org", "@acme.com", "acme.com", "alice@", "alice@@acme.com",
  // What would end a string, an expression or a template.
  ...hostile, "' || true || '@acme.com", "\"] || true || [\"@acme.com", "${secrets.get('a','b')}@acme.com", "alice\\@acme.com", "\\\"@acme.com", "alice@acme.com\n", "alice@acme.com\nbob@partner.io", "alice@acme.com ", " alice@acme.com", "alice@acme.com,bob@partner.io", "<alice@acme.com>", "alice(acme)@acme.com",
  // Unicode look-alikes and what can't be seen.
  "\u0430lice@acme.com", "alice@\u0430cme.com", "al\u0131ce@acme.com", "\u212Aim@studio.example", "k\u0131m@studio.example", "\u0130@acme.com", "\u0131@acme.com", "alice@\uFF41cme.com", "alice@acme\u3002com", "alice\u200b@acme.com", "\u202ealice@acme.com", "alice@acme.com\u0000", "ali\u00adce@acme.com",
  // People beyond ASCII.
  "ämy@acme.com", "ÄMY@acme.com", "bjørn@acme.com", "eva@münchen.example", "eva@xn--mnchen-3ya.example", "EVA@MÜNCHEN.example",
];

/** They are somebody's by Unicode's own tables, and nobody's address: the edge turns them away, whatever the gate would do. */
const lookAlikes = new Set(["\u212Aim@studio.example", "alice@\uFF41cme.com", "alice@acme\u3002com"]);

function admitted({ rule }: EdgePolicyInput, email: string | undefined, claims: object = {}): boolean {
  const person = personFromClaims({ iss: "https://acme.okta.com", sub: "00u1", ...(email !== undefined && { email }), email_verified: true, ...claims }, ["department"]);
  return person !== undefined && decide(rule, person, { vouchesForEmail: false }).admitted;
}

describe("who comes through the edge", () => {
  for (const name of Object.keys(rules)) {
    it(`by the rule "${name}": whoever may, and by address and domain nobody else`, () => {
      for (const entry of table.filter(({ rule }) => rule === name)) {
        const policy = parsed(entry);
        const decidesAtTheEdge = (policy.on_http_request ?? []).some(({ name: of }) => of === "Left out");
        for (const email of addresses) {
          for (const assumptions of allAssumptions) {
            const asked: Asked = { method: "GET", path: "/", headers: { "x-absent": ["no"] }, person: { ...(email === undefined && assumptions.nobody === "absent" ? {} : { email: email ?? "" }) } };
            const outcome = evaluatePolicy(policy, asked, assumptions);
            const what = `${nameOf(entry)}: ${JSON.stringify(email)} ${JSON.stringify(assumptions)}`;
            const may = admitted(entry.input, email, { groups: ["engineering"], department: "sales" });
            if (may && !lookAlikes.has(email ?? "")) assert.deepEqual(sealsOf(outcome), [`${seal.secret};idt_1;ses_1;h.p.s`], what);
            // An address that is not there at all fails the expression: ngrok answers, or the gate, which knows no such person.
            if (!decidesAtTheEdge || (email === undefined && assumptions.nobody === "absent")) continue;
            if (!may || lookAlikes.has(email ?? "")) assert.deepEqual(outcome, { kind: "answered", status: 403 }, what);
          }
        }
      }
    });
  }

  it("the edge decides by itself where a rule names plain addresses and domains alone", () => {
    const decides = Object.keys(rules).filter((name) => table.some(({ rule, policy }) => rule === name && policy.includes('"Left out"')));
    assert.deepEqual(decides, ["address", "domain", "addresses and domains", "addresses with signs", "domain from a network"]);
  });

  it("and nobody whom the gate would refuse for an address that is not verified, or by another network, is decided there", () => {
    const entry = table.find(({ rule, option }) => rule === "domain from a network" && option === "plain")!;
    const outcome = evaluatePolicy(parsed(entry), { method: "GET", path: "/", person: { email: "alice@acme.com" } }, allAssumptions[0]!);
    assert.equal(sealsOf(outcome).length, 1);
    assert.ok(!entry.policy.includes("203.0.113"));
  });
});

describe("S1 nothing is sealed unless somebody signed in, in any policy of the table, the person's own rules merged in", () => {
  const open: readonly Asked[] = openPaths.flatMap(({ path: at, prefix, methods }) => methods.flatMap((method) => [{ method, path: at }, ...(prefix === true ? [{ method, path: `${at}/x/y` }] : [])]));
  const forged = { [seal.headerName]: [`${seal.secret};idt_0;ses_0;t.t.t`] };
  const strangers: readonly (readonly [string, Asked])[] = [
    ...["GET", "POST", "OPTIONS", "PUT"].flatMap((method) => ["/", "/hooks/stripe", "/maintenance", "/deep/path"].map((at) => [`${method} ${at} through a preflight bypass`, { method, path: at, bypass: true }] as const)),
    ...open.map((asked) => [`${asked.method} ${asked.path}, open or not`, asked] as const),
    ...open.map((asked) => [`${asked.method} ${asked.path} with an empty identity`, { ...asked, person: { id: "", email: "" } }] as const),
    ["an identity without an id", { method: "GET", path: "/", person: { id: "", email: "alice@acme.com" } }],
    ["a rule of the person's own that fails", { method: "GET", path: "/", headers: {}, bypass: true }],
  ];
  for (const option of Object.keys(options)) {
    it(`with ${option}: preflights, open paths, empty identities and failing expressions`, () => {
      for (const entry of table.filter((one) => one.option === option)) {
        for (const assumptions of allAssumptions) {
          for (const [what, asked] of strangers) assert.deepEqual(sealsOf(evaluatePolicy(parsed(entry), asked, assumptions)), [], `${nameOf(entry)}: ${what} ${JSON.stringify(assumptions)}`);
        }
      }
    });
  }

  it("on an open path not even for somebody who is signed in, and no rule of ours fails or answers there", () => {
    for (const entry of table.filter(({ option }) => option.includes("open paths"))) {
      for (const assumptions of allAssumptions) {
        for (const asked of open) {
          const outcome = evaluatePolicy(parsed(entry), { ...asked, headers: { "x-absent": ["no"] } }, assumptions);
          assert.equal(outcome.kind, "passed", `${nameOf(entry)}: ${asked.method} ${asked.path} ${JSON.stringify(assumptions)}`);
          assert.deepEqual(sealsOf(evaluatePolicy(parsed(entry), { ...asked, headers: { "x-absent": ["no"] }, person: { email: "alice@acme.com" } }, assumptions)), []);
        }
      }
    }
  });

  it("a visitor's own line of the sealed header is gone wherever there is a seal", () => {
    for (const entry of table.filter(({ rule }) => rule === "everyone")) {
      const outcome = evaluatePolicy(parsed(entry), { method: "GET", path: "/", headers: { ...forged, "x-absent": ["no"] }, person: { email: "alice@acme.com" } }, allAssumptions[0]!);
      assert.deepEqual(sealsOf(outcome), [`${seal.secret};idt_1;ses_1;h.p.s`], nameOf(entry));
    }
  });

  it("a stranger is asked to sign in before any rule of the person's own runs, and their answer is for visitors alone", () => {
    for (const entry of table.filter(({ option }) => option.startsWith("own rules"))) {
      for (const assumptions of allAssumptions) {
        assert.deepEqual(evaluatePolicy(parsed(entry), { method: "GET", path: "/maintenance" }, assumptions), { kind: "signIn" });
        const bypassed = evaluatePolicy(parsed(entry), { method: "GET", path: "/maintenance", headers: { "x-absent": ["no"] }, bypass: true }, assumptions);
        assert.ok(bypassed.kind !== "answered" || bypassed.status !== 503, nameOf(entry));
      }
    }
    const own = table.find(({ option, rule }) => option === "own rules" && rule === "everyone")!;
    assert.deepEqual(evaluatePolicy(parsed(own), { method: "GET", path: "/maintenance", headers: { "x-absent": ["no"] }, person: { email: "a@b.example" } }, allAssumptions[0]!), { kind: "answered", status: 503 });
  });
});

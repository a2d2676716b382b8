// Rules by group and claim through the whole share: scopes, ID token, userinfo, decision.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { AccessRule } from "../../../src/identity/accessRule";
import type { Enforcement } from "../../../src/protocol/shareSpec";
import type { PersonalityName } from "../../rig/provider/personality";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;
const nobody: AccessRule = { everyone: false, emails: [], domains: [] };
const engineering: AccessRule = { ...nobody, groups: ["Engineering"] };
const alice: AccessRule = { ...nobody, domains: ["acme.com"], claims: [{ name: "name", value: "Alice Adams" }] };

for (const [enforcement, personality] of [["gate", "okta"], ["gate", "generic"], ["edge", "okta"], ["edge", "jumpcloud"]] as readonly [Enforcement, PersonalityName][]) {
  describe(`rules by group and claim, ${enforcement} enforcement, ${personality}`, () => {
    let rig: ShareRig;
    before(async () => {
      rig = await startShareRig({ personality });
    });
    after(() => rig.close());

    const visit = (as: string) => rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as });

    it("a group: its members come in, an unverified address or not, and nobody else of the domain does", async () => {
      await rig.registry.start(rig.spec({ enforcement, rule: engineering }), rig.secrets, { signal: never });
      assert.equal((await visit("alice@acme.com")).status, 200);
      assert.ok(rig.app.requests.at(-1)!.raw.some(([name, value]) => name.toLowerCase() === "x-forwarded-groups" && value.includes("Engineering")));
      assert.equal((await visit("carol@acme.com")).status, 200);
      const reached = rig.app.requests.length;
      assert.equal((await visit("bob@acme.com")).status, 403);
      assert.equal((await visit("dave")).status, 403);
      assert.equal(rig.app.requests.length, reached);
    });

    it("a claim besides a domain: both must hold", async () => {
      const [share] = rig.registry.shares;
      await rig.registry.change(share!.spec.id, { rule: alice });
      assert.equal((await visit("alice@acme.com")).status, 200);
      const reached = rig.app.requests.length;
      assert.equal((await visit("bob@acme.com")).status, 403);
      assert.equal(rig.app.requests.length, reached);
      await rig.registry.stopAll();
    });
  });
}

for (const enforcement of ["gate", "edge"] as const) {
  describe(`a share that begins without groups, ${enforcement} enforcement, okta`, () => {
    let rig: ShareRig;
    before(async () => {
      rig = await startShareRig();
      await rig.registry.start(rig.spec({ enforcement }), rig.secrets, { signal: never });
    });
    after(() => rig.close());

    const scopesIn = (hops: readonly { readonly url: string }[]) => hops.flatMap(({ url }) => new URL(url).searchParams.get("scope") ?? [])[0]?.split(/[ +]/).sort();

    it("asks for no groups until the rule names some; then who was in is out, and signs in again with that scope", async () => {
      const alice = rig.visitor();
      const first = await alice.navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" });
      assert.equal(first.status, 200);
      assert.deepEqual(scopesIn(first.hops), ["email", "openid", "profile"]);
      const [share] = rig.registry.shares;
      await rig.registry.change(share!.spec.id, { rule: engineering });
      await until("nobody in the list", () => rig.registry.shares[0]!.visitors.length === 0);
      await until("live, with the edge bound anew where it signs in", () => rig.registry.shares[0]!.state.kind === "live");
      assert.notEqual((await alice.fetch(`${rig.edge.publicOrigin}/echo`)).status, 200);
      const again = await rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" });
      assert.equal(again.status, 200);
      assert.deepEqual(scopesIn(again.hops), ["email", "groups", "openid", "profile"]);
      assert.equal((await rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as: "bob@acme.com" })).status, 403);
    });
  });
}

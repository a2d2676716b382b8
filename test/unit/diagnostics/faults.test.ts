import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { checkText } from "../../../src/presentation/checkText";
import { createAuthority } from "../../rig/authority";
import type { PersonalityName } from "../../rig/provider/personality";
import { startProvider, type RunningProvider } from "../../rig/provider/startProvider";
import { startTlsFront } from "../../rig/tlsFront";
import { english } from "../presentation/english";
import { faultTable, mend, type Fault } from "./faultTable";
import { causeIn, edgeCallback, gateCallback, outcomes, shownFor, startLookRig, subjectOf } from "./lookRig";

describe("Test SSO names the cause", () => {
  let rig: Awaited<ReturnType<typeof startLookRig>>;
  const providers = new Map<PersonalityName, RunningProvider>();
  before(async () => {
    rig = await startLookRig();
    for (const personality of new Set(Object.values(faultTable).map(({ at }) => at))) {
      const provider = await startProvider({ personality });
      await mend(provider, [gateCallback, edgeCallback]);
      providers.set(personality, provider);
    }
  });
  after(async () => {
    await Promise.all([...providers.values()].map((provider) => provider.close()));
    await rig.close();
  });

  async function look({ at, arrange, change }: Fault) {
    const provider = providers.get(at)!;
    await arrange?.(provider);
    try {
      return { provider, changed: change?.(provider) ?? {}, results: await rig.look(provider, change?.(provider)) };
    } finally {
      await mend(provider, [gateCallback, edgeCallback]);
    }
  }

  for (const [what, fault] of Object.entries(faultTable)) {
    it(`${what}: ${fault.check}`, async () => {
      const { provider, changed, results } = await look(fault);
      const found = JSON.stringify(outcomes(results));
      const { said } = shownFor(subjectOf(provider, changed), results);
      // Where nothing failed the page names no cause: it is the first that the person is told is open.
      if (fault.outcome === undefined) assert.deepEqual(said, { kind: "cause", check: fault.check }, found);
      else assert.deepEqual([said.kind, said.kind === "cause" ? undefined : said.checks[0]], ["notShown", fault.check], found);
      const cause = results.find(({ check }) => check === fault.check);
      assert.deepEqual([cause?.outcome, cause?.failure?.code], [fault.outcome ?? "failed", fault.code], found);
      const { evidence, cure } = checkText(cause!, subjectOf(provider, changed).profile);
      if (fault.seen) assert.match(english(evidence!), fault.seen);
      if (fault.helps) assert.match(english(cure!), fault.helps);
      if (fault.code) assert.notEqual(english(cure!), "");
    });
  }

  it("a proxy that looks into TLS with a certificate of its own: provider.reachable", async () => {
    const provider = providers.get("okta")!;
    const authority = await createAuthority();
    const issued = await authority.issue({ dns: ["localhost"], ips: [] });
    const proxy = await startTlsFront(() => provider.port, { key: issued.key, cert: `${issued.cert}\n${authority.certificatePem}` });
    const cause = causeIn(await rig.look(provider, { profile: { issuer: `https://localhost:${proxy.port}` } }))!;
    await proxy.close();
    const { evidence, cure } = checkText(cause, subjectOf(provider).profile);
    assert.deepEqual([cause.check, cause.failure?.code], ["provider.reachable", "oidc.issuerUnreachable"]);
    assert.match(english(evidence!), /SELF_SIGNED_CERT_IN_CHAIN/);
    assert.match(english(cure!), /have the system trust its authority/);
  });

  it("passes again once everything is mended, and is of at least thirty faults", async () => {
    for (const provider of providers.values()) assert.equal(causeIn(await rig.look(provider)), undefined, provider.personality);
    assert.ok(Object.keys(faultTable).length >= 40);
  });
});

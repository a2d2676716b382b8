// What Test SSO tests is what there is when it begins: a cure's button is worth nothing if the test goes on with what was there before.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { CheckResult } from "../../../src/diagnostics/check";
import { runChecks } from "../../../src/diagnostics/runChecks";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { originsOf } from "../../../src/shares/secretKeys";
import { SavedSecrets } from "../../../src/vscode/stores/savedSecrets";
import { subjectNow, type TestSubjectParts, type TestTarget } from "../../../src/vscode/testSso/testSubject";
import { MemorySecrets } from "../../fakes/memorySecrets";
import { freePort } from "../../rig/freePort";
import { startShareRig, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;

describe("what a test is about", () => {
  let rig: ShareRig;
  let profiles: readonly ProviderProfile[];
  let parts: TestSubjectParts & { readonly secrets: SavedSecrets };
  before(async () => void (rig = await startShareRig()));
  after(() => rig.close());
  beforeEach(() => {
    profiles = [rig.profile];
    parts = { registry: rig.registry, secrets: new SavedSecrets(new MemorySecrets()), providers: { read: () => ({ profiles, waiting: [], broken: [] }) }, tunnelNow: (tunnel) => Promise.resolve(tunnel) };
  });

  async function save(clientSecret: string): Promise<void> {
    const endpoints = originsOf(await rig.registry.discover(rig.profile.issuer, never));
    await parts.secrets.save({ client: { profile: rig.profile, stored: { clientSecret, endpoints } } }, () => Promise.resolve());
  }

  /** Of one check; `undefined`: it is not among them. */
  async function found(target: TestTarget, check: CheckResult["check"]): Promise<string | undefined> {
    const subject = await subjectNow(parts, target);
    const results = await runChecks(await subject.checks(never), { signal: never });
    const result = results.find((one) => one.check === check);
    return result?.failure?.code ?? result?.outcome;
  }

  const locally = async (): Promise<TestTarget> => ({ kind: "provider", providerId: rig.profile.id, name: rig.profile.name, tunnel: { kind: "local", port: await freePort() } });

  it("is the client secret that is stored by now, with a provider alone", async () => {
    const target = await locally();
    await save("not the client's");
    const before = await subjectNow(parts, target);
    assert.equal(await found(target, "provider.client"), "oidc.clientRefused");
    await save(rig.secrets.clientSecret!);
    assert.equal(await found(target, "provider.client"), "passed");
    const now = await subjectNow(parts, target);
    assert.notEqual(now.basis, before.basis);
    assert.equal(now.basis, (await subjectNow(parts, target)).basis);
    assert.deepEqual(now.secrets, [rig.secrets.clientSecret]);
  });

  it("is the provider as it is saved by now, and says that one is gone", async () => {
    const target = await locally();
    await save(rig.secrets.clientSecret!);
    profiles = [{ ...rig.profile, issuer: `${rig.profile.issuer}/elsewhere` }];
    assert.notEqual(await found(target, "provider.reachable"), "passed");
    profiles = [{ ...rig.profile, name: "As it should be" }];
    assert.equal(await found(target, "provider.reachable"), "passed");
    assert.equal((await subjectNow(parts, target)).tested.provider.name, "As it should be");
    profiles = [];
    await assert.rejects(subjectNow(parts, target), { code: "provider.missing", facts: { provider: rig.profile.name } });
  });

  it("is the authtoken of the server that is asked by now", async () => {
    const { tunnel } = rig.spec();
    assert.ok(tunnel.kind === "ngrok");
    const target: TestTarget = { kind: "provider", providerId: rig.profile.id, name: rig.profile.name, tunnel };
    await save(rig.secrets.clientSecret!);
    assert.equal(await found(target, "share.authtoken"), "ngrok.authtokenMissing");
    await parts.secrets.save({ authtoken: { server: tunnel, authtoken: "good-token" } }, () => Promise.resolve());
    assert.equal(await found(target, "share.authtoken"), "passed");
    const elsewhere = { ...parts, tunnelNow: () => Promise.resolve({ ...tunnel, rootCertificates: "host" } as const) };
    assert.deepEqual((await subjectNow(elsewhere, target)).secrets, [rig.secrets.clientSecret]);
  });

  it("is a share's secret after it was started again, under its id or at another address; and says that it is gone", async () => {
    const spec = rig.spec();
    const target: TestTarget = { kind: "share", shareId: spec.id, upstream: spec.upstream };
    await assert.rejects(subjectNow(parts, target), { code: "share.gone", facts: { port: rig.app.port } });
    for (const [id, stored, expected] of [[spec.id, "not the client's", "oidc.clientRefused"], [spec.id, rig.secrets.clientSecret!, "passed"], ["another2id34", rig.secrets.clientSecret!, "passed"]] as const) {
      await save(stored);
      await rig.registry.start({ ...spec, id }, rig.secrets, { signal: never });
      try {
        assert.equal((await subjectNow(parts, target)).share?.spec.id, id);
        assert.equal(await found(target, "provider.client"), expected);
      } finally {
        await rig.registry.stop(id);
      }
    }
    await assert.rejects(subjectNow(parts, target), { code: "share.gone" });
  });
});

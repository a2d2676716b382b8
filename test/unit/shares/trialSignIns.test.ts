// Sign in as yourself, from the registry through a real agent process, the stand-in edge and the rig's provider.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { localTunnel, registered, startShareRig, trialSpec, type ShareRig, type VisitorAct } from "./trialRig";

describe("sign in as yourself", () => {
  let rig: ShareRig;
  before(async () => void (rig = await startShareRig()));
  after(() => rig.close());
  beforeEach(() => {
    rig.app.requests.splice(0);
    rig.provider.faults.unassigned.clear();
  });

  async function tried(start: (hooks: { open: (address: string) => Promise<void>; signal: AbortSignal }) => Promise<unknown>, act: VisitorAct = (visitor, address) => visitor.navigate(address, { as: "alice@acme.com" })) {
    const visitor = rig.visitor();
    const outcome = await start({
      async open(address) {
        act(visitor, address).catch(() => undefined);
        await Promise.resolve();
      },
      signal: new AbortController().signal,
    });
    return { outcome: outcome as Awaited<ReturnType<typeof rig.registry.trials.atShare>>, visitor };
  }

  for (const enforcement of ["gate", "edge"] as const) {
    it(`under ${enforcement} enforcement shows the claims and the verdict, and lets nobody in by it`, async () => {
      const spec = rig.spec({ enforcement, rule: { everyone: false, emails: ["bob@acme.com"], domains: ["acme.com"] } });
      const address = await rig.registry.start(spec, rig.secrets, { signal: new AbortController().signal });
      try {
        const { outcome, visitor } = await tried((hooks) => rig.registry.trials.atShare(rig.registry.shares[0]!, hooks));
        assert.ok(outcome.kind === "signedIn", JSON.stringify(outcome));
        const { signedIn } = outcome;
        assert.equal(signedIn.person.email, "alice@acme.com");
        assert.equal(signedIn.person.emailVerified, true);
        assert.deepEqual(signedIn.judgement.fields.map(({ field, verdict }) => [field, verdict.admitted]), [["email", false], ["domain", true]]);
        assert.ok(signedIn.claims.some(({ name, value }) => name === "email" && value === '"alice@acme.com"'));
        assert.ok(!signedIn.claims.some(({ name }) => name === "nonce"));
        assert.deepEqual(rig.app.requests, []);
        assert.deepEqual(rig.registry.shares[0]!.visitors, []);
        // At the edge the browser keeps ngrok's own session, which the gate has not met yet.
        if (enforcement === "gate") assert.equal((await visitor.fetch(address)).status, 401);
      } finally {
        await rig.registry.stop(spec.id);
      }
    });
  }

  it("says at the edge that it knew the person from before, until they sign out by the page on which the test ends: the provider's refusal is ngrok's page then", async () => {
    const spec = rig.spec({ enforcement: "edge" });
    await rig.registry.start(spec, rig.secrets, { signal: new AbortController().signal });
    const alice = rig.visitor();
    const stop = new AbortController();
    let page = "";
    const asAlice = async (signal = new AbortController().signal) =>
      rig.registry.trials.atShare(rig.registry.shares[0]!, {
        async open(address) {
          const visit = await alice.navigate(address, { as: "alice@acme.com" });
          page = visit.body;
          if (visit.status !== 200) stop.abort();
        },
        signal,
      });
    const earlier = (outcome: Awaited<ReturnType<typeof asAlice>>) => (outcome.kind === "signedIn" ? (outcome.signedIn.earlier ?? false) : outcome);
    try {
      assert.equal(earlier(await asAlice()), false);
      rig.provider.faults.unassigned.add("alice@acme.com");
      assert.equal(earlier(await asAlice()), true);
      const out = /<a [^>]*href="([^"]+)"[^>]*>Sign out<\/a>/.exec(page)?.[1] ?? assert.fail(page);
      assert.match((await alice.navigate(new URL(out.replaceAll("&amp;", "&"), rig.edge.publicOrigin).href)).body, /You are signed out/);
      assert.deepEqual(await asAlice(stop.signal), { kind: "nothing", opened: false });
      assert.match(page, /ERR_NGROK_5211/);
    } finally {
      await rig.registry.stop(spec.id);
    }
  });

  it("tells the provider's refusal of somebody who is not assigned, and that a share which ends meanwhile is gone", async () => {
    const spec = rig.spec();
    await rig.registry.start(spec, rig.secrets, { signal: new AbortController().signal });
    try {
      rig.provider.faults.unassigned.add("alice@acme.com");
      const { outcome } = await tried((hooks) => rig.registry.trials.atShare(rig.registry.shares[0]!, hooks));
      assert.ok(outcome.kind === "failed");
      assert.deepEqual([outcome.failure.code, outcome.failure.facts["error"]], ["oidc.providerError", "access_denied"]);
      const gone = await tried((hooks) => rig.registry.trials.atShare(rig.registry.shares[0]!, hooks), async (visitor, address) => {
        await rig.registry.stop(spec.id);
        return visitor.navigate(address);
      });
      assert.equal(gone.outcome.kind, "failed");
    } finally {
      await rig.registry.stop(spec.id);
    }
  });

  it("is over when the person waits no more, and its address is good for nothing then", async () => {
    const spec = rig.spec();
    await rig.registry.start(spec, rig.secrets, { signal: new AbortController().signal });
    try {
      const stop = new AbortController();
      let address = "";
      const outcome = await rig.registry.trials.atShare(rig.registry.shares[0]!, {
        open: (made) => {
          address = made;
          stop.abort();
          return Promise.resolve();
        },
        signal: stop.signal,
      });
      assert.deepEqual(outcome, { kind: "nothing", opened: false });
      assert.equal((await rig.visitor().navigate(address)).status, 404);
    } finally {
      await rig.registry.stop(spec.id);
    }
  });

  for (const kind of ["ngrok", "local"] as const) {
    it(`for a provider without a share, through ${kind}: a gate of its own, proven, that lets nobody in and is gone afterwards`, async () => {
      const tunnel = kind === "ngrok" ? rig.spec().tunnel : await localTunnel();
      registered(rig, tunnel);
      let origin = "";
      const { outcome, visitor } = await tried((hooks) => rig.registry.trials.atProvider(trialSpec(rig, tunnel), rig.secrets, { ...hooks, onGate: ({ publicOrigin }) => void (origin = publicOrigin) }), async (browser, address) => {
        // A stranger, and then somebody who signs in the usual way: neither gets anywhere.
        assert.equal((await browser.fetch(`${origin}/`)).status, 401);
        assert.equal((await rig.visitor().navigate(`${origin}/`, { as: "alice@acme.com" })).status, 403);
        return browser.navigate(address, { as: "alice@acme.com" });
      });
      assert.ok(outcome.kind === "signedIn", JSON.stringify(outcome));
      assert.equal(outcome.signedIn.person.email, "alice@acme.com");
      assert.deepEqual(rig.app.requests, []);
      // Closed with the outcome: ngrok answers for the address, or nobody does.
      assert.notEqual(await visitor.fetch(`${origin}/`).then(({ status }) => status, () => 0), 401);
    });
  }

  it("for a provider whose secret rests in ngrok's vault there is no gate to try it at", async () => {
    const spec = { ...trialSpec(rig, await localTunnel()) };
    await assert.rejects(rig.registry.trials.atProvider({ ...spec, provider: { ...spec.provider, vaultSecret: { vault: "v", name: "s" } } }, { authtoken: "good-token" }, { open: () => Promise.resolve(), signal: new AbortController().signal }), { code: "edge.vaultNeedsEdge" });
  });
});

// What can go wrong at a start: each failure has its own code, leaves nothing open, and gives away no secret.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { explain } from "../../../src/presentation/explain";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import type { ShareSecrets } from "../../../src/shares/share";
import { english } from "../presentation/english";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";

interface Case {
  readonly code: string;
  readonly arrange?: (rig: ShareRig) => void | Promise<void>;
  readonly spec?: (rig: ShareRig) => ShareSpec;
  readonly secrets?: (rig: ShareRig) => ShareSecrets;
  readonly facts?: RegExp;
  readonly personality?: "okta" | "jumpcloud";
}

const cases: Readonly<Record<string, Case>> = {
  "a wrong authtoken": { code: "ngrok.ERR_NGROK_107", secrets: (rig) => ({ ...rig.secrets, authtoken: "canary-wrong-token-4711" }) },
  "no authtoken": { code: "ngrok.authtokenMissing", secrets: ({ secrets: { clientSecret } }) => ({ clientSecret: clientSecret! }) },
  "a wrong client secret (gate)": { code: "oidc.clientRefused", secrets: (rig) => ({ ...rig.secrets, clientSecret: "canary-wrong-secret-4711" }) },
  "a wrong client secret (edge)": { code: "oidc.clientRefused", secrets: (rig) => ({ ...rig.secrets, clientSecret: "canary-wrong-secret-4711" }), spec: (rig) => rig.spec({ enforcement: "edge" }) },
  "an issuer that can't be reached": { code: "oidc.issuerUnreachable", arrange: (rig) => rig.provider.goDown() },
  "an issuer whose slash is missing": {
    code: "oidc.issuerMismatch",
    personality: "jumpcloud",
    spec: (rig) => rig.spec({ provider: { ...rig.profile, issuer: rig.profile.issuer.replace(/\/$/, "") } }),
  },
  "a provider that names another issuer": { code: "oidc.issuerMismatch", arrange: (rig) => void (rig.provider.faults.wrongIssuer = true) },
  "endpoints that moved since the secret was saved": {
    code: "oidc.endpointsChanged",
    secrets: (rig) => ({ ...rig.secrets, endpoints: { token: "https://elsewhere.example", keys: new URL(rig.provider.issuer).origin } }),
  },
  "an occupied address": { code: "ngrok.ERR_NGROK_334", arrange: (rig) => void (rig.edge.faults.refuseBind = "ERR_NGROK_334") },
  "a plan that has no sign-in at the edge": { code: "ngrok.ERR_NGROK_2256", spec: (rig) => rig.spec({ enforcement: "edge" }), arrange: (rig) => void (rig.edge.faults.refuseBind = "ERR_NGROK_2256") },
  "an unknown code of ngrok's": { code: "ngrok.ERR_NGROK_99999", arrange: (rig) => void (rig.edge.faults.refuseSession = "ERR_NGROK_99999") },
  "ngrok out of reach": { code: "ngrok.unreachable", arrange: (rig) => rig.edge.goOffline() },
  "certificates that nobody vouches for": { code: "ngrok.tls", spec: (rig) => rig.spec({ tunnel: { kind: "ngrok", serverAddress: rig.edge.serverAddress, rootCertificates: "ngrok" } }) },
};

describe("a start that fails", { concurrency: 3 }, () => {
  for (const [what, { code, arrange, spec, secrets, facts = /./, personality = "okta" }] of Object.entries(cases)) {
    it(`${what}: ${code}, nothing left open, nothing given away`, async () => {
      const rig = await startShareRig({ personality });
      try {
        await arrange?.(rig);
        const given = secrets?.(rig) ?? rig.secrets;
        await assert.rejects(rig.registry.start(spec?.(rig) ?? rig.spec(), given, { signal: new AbortController().signal }), (error: unknown) => {
          assert.ok(error instanceof Error && "code" in error, String(error));
          assert.equal(error.code, code, error.message);
          assert.match(error.message, facts);
          for (const secret of [given.clientSecret, given.authtoken]) assert.ok(secret === undefined || !error.message.includes(secret), "no secret in an error");
          return true;
        });
        assert.deepEqual(rig.registry.shares, []);
        await until("no endpoint and no session", () => rig.edge.endpoints.length === 0 && rig.edge.sessions.length === 0);
        assert.deepEqual(rig.app.requests, []);
        const written = rig.log.lines.join("\n");
        for (const secret of [given.clientSecret, given.authtoken]) assert.ok(secret === undefined || !written.includes(secret), "no secret in the log");
      } finally {
        await rig.close();
      }
    });
  }
});

it("cancelled half-way: nothing stays open, and the next start works", async () => {
  const rig = await startShareRig();
  try {
    rig.edge.faults.noAnswer = true;
    const controller = new AbortController();
    const starting = rig.registry.start(rig.spec(), rig.secrets, {
      signal: controller.signal,
      onStep: (step) => {
        if (step === "proving") controller.abort();
      },
    });
    await assert.rejects(starting, { name: "Cancelled" });
    assert.deepEqual(rig.registry.shares, []);
    await until("the tunnel to be gone", () => rig.edge.endpoints.length === 0);
    rig.edge.faults.clear();
    assert.equal(await rig.registry.start(rig.spec(), rig.secrets, { signal: new AbortController().signal }), rig.edge.publicOrigin);
  } finally {
    await rig.close();
  }
});

it("cancelled while ngrok does not answer: rejected at once, gone soon after", async () => {
  const rig = await startShareRig();
  try {
    rig.edge.faults.stallRpc = true;
    const controller = new AbortController();
    const starting = rig.registry.start(rig.spec(), rig.secrets, { signal: controller.signal });
    await until("the bind to be asked", () => rig.edge.rpcLog.length >= 2);
    controller.abort();
    await assert.rejects(starting, { name: "Cancelled" });
    await until("the session to end with its process", () => rig.edge.sessions.length === 0);
  } finally {
    await rig.close();
  }
});

it("the same port can't be shared twice from one window", async () => {
  const rig = await startShareRig();
  try {
    await rig.registry.start(rig.spec(), rig.secrets, { signal: new AbortController().signal });
    await assert.rejects(rig.registry.start(rig.spec(), rig.secrets, { signal: new AbortController().signal }), { code: "share.alreadyRunning" });
    assert.equal(rig.registry.shares.length, 1);
  } finally {
    await rig.close();
  }
});

it("where the editor has a proxy, a failed connection to ngrok names it: ngrok's SDK knows none", async () => {
  const rig = await startShareRig();
  const registry = rig.newRegistry({ proxy: () => "proxy.acme.test:3128" });
  try {
    await rig.edge.goOffline();
    const signal = new AbortController().signal;
    for (const fail of [() => registry.start(rig.spec(), rig.secrets, { signal }), () => registry.learnOrigin(rig.spec().tunnel, rig.secrets.authtoken, signal)]) {
      await assert.rejects(fail(), (error: unknown) => {
        assert.ok(error instanceof ExpectedError && error.code === "ngrok.unreachable");
        assert.match(english(explain(error).advice), /^The ngrok agent in here can't use the proxy proxy\.acme\.test:3128\. .+ on a paid plan\.$/);
        return true;
      });
    }
    await rig.edge.comeBack();
    const spec = rig.spec();
    await registry.start(spec, rig.secrets, { signal });
    await rig.edge.goOffline();
    const later = await until("a live share's next try", () => {
      const { state } = registry.shares[0]!;
      return state.kind === "reconnecting" && state.nextTryAt !== undefined && state;
    });
    assert.deepEqual([later.failure.code, later.failure.facts["proxy"]], ["ngrok.unreachable", "proxy.acme.test:3128"]);
    await registry.stop(spec.id);
    await rig.edge.comeBack();
    rig.edge.faults.refuseSession = "ERR_NGROK_107";
    await assert.rejects(registry.start(rig.spec(), rig.secrets, { signal }), (error: unknown) => error instanceof ExpectedError && error.code === "ngrok.ERR_NGROK_107" && !("proxy" in error.facts));
  } finally {
    await registry.dispose();
    await rig.close();
  }
});

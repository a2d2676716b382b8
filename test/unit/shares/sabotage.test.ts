// Everything that would let a stranger in, or leave a share in doubt, is met before an address is shown.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import type { Plugin } from "esbuild";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import { SteadyClock } from "../../fakes/steadyClock";
import { buildAgentForTests, startShareRig, until, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;

async function withRig(options: Parameters<typeof startShareRig>[0], use: (rig: ShareRig) => Promise<void>): Promise<void> {
  const rig = await startShareRig(options);
  try {
    await use(rig);
    assert.deepEqual(rig.app.requests, [], "the upstream saw nothing");
    assert.deepEqual(rig.app.upgrades, [], "the upstream saw nothing");
  } finally {
    await rig.close();
  }
}

/** Starts, expects this failure, and that nothing of it is left. */
async function failsWith(rig: ShareRig, code: string, spec: ShareSpec, facts: RegExp = /./): Promise<void> {
  await assert.rejects(rig.registry.start(spec, rig.secrets, { signal: never }), (error: unknown) => {
    assert.ok(error instanceof Error && "code" in error, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, facts);
    return true;
  });
  assert.deepEqual(rig.registry.shares, [], "no row is left");
  await until("the tunnel to be gone", () => rig.edge.endpoints.length === 0);
}

describe("disproved: closed at once, and said what was seen", { concurrency: 2 }, () => {
  it("an edge that ignores the policy", () =>
    withRig({}, async (rig) => {
      rig.edge.faults.ignorePolicy = true;
      await failsWith(rig, "proof.disproved", rig.spec({ enforcement: "edge" }), /without a sign-in/);
    }));

  it("S5 something else that answers in our place", () =>
    withRig({}, async (rig) => {
      rig.edge.faults.redirectElsewhere = true;
      await failsWith(rig, "proof.disproved", rig.spec(), /./);
    }));

  it("S4 a gate whose access decision is broken to admit", async () => {
    const broken = await buildAgentForTests([brokenToAdmit]);
    try {
      await withRig({ agentPath: broken.path }, (rig) => failsWith(rig, "proof.disproved", rig.spec(), /would have reached the port/));
    } finally {
      await broken.remove();
    }
  });
});

describe("inconclusive: nothing is shown", { concurrency: 4 }, () => {
  const faults: Record<string, readonly [code: string, (rig: ShareRig) => void]> = {
    "an interstitial for everything": ["ngrok.ERR_NGROK_6024", (rig) => (rig.edge.faults.interstitial = "all")],
    "a 5xx": ["ngrok.ERR_NGROK_3004", (rig) => (rig.edge.faults.serverError = true)],
    "no answer": ["proof.inconclusive", (rig) => (rig.edge.faults.noAnswer = true)],
  };
  for (const [what, [code, break_]] of Object.entries(faults)) {
    // Half a minute is waited for an answer that counts.
    it(`${what}: ${code}`, () =>
      withRig({ clock: new SteadyClock(30) }, async (rig) => {
        break_(rig);
        await failsWith(rig, code, rig.spec());
      }));
  }
});

it("an edge that forgets the seal: live but shut, and the first visitor brings it to light", () =>
  withRig({}, async (rig) => {
    rig.edge.faults.forgetHeaderActions = true;
    await rig.registry.start(rig.spec({ enforcement: "edge" }), rig.secrets, { signal: never });
    const visit = await rig.visitor().navigate(`${rig.edge.publicOrigin}/`, { as: "alice@acme.com" });
    assert.ok(visit.status >= 400, String(visit.status));
    assert.match(visit.body, /sign/i);
    const failed = await until("the share to fail", () => rig.registry.shares.find(({ state }) => state.kind === "failed"));
    assert.ok(failed.state.kind === "failed" && failed.state.failure.code === "edge.sealMissing");
    await until("the tunnel to be gone", () => rig.edge.endpoints.length === 0);
  }));

/** Takes out the one line that turns strangers away. */
const turnAway = /if \(asker\.kind === "stranger"\) return [^\n]*turnAway\(exchange\)[^\n]*;/;
const brokenToAdmit: Plugin = {
  name: "broken-to-admit",
  setup(build) {
    build.onLoad({ filter: /src[/\\]gate[/\\]decide\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      assert.ok(turnAway.test(source), "the line that this test breaks has moved");
      return { contents: source.replace(turnAway, 'if (asker.kind === "stranger") return { kind: "forward", session: {} as never };'), loader: "ts" };
    });
  },
};

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ProvenAddress } from "../../../src/shares/provenAddress";
import { nextState, type ShareEvent, type ShareState } from "../../../src/shares/shareState";

const address = "https://a.ngrok.app" as ProvenAddress;
const other = "https://b.ngrok.app" as ProvenAddress;
const failure = { code: "ngrok.unreachable", facts: {} } as const;
const worse = { code: "proof.disproved", facts: {} } as const;

const states = {
  starting: { kind: "starting", step: "startingAgent" },
  live: { kind: "live", address, provenAt: 10, doubtedSince: undefined },
  doubted: { kind: "live", address, provenAt: 10, doubtedSince: 10 },
  reconnecting: { kind: "reconnecting", address, since: 20, attempt: 1, nextTryAt: undefined, failure },
  failed: { kind: "failed", failure, at: 30 },
  stopping: { kind: "stopping" },
  stopped: { kind: "stopped" },
} as const satisfies Readonly<Record<string, ShareState>>;

const events = {
  step: { kind: "step", step: "proving" },
  proofHeld: { kind: "proofHeld", address: other, at: 50 },
  proofInconclusive: { kind: "proofInconclusive", at: 51 },
  lost: { kind: "lost", failure: worse, at: 52 },
  retryPlanned: { kind: "retryPlanned", nextTryAt: 60, failure: worse },
  retrying: { kind: "retrying" },
  failed: { kind: "failed", failure: worse, at: 53 },
  stop: { kind: "stop" },
  stopped: { kind: "stopped" },
} as const satisfies Readonly<Record<ShareEvent["kind"], ShareEvent>>;

const live = { kind: "live", address: other, provenAt: 50, doubtedSince: undefined } as const;
const lost = { kind: "reconnecting", address, since: 52, attempt: 0, nextTryAt: undefined, failure: worse } as const;
const failed = { kind: "failed", failure: worse, at: 53 } as const;
const stopping = { kind: "stopping" } as const;
const stopped = { kind: "stopped" } as const;

/** What becomes of each state at each event; what isn't named stays the same object. */
const becomes: Readonly<Record<keyof typeof states, Partial<Record<keyof typeof events, ShareState>>>> = {
  starting: { step: { kind: "starting", step: "proving" }, proofHeld: live, failed, stop: stopping, stopped },
  live: { proofHeld: live, proofInconclusive: { ...states.live, doubtedSince: 10 }, lost, failed, stop: stopping, stopped },
  doubted: { proofHeld: live, lost, failed, stop: stopping, stopped },
  reconnecting: {
    proofHeld: live,
    retryPlanned: { ...states.reconnecting, nextTryAt: 60, failure: worse },
    retrying: { ...states.reconnecting, attempt: 2 },
    failed,
    stop: stopping,
    stopped,
  },
  failed: { stop: stopping, stopped },
  stopping: { stopped },
  stopped: {},
};

describe("nextState", () => {
  for (const [from, state] of Object.entries(states) as [keyof typeof states, ShareState][]) {
    for (const [name, event] of Object.entries(events) as [keyof typeof events, ShareEvent][]) {
      const expected = becomes[from][name];
      it(expected ? `${from}, ${name}: ${expected.kind}` : `${from}, ${name}: nothing changes`, () => {
        const before = structuredClone(state);
        const after = nextState(state, event);
        assert.deepEqual(state, before, "the old state is never written to");
        if (expected) assert.deepEqual(after, expected);
        else assert.equal(after, state);
      });
    }
  }

  it("takes a step that it is in already as no change", () => {
    assert.equal(nextState(states.starting, { kind: "step", step: "startingAgent" }), states.starting);
  });

  it("shows an address only in states that a held proof led to", () => {
    for (const event of Object.values(events)) {
      const after = nextState(states.starting, event);
      assert.equal("address" in after, event.kind === "proofHeld");
    }
  });
});

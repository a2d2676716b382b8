import assert from "node:assert/strict";
import { it } from "node:test";
import { proofConsequence } from "../../../src/shares/proofConsequence";
import type { ProvenAddress } from "../../../src/shares/provenAddress";
import type { ProofAgain } from "../../../src/shares/repeatedProof";

const suspected = { code: "ngrok.unreachable", facts: { how: "the network changed" } } as const;
const address = "https://share.example" as ProvenAddress;
const refused = (number: number): ProofAgain => ({ kind: "inconclusive", why: "", refusal: { code: `ngrok.ERR_NGROK_${number}`, facts: {} } });

const cases: readonly (readonly [what: string, outcome: ProofAgain, about: { tunnel?: "ngrok" | "custom"; suspected?: typeof suspected }, expected: string])[] = [
  ["held", { kind: "held", address }, { suspected }, "proofHeld"],
  ["let through", { kind: "disproved", seen: "GET / was answered with 200" }, { suspected }, "fail proof.disproved"],
  ["no answer", { kind: "inconclusive", why: "ECONNRESET" }, {}, "proofInconclusive"],
  ["not made at all", { kind: "notMade", error: new Error("gone") }, {}, "proofInconclusive"],
  ["no answer after the network changed", { kind: "inconclusive", why: "ETIMEDOUT" }, { suspected }, "lost ngrok.unreachable"],
  ["not made at all after the network changed", { kind: "notMade", error: new Error("gone") }, { suspected }, "lost ngrok.unreachable"],
  ["no answer after the network changed, on a tunnel that only its owner can mend", { kind: "inconclusive", why: "ETIMEDOUT" }, { suspected, tunnel: "custom" }, "proofInconclusive"],
  ["offline, says ngrok", refused(3200), {}, "lost ngrok.ERR_NGROK_3200"],
  ["offline, says the ngrok of somebody's own tunnel", refused(3200), { tunnel: "custom" }, "proofInconclusive"],
  ["the month's requests are used up", refused(727), {}, "fail ngrok.ERR_NGROK_727"],
  ["overloaded for a moment", refused(743), {}, "proofInconclusive"],
];

for (const [what, outcome, { tunnel = "ngrok", suspected: why }, expected] of cases) {
  it(`${what}: ${expected}`, () => {
    const { kind, ...rest } = proofConsequence(outcome, { tunnel, suspected: why, at: 5 });
    assert.equal("failure" in rest ? `${kind} ${rest.failure.code}` : kind, expected);
  });
}

import assert from "node:assert/strict";
import { it } from "node:test";
import { ownErrorCodes } from "../../../src/base/errorCodes";
import { knownNgrokErrors, ngrokError } from "../../../src/ngrok/errorCodes";
import { isRateLimit, patienceWith } from "../../../src/shares/patience";

const withAction = (...actions: readonly string[]) => knownNgrokErrors.filter((number) => actions.includes(ngrokError(number)!.action));
const of = (number: number) => patienceWith(`ngrok.ERR_NGROK_${number}`);

it("nothing that only a person can mend is tried for ever", () => {
  for (const number of withAction("setAuthtoken", "changeAddress", "switchToGate", "updateExtension", "openServerAddress", "replaceSecret", "setApiKey", "stopOther")) assert.notEqual(of(number), "forever", String(number));
  for (const number of [102, 103, 105, 106, 107, 300, 4018, 9005, 2256, 6032, 725, 727]) assert.equal(of(number), "none", String(number));
});

it("nothing is given up at once of which ngrok says to try again", () => {
  for (const number of withAction("retry")) assert.notEqual(of(number), "none", String(number));
  for (const number of [349, 351, 743, 3200, 8002, 8012]) assert.equal(of(number), "forever", String(number));
});

it("a refusal that may be about our own dead connection, and one that nobody knows yet, is put up with for a while", () => {
  for (const number of [108, 324, 334, 18021, 99_999]) assert.equal(of(number), "aWhile", String(number));
});

it("what is ours and not listed is an outage, a stop at ngrok is none, and rates alone are waited out", () => {
  for (const code of ["ngrok.unreachable", "ngrok.tls", "agent.crashed", "agent.unresponsive", "proof.inconclusive", "oidc.issuerUnreachable"] as const) {
    assert.ok(ownErrorCodes.includes(code));
    assert.equal(patienceWith(code), "forever", code);
  }
  assert.equal(patienceWith("ngrok.stopped"), "none");
  assert.deepEqual(knownNgrokErrors.filter((number) => isRateLimit(`ngrok.ERR_NGROK_${number}`)), [226, 349, 351, 702, 715, 734]);
});

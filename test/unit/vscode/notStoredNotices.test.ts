import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Emitter } from "../../../src/base/emitter";
import { ExpectedError } from "../../../src/base/expectedError";
import type { Failure } from "../../../src/shares/shareState";
import type { OwnEffects } from "../../../src/vscode/failureEffects";
import { tellOfNotStored } from "../../../src/vscode/notStoredNotices";

const retry = { kind: "retry" } as const;

describe("S13 a sign-out that could not be stored", () => {
  it("is told to the developer, and trying again stores that share's once more", async () => {
    const onNotStored = new Emitter<{ readonly shareId: string; readonly failure: ExpectedError }>();
    const stored: string[] = [];
    const shown: { readonly failure: Failure; readonly own: OwnEffects | undefined }[] = [];
    const listening = tellOfNotStored(
      { onNotStored: onNotStored.event, storeAgain: (shareId) => Promise.resolve(void stored.push(shareId)) },
      { run: (work) => work(), showFailure: (failure, own) => void shown.push({ failure, own }) },
    );
    const failure = new ExpectedError("sessions.notStored", {});
    onNotStored.fire({ shareId: "one", failure });
    assert.deepEqual(shown.map((one) => one.failure), [failure]);
    assert.deepEqual(stored, [], "nothing is stored before the person says so");
    await shown[0]!.own!.retry!(retry);
    assert.deepEqual(stored, ["one"]);
    listening.dispose();
    onNotStored.fire({ shareId: "two", failure });
    assert.equal(shown.length, 1);
  });
});

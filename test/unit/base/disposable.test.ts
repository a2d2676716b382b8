import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DisposableStore, toDisposable } from "../../../src/base/disposable";

describe("DisposableStore", () => {
  it("lets go in reverse, once", () => {
    const store = new DisposableStore();
    const gone: number[] = [];
    for (const n of [1, 2, 3]) store.add({ dispose: () => gone.push(n) });
    store.dispose();
    store.dispose();
    assert.deepEqual(gone, [3, 2, 1]);
  });

  it("lets go at once of what comes late", () => {
    const store = new DisposableStore();
    store.dispose();
    let gone = 0;
    store.add({ dispose: () => (gone += 1) });
    assert.equal(gone, 1);
  });

  it("lets go of the others when one throws, then throws", () => {
    const store = new DisposableStore();
    const gone: string[] = [];
    store.add({ dispose: () => gone.push("first") });
    store.add({
      dispose() {
        throw new Error("stuck");
      },
    });
    store.add({ dispose: () => gone.push("last") });
    assert.throws(() => store.dispose(), /stuck/);
    assert.deepEqual(gone, ["last", "first"]);
  });
});

it("toDisposable calls once", () => {
  let calls = 0;
  const disposable = toDisposable(() => (calls += 1));
  disposable.dispose();
  disposable.dispose();
  assert.equal(calls, 1);
});

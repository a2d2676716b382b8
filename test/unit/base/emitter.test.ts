import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Emitter } from "../../../src/base/emitter";

describe("Emitter", () => {
  it("tells every listener, and none after it unsubscribed", () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ["first 1", "second 1", "second 2"]);
  });

  it("keeps one function's two subscriptions apart", () => {
    const emitter = new Emitter<void>();
    let heard = 0;
    const listener = () => (heard += 1);
    emitter.event(listener);
    const second = emitter.event(listener);
    second.dispose();
    second.dispose();
    emitter.fire();
    assert.equal(heard, 1);
  });

  it("is silent towards a listener that another one ended during the same event", () => {
    const emitter = new Emitter<void>();
    let heard = 0;
    emitter.event(() => later.dispose());
    const later = emitter.event(() => (heard += 1));
    emitter.fire();
    assert.equal(heard, 0);
  });

  it("lets the others hear when one throws, then throws the first failure", () => {
    const emitter = new Emitter<void>();
    let heard = 0;
    emitter.event(() => {
      throw new Error("first");
    });
    emitter.event(() => {
      throw new Error("second");
    });
    emitter.event(() => (heard += 1));
    assert.throws(() => emitter.fire(), /first/);
    assert.equal(heard, 1);
  });

  it("is silent after its end", () => {
    const emitter = new Emitter<void>();
    let heard = 0;
    emitter.event(() => (heard += 1));
    emitter.dispose();
    emitter.fire();
    assert.equal(heard, 0);
  });
});

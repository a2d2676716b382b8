import assert from "node:assert/strict";
import { it } from "node:test";
import { shareOf } from "../../../src/vscode/shareArgument";
import { share, states } from "../presentation/shares";

const shares = [share(states.live)];

it("the palette passes nothing: whoever asks picks", () => {
  for (const argument of [undefined, null, "x", {}, { shareId: 7 }]) assert.equal(shareOf(argument, shares), undefined);
});

it("a row means its share", () => {
  assert.equal(shareOf({ shareId: shares[0]!.spec.id }, shares), shares[0]);
});

it("a row whose share is gone means no other share, even if only one is left", () => {
  assert.throws(() => shareOf({ shareId: "gone" }, shares), { name: "Cancelled" });
});

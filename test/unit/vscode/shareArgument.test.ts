import assert from "node:assert/strict";
import { it } from "node:test";
import { shareOf, visitorOf } from "../../../src/vscode/shareArgument";
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

it("a visitor's row means that visitor, and one who is gone means nobody", () => {
  const one = { id: "v1", subject: "s", signedInAt: 1, lastSeenAt: 1, open: 0 };
  const shareId = shares[0]!.spec.id;
  assert.deepEqual(visitorOf({ kind: "visitor", shareId, visitor: one }, [share(states.live, {}, [one])]), { shareId, visitorId: one.id });
  for (const argument of [undefined, { shareId }, { shareId, visitor: { id: "gone" } }, { shareId: "gone", visitor: one }]) {
    assert.throws(() => visitorOf(argument, [share(states.live, {}, [one])]), { name: "Cancelled" });
  }
});

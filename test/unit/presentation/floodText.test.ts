import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { floodText } from "../../../src/presentation/floodText";
import { shareRow } from "../../../src/presentation/shareRows";
import { english } from "./english";
import { noon, share, states } from "./shares";

describe("S28 a flood in words", () => {
  it("through ngrok names its share of the free plan's month", () => {
    assert.equal(
      english(floodText(share(states.live, {}, [], 700))),
      "Strangers send 700 requests a minute to fluffy-otter.ngrok-free.dev. None of them gets in, but each hour at that pace uses 210 % of what ngrok's free plan allows in a month.",
    );
  });

  it("on this machine names no plan", () => {
    assert.equal(english(floodText(share(states.live, { tunnel: { kind: "local", port: 41730 } }, [], 700))), "Strangers send 700 requests a minute to fluffy-otter.ngrok-free.dev. None of them gets in.");
  });

  it("stands in the share's row while it lasts", () => {
    const flooded = shareRow(share(states.live, {}, [], 700), noon);
    assert.equal(english(flooded.description!), "Live, strangers send 700 requests a minute");
    assert.equal(flooded.icon, "warning");
    assert.equal(english(shareRow(share(states.live), noon).description!), "Live");
  });
});

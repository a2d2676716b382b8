import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shareDetail, shareDetails } from "../../../src/presentation/shareRows";
import type { ReadBackSight } from "../../../src/shares/readBack";
import { english } from "./english";
import { hostile, share, states } from "./shares";

const live = share(states.live);
const rowOf = (readBack: ReadBackSight) => {
  const shown = { ...live, readBack };
  assert.ok(shareDetails(shown).includes("readBack"));
  return shareDetail(shown, "readBack");
};

describe("what ngrok's API showed of a share", () => {
  it("has no row where no API key is known", () => {
    assert.ok(!shareDetails(live).includes("readBack"));
  });

  it("is said in words, with a sign of its own where it was not checked", () => {
    const same = rowOf({ kind: "same", at: 1 });
    assert.equal(english(same.label), "Checked at ngrok: as made here, and nobody else at this address");
    const signs = new Set([same.icon]);
    const texts = new Set<string>();
    for (const why of ["notListed", "policyHidden", "slow", { code: "ngrok.apiUnreachable", facts: { host: "api.ngrok.com", why: "ENOTFOUND" } }] as const) {
      const row = rowOf({ kind: "notChecked", why, at: 1 });
      assert.match(english(row.label), /^Not checked at ngrok/);
      texts.add(english(row.label));
      signs.add(row.icon);
    }
    assert.equal(texts.size, 4);
    assert.equal(signs.size, 2);
  });

  it("S16 shows ngrok's words as plain text", () => {
    const row = rowOf({ kind: "notChecked", why: { code: "ngrok.ERR_NGROK_99999", facts: { message: hostile } }, at: 1 });
    assert.doesNotMatch(english(row.label), /[[\]()$\u202E\n]|:\/\//);
  });
});

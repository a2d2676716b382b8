import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CheckResult } from "../../../src/diagnostics/check";
import { actionOfRow, checkRows } from "../../../src/presentation/checkRows";
import { checkText } from "../../../src/presentation/checkText";
import { fromPageSchema } from "../../../src/protocol/page";
import { english } from "./english";

const provider = { kind: "okta", issuer: "https://acme.okta.com" } as const;
const text = (result: Partial<CheckResult> & Pick<CheckResult, "check" | "outcome">) => checkText({ facts: {}, ...result }, provider);
const refused = text({ check: "provider.client", outcome: "failed", failure: { code: "oidc.clientRefused", facts: {} }, cure: "checkClient" });

describe("checks as rows of a page", () => {
  it("stand in the order of the run, those without an answer running", () => {
    const rows = checkRows(["provider.issuer", "provider.reachable", "provider.client"], [refused, text({ check: "provider.issuer", outcome: "passed" })]);
    assert.deepEqual(rows.map(({ key, outcome }) => [key, outcome]), [["provider.issuer", "passed"], ["provider.reachable", "running"], ["provider.client", "failed"]]);
    assert.equal(english(rows[1]!.said), "Running");
  });

  it("say of a failure what was seen, what helps, and offer each action by an id that a page may send", () => {
    const [row] = checkRows(["provider.client"], [refused]);
    assert.ok(row?.evidence && row.cure && row.buttons && row.buttons.length > 0);
    for (const [index, { id }] of row.buttons.entries()) {
      assert.deepEqual(fromPageSchema.parse({ type: "press", id }), { type: "press", id });
      assert.equal(actionOfRow(id, [refused]), refused.actions[index]);
    }
  });

  it("keep their ids where only some of the actions are offered", () => {
    const second = refused.actions[1]!;
    const [row] = checkRows(["provider.client"], [refused], (action) => action === second);
    assert.deepEqual(row?.buttons?.map(({ id }) => actionOfRow(id, [refused])), [second]);
  });

  it("have no button where nothing is wrong, and know no action that is not theirs", () => {
    assert.equal(checkRows(["provider.issuer"], [text({ check: "provider.issuer", outcome: "passed" })])[0]?.buttons, undefined);
    for (const id of ["check.provider.client:99", "check.provider.client:", "check.constructor:0", "check"]) assert.equal(actionOfRow(id, [refused]), undefined, id);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { typedAllowedOrigins, typedHeaderRules, typedPrograms } from "../../../src/presentation/optionInput";
import { shareOptionsSchema, type ShareOptions } from "../../../src/protocol/shareOptions";
import { english } from "./english";

const rules = [{ direction: "request", action: "set", name: "X-Tenant", value: "acme, inc" }, { direction: "response", action: "remove", name: "X-Powered-By" }] as const;
const present: ShareOptions = { addressing: "preserved" };

for (const [name, option, typed, set, sentence, wrong, widens] of [
  ["origins", typedAllowedOrigins, "https://App.acme.com/, http://localhost:5173", { allowedOrigins: ["https://app.acme.com", "http://localhost:5173"] }, "Pages of https://app.acme.com, http://localhost:5173 may call, embed and frame the app", "*", true],
  ["programs", typedPrograms, "api://acme ci, deploy", { programs: { audience: "api://acme", clientIds: ["ci", "deploy"] } }, "ci, deploy may come in with access tokens for api://acme", "api://acme", true],
  ["header rules", typedHeaderRules, "request set X-Tenant: acme, inc; response remove X-Powered-By", { headerRules: rules }, "X-Tenant set in requests; X-Powered-By removed from responses", "X-Tenant: acme", false],
] as const) {
  describe(`S7 S24 ${name} as typed`, () => {
    it("keep the other options, say whether they widen, and are prefilled so that they are read again", () => {
      const read = option.read(typed, present);
      assert.ok(read.ok);
      assert.deepEqual(read.answer.options, { ...present, ...set });
      assert.ok(shareOptionsSchema.safeParse(read.answer.options).success);
      assert.equal(read.answer.widens, widens);
      assert.equal(read.answer.present, false);
      assert.equal(english(read.answer.sentence).replace("∕∕", "//"), sentence);
      const again = option.read(option.prefill(read.answer.options), read.answer.options);
      assert.ok(again.ok && again.answer.present);
      assert.deepEqual(again.answer.options, read.answer.options);
    });

    it("are taken away by an empty line", () => {
      const read = option.read("  ", shareOptionsSchema.parse({ ...present, ...set }));
      assert.ok(read.ok);
      assert.deepEqual(read.answer.options, present);
      assert.equal(read.answer.widens, false);
    });

    it("say what is wrong in place of the line to pick", () => {
      const read = option.read(wrong, present);
      assert.ok(!read.ok);
      assert.notEqual(english(read.problem), "");
    });
  });
}

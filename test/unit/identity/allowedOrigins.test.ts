import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { allowedOriginsSchema, inputFromOrigins, normaliseOrigin, originsFromInput } from "../../../src/identity/allowedOrigins";
import { allowedOriginsText, originProblemText } from "../../../src/presentation/allowedOriginsText";
import { english } from "../presentation/english";

describe("S7 normaliseOrigin", () => {
  for (const [typed, origin] of [
    ["https://app.acme.com", "https://app.acme.com"], ["HTTPS://App.Acme.com:443/", "https://app.acme.com"], ["https://app.acme.com:8443", "https://app.acme.com:8443"], ["https://müller.de", "https://xn--mller-kva.de"], ["https://203.0.113.7", "https://203.0.113.7"], ["http://localhost:5173", "http://localhost:5173"], ["http://[::1]:3000/", "http://[::1]:3000"], ["http://127.0.0.1", "http://127.0.0.1"],
    ["http://app.acme.com", undefined], ["http://localhost.evil.example", undefined], ["*", undefined], ["https://*", undefined], ["https://*.acme.com", undefined], ["null", undefined], ["", undefined], ["app.acme.com", undefined], ["https://app.acme.com/x", undefined], ["https://app.acme.com?x", undefined], ["https://app.acme.com#", undefined],
    ["https://a@app.acme.com", undefined], ["https://app.acme.com\\x", undefined], ["https://app%2eacme.com", undefined], ["https://app.acme.com.", undefined], ["file:///", undefined], ["chrome-extension://abc", undefined], ["https://", undefined], ["https://app.acme.com:99999", undefined], ["//app.acme.com", undefined],
  ] as const) {
    it(`${JSON.stringify(typed)}: ${origin ?? "none"}`, () => {
      assert.equal(normaliseOrigin(typed), origin);
      assert.equal(allowedOriginsSchema.safeParse([typed]).success, origin === typed);
    });
  }
});

describe("originsFromInput", () => {
  it("reads origins as typed, once each, and writes them so that they are read again", () => {
    const read = originsFromInput("https://App.acme.com/, http://localhost:5173;https://app.acme.com");
    assert.deepEqual(read, { ok: true, origins: ["https://app.acme.com", "http://localhost:5173"] });
    assert.ok(read.ok);
    assert.deepEqual(originsFromInput(inputFromOrigins(read.origins)), read);
  });

  for (const [typed, problem, entry] of [["https://ok.example, *", "wildcard", "*"], ["https://*.acme.com", "wildcard", "https://*.acme.com"], ["http://acme.com", "http", "http://acme.com"], ["acme.com", "notAnOrigin", "acme.com"], ["null", "notAnOrigin", "null"], ["https://acme.com/x", "notAnOrigin", "https://acme.com/x"]] as const) {
    it(`names what can't be allowed in ${typed}: ${problem}`, () => {
      assert.deepEqual(originsFromInput(typed), { ok: false, problem, entry });
      assert.notEqual(english(originProblemText(problem, entry)), "");
    });
  }

  it("takes no more than 20", () => {
    const typed = Array.from({ length: 21 }, (_, n) => `https://a${n}.example`);
    assert.deepEqual(originsFromInput(typed.join()), { ok: false, problem: "tooMany", entry: typed[20] });
    assert.deepEqual([20, 21].map((count) => allowedOriginsSchema.safeParse(typed.slice(0, count)).success), [true, false]);
  });

  it("are said to the letter", () => {
    const origins = ["https://a.example", "http://localhost:5173", "https://c.example", "https://d.example"];
    assert.deepEqual([0, 1, 2, 4].map((count) => english(allowedOriginsText(origins.slice(0, count)))), [
      "Other sites can't call, embed or frame the app",
      "Pages of https://a.example may call, embed and frame the app",
      "Pages of https://a.example, http://localhost:5173 may call, embed and frame the app",
      "Pages of https://a.example, http://localhost:5173, +2 may call, embed and frame the app",
    ]);
  });
});

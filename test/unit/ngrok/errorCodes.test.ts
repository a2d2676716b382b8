import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { knownNgrokErrors, ngrokError } from "../../../src/ngrok/errorCodes";

describe("ngrok's error codes", () => {
  it("are all there, with a page each", () => {
    assert.ok(knownNgrokErrors.length >= 187);
    for (const code of [105, 107, 108, 334, 2227, 2256, 2263, 3200, 4018, 6032, 8012, 9005, 9026, 18021]) assert.equal(ngrokError(code)?.docs, `https://ngrok.com/docs/errors/err_ngrok_${code}`);
  });

  it("offer the cure of each kind", () => {
    for (const code of [105, 107, 4018]) assert.equal(ngrokError(code)?.action, "setAuthtoken");
    for (const code of [2256, 2263, 6032, 9005]) assert.equal(ngrokError(code)?.action, "switchToGate");
  });

  it("lead only to ngrok", () => {
    for (const code of knownNgrokErrors) {
      const url = ngrokError(code)?.url;
      if (url !== undefined) assert.match(url, /^(https:\/\/(dashboard\.)?ngrok\.com\/|mailto:support@ngrok\.com$)/, url);
    }
  });

  it("don't include what ngrok doesn't document", () => assert.equal(ngrokError(999_999), undefined));
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { maskedTarget } from "../../../src/base/maskedTarget";

describe("S30 a request target for a log", () => {
  it("does not show the address of a sign-in that is only tried, in any spelling", () => {
    for (const target of ["/.portcullis/try/abc", "/.portcullis/try/abc?d=e", "//.portcullis/try/abc", "/%2eportcullis/try/abc", "/.PORTCULLIS/try/abc"]) assert.equal(maskedTarget(target), "/.portcullis/try/•••", target);
    assert.equal(maskedTarget("/.portcullis/try"), "/.portcullis/try");
    assert.equal(maskedTarget("/try/abc"), "/try/abc");
  });
});

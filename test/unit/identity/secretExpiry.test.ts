import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dayFromInput, daysUntil } from "../../../src/identity/secretExpiry";

const at = (year: number, month: number, day: number, hour = 12) => new Date(year, month - 1, day, hour).getTime();

describe("days until a secret expires", () => {
  it("are whole days, whatever the hour", () => {
    for (const hour of [0, 12, 23]) {
      assert.equal(daysUntil("2026-12-04", at(2026, 11, 22, hour)), 12);
      assert.equal(daysUntil("2026-11-22", at(2026, 11, 22, hour)), 0);
      assert.equal(daysUntil("2026-11-21", at(2026, 11, 22, hour)), -1);
    }
  });

  it("are counted over leap days, the turn of the year and a change of the clocks", () => {
    assert.equal(daysUntil("2028-03-01", at(2028, 2, 28)), 2);
    assert.equal(daysUntil("2027-01-01", at(2026, 12, 31, 23)), 1);
    assert.equal(daysUntil("2027-04-01", at(2027, 3, 1)), 31);
    assert.equal(daysUntil("2027-11-15", at(2027, 10, 15)), 31);
  });
});

describe("a typed day", () => {
  const now = at(2026, 11, 22, 23);

  it("is a date, or in how many days it is", () => {
    assert.equal(dayFromInput(" 2027-03-31 ", now), "2027-03-31");
    assert.equal(dayFromInput("2027-3-1", now), "2027-03-01");
    assert.equal(dayFromInput("90", now), "2027-02-20");
    assert.equal(dayFromInput("1 day", now), "2026-11-23");
    assert.equal(dayFromInput("0", now), "2026-11-22");
  });

  it("is nothing else, and no day that there is not", () => {
    for (const typed of ["", "soon", "31.3.2027", "2027-02-29", "2027-13-01", "-3", "99999", "2027-03-31T00:00:00Z"]) assert.equal(dayFromInput(typed, now), undefined, typed);
  });
});

/**
 * How long to wait after a 429. Okta names the second at which its window ends, by its own clock, which is in the same answer
 * (okta/okta-sdk-nodejs, README, "Rate limiting"); others say Retry-After (RFC 9110, section 10.2.3).
 *
 * @param now milliseconds since 1970, for an answer without a date
 * @returns milliseconds, never negative; undefined where the answer says nothing
 */
export function tooEarlyMs(headers: Headers, now: number): number | undefined {
  const theirs = Date.parse(headers.get("date") ?? "");
  const present = Number.isNaN(theirs) ? now : theirs;
  const reset = headers.get("x-rate-limit-reset") ?? "";
  // One second more: the two are cut to whole seconds.
  if (/^\d{1,12}$/.test(reset)) return Math.max(0, Number(reset) * 1000 - present) + 1000;
  const after = headers.get("retry-after") ?? "";
  if (/^\d{1,9}$/.test(after)) return Number(after) * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - present);
}

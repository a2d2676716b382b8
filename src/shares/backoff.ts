const firstMs = 200;
/** Not more: after an outage a share should be live again within 3 s of the edge being back. */
const capMs = 2_500;

/**
 * How long to wait before a try: doubling, jittered between a half and the whole, never above 2.5 s.
 * @param attempt tries so far @param random in [0, 1)
 */
export function backoffMs(attempt: number, random: number): number {
  const whole = Math.min(capMs, firstMs * 2 ** Math.min(attempt, 10));
  return Math.round(whole / 2 + (whole / 2) * random);
}

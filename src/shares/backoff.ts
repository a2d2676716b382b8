const firstMs = 200;
const capMs = 5_000;

/**
 * How long to wait before a try: doubling, jittered between a half and the whole, never above 5 s.
 * @param attempt tries so far @param random in [0, 1)
 */
export function backoffMs(attempt: number, random: number): number {
  const whole = Math.min(capMs, firstMs * 2 ** Math.min(attempt, 10));
  return Math.round(whole / 2 + (whole / 2) * random);
}

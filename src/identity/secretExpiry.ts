/** From this many days before its last day on a secret is about to expire. */
export const expiresSoonDays = 14;

const dayMs = 86_400_000;

/**
 * Whole days from today to the last day on which a secret is taken; negative when that is past.
 *
 * @param day as a profile has it: 2027-03-31
 * @param now milliseconds since 1970; today is the day that it is then where this runs
 */
export function daysUntil(day: string, now: number): number {
  const today = new Date(now);
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.UTC(today.getFullYear(), today.getMonth(), today.getDate())) / dayMs);
}

/** Reads a day as it is typed: "2027-03-31", or in how many days it is, like "90" or "90 days". Undefined for what is neither, or no day that there is. */
export function dayFromInput(input: string, now: number): string | undefined {
  const text = input.trim();
  const [, days] = /^(\d{1,4})(?:\s*(?:d|days?))?$/i.exec(text) ?? [];
  if (days !== undefined) {
    const today = new Date(now);
    return isoDay(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate()) + Number(days) * dayMs);
  }
  const [, year, month, date] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const typed = Date.UTC(Number(year), Number(month) - 1, Number(date));
  const day = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  // 31 February is the third of March to a Date.
  return Number.isNaN(typed) || isoDay(typed) !== day ? undefined : day;
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

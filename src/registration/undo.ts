// What a failure half-way leaves at the provider is taken back, or named (S27).
import { ExpectedError } from "../base/expectedError";

export interface Leftover {
  /** Under which it is found at the provider. */
  readonly name: string;
  readonly host: string;
  /** Where an administrator removes it; undefined: not known. */
  readonly consoleUrl: string | undefined;
}

/**
 * @param original why it is taken back
 * @param takeBack with a signal of its own: what was made has to go even where the window closes. @returns false where it is not known whether anything was made
 * @returns what to throw: `original`, or ExpectedError `registration.notUndone` or `registration.perhapsMade` {name, host, url?} with it as its cause
 */
export async function undone(original: unknown, { name, host, consoleUrl }: Leftover, takeBack: (signal: AbortSignal) => Promise<boolean>): Promise<unknown> {
  const facts = { name, host, ...(consoleUrl !== undefined && { url: consoleUrl }) };
  try {
    return (await takeBack(new AbortController().signal)) ? original : new ExpectedError("registration.perhapsMade", facts, { cause: original });
  } catch (refusal) {
    const why = refusal instanceof ExpectedError ? refusal.code : "unknown";
    return new ExpectedError("registration.notUndone", { ...facts, why }, { cause: original });
  }
}

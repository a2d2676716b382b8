import type { ErrorCode } from "./errorCodes";

/** Facts that an explanation may name (a host, a port). Never a secret; strings from outside are made inert where they are shown. */
export type ErrorFacts = Readonly<Record<string, string | number>>;

/** A failure that the product foresees. Everything else is a defect. */
export class ExpectedError extends Error {
  override readonly name = "ExpectedError";

  constructor(
    readonly code: ErrorCode,
    readonly facts: ErrorFacts = {},
    options?: { readonly cause?: unknown },
  ) {
    super(Object.keys(facts).length === 0 ? code : `${code} ${JSON.stringify(facts)}`, options);
  }
}

/** Thrown when the person changed their mind. It is never shown. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
  constructor() {
    super("Cancelled");
  }
}

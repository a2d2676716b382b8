// ngrok's error codes in our words, from its documentation (ngrok/ngrok-docs 56a5f996, errors/*.mdx). Data of 30 kB: only
// src/presentation/ imports this file, so that it is loaded when the first failure is shown.
import * as z from "zod";
import data from "./errorCodes.json";

/** What helps. `open`: the page at `url`; `readMore`: ngrok's own page about the code. */
export const ngrokErrorActions = [
  "changeAddress",
  "copyRedirectUri",
  "editProvider",
  "editRule",
  "open",
  "openRootCertificates",
  "openServerAddress",
  "openSessionHours",
  "readMore",
  "replaceSecret",
  "retry",
  "setApiKey",
  "setAuthtoken",
  "showLog",
  "stopOther",
  "switchToGate",
  "updateExtension",
] as const;

const entries = z.record(
  z.string(),
  z.strictObject({ meaning: z.string(), fix: z.string(), action: z.enum(ngrokErrorActions), also: z.enum(["showLog", "switchToGate"]).optional(), url: z.string().optional() }),
);

export interface NgrokError {
  readonly number: number;
  /** What happened, without a period, and what to do, in sentences. For l10n: nothing to fill in. */
  readonly meaning: string;
  readonly fix: string;
  readonly action: (typeof ngrokErrorActions)[number];
  readonly also: "showLog" | "switchToGate" | undefined;
  readonly url: string | undefined;
  /** ngrok's own page about this code. */
  readonly docs: string;
}

const known: ReadonlyMap<string, z.infer<typeof entries>[string]> = new Map(Object.entries(entries.parse(data)));

/** @param code ngrok's number. @returns undefined for one that its documentation of that day doesn't have. */
export function ngrokError(code: number): NgrokError | undefined {
  const entry = known.get(String(code));
  return entry && { number: code, meaning: entry.meaning, fix: entry.fix, action: entry.action, also: entry.also, url: entry.url, docs: ngrokErrorDocs(code) };
}

export function ngrokErrorDocs(code: number): string {
  return `https://ngrok.com/docs/errors/err_ngrok_${code}`;
}

export const knownNgrokErrors: readonly number[] = [...known.keys()].map(Number);

// What ngrok's API answers instead of a result, as failures that can be explained. Its texts repeat what they were given, keys included.
import * as z from "zod";
import type { NgrokErrorCode } from "../../base/errorCodes";
import { ExpectedError } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { maskSecrets } from "../sdkErrors";

/** Its API overview, "Errors". */
const errorSchema = z.object({ error_code: z.string().regex(/^ERR_NGROK_\d{1,6}$/).optional(), msg: z.string().optional() });
const mostWords = 400;

/**
 * @param body as it came; what is no error of ngrok's (a proxy's page) is not repeated
 * @param secrets what must not be repeated: the key, and whatever secret the call carried
 * @returns ExpectedError with ngrok's own code, or `ngrok.apiRefused` (4xx) or `ngrok.apiFailed`; its facts have the `status`
 */
export function apiError(host: string, status: number, body: string, secrets: readonly string[]): ExpectedError {
  const said = errorSchema.safeParse(parseJson(body)).data;
  const number = /^ERR_NGROK_(\d+)$/.exec(said?.error_code ?? "")?.[1];
  // Too many calls have one code, whoever on the way says so.
  const known = number ?? (status === 429 ? "226" : undefined);
  if (known !== undefined) return new ExpectedError(`ngrok.ERR_NGROK_${Number(known)}` satisfies NgrokErrorCode, { message: inert(maskSecrets(said?.msg ?? "", secrets), mostWords), status });
  return new ExpectedError(status >= 400 && status < 500 ? "ngrok.apiRefused" : "ngrok.apiFailed", { host, status });
}

/** What was asked for is not there (any more). */
export function isNotFound(error: unknown): boolean {
  return error instanceof ExpectedError && error.facts["status"] === 404;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

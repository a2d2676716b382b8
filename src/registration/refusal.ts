// What a provider's administration answers instead of a result, as failures that can be explained. Its texts may repeat what they were given.
import * as z from "zod";
import { ExpectedError, type ErrorFacts } from "../base/expectedError";
import { inert } from "../base/inert";
import { maskSecrets } from "../ngrok/sdkErrors";

/** Okta (its API reference, "Errors"), and OAuth (RFC 7591, section 3.2.2; RFC 6750, section 3.1). */
const bodySchema = z.object({
  errorCode: z.string().regex(/^E\d{7}$/).optional().catch(undefined),
  errorSummary: z.string().optional().catch(undefined),
  errorCauses: z.array(z.object({ errorSummary: z.string() })).max(50).optional().catch(undefined),
  error: z.string().max(100).optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
});
const mostWords = 400;

export interface Refused {
  readonly host: string;
  readonly status: number;
  /** As it came; what is no error of such an API (a proxy's page) is not repeated. */
  readonly body: string;
  /** What must not be repeated. */
  readonly secrets: readonly string[];
}

/** @returns `registration.tokenRefused`, `.notPermitted`, `.refused` (any other 4xx) or `.failed` (5xx), with the `status`, and the provider's `message` and `error` where it has them */
export function refusal({ host, status, body, secrets }: Refused): ExpectedError {
  const said = bodySchema.safeParse(parseJson(body)).data ?? {};
  const summary = [said.errorSummary, ...(said.errorCauses ?? []).map(({ errorSummary }) => errorSummary), said.error_description].filter((text) => text !== undefined && text !== "").join(" ");
  const message = inert(maskSecrets(summary === "" ? (said.error ?? "") : summary, secrets), mostWords);
  // OAuth's are words of a list; what is none is not one.
  const error = said.errorCode ?? (/^[a-z_]{1,60}$/.test(said.error ?? "") ? said.error : undefined);
  const facts: ErrorFacts = { host, status, ...(message !== "" && { message }), ...(error !== undefined && { error }) };
  if (status >= 500) return new ExpectedError("registration.failed", facts);
  // E0000011: "Invalid token provided".
  if (status === 401 || said.errorCode === "E0000011" || said.error === "invalid_token") return new ExpectedError("registration.tokenRefused", facts);
  // E0000006: "You do not have permission to perform the requested action".
  if (status === 403 || said.errorCode === "E0000006" || said.error === "insufficient_scope") return new ExpectedError("registration.notPermitted", facts);
  return new ExpectedError("registration.refused", facts);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

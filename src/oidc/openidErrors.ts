// The one place where failures of openid-client (6.8.9) and jose (6.2) become the product's own.

import { errors as joseErrors } from "jose";
import { AuthorizationResponseError, ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from "openid-client";
import { ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import type { Mask } from "./secretMask";

/** RFC 6749, 5.2; `invalid_client_id` is Salesforce's. */
const refusals = new Set(["invalid_client", "invalid_client_id", "unauthorized_client"]);
const tokenFaults = new Set([
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
  "OAUTH_KEY_SELECTION_FAILED",
  "OAUTH_PARSE_ERROR",
  "OAUTH_UNSUPPORTED_OPERATION",
]);
const answerFaults = new Set(["OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON"]);

/**
 * @param mask takes secrets out of what a provider says
 * @returns the ExpectedError that `error` stands for, or `error` itself when it is none that the product foresees
 */
export function openidError(error: unknown, mask: Mask = unmasked): unknown {
  const foreseen = expectedWithin(error);
  if (foreseen !== undefined) return foreseen;
  if (error instanceof AuthorizationResponseError) return providerError(mask(error.error), masked(error.error_description, mask), error);
  if (error instanceof ResponseBodyError) {
    // A 401 is about the client, whatever it is called: Auth0's is access_denied, "Unauthorized" (auth0/laravel-auth0#42).
    if (refusals.has(error.error) || error.status === 401) return new ExpectedError("oidc.clientRefused", { error: inert(mask(error.error)), description: inert(masked(error.error_description, mask), 200) }, { cause: error });
    return providerError(mask(error.error), masked(error.error_description, mask), error);
  }
  if (error instanceof WWWAuthenticateChallengeError) return new ExpectedError("oidc.clientRefused", { error: challenged(error) }, { cause: error });
  if (error instanceof joseErrors.JOSEError) return new ExpectedError("oidc.tokenInvalid", { why: joseReason(error) }, { cause: error });
  if (isTimeout(error)) return new ExpectedError("oidc.issuerUnreachable", { why: "no answer in time" }, { cause: error });
  if (error instanceof ClientError && error.code !== undefined) {
    if (tokenFaults.has(error.code)) return new ExpectedError("oidc.tokenInvalid", { why: clientReason(error) }, { cause: error });
    if (answerFaults.has(error.code)) {
      const status = error.cause instanceof Response ? error.cause.status : 0;
      return new ExpectedError("oidc.providerError", { status }, { cause: error });
    }
  }
  return error;
}

/** The same, with what the body says behind a challenge to authenticate: there the provider's own words are. */
export async function openidErrorInFull(error: unknown, mask: Mask): Promise<unknown> {
  const failure = openidError(error, mask);
  if (!(error instanceof WWWAuthenticateChallengeError) || !(failure instanceof ExpectedError) || error.response.bodyUsed) return failure;
  const { error: name, error_description: description } = jsonObject(await error.response.text());
  if (typeof name !== "string") return failure;
  return new ExpectedError("oidc.clientRefused", { error: inert(mask(name)), description: inert(masked(description, mask), 200) }, { cause: error });
}

const unmasked: Mask = (text) => text;

function masked(text: unknown, mask: Mask): string | undefined {
  return typeof text === "string" ? mask(text) : undefined;
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    // A page; the challenge alone counts.
    return {};
  }
}

/** A challenge to authenticate as a client stands for invalid_client (RFC 6749, section 5.2); its body is not read. */
function challenged({ status, cause }: WWWAuthenticateChallengeError): string {
  return cause.some(({ scheme }) => scheme === "basic") ? `invalid_client, HTTP ${status}` : `HTTP ${status}`;
}

function providerError(error: string, description: string | undefined, cause: unknown): ExpectedError {
  return new ExpectedError("oidc.providerError", { error: inert(error, 60), description: inert(description, 200) }, { cause });
}

function expectedWithin(error: unknown): ExpectedError | undefined {
  let at = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    if (at instanceof ExpectedError) return at;
    at = at.cause;
  }
  return undefined;
}

function isTimeout(error: unknown): boolean {
  if (error instanceof ClientError) return error.code === "OAUTH_TIMEOUT" || error.code === "OAUTH_ABORT";
  return error instanceof DOMException && (error.name === "TimeoutError" || error.name === "AbortError");
}

function joseReason(error: joseErrors.JOSEError): string {
  if (error instanceof joseErrors.JWTClaimValidationFailed || error instanceof joseErrors.JWTExpired) return `${error.claim}: ${error.reason}`;
  return error.code;
}

function clientReason(error: ClientError): string {
  const inner = error.cause instanceof Error ? error.cause.message : error.message;
  return inert(inner, 120);
}

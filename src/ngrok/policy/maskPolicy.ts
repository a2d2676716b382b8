import { secretParameters } from "../../base/maskedTarget";
import { isVaultReference } from "../../identity/vaultSecret";
import { sealHeaderPrefix } from "./seal";

/** What a person's own rules may hold in the clear: a webhook's secret, a token for another server. */
const secretName = /secret|password|credential|token|authorization|api[-_]?key|cookie/i;
/** Wider: a value too many costs a look, one too few a secret. */
const secretHeader = /secret|passw|pwd|credential|token|auth|key|cookie|session|signature|jwt|otp/i;
const secretValue = /^(?:basic|bearer|digest|token|apikey|negotiate)\s|^eyJ[\w-]+\./i;

/** What stands for a secret of a person's own rules that is no header. */
export const ownSecretPlaceholder = "<secret>";

export function isSecretHeader(name: string): boolean {
  return secretHeader.test(name);
}

/** A header's value, or where it looks like a secret what to put there. */
export function shownHeader(name: string, value: string): string {
  return (isSecretHeader(name) || secretValue.test(value)) && !isVaultReference(value) ? valueOf(name) : value;
}

/** A policy as it may be shown, exported or reported: client secret, seal and the seal's header are named, not told (S3). What is no JSON is not shown at all. */
export function maskPolicy(policyJson: string): string {
  let policy: unknown;
  try {
    policy = JSON.parse(policyJson);
  } catch {
    return "<traffic policy>";
  }
  return JSON.stringify(masked(policy), undefined, 2);
}

/** By the names in it; an object of headers by theirs, an address by its parameters. */
export function masked(value: unknown, inHeaders = false): unknown {
  if (typeof value === "string") return isSealHeader(value) ? "<seal header>" : value;
  if (Array.isArray(value)) return value.map((one) => masked(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => {
      if (isSealHeader(key)) return ["<seal header>", typeof inner === "string" ? inner.replace(/^[^;]*/, "<seal>") : "<seal>"];
      if (inHeaders) return [key, typeof inner === "string" ? shownHeader(key, inner) : isSecretHeader(key) ? hidden(inner, valueOf(key)) : masked(inner)];
      if (secretName.test(key)) return [key, hidden(inner, key === "client_secret" ? "<client secret>" : ownSecretPlaceholder)];
      return [key, typeof inner === "string" && (key === "url" || key === "to") ? maskedAddress(inner) : masked(inner, key === "headers")];
    }),
  );
}

/** A reference to a vault names a secret and tells none. */
function hidden(value: unknown, placeholder: string): unknown {
  if (Array.isArray(value)) return value.map((one) => hidden(one, placeholder));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner, placeholder)]));
  return typeof value === "string" && !isVaultReference(value) ? placeholder : value;
}

function maskedAddress(text: string): string {
  return text
    .replace(/^([a-z]+:\/\/)[^/?#@]*@/i, `$1${ownSecretPlaceholder}@`)
    .replace(/([?&])([^=&#]+)=([^&#]*)/g, (pair: string, sign: string, name: string, value: string) => (secretParameters.test(name) && !isVaultReference(value) ? `${sign}${name}=${ownSecretPlaceholder}` : pair));
}

function valueOf(header: string): string {
  return `<value of ${header}>`;
}

function isSealHeader(name: string): boolean {
  return name.toLowerCase().startsWith(sealHeaderPrefix);
}

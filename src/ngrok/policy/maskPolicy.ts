import { isVaultReference } from "../../identity/vaultSecret";
import { sealHeaderPrefix } from "./seal";

/** What a person's own rules may hold in the clear: a webhook's secret, a token for another server. */
const secretName = /secret|password|credential|token|authorization|api[-_]?key|cookie/i;

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

function masked(value: unknown): unknown {
  if (typeof value === "string") return isSealHeader(value) ? "<seal header>" : value;
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => {
      if (isSealHeader(key)) return ["<seal header>", typeof inner === "string" ? inner.replace(/^[^;]*/, "<seal>") : "<seal>"];
      if (secretName.test(key)) return [key, hidden(inner, key === "client_secret" ? "<client secret>" : "<secret>")];
      return [key, masked(inner)];
    }),
  );
}

/** A reference to a vault names a secret and tells none. */
function hidden(value: unknown, placeholder: string): unknown {
  if (Array.isArray(value)) return value.map((one) => hidden(one, placeholder));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner, placeholder)]));
  return typeof value === "string" && !isVaultReference(value) ? placeholder : value;
}

function isSealHeader(name: string): boolean {
  return name.toLowerCase().startsWith(sealHeaderPrefix);
}

import { createHash } from "node:crypto";

/** Of what a policy says, however it is written: rules' names and the order of fields mean nothing to ngrok. @param policy as parsed from JSON or YAML */
export function policyFingerprint(policy: unknown): string {
  return createHash("sha256").update(JSON.stringify(canonical(policy))).digest("base64url");
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(key === "name" && typeof inner === "string" && "actions" in value) && inner !== undefined)
      .map(([key, inner]: [string, unknown]) => [key, canonical(inner)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

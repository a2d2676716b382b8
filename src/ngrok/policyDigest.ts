import { createHash } from "node:crypto";

const deepest = 64;

/**
 * What a traffic policy says, however it is written: the order of its fields, its spacing and the names of its rules mean nothing to ngrok.
 *
 * @param policy as parsed from JSON or YAML
 * @returns SHA-256, as hex; undefined for what is no object: it is no policy of ours
 */
export function policyDigest(policy: unknown): string | undefined {
  if (typeof policy !== "object" || policy === null || Array.isArray(policy) || isDeep(policy, deepest)) return undefined;
  return createHash("sha256").update(JSON.stringify(canonical(policy))).digest("hex");
}

/** Of a policy's JSON. @returns undefined for what is none, too */
export function policyTextDigest(text: string): string | undefined {
  try {
    return policyDigest(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const isRule = "actions" in value;
  // Pairs, since an object has no place of its own for names like __proto__ and sorts those that are numbers.
  const pairs = Object.entries(value)
    .filter(([name, inner]) => inner !== undefined && !(isRule && name === "name" && typeof inner === "string"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]: [string, unknown]) => [name, canonical(inner)]);
  return { object: pairs };
}

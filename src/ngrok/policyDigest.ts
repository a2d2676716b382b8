import { createHash } from "node:crypto";

const deepest = 64;

/**
 * What a traffic policy says, whatever the order of its fields and its spacing: SHA-256, as hex, of JSON with sorted names.
 * @returns undefined for what is no JSON object: it is no policy of ours
 */
export function policyDigest(text: string): string | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof policy !== "object" || policy === null || Array.isArray(policy) || isDeep(policy, deepest)) return undefined;
  return createHash("sha256").update(JSON.stringify(sorted(policy))).digest("hex");
}

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  // Pairs, since an object has no place of its own for names like __proto__ and sorts those that are numbers.
  return { object: Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]: [string, unknown]) => [name, sorted(inner)]) };
}

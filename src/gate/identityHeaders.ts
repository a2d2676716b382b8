import type { Person } from "../identity/person";
import { markerHeader } from "../protocol/proofMarker";
import { spelling } from "./seal";

const reservedNames = new Set([
  "forwarded", "x-forwarded", "x-real-ip", "proxy", "x-original-url", "x-rewrite-url", "x-middleware-subrequest", markerHeader,
]);

/**
 * May a visitor send a header of this name upstream? Not where any upstream could read it as the gate's word: every
 * non-alphanumeric counts as `-` (CVE-2025-64484 and its kin: underscores, dots).
 */
export function isReservedHeader(name: string): boolean {
  const spelled = spelling(name);
  return reservedNames.has(spelled) || spelled.startsWith("x-forwarded-") || spelled.startsWith("portcullis-");
}

/**
 * Who asks, for the upstream. Values are printable ASCII: everything else, and `%` itself, is percent-encoded UTF-8, so that
 * decodeURIComponent gives the exact string back; in a group's name `,` too. An e-mail address is told only where it counts (S8).
 */
export function identityHeaders(person: Person, vouchesForEmail: boolean): string[] {
  const headers = ["X-Forwarded-User", asciiValue(person.subject)];
  if (person.email !== undefined && (person.emailVerified || vouchesForEmail)) headers.push("X-Forwarded-Email", asciiValue(person.email));
  if (person.preferredUsername !== undefined) headers.push("X-Forwarded-Preferred-Username", asciiValue(person.preferredUsername));
  const groups = groupsValue(person.groups);
  if (groups !== "") headers.push("X-Forwarded-Groups", groups);
  return headers;
}

const longestGroups = 8192;

/** Whole groups as far as they fit: an upstream's own limit on headers would refuse the request. */
function groupsValue(groups: readonly string[]): string {
  let value = "";
  for (const group of groups) {
    const longer = value === "" ? asciiValue(group).replaceAll(",", "%2C") : `${value},${asciiValue(group).replaceAll(",", "%2C")}`;
    if (longer.length > longestGroups) break;
    value = longer;
  }
  return value;
}

function asciiValue(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\x20-\x24\x26-\x7e]+/g, (part) => [...Buffer.from(part)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""))
    .replace(/^ +| +$/g, (spaces) => "%20".repeat(spaces.length));
}

// What of a gate's sessions outlives its process, as bytes: people, times and hashes. No value that a browser holds, no token of the provider.
import * as z from "zod";
import { claimValueSchema } from "../identity/person";
import type { SessionRecord } from "./sessions";

/** What an enforcement knows besides the sessions. */
export interface EnforcementMemory {
  /** Keys of sessions that ended here and that somebody else would go on vouching for (S11). */
  readonly putOut: readonly string[];
  /** Hashes of what was verified already, and the key of the session that each belongs to. */
  readonly known: readonly (readonly [seen: string, key: string])[];
  /** Who signed in before this moment counts as put out: it was once not known any more who was. Milliseconds since 1970. */
  readonly outBefore?: number | undefined;
}

export interface SessionTable {
  readonly sessions: readonly SessionRecord[];
  readonly memory?: EnforcementMemory | undefined;
}

/** Bytes. Whoever does not fit signs in once more. */
export const mostTableBytes = 4_000_000;
const roomForMemory = 1_000_000;

const key = z.string().max(64);
const text = z.string().max(255);
const time = z.number().min(0);
const index = z.int().min(0);
const personSchema = z.object({
  issuer: z.string().max(500),
  subject: text,
  email: text.optional(),
  emailVerified: z.boolean(),
  domain: z.string().max(253).nullable().optional(),
  name: text.optional(),
  preferredUsername: text.optional(),
  groups: z.array(index).max(1000),
  groupsCut: z.literal(true).optional(),
  claims: z.record(z.string().max(100), claimValueSchema).optional(),
});
const tableSchema = z.object({
  /** Each once: people share them. */
  groups: z.array(text),
  sessions: z.array(
    z.object({ key, visitorId: key, signedInAt: time, expiresAt: time, lastSeenAt: time, sid: z.string().max(2048).optional(), person: personSchema }),
  ),
  memory: z.object({ putOut: z.array(key), known: z.array(z.tuple([key, index])), outBefore: time.optional() }).optional(),
});

/** As many sessions as fit, those seen last first. @returns the bytes, and how many sessions were left out */
export function writeTable({ sessions, memory }: SessionTable): { readonly bytes: Buffer; readonly leftOut: number } {
  const groups = new Map<string, number>();
  const places = new Map<string, number>();
  const written: string[] = [];
  let room = mostTableBytes - roomForMemory;
  for (const { person, ...session } of sessions.toSorted((one, other) => other.lastSeenAt - one.lastSeenAt)) {
    const added = person.groups.filter((group) => !groups.has(group));
    const before = groups.size;
    for (const group of added) if (!groups.has(group)) groups.set(group, groups.size);
    const json = JSON.stringify({ ...session, person: { ...person, groups: person.groups.map((group) => groups.get(group)) } });
    const size = Buffer.byteLength(json) + Buffer.byteLength(JSON.stringify(added)) + 1;
    if (size > room) {
      for (const group of [...groups.keys()].slice(before)) groups.delete(group);
      continue;
    }
    room -= size;
    places.set(session.key, written.length);
    written.push(json);
  }
  const known = memory?.known.flatMap(([seen, of]) => (places.has(of) ? [[seen, places.get(of)]] : []));
  const kept = memory && { putOut: memory.putOut, known, outBefore: memory.outBefore };
  const bytes = Buffer.from(`{"groups":${JSON.stringify([...groups.keys()])},"sessions":[${written.join(",")}]${kept ? `,"memory":${JSON.stringify(kept)}` : ""}}`);
  return { bytes, leftOut: sessions.length - written.length };
}

/** @throws Error for bytes that another version wrote otherwise */
export function readTable(bytes: Buffer): SessionTable {
  const { groups, sessions, memory } = tableSchema.parse(JSON.parse(bytes.toString()));
  const records = sessions.map(({ person, sid, ...session }): SessionRecord => {
    const { email, name, preferredUsername, claims, domain, groupsCut, ...who } = person;
    return { ...session, sid, person: { ...who, email, name, preferredUsername, groups: who.groups.map((at) => element(groups, at)), ...(claims && { claims }), ...(domain !== undefined && { domain }), ...(groupsCut && { groupsCut }) } };
  });
  return { sessions: records, memory: memory && { ...memory, known: memory.known.map(([seen, at]) => [seen, element(records, at).key] as const) } };
}

function element<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError("A session table that points outside itself");
  return found;
}

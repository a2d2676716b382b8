// The sessions of a share's visitors on their way between the agent process, which seals and opens them, and the host, which keeps them.
import * as z from "zod";

/** Characters. */
export const mostSealed = 5_400_000;

const sealed = z.base64url().min(1).max(mostSealed);

/** A key for AES-256, as text. */
export const sessionsKeySchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** New each time that everyone was put out: the edge's sessions belong to it (S11). */
export const roundSchema = z.string().regex(/^[a-z0-9]{1,16}$/);

/** S13: a later state of one share's table has a higher generation, and it is sealed in. */
export const sealedSessionsSchema = z.object({
  generation: z.int().min(1),
  sealed,
  /** Nobody came or went since the one before: only when people were last seen is newer. */
  sameSessions: z.boolean().optional(),
});
export type SealedSessions = Readonly<z.infer<typeof sealedSessionsSchema>>;

/** What the host gives to a gate that is opened. `lost`: there were sessions, and who was put out can't be known any more. */
export const keptSessionsSchema = z.object({
  key: sessionsKeySchema,
  /** The highest that was ever given: later ones are higher. */
  generation: z.int().min(0),
  /** Undefined: nobody was ever put out with everyone. */
  round: roundSchema.optional(),
  last: z.union([z.literal("none"), z.literal("lost"), z.object({ generation: z.int().min(1), sealed })]),
});
export type KeptForGate = Readonly<z.infer<typeof keptSessionsSchema>>;

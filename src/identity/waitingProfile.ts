import * as z from "zod";
import { providerKinds, redirectUriSchema } from "./providerProfile";

/**
 * A client that somebody else was asked to make: an entry of `portcullis.providers` of its own shape, which is no profile before the
 * client ID has come back. Whatever is kept here was in the message that was sent.
 */
export const waitingProfileSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
  kind: z.enum(providerKinds),
  waiting: z.literal(true),
  /** Byte for byte as the discovery document says, where it is known already. */
  issuer: z.url({ protocol: /^https?$/ }).max(500).optional(),
  /** What was asked to be registered, the gate's own first. */
  redirectUris: z.array(redirectUriSchema).min(1).max(4),
});

export type WaitingProfile = Readonly<z.infer<typeof waitingProfileSchema>>;

/** Whether an entry of the settings says that it waits, well-formed or not. */
export function saysThatItWaits(entry: unknown): boolean {
  return typeof entry === "object" && entry !== null && "waiting" in entry && entry.waiting === true;
}

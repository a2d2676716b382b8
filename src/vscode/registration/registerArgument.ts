import * as z from "zod";
import { providerKinds } from "../../identity/providerProfile";

/** What another page knows already: parsed, not believed, and shown before anything is done with it. */
const argumentSchema = z.object({
  kind: z.enum(providerKinds).optional(),
  /** Where the provider is, as a person may have typed it. */
  issuer: z.string().max(500).optional(),
  /** Of the share. */
  origin: z.string().max(300).optional(),
});

export type RegisterArgument = Readonly<z.infer<typeof argumentSchema>>;

/** @param argument of the command; anything else than its form is nothing */
export function registerArgument(argument: unknown): RegisterArgument {
  return argumentSchema.safeParse(argument).data ?? {};
}

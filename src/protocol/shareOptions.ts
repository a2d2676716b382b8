// What a share does otherwise than by default. Each of these is chosen by hand, in words, per share; most of them widen access.
import * as z from "zod";
import { allowedOriginsSchema } from "../identity/allowedOrigins";
import { openPathsSchema } from "../identity/openPath";
import { signInParametersSchema } from "../identity/signInParameters";
import { isOwnRules, ownRulesLimits } from "../ngrok/policy/ownRules";
import { headerRulesSchema } from "./headerRule";
import { programsSchema } from "../identity/programs";
import { sessionLimitsSchema } from "./sessionLimits";

/** S7: under which address the app sees itself. */
export const addressingSchema = z.enum(["rewritten", "preserved"]);

/** S19: whether visitors may use what a dev server offers to the person at the keyboard. */
export const developerEndpointsSchema = z.enum(["refuse", "allow"]);

/** Absent: as by default. No secret. */
export const shareOptionsSchema = z.object({
  addressing: addressingSchema.optional(),
  developerEndpoints: developerEndpointsSchema.optional(),
  /** S6: what anybody may ask for without signing in. */
  openPaths: openPathsSchema.optional(),
  /** Headers set or taken away on the way to the app and back. */
  headerRules: headerRulesSchema.optional(),
  /** S7: whose pages may use the share as its own do. With sign-in at the gate alone. */
  allowedOrigins: allowedOriginsSchema.optional(),
  /** S24: access tokens that are taken in place of a session. With sign-in at the gate alone. */
  programs: programsSchema.optional(),
  /** Shorter than the settings say; what is longer means nothing. */
  sessions: sessionLimitsSchema.partial().optional(),
  /** What the provider is told with every sign-in. */
  signIn: signInParametersSchema.optional(),
  /** The person's own traffic policy rules, as read from a file (`ownRulesFromFile`). With sign-in at ngrok's edge alone. */
  policyRules: z.string().max(ownRulesLimits.characters).refine(isOwnRules).optional(),
});

export type Addressing = z.infer<typeof addressingSchema>;
export type DeveloperEndpoints = z.infer<typeof developerEndpointsSchema>;
export type ShareOptions = Readonly<z.infer<typeof shareOptionsSchema>>;

/** The same without the person's own policy rules. */
export function withoutOwnRules({ policyRules: _, ...others }: ShareOptions = {}): ShareOptions {
  return others;
}

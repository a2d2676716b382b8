import * as z from "zod";

/**
 * How a client was made by API, so that it can be taken back the same way. `okta`: an application of the issuer's organisation.
 * `rfc7591`: registered dynamically; `uri` is where RFC 7592 manages it, with a registration access token that rests among the secrets.
 */
export const clientRegistrationSchema = z.discriminatedUnion("by", [
  z.object({ by: z.literal("okta"), appId: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/) }),
  z.object({ by: z.literal("rfc7591"), uri: z.url({ protocol: /^https?$/ }).max(1000) }),
]);

export type ClientRegistration = Readonly<z.infer<typeof clientRegistrationSchema>>;

// What the provider is told with every sign-in beside what the protocol needs: OpenID Connect Core 1.0, 3.1.2.1, and Google's `hd`.
import * as z from "zod";
import { normaliseDomain } from "./accessRule";

/** Not `none`: nobody who isn't signed in at the provider already could sign in. */
export const prompts = ["login", "consent", "select_account"] as const;

// Nothing in it can be a template of ngrok's or a second line.
const loginHint = z.string().min(1).max(254).regex(/^[^\s\p{Cc}\p{Cf}{}]+$/u);
const hostedDomain = z.string().max(253).refine((domain) => domain === "*" || normaliseDomain(domain) === domain);

export const signInParametersSchema = z.object({
  prompt: z.enum(prompts).optional(),
  /** Which account the provider offers first. */
  loginHint: loginHint.optional(),
  /** Google: which organisation's accounts are offered; `*` any organisation's. No rule: whoever signs in is asked for by the access rule. */
  hostedDomain: hostedDomain.optional(),
});

export type SignInParameters = Readonly<z.infer<typeof signInParametersSchema>>;

/** As parameters of the authorization request. */
export function authorizationParameters({ prompt, loginHint: hint, hostedDomain: domain }: SignInParameters = {}): Readonly<Record<string, string>> {
  return { ...(prompt !== undefined && { prompt }), ...(hint !== undefined && { login_hint: hint }), ...(domain !== undefined && { hd: domain }) };
}

// Programs that bring an access token instead of signing in (S24): what the developer types, and what can't be.
import * as z from "zod";
import type { ProviderProfile } from "./providerProfile";
import { providerOf } from "./providers";

const printable = /^[\x21-\x7e]+$/;
export const mostClientIds = 20;

export const programsSchema = z.object({
  /** To whom the tokens are addressed: this app, and nobody that has tokens for other reasons. */
  audience: z.string().min(1).max(500).regex(printable),
  /** The clients to which the provider gives them. */
  clientIds: z.array(z.string().min(1).max(255).regex(printable)).min(1).max(mostClientIds),
});
export type ProgramsDemand = Readonly<z.infer<typeof programsSchema>>;

export type ProgramsProblem = "audienceMissing" | "audienceIsIssuer" | "audienceIsClient" | "audienceUnreadable" | "clientsMissing" | "clientUnreadable" | "tooManyClients" | "tokensForOktaItself";
export type ProgramsInput = { readonly ok: true; readonly programs: ProgramsDemand } | { readonly ok: false; readonly problem: ProgramsProblem };

/** Why this provider's tokens can't be demanded so; undefined when they can. */
export function programsProblem({ audience }: Pick<ProgramsDemand, "audience">, { kind, issuer, clientId }: Pick<ProviderProfile, "kind" | "issuer" | "clientId">): ProgramsProblem | undefined {
  if (providerOf({ kind, issuer }).accessTokens.areForProviderItself(issuer)) return "tokensForOktaItself";
  // Every ID token is addressed to the client, and tokens for the provider's own API to the issuer.
  if (withoutSlash(audience) === withoutSlash(issuer)) return "audienceIsIssuer";
  return audience === clientId ? "audienceIsClient" : undefined;
}

/**
 * @param clientIds as typed: divided by commas, semicolons or white space
 * @param profile whose tokens they are; without one, what depends on it is left to the start of the share
 */
export function programsFromInput(audience: string, clientIds: string, profile?: Pick<ProviderProfile, "kind" | "issuer" | "clientId">): ProgramsInput {
  const typed = audience.trim();
  const ids = [...new Set(clientIds.split(/[\s,;]+/).filter((id) => id !== ""))];
  const { shape } = programsSchema;
  const problem =
    typed === "" ? "audienceMissing"
    : !shape.audience.safeParse(typed).success ? "audienceUnreadable"
    : ids.length === 0 ? "clientsMissing"
    : ids.length > mostClientIds ? "tooManyClients"
    : !shape.clientIds.safeParse(ids).success ? "clientUnreadable"
    : profile && programsProblem({ audience: typed }, profile);
  return problem === undefined ? { ok: true, programs: { audience: typed, clientIds: ids } } : { ok: false, problem };
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/, "");
}

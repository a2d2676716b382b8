// A provider as it is passed on: to a team, in a folder's settings or a link, without any secret. It is only ever a proposal (S14).
import { createHash } from "node:crypto";
import * as z from "zod";
import { isSharedIssuer } from "./providers";
import { isLoopbackHost } from "./providers/issuerInput";
import { providerProfileSchema, type ProviderProfile } from "./providerProfile";

// No id, which would name somebody's own profile; no vault, whose secret would go wherever the proposal says; not how the client was made, nor for whose addresses.
const { id: _id, vaultSecret: _vault, registration: _registration, secretExpires: _expires, redirectUris: _uris, ...shape } = providerProfileSchema.shape;

/** What a person approves is shown whole: so many characters at most, scopes with blanks between. */
const mostShown = 500;

export const sharedProviderSchema = z.strictObject({
  ...shape,
  scopes: shape.scopes.refine((scopes) => scopes.join(" ").length <= mostShown),
  issuer: shape.issuer.refine(isPlainIssuer).refine((issuer) => !isSharedIssuer(issuer)),
  clientId: shape.clientId.regex(/^[\x21-\x7e]+$/),
});

export type SharedProvider = Readonly<z.infer<typeof sharedProviderSchema>>;

/** The most that a folder may propose; what is beyond is not looked at. */
export const mostProposals = 20;

/** An entry of `portcullis.teamProviders` that can't be used. */
export interface BrokenProposal {
  /** Counted from 1. */
  readonly entry: number;
  readonly field: string;
}

/** Reads what a folder's settings hold; nothing of it is believed. */
export function readSharedProviders(value: unknown): { readonly proposals: readonly SharedProvider[]; readonly broken: readonly BrokenProposal[] } {
  const proposals = new Map<string, SharedProvider>();
  const broken: BrokenProposal[] = [];
  for (const [index, entry] of (Array.isArray(value) ? value.slice(0, mostProposals) : []).entries()) {
    const parsed = sharedProviderSchema.safeParse(entry);
    const digest = parsed.data && digestOf(parsed.data);
    if (!parsed.success || digest === undefined) broken.push({ entry: index + 1, field: parsed.error?.issues[0]?.path.join(".") ?? "" });
    else proposals.set(digest, parsed.data);
  }
  return { proposals: [...proposals.values()], broken };
}

/** What others may know of a profile: everything but its secret, where that rests, how the client was made, and where its person's shares are. */
export function shared({ name, kind, issuer, clientId, clientAuthentication, scopes, groupsClaim, postLogoutRedirect }: ProviderProfile): SharedProvider {
  return { name, kind, issuer, clientId, clientAuthentication, scopes, ...(groupsClaim !== undefined && { groupsClaim }), ...(postLogoutRedirect === true && { postLogoutRedirect }) };
}

/** SHA-256 of what it says, whatever the order in which it stands: the same content is approved once, and any other is another. */
export function digestOf(provider: SharedProvider): string {
  return createHash("sha256").update(JSON.stringify(fieldsOf(provider).map((field) => [field, provider[field]]))).digest("hex");
}

export type SharedField = keyof SharedProvider;

const fields = ["name", "kind", "issuer", "clientId", "clientAuthentication", "scopes", "groupsClaim", "postLogoutRedirect"] as const satisfies readonly SharedField[];

function fieldsOf(provider: SharedProvider): readonly SharedField[] {
  return fields.filter((field) => provider[field] !== undefined && provider[field] !== false);
}

/** In what two differ, in the order in which it is shown. */
export function differences(before: SharedProvider, after: SharedProvider): readonly SharedField[] {
  return fields.filter((field) => JSON.stringify(before[field] || undefined) !== JSON.stringify(after[field] || undefined));
}

/** One that reads the same to a person and to the network: no user before the host, no letters of other scripts, no query, nothing that is rewritten on the way. */
function isPlainIssuer(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const url = new URL(issuer);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "" || /[?#@\\]/.test(issuer)) return false;
  if (url.protocol !== "https:" && !isLoopbackHost(url.hostname)) return false;
  return url.href === issuer || url.href === `${issuer}/`;
}

// What a person types of a provider's profile, read as it is meant.
import { providerProfileSchema } from "./providerProfile";

const { name, clientId, scopes, groupsClaim } = providerProfileSchema.shape;

/** @returns undefined for what can't be a name */
export function nameFromInput(input: string): string | undefined {
  return name.safeParse(input.trim()).data;
}

export function clientIdFromInput(input: string): string | undefined {
  const typed = input.trim();
  return /^[\x21-\x7e]+$/.test(typed) ? clientId.safeParse(typed).data : undefined;
}

/** Names with blanks or commas between; openid, without which nobody is told who signed in, is always among them. */
export function scopesFromInput(input: string): string[] | undefined {
  const typed = input.split(/[\s,]+/).filter((scope) => scope !== "");
  return scopes.safeParse([...new Set(["openid", ...typed])]).data;
}

/** @returns empty for the provider's own; undefined for what can't be the name of a claim */
export function groupsClaimFromInput(input: string): string | undefined {
  const typed = input.trim();
  return typed === "" ? "" : groupsClaim.safeParse(typed).data;
}

import type { Person } from "../identity/person";

/** How a person calls themselves at their provider, as far as can be known: picks among several accounts there, and is no token. */
export function loginHint({ preferredUsername, email }: Person): string | undefined {
  return preferredUsername?.includes("@") === true ? preferredUsername : (email ?? preferredUsername);
}

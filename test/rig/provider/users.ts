/** A person of the stand-in provider. */
export interface RigUser {
  readonly sub: string;
  readonly name: string;
  readonly preferredUsername: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly groups: readonly string[];
  /** Further claims, added last: they win. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What the sign-in page's button, `Visitor.navigate` and `faults.unassigned` call a person. */
export function handleOf(user: RigUser): string {
  return user.email ?? user.preferredUsername;
}

export const defaultUsers: readonly RigUser[] = [
  { sub: "00u1alice", name: "Alice Adams", preferredUsername: "alice@acme.com", email: "alice@acme.com", emailVerified: true, groups: ["Everyone", "Engineering"] },
  { sub: "00u2bob", name: "Bob Brown", preferredUsername: "bob@acme.com", email: "bob@acme.com", emailVerified: true, groups: ["Everyone", "Sales"] },
  { sub: "00u3mallory", name: "Mallory Marsh", preferredUsername: "mallory@evil.example", email: "mallory@evil.example", emailVerified: true, groups: ["Everyone"] },
  { sub: "00u4carol", name: "Carol Clark", preferredUsername: "carol@acme.com", email: "carol@acme.com", emailVerified: false, groups: ["Everyone", "Engineering"] },
  { sub: "00u5dave", name: "Dave Doe", preferredUsername: "dave", groups: ["Everyone"] },
];

/** As most providers write them, without the user's own further claims. */
export function claimsOf(user: RigUser): { sub: string; [claim: string]: unknown } {
  return {
    sub: user.sub,
    name: user.name,
    preferred_username: user.preferredUsername,
    ...(user.email === undefined ? {} : { email: user.email, email_verified: user.emailVerified ?? false }),
    groups: [...user.groups],
  };
}

import type { Clock } from "../base/clock";
import type { LogoutNames, LogoutNotice } from "../oidc/logoutTokenVerifier";

/** As long as a sign-in may be under way. */
const rememberedMs = 600_000;
const most = 1000;

/** What a session, or a sign-in that is to become one, says of itself. */
export interface SignedInAs {
  readonly subject: string;
  /** Undefined where the provider gave none. */
  readonly sid: string | undefined;
}

/** Does a logout end this one? A session whose `sid` nobody knows goes by its person alone. */
export function isNamed(logout: LogoutNames, { subject, sid }: SignedInAs): boolean {
  if (logout.sid === undefined || (sid === undefined && logout.subject !== undefined)) return logout.subject === subject;
  return logout.sid === sid && (logout.subject === undefined || logout.subject === subject);
}

/** The provider's logouts of late: its word may come before the sign-in that it ends has become a session. */
export class RecentLogouts {
  #logouts: (LogoutNotice & { readonly until: number })[] = [];

  constructor(private readonly clock: Clock) {}

  add(logout: LogoutNotice): void {
    const now = this.clock.now();
    this.#logouts = [...this.#logouts.filter(({ until }) => until > now), { ...logout, until: now + rememberedMs }].slice(-most);
  }

  /** @param signIn.issuedAt when its ID token was issued, in seconds by the provider's clock: who signed in later is in again */
  end(signIn: SignedInAs & { readonly issuedAt: number }): boolean {
    return this.#logouts.some((logout) => isNamed(logout, signIn) && signIn.issuedAt <= logout.issuedAt);
  }
}

import type { Clock } from "../base/clock";
import { ExpectedError } from "../base/expectedError";
import { withDeadline } from "../base/deadline";
import { inert } from "../base/inert";
import type { LogoutNames, LogoutNotice } from "../oidc/logoutTokenVerifier";
import type { OpenidClient } from "../oidc/openidClient";
import { plainAnswer } from "./answer";
import { ownPage, refuse, type AnsweredDecision } from "./decision";
import type { Exchange } from "./exchange";
import { accountName, type GateContext } from "./gateContext";
import { ownPrefix } from "./ownPaths";
import { RateLimit } from "./rateLimit";
import { headerTokens, headerValues } from "./rawHeaders";
import { readForm } from "./readForm";
import { isNamed, type RecentLogouts } from "./recentLogouts";

export const backchannelLogoutPath = `${ownPrefix}/backchannel-logout`;

const longestForm = 16 * 1024;
const verifyMs = 15_000;
const perMinute = 3000;
const othersPerMinute = 60;
const linesPerMinute = 6;

/**
 * The provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0). Anybody can send to this path, and
 * nothing but the token proves that it was the provider: what is refused always reads the same, and what it may cost is counted,
 * apart for tokens that name a session of ours, so that strangers' ones don't stand in the provider's way.
 */
export class BackchannelLogout {
  readonly #ofVisitors: RateLimit;
  readonly #ofOthers: RateLimit;
  readonly #keyFetches: RateLimit;
  readonly #lines: RateLimit;

  constructor(private readonly context: GateContext, private readonly openid: OpenidClient, private readonly recent: RecentLogouts) {
    this.#ofVisitors = new RateLimit(context.clock, perMinute);
    this.#ofOthers = new RateLimit(context.clock, othersPerMinute);
    this.#keyFetches = new RateLimit(context.clock, 1);
    this.#lines = new RateLimit(context.clock, linesPerMinute);
  }

  async answer(exchange: Exchange): Promise<AnsweredDecision> {
    const token = await logoutToken(exchange, this.context.clock);
    if (token === undefined) return refused();
    try {
      const logout = await this.openid.verifyLogoutToken(token, {
        signal: withDeadline(verifyMs, this.context.closing),
        isWorth: (claimed) => (this.#namesSession(claimed) ? this.#ofVisitors : this.#ofOthers).take(),
        mayFetchKeys: (claimed) => this.#namesSession(claimed) && this.#keyFetches.take(),
      });
      this.#end(logout);
      // S13: out already; but a provider that is told so need not say it again, and a restart could bring them back.
      if (!(await this.context.endsStored())) {
        logout.release();
        if (this.#lines.take()) this.context.log.warn("a logout by the identity provider could not be stored; it was asked to say it again");
        return refused();
      }
      return ownPage({ status: 200, headers: [], body: "" });
    } catch (error) {
      // Whatever it was, the provider is told that the logout failed (section 2.8); the log says why, but not at a stranger's pace.
      const { log } = this.context;
      if (!(error instanceof ExpectedError)) log.error(`a logout token could not be read: ${inert(error instanceof Error ? (error.stack ?? error.message) : String(error), 1000)}`);
      else if (this.#lines.take()) log.warn(`a logout token was refused: ${inert(error.message, 300)}`);
      return refused();
    }
  }

  #end({ subject, sid: ofSession, issuedAt }: LogoutNotice): void {
    const logout = { subject, sid: ofSession, issuedAt };
    this.recent.add(logout);
    this.context.sessions.endWhere("signedOut", ({ person, sid }) => {
      const named = isNamed(logout, { subject: person.subject, sid });
      if (named) this.context.log.info(`signed out by the identity provider: ${inert(accountName(person))}`);
      return named;
    });
  }

  #namesSession(claimed: LogoutNames): boolean {
    return this.context.sessions.sights().some(({ session }) => isNamed(claimed, { subject: session.person.subject, sid: session.sid }));
  }
}

/** The token of a form that holds exactly one. */
async function logoutToken(exchange: Exchange, clock: Clock): Promise<string | undefined> {
  const types = headerTokens(exchange.headers, "content-type");
  const isForm = types.length === 1 && types[0]?.split(";", 1)[0]?.trim() === "application/x-www-form-urlencoded";
  if (!isForm || headerValues(exchange.headers, "content-encoding").length > 0) return undefined;
  const tokens = (await readForm(exchange, clock, longestForm))?.getAll("logout_token") ?? [];
  return tokens.length === 1 ? tokens[0] : undefined;
}

function refused(): AnsweredDecision {
  return refuse(plainAnswer(400, "invalid_request"));
}

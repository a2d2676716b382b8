import { withDeadline } from "../base/deadline";
import { ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import type { Person } from "../identity/person";
import type { OpenidClient } from "../oidc/openidClient";
import type { ProgramsDemand } from "../identity/programs";
import { plainAnswer } from "./answer";
import { cookieNames, readCookies } from "./cookies";
import { refuse, type AnsweredDecision, type Asker } from "./decision";
import type { Exchange } from "./exchange";
import { sessionMaxAge, type GateContext } from "./gateContext";
import { RateLimit } from "./rateLimit";
import { headerValues } from "./rawHeaders";
import { newReference } from "./reference";
import type { EnforcementMemory } from "./sessionTable";
import { sessionKey, type EndReason, type Session } from "./sessions";

const longestToken = 8192;
const newTokensPerMinute = 120;
const keyFetchesPerMinute = 6;
const verifyingAtOnce = 16;
const verifyMs = 15_000;
const mostPrograms = 200;
const mostPutOut = 10_000;
const skewMs = 30_000;

/**
 * S24: who brings an access token instead of a session (RFC 6750, `Authorization: Bearer`). A token that was good is an entry of the
 * session table under its hash, at most until it expires, so that it is listed and can be put out as people are.
 */
export class Programs {
  /** Keys of the entries that are programs', the oldest first. */
  readonly #keys = new Set<string>();
  /** Put out, or as old as a session may get: the token may be good for longer. */
  readonly #putOut = new Set<string>();
  readonly #verifying = new Map<string, Promise<Asker>>();
  readonly #newTokens: RateLimit;
  readonly #keyFetches: RateLimit;
  #demanded: string | undefined;
  /** Tokens from before count as put out: it was once not known any more which were. */
  #outBefore = 0;

  constructor(private readonly context: GateContext, private readonly openid: Pick<OpenidClient, "verifyAccessToken" | "person">) {
    this.#newTokens = new RateLimit(context.clock, newTokensPerMinute);
    this.#keyFetches = new RateLimit(context.clock, keyFetchesPerMinute);
    this.#demanded = JSON.stringify(context.options().programs);
  }

  /** Undefined for a request that brings no bearer token, and for every request where the share takes none. Never both: a token and a session's cookie are refused. */
  identify(exchange: Exchange): Asker | Promise<Asker> | undefined {
    const { programs } = this.context.options();
    const origin = this.context.origin();
    if (programs === undefined || origin === undefined) return undefined;
    const said = headerValues(exchange.headers, "authorization");
    if (!said.some((value) => /^\s*bearer(\s|$)/i.test(value))) return undefined;
    const token = said.length === 1 ? /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(said[0] ?? "")?.[1] : undefined;
    const { session: cookie } = cookieNames(this.context.shareId, origin.scheme === "https");
    if (token === undefined || token.length > longestToken || readCookies(exchange.headers).some(({ name }) => name === cookie)) return answered(challenged(400, "invalid_request", "invalidRequest"));
    const key = sessionKey(`program\n${token}`);
    const session = this.context.sessions.find(key);
    if (session !== undefined) return { kind: "visitor", session };
    if (this.#putOut.has(key)) return answered(challenged(401, "invalid_token", "signedOut"));
    return this.#verifying.get(key) ?? this.#firstSight(exchange, { token, key, programs });
  }

  /** What a stranger is told besides (RFC 6750, section 3), where tokens are taken. */
  challenge(decision: AnsweredDecision): AnsweredDecision {
    const { answer } = decision;
    if (this.context.options().programs === undefined || answer.status !== 401) return decision;
    return { ...decision, answer: { ...answer, headers: [...answer.headers, "WWW-Authenticate", "Bearer"] } };
  }

  /** Told of each session that ends. */
  ended({ key }: Session, reason: EndReason): void {
    if (!this.#keys.delete(key) || (reason !== "signedOut" && reason !== "expired")) return;
    this.#putOut.add(key);
    for (const oldest of this.#putOut) {
      if (this.#putOut.size <= mostPutOut) break;
      this.#putOut.delete(oldest);
    }
  }

  /** Where something else is demanded of tokens now, every one is looked at anew. */
  optionsChanged(): void {
    const demanded = JSON.stringify(this.context.options().programs);
    if (demanded === this.#demanded) return;
    this.#demanded = demanded;
    this.context.sessions.endWhere("leftOut", ({ key }) => this.#keys.has(key));
  }

  owns(key: string): boolean {
    return this.#keys.has(key);
  }

  /** What has to outlive this process (S13); undefined where there is nothing. */
  memory(): EnforcementMemory | undefined {
    return this.#putOut.size === 0 && this.#outBefore === 0 ? undefined : { putOut: [...this.#putOut], known: [], outBefore: this.#outBefore };
  }

  recall(memory: EnforcementMemory | "lost" | undefined): void {
    if (memory === "lost") {
      this.#outBefore = this.context.clock.now();
      return;
    }
    for (const key of memory?.putOut ?? []) this.#putOut.add(key);
    this.#outBefore = memory?.outBefore ?? this.#outBefore;
  }

  #firstSight(exchange: Exchange, asked: { readonly token: string; readonly key: string; readonly programs: ProgramsDemand }): Asker | Promise<Asker> {
    if (this.#verifying.size >= verifyingAtOnce || !this.#newTokens.take()) return answered(refuse(plainAnswer(429, "tooOften", ["Retry-After", "60"])));
    const looking = this.#look(exchange, asked).finally(() => this.#verifying.delete(asked.key));
    this.#verifying.set(asked.key, looking);
    return looking;
  }

  async #look(exchange: Exchange, { token, key, programs }: { readonly token: string; readonly key: string; readonly programs: ProgramsDemand }): Promise<Asker> {
    const { context } = this;
    const origin = context.origin();
    try {
      const verified = await this.openid.verifyAccessToken(token, programs, { signal: withDeadline(verifyMs, context.closing), mayFetchKeys: () => this.#keyFetches.take() });
      const person = asProgram(this.openid.person(verified.claims, context.wanted().claims), verified.client);
      // Changed while the token was being verified.
      if (origin === undefined || JSON.stringify(context.options().programs) !== JSON.stringify(programs)) return answered(challenged(401, "invalid_token", "invalidToken"));
      if (verified.claims.iat * 1000 < this.#outBefore) return answered(challenged(401, "invalid_token", "signedOut"));
      if (!context.admits(person, exchange)) {
        context.log.info(`a program was turned away: ${inert(verified.client)} is not among those who may come in`);
        return answered(challenged(403, "insufficient_scope", "notAllowed"));
      }
      const maxAge = Math.min(verified.claims.exp * 1000 + skewMs - context.clock.now(), sessionMaxAge(context, origin));
      const session = context.sessions.open({ key, person, maxAge });
      this.#keys.add(key);
      for (const oldest of [...this.#keys].slice(0, -mostPrograms)) context.sessions.end(oldest, "displaced");
      return { kind: "visitor", session };
    } catch (error) {
      const why = error instanceof ExpectedError ? inert(error.message, 300) : inert(String(error), 300);
      context.log.warn(`a program was turned away (${newReference()}): ${why}`);
      if (error instanceof ExpectedError && error.code === "oidc.issuerUnreachable") return answered(refuse(plainAnswer(503, "providerUnreachable", ["Retry-After", "5"])));
      return answered(challenged(401, "invalid_token", "invalidToken"));
    }
  }
}

/** RFC 6750, section 3.1. Why it was refused is the developer's to know, in the log. */
function challenged(status: number, code: "invalid_request" | "invalid_token" | "insufficient_scope", error: string): AnsweredDecision {
  return refuse(plainAnswer(status, error, ["WWW-Authenticate", `Bearer error="${code}"`]));
}

function answered(decision: AnsweredDecision): Asker {
  return { kind: "answered", decision };
}

/**
 * A token without a person in it has the client for its subject (RFC 9068, section 2.2), as it is (Okta, oidc-provider), as Auth0
 * writes it (`<client>@clients`), or as Keycloak names it (`service-account-<client>`).
 */
function asProgram(person: Person, client: string): Person {
  const isClient = person.subject === client || person.subject === `${client}@clients` || person.preferredUsername === `service-account-${client.toLowerCase()}`;
  return isClient ? { ...person, program: true } : person;
}

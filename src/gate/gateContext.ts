import type { Clock } from "../base/clock";
import type { Log } from "../base/log";
import type { Person } from "../identity/person";
import type { WantedClaims } from "../identity/wantedClaims";
import type { Judgement } from "../protocol/trial";
import type { ShareOptions } from "../protocol/shareOptions";
import type { AllowedOrigins } from "./cors";
import type { Exchange } from "./exchange";
import type { GateLimits } from "./gateOptions";
import type { OpenPaths } from "./openPaths";
import type { Programs } from "./programs";
import type { PageNames } from "./pages";
import type { PublicOrigin } from "./publicOrigin";
import type { Routes } from "./routes";
import type { Sessions } from "./sessions";
import type { Trials } from "./trials";

/** What the steps of one gate share. */
export interface GateContext {
  readonly shareId: string;
  /** By what a browser remembers whom it met on this origin (S10). */
  readonly originMark: string;
  readonly names: PageNames;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: GateLimits;
  readonly sessions: Sessions;
  readonly routes: Pick<Routes, "isAmbiguous" | "developerEndpoint">;
  readonly programs: Pick<Programs, "identify" | "challenge">;
  readonly openPaths: Pick<OpenPaths, "for" | "couldBe">;
  /** Aborts when the gate closes. */
  readonly closing: AbortSignal;
  /** What the share does otherwise than by default, now. */
  options(): ShareOptions;
  /** Undefined until the tunnel has said it. */
  origin(): PublicOrigin | undefined;
  /** S7: by name, the share's own not among them. */
  allowedOrigins(): AllowedOrigins;
  /** By the rule as it is now: the person, and where they ask from. */
  admits(person: Person, exchange: Exchange): boolean;
  /** What the rule has to know of a person besides their e-mail address. */
  wanted(): WantedClaims;
  /** Waits until it is stored, within a bound, who was put out or left so far (S13). False: that could not be stored in time, and they are out all the same. */
  endsStored(): Promise<boolean>;
  /** The same, field by field, for who wants to see why. */
  judge(person: Person, exchange: Exchange): Judgement;
  /** Sign-ins that are only tried. */
  readonly trials: Trials;
  /** More strangers are here than may be (S28). */
  crowded(): boolean;
}

/** S21: on http a session lives at most an hour. */
export function sessionMaxAge({ limits }: GateContext, { scheme }: PublicOrigin): number {
  return scheme === "https" ? limits.sessionMaxAgeMs : Math.min(limits.sessionMaxAgeMs, 3_600_000);
}

/** How a page names a person: by what they typed to sign in, as far as the provider said. */
export function accountName(person: Person): string {
  return person.email ?? person.preferredUsername ?? person.name ?? person.subject;
}

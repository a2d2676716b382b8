import type { Live } from "./live";

/** One thing that documentation leaves open. Its file says how it is asked and what each answer means for Portcullis. */
export interface Question {
  readonly title: string;
  /** How long it may take; three minutes by default. */
  readonly mostMs?: number;
  /** The answer, in one line. @throws NotAsked @throws Error when there was none */
  readonly ask: (live: Live) => Promise<string>;
}

/** What was given doesn't suffice to ask. */
export class NotAsked extends Error {
  override readonly name = "NotAsked";
}

import { ExpectedError } from "../base/expectedError";
import type { ShareEvent } from "./shareState";

/** Failures of the agent's own connection, which knows no proxy (SDK 1.7.0). */
const ofConnection: ReadonlySet<string> = new Set(["ngrok.unreachable", "ngrok.tls"]);

/** @returns what was thrown, and where a proxy may be the reason that one beside it */
export function withProxy(error: unknown, proxy: string | undefined): unknown {
  if (proxy === undefined || !(error instanceof ExpectedError) || !ofConnection.has(error.code)) return error;
  return new ExpectedError(error.code, { ...error.facts, proxy }, { cause: error });
}

/** The same for what a share's state tells of a connection that could not be made. Why one was lost that had been made is known, and no proxy. */
export function eventWithProxy(event: ShareEvent, proxy: (() => string | undefined) | undefined): ShareEvent {
  if ((event.kind !== "retryPlanned" && event.kind !== "failed") || !ofConnection.has(event.failure.code)) return event;
  const found = proxy?.();
  return found === undefined ? event : { ...event, failure: { ...event.failure, facts: { ...event.failure.facts, proxy: found } } };
}

import { ExpectedError } from "../base/expectedError";

/** Failures of the agent's own connection, which knows no proxy (SDK 1.7.0). */
const ofConnection: ReadonlySet<string> = new Set(["ngrok.unreachable", "ngrok.tls"]);

/** @returns what was thrown, and where a proxy may be the reason that one beside it */
export function withProxy(error: unknown, proxy: string | undefined): unknown {
  if (proxy === undefined || !(error instanceof ExpectedError) || !ofConnection.has(error.code)) return error;
  return new ExpectedError(error.code, { ...error.facts, proxy }, { cause: error });
}

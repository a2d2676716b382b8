// What the ngrok SDK (1.7.0) throws, as failures that can be explained. It echoes whatever ngrok says, authtokens included.
import type { NgrokErrorCode } from "../base/errorCodes";
import { ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";

/** Longest text of ngrok's own that is carried on, in characters. */
const mostWords = 400;
const hidden = "•••";

const nativeModule = /native binding|specified module could not be found|ERR_DLOPEN_FAILED|invalid ELF header|not a valid Win32 application|compiled against a different|GLIBC|mach-o|Cannot find module '(@ngrok\/|\.\/ngrok\.)/i;

/**
 * @param error whatever the SDK threw. It is not kept as a cause: its message may hold secrets.
 * @param secrets what must not be repeated: authtoken, client secret, seal
 */
export function fromSdkError(error: unknown, secrets: readonly string[]): ExpectedError {
  if (error instanceof ExpectedError) return error;
  const said = error instanceof Error ? error.message : typeof error === "string" ? error : "";
  const message = wordsOf(said, secrets);
  const number = ngrokNumber(error, said);
  if (number !== undefined) return new ExpectedError(`ngrok.ERR_NGROK_${number}` satisfies NgrokErrorCode, { message });
  if (said.includes("failed to establish tcp connection")) return new ExpectedError("ngrok.unreachable", { message });
  if (said.includes("tls handshake error")) return new ExpectedError("ngrok.tls", { message });
  if (nativeModule.test(said) || codeOf(error) === "ERR_DLOPEN_FAILED") return new ExpectedError("ngrok.nativeModule", { message });
  return new ExpectedError("ngrok.unknown", { message });
}

/** A text without the given secrets and without anything that looks like a token. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const spellings = secrets
    .filter((secret) => secret !== "")
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  return spellings
    .reduce((masked, secret) => masked.replaceAll(secret, hidden), text)
    .replace(/\b((?:auth)?token|secret|password|api[ _-]?key)(["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;]+)/gi, `$1$2${hidden}`)
    .replace(/[A-Za-z0-9_-]{20,}/g, (run) => (/[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) ? hidden : run));
}

function wordsOf(said: string, secrets: readonly string[]): string {
  const masked = maskSecrets(said, secrets);
  return inert(masked.replace(/^failed to (connect session|start listener): /, "").replace(/\s*error_code: ERR_NGROK_\d+\s*$/, ""), mostWords);
}

/** err.errorCode is missing from listenAndForward's errors, so the message is read as well. */
function ngrokNumber(error: unknown, said: string): number | undefined {
  const own = typeof error === "object" && error !== null && "errorCode" in error && typeof error.errorCode === "string" ? error.errorCode : "";
  const digits = /^ERR_NGROK_(\d{1,6})$/.exec(own)?.[1] ?? /error_code: ERR_NGROK_(\d{1,6})\s*$/.exec(said)?.[1] ?? /ERR_NGROK_(\d{1,6})(?!\d)/.exec(said)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

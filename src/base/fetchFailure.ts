/** Why a `fetch` failed, in a word or two: it wraps what really happened. */
export function fetchFailure(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error) return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message.slice(0, 200);
  return "unknown";
}

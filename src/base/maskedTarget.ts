/** Query parameters whose values are worth stealing: those of a sign-in, and what apps usually call their keys. */
export const secretParameters = /^(code|state|nonce|session_state|id_token|id_token_hint|access_token|refresh_token|token|logout_token|code_verifier|client_secret|secret|password|passwd|pwd|api[-_]?key|apikey|key|sig|signature|jwt|auth|authorization|otp|ticket|samlresponse|relaystate)$/i;

const longestTarget = 1000;

/**
 * A request target for a log or a record (S30): what could be a secret is `•••`, the length bounded. Below the gate's own paths
 * every value is one. The result still comes from outside: `inert` before it is shown.
 */
export function maskedTarget(target: string): string {
  const [withoutFragment = ""] = target.split("#", 1);
  const at = withoutFragment.indexOf("?");
  const path = at === -1 ? withoutFragment : withoutFragment.slice(0, at);
  const plain = plainly(path).replace(/^\/+/, "/");
  // The address of a sign-in that is only tried.
  if (/^\/\.portcullis\/try\/./i.test(plain)) return "/.portcullis/try/•••";
  if (at === -1) return bounded(path);
  const own = /^\/?\.portcullis(\/|$)/i.test(plain);
  const query = withoutFragment.slice(at + 1, at + 1 + 4 * longestTarget).split("&").map((pair) => {
    const equals = pair.indexOf("=");
    if (equals === -1) return own ? "•••" : pair;
    return own || secretParameters.test(plainly(pair.slice(0, equals))) ? `${pair.slice(0, equals)}=•••` : pair;
  });
  return bounded(`${path}?${query.join("&")}`);
}

function plainly(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " ")).trim();
  } catch {
    return text;
  }
}

function bounded(text: string): string {
  return text.length > longestTarget ? `${text.slice(0, longestTarget - 1)}…` : text;
}

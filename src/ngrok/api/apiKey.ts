export type ApiKeyProblem = "apiKey.empty" | "apiKey.authtoken" | "apiKey.keyId" | "apiKey.credentialId" | "apiKey.notOne";

export type ApiKeyInput = { readonly ok: true; readonly apiKey: string } | { readonly ok: false; readonly problem: ApiKeyProblem };

// The ways in which dashboards, manuals, shells and files show it; the key is what follows.
const wrappings = [
  /^(?:[$>#]\s*)?(?:\.[\\/])?ngrok(?:\.exe)?\s+config\s+add-api-key\s+(.+)$/i,
  /^(?:[$>#]\s*)?(?:export\s+|set\s+|\$env:)?NGROK_API_KEY\s*=\s*(.+)$/i,
  /^(?:--)?api[-_]key\s*[:=]\s*(.+)$/i,
  /^--api-key\s+(.+)$/i,
  /^(?:authorization\s*:\s*)?bearer\s+(.+)$/i,
] as const;

const authtokenWrapping = /add-authtoken|ngrok(?:\.exe)?\s+authtoken|NGROK_AUTHTOKEN|^(?:--)?authtoken[\s:=]/i;

/**
 * Reads an ngrok API key as typed or pasted: bare, in quotes, or within the command, variable, setting or header that shows it.
 * Authtokens look the same (ngrok tells them apart, ERR_NGROK_206), so that one that is known is recognised by itself.
 *
 * @param authtokens those that are known here
 */
export function apiKeyFromInput(text: string, authtokens: readonly string[] = []): ApiKeyInput {
  const typed = text.trim();
  if (authtokenWrapping.test(typed)) return { ok: false, problem: "apiKey.authtoken" };
  const wrapped = wrappings.map((wrapping) => wrapping.exec(typed)?.[1]).find((key) => key !== undefined);
  const bare = (wrapped ?? typed).trim().replace(/^(["'`])(.*)\1$/, "$2").trim();
  if (bare === "") return { ok: false, problem: "apiKey.empty" };
  if (authtokens.includes(bare)) return { ok: false, problem: "apiKey.authtoken" };
  if (/^ak_/i.test(bare)) return { ok: false, problem: "apiKey.keyId" };
  if (/^cr_/i.test(bare)) return { ok: false, problem: "apiKey.credentialId" };
  if (!/^[A-Za-z0-9_-]{10,256}$/.test(bare)) return { ok: false, problem: "apiKey.notOne" };
  return { ok: true, apiKey: bare };
}

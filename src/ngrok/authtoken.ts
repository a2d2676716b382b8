export type AuthtokenProblem = "authtoken.empty" | "authtoken.apiKey" | "authtoken.credentialId" | "authtoken.notOne";

export type AuthtokenInput = { readonly ok: true; readonly authtoken: string } | { readonly ok: false; readonly problem: AuthtokenProblem };

// The ways in which dashboards, manuals, shells and files show it; the token is what follows.
const wrappings = [
  /^(?:[$>#]\s*)?(?:\.[\\/])?ngrok(?:\.exe)?\s+(?:config\s+add-authtoken|authtoken)\s+(.+)$/i,
  /^(?:[$>#]\s*)?(?:export\s+|set\s+|\$env:)?NGROK_AUTHTOKEN\s*=\s*(.+)$/i,
  /^(?:--)?authtoken\s*[:=]\s*(.+)$/i,
  /^--authtoken\s+(.+)$/i,
] as const;

/**
 * Reads an ngrok authtoken as typed or pasted: bare, in quotes, or within the command, variable or setting that ngrok shows it in.
 * Only the shape is looked at; whether it is valid ngrok alone knows (ERR_NGROK_105, 107).
 */
export function authtokenFromInput(text: string): AuthtokenInput {
  const typed = text.trim();
  const wrapped = wrappings.map((wrapping) => wrapping.exec(typed)?.[1]).find((token) => token !== undefined);
  const bare = (wrapped ?? typed).trim().replace(/^(["'`])(.*)\1$/, "$2").trim();
  if (bare === "") return { ok: false, problem: "authtoken.empty" };
  if (/^(api|ak)_/i.test(bare)) return { ok: false, problem: "authtoken.apiKey" };
  if (/^cr_/i.test(bare)) return { ok: false, problem: "authtoken.credentialId" };
  if (!/^[A-Za-z0-9_-]{10,256}$/.test(bare)) return { ok: false, problem: "authtoken.notOne" };
  return { ok: true, authtoken: bare };
}

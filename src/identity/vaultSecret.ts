import * as z from "zod";

// What can neither end a string in an expression nor a template.
const name = z.string().min(1).max(128).regex(/^[A-Za-z0-9][A-Za-z0-9._ -]*$/);

/** A client secret that rests in ngrok's vault and nowhere else: ngrok alone can sign people in with it. */
export const vaultSecretSchema = z.object({ vault: name, name });
export type VaultSecret = Readonly<z.infer<typeof vaultSecretSchema>>;

/** As ngrok fills it in (docs: traffic-policy/secrets). */
export function vaultReference({ vault, name }: VaultSecret): string {
  return `\${secrets.get('${vault}', '${name}')}`;
}

/** Reads "team-vault/okta-secret", or the reference as it stands in a policy: "${secrets.get('team-vault', 'okta-secret')}". Undefined when it is neither. */
export function vaultSecretFromInput(input: string): VaultSecret | undefined {
  const text = input.trim();
  const [, vault, secret] = /^(?:\$\{\s*)?secrets\.get\(\s*['"]([^'"]*)['"]\s*,\s*['"]([^'"]*)['"]\s*\)\s*\}?$/.exec(text) ?? /^([^/]*)\/([^/]*)$/.exec(text) ?? [];
  return vaultSecretSchema.safeParse({ vault: vault?.trim(), name: secret?.trim() }).data;
}

export function isVaultReference(text: string): boolean {
  return /^\$\{secrets\.get\('[A-Za-z0-9][A-Za-z0-9._ -]*', ?'[A-Za-z0-9][A-Za-z0-9._ -]*'\)\}$/.test(text);
}

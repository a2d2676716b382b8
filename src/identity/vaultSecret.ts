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

export function isVaultReference(text: string): boolean {
  return /^\$\{secrets\.get\('[A-Za-z0-9][A-Za-z0-9._ -]*', ?'[A-Za-z0-9][A-Za-z0-9._ -]*'\)\}$/.test(text);
}

import { providerOf } from "../identity/providers";
import type { ProviderKind } from "../identity/providerProfile";

/**
 * The page of a provider's console where an administrator makes the token. Okta: Security, API, Tokens. Keycloak: Clients, Initial
 * access token (keycloak/keycloak, admin console, route `/:realm/clients/:tab`). No source for either address but the consoles themselves.
 *
 * @returns undefined where it is not known
 */
export function tokenPage(kind: ProviderKind, issuer: string): string | undefined {
  const known = providerOf({ kind, issuer });
  const console = known.consoleUrl(issuer);
  if (console === undefined) return undefined;
  if (known.kind === "okta") return `${new URL(console).origin}/admin/access/api/tokens`;
  return known.kind === "keycloak" ? `${console}/initial-access-token` : undefined;
}

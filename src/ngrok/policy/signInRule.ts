import type { OpenPath } from "../../identity/openPath";
import type { ProviderProfile } from "../../identity/providerProfile";
import { authorizationParameters, type SignInParameters } from "../../identity/signInParameters";
import { vaultReference } from "../../identity/vaultSecret";
import { needsSignIn, plainText } from "./cel";
import type { PolicyRule } from "./rule";

export interface EdgeSignIn {
  readonly profile: Pick<ProviderProfile, "issuer" | "clientId" | "scopes" | "vaultSecret">;
  /** Not where it rests in ngrok's vault. */
  readonly clientSecret: string | undefined;
  /** What the edge's sessions belong to: under another one everybody signs in again (S11). */
  readonly authId: string;
  readonly maxHours: number;
  readonly signIn?: SignInParameters | undefined;
}

/** ngrok's own paths of a sign-in (docs: traffic-policy/actions/oauth, "auth_id"). */
export function edgePaths(authId: string): { readonly login: string; readonly logout: string } {
  return { login: `/ngrok/login?auth_id=${authId}`, logout: `/ngrok/logout?auth_id=${authId}` };
}

/** One per share. @param round another one each time that everyone was put out */
export function authIdOf(shareId: string, round?: string): string {
  return `pc-${shareId}${round === undefined ? "" : `-${round}`}`;
}

/**
 * Never an idle limit: ngrok's documentation has two names for it, and what it doesn't know it refuses (2203). The gate holds it.
 *
 * @throws ExpectedError `input.invalid` { problem: "template", field } for a value in which ngrok would read a template
 */
export function signInRule({ profile, clientSecret, authId, maxHours, signIn }: EdgeSignIn, openPaths: readonly OpenPath[]): PolicyRule {
  const secret = profile.vaultSecret ? vaultReference(profile.vaultSecret) : clientSecret === undefined ? undefined : plainText("clientSecret", clientSecret);
  const parameters = Object.entries(authorizationParameters(signIn)).map(([name, value]) => [name, plainText(name, value)] as const);
  const needed = needsSignIn(openPaths);
  return {
    name: "Sign in",
    ...(needed !== undefined && { expressions: [needed] }),
    actions: [
      {
        type: "openid-connect",
        config: {
          issuer_url: plainText("issuer", profile.issuer),
          client_id: plainText("clientId", profile.clientId),
          ...(secret !== undefined && { client_secret: secret }),
          scopes: profile.scopes.map((scope) => plainText("scopes", scope)),
          ...(parameters.length > 0 && { authz_url_params: Object.fromEntries(parameters) }),
          auth_id: authId,
          max_session_duration: `${maxHours}h`,
        },
      },
    ],
  };
}

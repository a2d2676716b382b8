import { profileIdFor } from "./profileId";
import { knownProviders } from "./providers";
import type { ClientAuthentication, ProviderKind, ProviderProfile } from "./providerProfile";
import type { VaultSecret } from "./vaultSecret";

export interface NewClient {
  readonly kind: ProviderKind;
  /** Byte for byte as the discovery document says. */
  readonly issuer: string;
  /** The document's token_endpoint_auth_methods_supported. */
  readonly tokenAuthMethods: readonly string[];
  readonly clientId: string;
  /** False: a public client. */
  readonly hasSecret: boolean;
  readonly vaultSecret?: VaultSecret | undefined;
  /** Other than the provider's usual ones. */
  readonly scopes?: readonly string[] | undefined;
}

/** The profile of a client that is not saved yet; one that is saved for this issuer and client ID already keeps what is said beside its secret. */
export function newProfile({ kind, issuer, tokenAuthMethods, clientId, hasSecret, vaultSecret, scopes }: NewClient, saved: readonly ProviderProfile[]): ProviderProfile {
  const known = knownProviders[kind];
  const same = saved.find((profile) => profile.issuer === issuer && profile.clientId === clientId);
  const name = kind === "other" ? new URL(issuer).host.slice(0, 80) : known.name;
  return {
    id: same?.id ?? profileIdFor({ kind, issuer, clientId }, saved),
    name: same?.name ?? name,
    kind,
    issuer,
    clientId,
    clientAuthentication: hasSecret ? authentication(tokenAuthMethods, known.preferredAuthentication) : "none",
    scopes: [...(same?.scopes ?? scopes ?? known.scopes)],
    ...(same?.postLogoutRedirect !== undefined && { postLogoutRedirect: same.postLogoutRedirect }),
    ...(vaultSecret && { vaultSecret }),
    ...(same?.groupsClaim !== undefined && { groupsClaim: same.groupsClaim }),
    ...(same?.registration && { registration: same.registration }),
    ...(same?.redirectUris && { redirectUris: same.redirectUris }),
  };
}

function authentication(offered: readonly string[], preferred: ClientAuthentication): ClientAuthentication {
  return offered.includes(preferred) || !offered.includes("client_secret_post") ? preferred : "client_secret_post";
}

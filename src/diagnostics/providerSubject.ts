import type { ProviderProfile } from "../identity/providerProfile";
import type { WantedClaims } from "../identity/wantedClaims";
import type { Enforcement } from "../protocol/shareSpec";
import type { EndpointOrigins } from "../shares/share";

/** The provider and client that are looked at: a saved profile, or one that is being made. */
export interface ProviderSubject {
  /** `issuer`: as it is saved, or as far as it was typed. */
  readonly profile: Pick<ProviderProfile, "kind" | "issuer" | "clientId" | "clientAuthentication" | "scopes" | "groupsClaim" | "vaultSecret">;
  /** Absent: a public client, or one whose secret is not on this machine. It goes to the provider's token endpoint and nowhere else. */
  readonly clientSecret?: string | undefined;
  /** Where the endpoints were when the secret was saved (S20); absent where nothing is saved yet. */
  readonly endpoints?: EndpointOrigins | undefined;
  /** Where people are to come back to. One that is absent is not looked at. */
  readonly redirectUris: {
    /** `<public origin>/.portcullis/callback` of each address that is known. */
    readonly gate?: string | undefined;
    readonly edge?: string | undefined;
  };
  readonly enforcement: Enforcement;
  /** What the rule has to know of a person; nothing more than who they are when absent. */
  readonly wanted?: WantedClaims | undefined;
  /** True: the profile is a saved one, so its issuer has to be equal to the letter; otherwise the document's word is taken over. */
  readonly saved: boolean;
}

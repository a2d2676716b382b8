// What a guided set-up says of one provider: its console's steps in today's words. Data, one file each beside this one.
import type { ProviderKind } from "../../identity/providerProfile";

/** What the application is called at the provider. */
export const applicationName = "Portcullis";

/** What a step carries into the console, with a button that copies it. */
export type GuideValue = "name" | "clientId" | "redirectUris" | "signInUrl";

/** Where a step happens: the list of applications, or the application itself once its client ID is known. */
export type GuideLink = "console" | "application";

export interface GuideStep {
  /** What to click and to fill in; what stands on the screen there between two asterisks. */
  readonly text: string;
  /** The same where there is one redirect URI alone. */
  readonly textOfOne?: string;
  readonly values?: readonly GuideValue[];
  readonly link?: GuideLink;
  /** People or groups are named here: whoever asks somebody else says whom. */
  readonly namesPeople?: true;
  /** Only for those who do it themselves: in a message to somebody else it would be about the wrong person. */
  readonly own?: string;
  /** What goes wrong otherwise. */
  readonly note?: string;
}

export interface ProviderGuide {
  readonly kind: ProviderKind;
  /** Where the words are from. */
  readonly source: string;
  readonly issuer: { readonly label: string; readonly help: string };
  /** Up to the moment at which the console shows client ID and secret. */
  readonly create: readonly GuideStep[];
  /** Where client ID and secret are shown. */
  readonly result: GuideStep;
  /** Who may sign in at all. Empty: everybody who has an account there. */
  readonly assign: readonly GuideStep[];
  /** What the console's page is called. */
  readonly console: string;
  /** Any issuer of this provider's, where the console is the same for all of them: it is opened before one is known. */
  readonly anyIssuer?: string;
  /** Where the client ID is not the provider's to choose: what the steps say. */
  readonly clientId?: string;
  /** The application's own page in the console. */
  applicationUrl?(issuer: string, clientId: string): string | undefined;
}

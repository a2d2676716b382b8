// What a guided set-up says of one provider: its console's steps in today's words. Data, one file each beside this one.
import type { ProviderKind } from "../../identity/providerProfile";

/** What a step carries into the console, with a button that copies it. */
export type GuideValue = "name" | "redirectUris" | "signInUrl";

/** Where a step happens: the list of applications, or the application itself once its client ID is known. */
export type GuideLink = "console" | "application";

export interface GuideStep {
  /** What to click and to fill in; what stands on the screen there between two asterisks. */
  readonly text: string;
  readonly values?: readonly GuideValue[];
  readonly link?: GuideLink;
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
  /** The application's own page in the console. */
  applicationUrl?(issuer: string, clientId: string): string | undefined;
}

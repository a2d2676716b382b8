/** A sentence with places for what comes from outside, like `{share}`. One that leaves a place out does not compile. */
export type With<Name extends string> = (Name extends string ? (sentence: `${string}{${Name}}${string}`) => void : never) extends (sentence: infer Whole) => void ? Whole : never;

/**
 * Every sentence of the gate's own pages, in one language. `{share}` is the address that the visitor opened, `{account}` what
 * they typed to sign in.
 */
export interface PageTexts {
  readonly direction: "ltr" | "rtl";
  readonly reference: With<"reference">;
  readonly actions: {
    readonly signInAgain: string;
    readonly tryAgain: string;
    readonly useAnotherAccount: string;
    readonly toTheApp: string;
    readonly signOut: string;
    readonly signOutOfProvider: With<"provider">;
    readonly stayAs: With<"account">;
    readonly goOnAs: With<"account">;
  };
  readonly notAllowed: { readonly title: string; readonly text: With<"account" | "share"> };
  readonly cannotSignIn: {
    readonly title: string;
    readonly because: {
      readonly ended: string;
      /** The client ID, its secret or its redirect URI. */
      readonly registration: string;
      readonly unverified: string;
      readonly unreachable: string;
      readonly failed: string;
      readonly unsealed: string;
    };
    /** Stands above the reference. */
    readonly tell: With<"share">;
  };
  readonly signInExpired: { readonly title: string; readonly text: With<"provider"> };
  readonly signOut: { readonly title: string; readonly text: With<"share" | "account"> };
  readonly switchAccount: { readonly title: string; readonly text: With<"share" | "now" | "next"> };
  /** `atProvider`: where the provider has signed them out, too. */
  readonly signedOut: { readonly title: string; readonly text: With<"share">; readonly atProvider: With<"share" | "provider"> };
  readonly upstreamDown: { readonly title: string; readonly text: With<"share"> };
  readonly notOpen: { readonly title: string; readonly text: With<"share"> };
  readonly stopped: { readonly title: string; readonly text: With<"share"> };
  /** For the developer, who tests the sign-in. */
  readonly trialOver: { readonly title: string; readonly text: With<"provider"> };
  readonly tooMany: { readonly title: string; readonly text: string };
  readonly developerOnly: { readonly title: string; readonly text: With<"tool" | "share"> };
  readonly notFound: { readonly title: string; readonly text: string };
  readonly refused: {
    readonly title: string;
    readonly callback: string;
    readonly switchForm: string;
    readonly signOutForm: string;
  };
}

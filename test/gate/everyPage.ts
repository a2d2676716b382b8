import type { Answer } from "../../src/gate/answer";
import * as pages from "../../src/gate/pages";
import { languages, type Language } from "../../src/gate/texts/languages";

export interface Names {
  readonly share: string;
  readonly provider: string;
  readonly account: string;
  readonly another: string;
  readonly tool: string;
}

/** Every page that the gate can show, with these names in it. One that is missing here does not compile. */
export function everyPage({ share, provider, account, another, tool }: Names): Readonly<Record<string, Answer>> {
  const names = { shareName: share, providerName: provider };
  const reference = "K7QX-29PM";
  const again = { label: "signInAgain", href: "/", headers: [] } as const;
  const because = Object.keys(languages.en.cannotSignIn.because) as pages.CannotSignIn[];
  const refusals = Object.keys(languages.en.refused).filter((key) => key !== "title") as Parameters<typeof pages.refusedPage>[1][];
  const byFunction: { readonly [Name in keyof typeof pages]: Readonly<Record<string, Answer>> } = {
    notAllowedPage: { notAllowed: pages.notAllowedPage(names, account, { label: "useAnotherAccount", href: "https://idp.example/authorize?a=b&c=%22", headers: [] }) },
    cannotSignInPage: Object.fromEntries(because.map((reason) => [`cannotSignIn ${reason}`, pages.cannotSignInPage(names, { status: 403, reference, because: reason, again: { ...again, label: "tryAgain" } })])),
    signInExpiredPage: { signInExpired: pages.signInExpiredPage(names, reference, []) },
    signOutPage: { signOut: pages.signOutPage(names, account, { token: "t", mayLeadTo: "https://idp.example/logout" }) },
    switchAccountPage: { switchAccount: pages.switchAccountPage(names, { now: account, next: another }, { token: "t", postTo: "/.portcullis/switch" }) },
    signedOutPage: Object.fromEntries([false, true].map((atProvider) => [`signedOut${atProvider ? " at the provider" : ""}`, pages.signedOutPage(names, again, { atProvider })])),
    upstreamDownPage: { upstreamDown: pages.upstreamDownPage(names) },
    notOpenPage: { notOpen: pages.notOpenPage(names) },
    stoppedPage: { stopped: pages.stoppedPage(names) },
    trialOverPage: { trialOver: pages.trialOverPage(names, []) },
    tooManyPage: { tooMany: pages.tooManyPage() },
    developerOnlyPage: { developerOnly: pages.developerOnlyPage(names, tool) },
    notFoundPage: { notFound: pages.notFoundPage() },
    refusedPage: Object.fromEntries(refusals.map((reason) => [`refused ${reason}`, pages.refusedPage(403, reason)])),
  };
  return Object.assign({}, ...Object.values(byFunction)) as Readonly<Record<string, Answer>>;
}

/** A page as it is sent to somebody who reads that language. */
export function written({ body }: Answer, language: Language): string {
  if (typeof body === "string") throw new Error("This answer is no page.");
  return body(["Accept-Language", language]).text;
}

export const everyLanguage = Object.keys(languages) as Language[];

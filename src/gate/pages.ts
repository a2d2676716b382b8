import type { Answer } from "./answer";
import { signOutPath } from "./ownPaths";
import { page, type PageContent } from "./page";
import { fill } from "./pageText";
import type { PageTexts } from "./texts/pageTexts";

/** How the pages name the share and its provider to a visitor. */
export interface PageNames {
  readonly shareName: string;
  readonly providerName: string;
}

export interface Offer {
  readonly label: "signInAgain" | "tryAgain" | "useAnotherAccount" | "toTheApp" | "signOut";
  readonly href: string;
  readonly headers: readonly string[];
}

/** Why nobody can sign in, as far as a visitor is told. */
export type CannotSignIn = keyof PageTexts["cannotSignIn"]["because"];

const toTheApp: Pick<Offer, "label" | "href"> = { label: "toTheApp", href: "/" };

function link({ actions }: PageTexts, { label, href }: Pick<Offer, "label" | "href">): Pick<Required<PageContent>, "action"> {
  return { action: { kind: "link", label: actions[label], href } };
}

export function notAllowedPage({ shareName }: PageNames, account: string, another: Offer): Answer {
  return page({ status: 403, headers: another.headers }, (texts) => ({
    title: texts.notAllowed.title,
    paragraphs: [fill(texts.notAllowed.text, { account, share: shareName })],
    ...link(texts, another),
  }));
}

export function cannotSignInPage({ shareName }: PageNames, what: { readonly status: number; readonly reference: string; readonly because: CannotSignIn; readonly again?: Offer }): Answer {
  const answer = page({ status: what.status, headers: what.again?.headers ?? [] }, (texts) => ({
    title: texts.cannotSignIn.title,
    paragraphs: [[texts.cannotSignIn.because[what.because]], fill(texts.cannotSignIn.tell, { share: shareName })],
    ...(what.again === undefined ? {} : link(texts, what.again)),
    reference: what.reference,
  }));
  return { ...answer, reference: what.reference };
}

export function signInExpiredPage({ providerName }: PageNames, reference: string, headers: readonly string[]): Answer {
  const answer = page({ status: 400, headers }, (texts) => ({
    title: texts.signInExpired.title,
    paragraphs: [fill(texts.signInExpired.text, { provider: providerName })],
    ...link(texts, { label: "signInAgain", href: "/" }),
    reference,
  }));
  return { ...answer, reference };
}

export function signOutPage({ shareName, providerName }: PageNames, account: string, form: { readonly token: string; readonly mayLeadTo: string | undefined }): Answer {
  return page({ status: 200, formLeadsTo: form.mayLeadTo }, (texts) => {
    const here = { label: [texts.actions.signOut], choice: "here" };
    const there = { label: fill(texts.actions.signOutOfProvider, { provider: providerName }), choice: "atProvider" };
    return {
      title: texts.signOut.title,
      paragraphs: [fill(texts.signOut.text, { share: shareName, account })],
      action: { kind: "form", buttons: form.mayLeadTo === undefined ? [here] : [here, there], postTo: signOutPath, token: form.token },
    };
  });
}

export function switchAccountPage({ shareName }: PageNames, { now, next }: { readonly now: string; readonly next: string }, form: { readonly token: string; readonly postTo: string }): Answer {
  return page({ status: 200 }, (texts) => ({
    title: texts.switchAccount.title,
    paragraphs: [fill(texts.switchAccount.text, { share: shareName, now, next })],
    action: {
      kind: "form",
      buttons: [
        { label: fill(texts.actions.stayAs, { account: now }), choice: "stay" },
        { label: fill(texts.actions.goOnAs, { account: next }), choice: "switch" },
      ],
      ...form,
    },
  }));
}

/** @param how.atProvider whether the provider, too, has signed them out just now */
export function signedOutPage({ shareName, providerName }: PageNames, again: Offer, { atProvider }: { readonly atProvider: boolean }): Answer {
  return page({ status: 200, headers: again.headers }, (texts) => ({
    title: texts.signedOut.title,
    paragraphs: [atProvider ? fill(texts.signedOut.atProvider, { share: shareName, provider: providerName }) : fill(texts.signedOut.text, { share: shareName })],
    ...link(texts, again),
  }));
}

export function upstreamDownPage({ shareName }: PageNames): Answer {
  return page({ status: 502, reload: "whenThere", headers: ["Retry-After", "3"] }, ({ upstreamDown }) => ({
    title: upstreamDown.title,
    paragraphs: [fill(upstreamDown.text, { share: shareName })],
  }));
}

export function notOpenPage({ shareName }: PageNames): Answer {
  return page({ status: 503, reload: "whenThere", headers: ["Retry-After", "3"] }, ({ notOpen }) => ({
    title: notOpen.title,
    paragraphs: [fill(notOpen.text, { share: shareName })],
  }));
}

export function stoppedPage({ shareName }: PageNames): Answer {
  return page({ status: 503 }, (texts) => ({
    title: texts.stopped.title,
    paragraphs: [fill(texts.stopped.text, { share: shareName })],
    // The address of the page itself.
    ...link(texts, { label: "tryAgain", href: "" }),
  }));
}

/**
 * After a sign-in that was only tried, whatever came of it: that is shown in the editor.
 * @param out where the browser is signed in all the same: at the edge, which would not ask the provider the next time
 */
export function trialOverPage({ providerName }: PageNames, headers: readonly string[], out?: string): Answer {
  return page({ status: 200, headers }, (texts) => ({
    title: texts.trialOver.title,
    paragraphs: [fill(texts.trialOver.text, { provider: providerName })],
    ...(out === undefined ? {} : link(texts, { label: "signOut", href: out })),
  }));
}

export function tooManyPage(): Answer {
  return page({ status: 429, reload: 5, headers: ["Retry-After", "5"] }, ({ tooMany }) => ({ title: tooMany.title, paragraphs: [[tooMany.text]] }));
}

/** @param tool whose address it is, as in "Vite" */
export function developerOnlyPage({ shareName }: PageNames, tool: string): Answer {
  return page({ status: 403 }, (texts) => ({
    title: texts.developerOnly.title,
    paragraphs: [fill(texts.developerOnly.text, { tool, share: shareName })],
    ...link(texts, toTheApp),
  }));
}

export function notFoundPage(): Answer {
  return page({ status: 404 }, (texts) => ({ title: texts.notFound.title, paragraphs: [[texts.notFound.text]], ...link(texts, toTheApp) }));
}

export function refusedPage(status: 400 | 403 | 405, because: Exclude<keyof PageTexts["refused"], "title">): Answer {
  return page({ status }, (texts) => ({ title: texts.refused.title, paragraphs: [[texts.refused[because]]], ...link(texts, toTheApp) }));
}

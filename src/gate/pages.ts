import type { Answer } from "./answer";
import { page } from "./page";

/** How the pages name the share and its provider to a visitor. */
export interface PageNames {
  readonly shareName: string;
  readonly providerName: string;
}

export interface Offer {
  readonly label: string;
  readonly href: string;
  readonly headers: readonly string[];
}

export function notAllowedPage(names: PageNames, account: string, another: Offer): Answer {
  return page({
    status: 403,
    title: "This account may not come in",
    text: ["You signed in as ", { foreign: account }, ". Whoever shares ", { foreign: names.shareName }, " has not let this account in. Ask them, or use another account."],
    action: { kind: "link", label: another.label, href: another.href },
    headers: another.headers,
  });
}

export function cannotSignInPage(names: PageNames, what: { readonly status: number; readonly reference: string; readonly why: string; readonly again?: Offer }): Answer {
  return page({
    status: what.status,
    title: "Cannot sign in",
    text: [`${what.why} Tell whoever shares `, { foreign: names.shareName }, " the reference below; their log says more."],
    ...(what.again === undefined ? {} : { action: { kind: "link", label: what.again.label, href: what.again.href }, headers: what.again.headers }),
    reference: what.reference,
  });
}

export function signInExpiredPage(names: PageNames, reference: string, headers: readonly string[]): Answer {
  return page({
    status: 400,
    title: "Cannot sign in",
    text: ["This sign-in at ", { foreign: names.providerName }, " is too old, was used before, or began in another browser. Please begin again."],
    action: { kind: "link", label: "Sign in again", href: "/" },
    reference,
    headers,
  });
}

export function signOutPage(names: PageNames, account: string, form: { readonly token: string; readonly mayLeadTo: string | undefined }): Answer {
  return page({
    status: 200,
    title: "Sign out?",
    text: ["You are signed in to ", { foreign: names.shareName }, " as ", { foreign: account }, "."],
    action: { kind: "form", buttons: [{ label: "Sign out", choice: "signOut" }], postTo: "/.portcullis/sign-out", ...form },
  });
}

export function switchAccountPage(names: PageNames, accounts: { readonly now: string; readonly next: string }, form: { readonly token: string; readonly postTo: string }): Answer {
  return page({
    status: 200,
    title: "Switch accounts?",
    text: ["You are signed in to ", { foreign: names.shareName }, " as ", { foreign: accounts.now }, ". You, or a page that you came from, just signed in as ", { foreign: accounts.next }, "."],
    action: {
      kind: "form",
      buttons: [
        { label: "Stay as", foreign: accounts.now, choice: "stay" },
        { label: "Go on as", foreign: accounts.next, choice: "switch" },
      ],
      ...form,
    },
  });
}

export function signedOutPage(names: PageNames, again: Offer): Answer {
  return page({
    status: 200,
    title: "You are signed out",
    text: ["You are not signed in to ", { foreign: names.shareName }, "."],
    action: { kind: "link", label: again.label, href: again.href },
    headers: again.headers,
  });
}

export function upstreamDownPage(names: PageNames): Answer {
  return page({
    status: 502,
    title: "The app does not answer",
    text: [{ foreign: names.shareName }, " is shared, but the app behind it does not answer just now. This page tries again by itself."],
    reloadAfter: 3,
    headers: ["Retry-After", "3"],
  });
}

export function notOpenPage(names: PageNames): Answer {
  return page({
    status: 503,
    title: "Not open yet",
    text: [{ foreign: names.shareName }, " is being checked before anybody comes in. This page tries again by itself."],
    reloadAfter: 3,
    headers: ["Retry-After", "3"],
  });
}

export function tooManyPage(): Answer {
  return page({ status: 429, title: "Too many sign-ins", text: ["Too many people begin to sign in just now. This page tries again by itself."], reloadAfter: 5, headers: ["Retry-After", "5"] });
}

export function developerOnlyPage(names: PageNames, of: string): Answer {
  return page({
    status: 403,
    title: "For the developer only",
    text: [`This address belongs to the tools of the developer (${of}): it can read files or run code on their machine. Whoever shares `, { foreign: names.shareName }, " can let visitors use it."],
    action: { kind: "link", label: "To the app", href: "/" },
  });
}

export function notFoundPage(): Answer {
  return page({ status: 404, title: "There is nothing here", text: ["This address belongs to Portcullis, and there is no such page."], action: { kind: "link", label: "To the app", href: "/" } });
}

export function refusedPage(status: 400 | 403 | 405, text: string, headers: readonly string[] = []): Answer {
  return page({ status, title: "This request is refused", text: [text], action: { kind: "link", label: "To the app", href: "/" }, headers });
}

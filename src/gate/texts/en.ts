import type { PageTexts } from "./pageTexts";

export const en: PageTexts = {
  direction: "ltr",
  reference: "Reference: {reference}",
  actions: {
    signInAgain: "Sign in again",
    tryAgain: "Try again",
    useAnotherAccount: "Use another account",
    toTheApp: "To the app",
    signOut: "Sign out",
    signOutOfProvider: "Sign out of {provider} too",
    stayAs: "Stay as {account}",
    goOnAs: "Go on as {account}",
  },
  notAllowed: {
    title: "This account may not come in",
    text: "You signed in as {account}. Whoever shares {share} has not let this account in. Ask them, or use another account.",
  },
  cannotSignIn: {
    title: "Cannot sign in",
    because: {
      ended: "The identity provider ended the sign-in.",
      registration: "The identity provider does not accept this share's registration.",
      unverified: "What the identity provider said could not be verified.",
      unreachable: "The identity provider does not answer.",
      failed: "The sign-in failed.",
      unsealed: "This share expects people to sign in at ngrok's edge, and this request came without that.",
    },
    tell: "Tell whoever shares {share} the reference below; their log says more.",
  },
  signInExpired: {
    title: "Cannot sign in",
    text: "This sign-in at {provider} is too old, was used before, or began in another browser. Please begin again.",
  },
  signOut: { title: "Sign out?", text: "You are signed in to {share} as {account}." },
  switchAccount: {
    title: "Switch accounts?",
    text: "You are signed in to {share} as {now}. You, or a page that you came from, just signed in as {next}.",
  },
  signedOut: { title: "You are signed out", text: "You are not signed in to {share}.", atProvider: "You are not signed in to {share}, and {provider} has signed you out, too." },
  upstreamDown: {
    title: "The app does not answer",
    text: "{share} is shared, but the app behind it does not answer just now. This page tries again by itself.",
  },
  notOpen: {
    title: "Not open just now",
    text: "{share} stays closed until its connection has been checked. This page tries again by itself.",
  },
  stopped: {
    title: "This share has been stopped",
    text: "{share} is not shared any more. If you still need it, ask whoever shared it with you.",
  },
  trialOver: { title: "The test is over", text: "Nobody was signed in here. Go back to the editor: it shows what {provider} said. You can close this page." },
  tooMany: { title: "Too many sign-ins", text: "Too many people are signing in just now. This page tries again by itself." },
  developerOnly: {
    title: "For the developer only",
    text: "This address belongs to the tools of the developer ({tool}): it can read files or run code on their machine. Whoever shares {share} can let visitors use it.",
  },
  notFound: { title: "There is nothing here", text: "This address belongs to Portcullis, and there is no such page." },
  refused: {
    title: "This request is refused",
    callback: "A sign-in ends here only when a browser opens this address by itself.",
    switchForm: "Accounts are switched with the buttons of the page that asks.",
    signOutForm: "Signing out is done with the button on the sign-out page.",
  },
};

// On the free plan browsers meet ngrok's warning page first. If it comes before the redirect to sign in, strangers and our proof meet
// it too; if only after the sign-in, each visitor meets it once more than the guides say.
import type { Visit, Visitor } from "../../rig/visitor";
import { NotAsked, type Question } from "../question";
import { signedIn, signInRule } from "../signIn";
import { providerPath } from "../site";
import { chainText, skipsInterstitial, statusText, walk } from "../stranger";

/** The provider may stand at the app's own address: its pages are not what is asked about. */
async function openAsBrowser(visitor: Visitor, address: string): Promise<Visit> {
  const steps = await walk(visitor, address, { headers: ({ pathname }) => (pathname.startsWith(`${providerPath}/`) ? skipsInterstitial : {}) });
  const last = steps.at(-1)?.visit;
  if (last === undefined) throw new Error("there was no answer");
  return last;
}

export const interstitial: Question = {
  title: "Does the free plan's warning page come before the sign-in or after it?",
  async ask(live) {
    const strangers = await live.with([signInRule(live)], async ({ origin }) => {
      const steps = await walk(live.visitor(), `${origin}${live.site.newPath()}`, { notTo: [new URL(live.services.publicIssuer).host] });
      return steps[0]?.to === undefined ? `a stranger meets it first: ${chainText(steps)}` : "a stranger is sent to sign in without it";
    });
    try {
      return await signedIn(live, { open: openAsBrowser }, ({ visit }) =>
        Promise.resolve(`${strangers}; ${visit.body === live.site.greeting ? "whoever has signed in comes to the app without it" : `the sign-in ends in ${statusText(visit)} instead of the app`}`),
      );
    } catch (error) {
      if (error instanceof NotAsked) return `${strangers}; after a sign-in: not asked, ${error.message}`;
      throw error;
    }
  },
};

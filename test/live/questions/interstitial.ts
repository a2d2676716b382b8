// On the free plan browsers meet ngrok's warning page first. If it comes before the redirect to sign in, strangers and our proof meet
// it too; if only after the sign-in, each visitor meets it once more than the guides say.
import { NotAsked, type Question } from "../question";
import { signedIn, signInRule } from "../signIn";
import { chainText, statusText, walk } from "../stranger";

export const interstitial: Question = {
  title: "Does the free plan's warning page come before the sign-in or after it?",
  async ask(live) {
    const strangers = await live.with([signInRule(live)], async ({ origin }) => {
      const [first] = await walk(live.visitor(), `${origin}${live.site.newPath()}`, { notTo: [new URL(live.services.publicIssuer).host] });
      return first?.to === undefined ? `a stranger meets it first: ${chainText(first === undefined ? [] : [first])}` : "a stranger is sent to sign in without it";
    });
    try {
      return await signedIn(live, { headers: {} }, ({ visit }) =>
        Promise.resolve(`${strangers}; ${visit.body === live.site.greeting ? "whoever has signed in comes to the app without it" : `the sign-in ends in ${statusText(visit)} instead of the app`}`),
      );
    } catch (error) {
      if (error instanceof NotAsked) return `${strangers}; after a sign-in: not asked, ${error.message}`;
      throw error;
    }
  },
};

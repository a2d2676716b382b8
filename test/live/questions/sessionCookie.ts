// If ngrok's `session` cookie reaches the app, so does what signs a visitor in at the edge: the gate has to take it out (S21).
import type { Question } from "../question";
import { signedIn } from "../signIn";
import { skipsInterstitial } from "../stranger";

export const sessionCookie: Question = {
  title: "Does the edge's session cookie reach the app?",
  ask: (live) =>
    signedIn(live, {}, async ({ endpoint, visitor, path }) => {
      await visitor.fetch(`${endpoint.origin}${path}`, { headers: skipsInterstitial });
      const seen = live.site.seen(path).at(-1);
      if (seen === undefined) throw new Error("no request came to the app");
      const names = (seen.headers.cookie ?? "").split(";").flatMap((pair) => pair.trim().split("=", 1)).filter((name) => /^[\w.-]{1,60}$/.test(name));
      return names.length === 0 ? "no cookie does" : `cookies that do: ${names.join(", ")}`;
    }),
};

// How ngrok's edge proves itself at the token endpoint: a provider's application has to be set to the same method for `edge` enforcement.
import type { Question } from "../question";
import { signedIn } from "../signIn";
import { statusText } from "../stranger";

export const tokenAuthentication: Question = {
  title: "How does ngrok authenticate at the token endpoint?",
  ask: (live) => {
    const { provider, greeting } = live.site;
    const before = provider.tokenRequests.length;
    return signedIn(live, {}, ({ visit }) => {
      const asked = provider.tokenRequests.slice(before).map(({ authentication, pkce }) => `${authentication}${pkce ? " with PKCE" : ""}`);
      const signIn = visit.body === greeting ? "the sign-in worked" : `the sign-in ended in ${statusText(visit)}`;
      return Promise.resolve(`${asked.length === 0 ? "the token endpoint was not asked" : asked.join(", then ")}; ${signIn}`);
    });
  },
};

// A stranger opens an address that `openid-connect` guards. Where ngrok sends them first is what the proof has to know: today it takes
// idp.ngrok.com and the provider's own authorize page for a redirect to sign in. The provider itself is not asked.
import { inert } from "../../../src/base/inert";
import type { Question } from "../question";
import { ngrokCallback, signInRule } from "../signIn";
import { chainText, skipsInterstitial, walk } from "../stranger";

export const firstRedirect: Question = {
  title: "Where is a stranger sent first?",
  ask: (live) =>
    live.with([signInRule(live)], async ({ origin }) => {
      const issuerHost = new URL(live.services.publicIssuer).host;
      const steps = await walk(live.visitor(), `${origin}${live.site.newPath()}?q=1`, { notTo: [issuerHost], headers: () => skipsInterstitial });
      const authorize = steps.at(-1)?.to?.searchParams;
      const callback = authorize?.get("redirect_uri") === ngrokCallback ? "ngrok's documented callback" : `the callback ${inert(authorize?.get("redirect_uri") ?? "none")}`;
      const pkce = authorize?.has("code_challenge") ? "PKCE" : "no PKCE";
      return `${chainText(steps)}, with ${callback}, ${pkce}, scope ${inert(authorize?.get("scope") ?? "none")}`;
    }),
};

// `allow_cors_preflight` lets preflights past the sign-in. If identity variables were set then, or rules that read them failed open, a
// preflight could be sealed (S1): our last rule demands a non-empty identity for that.
import type { Rule } from "../live";
import type { Question } from "../question";
import { signInRule } from "../signIn";
import { skipsInterstitial, statusText } from "../stranger";

const answer = (body: string, ...expressions: string[]): Rule => ({ expressions, actions: [{ type: "custom-response", config: { status_code: 200, body } }] });

export const preflight: Question = {
  title: "Does the preflight bypass set identity variables?",
  ask: (live) =>
    live.with([signInRule(live, { allow_cors_preflight: true }), answer("set", "actions.ngrok.oidc.identity.id != ''"), answer("not set")], async ({ origin }) => {
      const headers = { ...skipsInterstitial, "access-control-request-method": "POST" };
      const visit = await live.visitor().fetch(`${origin}${live.site.newPath()}`, { method: "OPTIONS", from: "https://portcullis-live.example", headers });
      if (visit.body === "set") return "yes, an identity is there although nobody signed in";
      return visit.body === "not set" ? "no" : `a preflight is not let past: ${statusText(visit)}`;
    }),
};

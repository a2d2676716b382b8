// An expression that compiles and fails when it is evaluated: reading a header that isn't there. Our policies are built so that either
// answer keeps strangers out (S1); "later rules run" means that a rule which fails must never be the one that denies.
import type { Rule } from "../live";
import type { Question } from "../question";
import { skipsInterstitial, statusText } from "../stranger";

const missing = "req.headers['x-portcullis-live-none'][0]";
const last: Rule = { actions: [{ type: "custom-response", config: { status_code: 200, body: "later" } }] };

export const failedExpression: Question = {
  title: "Does a failed expression stop later rules?",
  async ask(live) {
    const outcome = (rules: readonly Rule[]) =>
      live.with(rules, async ({ origin }) => {
        const visit = await live.visitor().fetch(`${origin}${live.site.newPath()}`, { headers: skipsInterstitial });
        return visit.body === "later" ? "later rules run" : `the request ends with ${statusText(visit)}`;
      });
    const condition = await outcome([{ expressions: [`${missing} == 'a'`], actions: [{ type: "deny", config: { status_code: 418 } }] }, last]);
    const template = await outcome([{ actions: [{ type: "add-headers", config: { headers: { "x-live": `\${${missing}}` } } }] }, last]);
    return `as a condition: ${condition}; in a header's value: ${template}`;
  },
};

// The pricing pages and the guides disagree on whether the free plan has `openid-connect`. A refusal's code (2256, 2263, 6032, 9005)
// is what the advice of `edge` enforcement has to name.
import type { Question } from "../question";
import { signInRule } from "../signIn";

export const planAccepts: Question = {
  title: "Does this plan accept openid-connect?",
  async ask(live) {
    const verdict = await live.verdict([signInRule(live)]);
    return verdict === "taken" ? "yes" : `no: ${verdict}`;
  },
};

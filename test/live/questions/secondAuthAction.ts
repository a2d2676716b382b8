// One authentication action per endpoint (2239). Whether the two for programs count as one decides whether a person's own rules may
// have them beside our sign-in.
import type { Rule } from "../live";
import type { Question } from "../question";
import { signInRule } from "../signIn";

const basicAuth: Rule = { actions: [{ type: "basic-auth", config: { credentials: ["portcullis-live:not-a-real-password"] } }] };
const jwtValidation: Rule = {
  actions: [
    {
      type: "jwt-validation",
      config: {
        issuer: { allow_list: [{ value: "https://accounts.google.com" }] },
        audience: { allow_list: [{ value: "portcullis-live" }] },
        http: { tokens: [{ type: "jwt", method: "header", name: "Authorization", prefix: "Bearer " }] },
        jws: { allowed_algorithms: ["RS256"], keys: { sources: { additional_jkus: ["https://www.googleapis.com/oauth2/v3/certs"] } } },
      },
    },
  ],
};

export const secondAuthAction: Question = {
  title: "Do basic-auth and jwt-validation count as a second auth action beside openid-connect (2239)?",
  async ask(live) {
    const answers: string[] = [];
    for (const [name, rule] of [["basic-auth", basicAuth], ["jwt-validation", jwtValidation]] as const) {
      const alone = await live.verdict([rule]);
      const beside = alone === "taken" ? await live.verdict([signInRule(live), rule]) : undefined;
      answers.push(beside === undefined ? `${name} is refused even alone: ${alone}` : `${name}: ${beside}`);
    }
    return answers.join("; ");
  },
};

// ngrok has no variable for groups. If the ID token can be read in an expression, the edge could deny by group as an extra; the gate
// decides in any case (S2).
import { Refused } from "../bareAgent";
import type { Question } from "../question";
import { person, signedIn } from "../signIn";
import { statusText } from "../stranger";

const payload = "actions.ngrok.oidc.identity_token.split('.')[1].replace('-', '+').replace('_', '/')";
const padded = `(${payload} + ['', '===', '==', '='][size(${payload}) % 4])`;
/** Two ways of writing it are documented. */
const claims = { "base64.decode": `json.decode(string(base64.decode(${padded})))`, decodeBase64: `${padded}.decodeBase64().decodeJson()` } as const;
const refusal = "not in the group";

export const groupCheck: Question = {
  title: "Can an expression read groups from identity_token?",
  async ask(live) {
    const outcome = (read: string, group: string) =>
      signedIn(live, { rules: [{ expressions: [`!('${group}' in ${read}.groups)`], actions: [{ type: "custom-response", config: { status_code: 403, body: refusal } }] }] }, ({ visit: { body, ...visit } }) =>
        Promise.resolve(body === live.site.greeting ? "let in" : body === refusal ? "turned away" : statusText(visit)),
      );
    const answers: string[] = [];
    for (const [name, read] of Object.entries(claims)) {
      try {
        const member = await outcome(read, person.groups[0] ?? "");
        const nonMember = await outcome(read, "another-team");
        answers.push(`${name}: ${member === "let in" && nonMember === "turned away" ? "yes" : "no"}, a member is ${member}, anybody else ${nonMember}`);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        answers.push(`${name}: no, ${error.code}`);
      }
    }
    return answers.join("; ");
  },
};

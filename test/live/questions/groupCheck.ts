// ngrok has no variable for groups. If the ID token can be read in an expression, the edge could deny by group as an extra; the gate
// decides in any case (S2).
import type { Question } from "../question";
import { person, signedIn } from "../signIn";
import { statusText } from "../stranger";

const payload = "actions.ngrok.oidc.identity_token.split('.')[1].replace('-', '+').replace('_', '/')";
const claims = `json.decode(string(base64.decode(${payload} + ['', '===', '==', '='][size(${payload}) % 4])))`;

export const groupCheck: Question = {
  title: "Can an expression read groups from identity_token?",
  async ask(live) {
    const denied = { type: "custom-response", config: { status_code: 403, body: "not in the group" } };
    const outcome = (group: string) =>
      signedIn(live, { rules: [{ expressions: [`!('${group}' in ${claims}.groups)`], actions: [denied] }] }, ({ visit }) => Promise.resolve(visit.body === live.site.greeting ? "let in" : visit.body === "not in the group" ? "turned away" : statusText(visit)));
    const member = await outcome(person.groups[0] ?? "");
    const nonMember = await outcome("another-team");
    return `${member === "let in" && nonMember === "turned away" ? "yes" : "no"}: a member is ${member}, anybody else ${nonMember}`;
  },
};

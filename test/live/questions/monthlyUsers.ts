// Which code meets the person who is one too many in a month: it is in no public list, and Portcullis has to recognise it.
import { NotAsked, type Question } from "../question";
import { person, signedIn } from "../signIn";
import { statusText } from "../stranger";

const most = 6;

export const monthlyUsers: Question = {
  title: "Which code meets one monthly user too many?",
  async ask(live) {
    if (!live.services.spendMonthlyUsers) throw new NotAsked("it costs monthly users; PORTCULLIS_LIVE_MONTHLY_USERS=spend asks it");
    for (let count = 1; count <= most; count += 1) {
      const as = { ...person, sub: `portcullis-live-${count}`, email: `portcullis-live-${count}@example.com` };
      const refused = await signedIn(live, { as }, ({ visit }) => Promise.resolve(visit.body === live.site.greeting ? undefined : statusText(visit)));
      if (refused !== undefined) return `further person ${count} met ${refused}`;
    }
    return `none of ${most} further people was refused`;
  },
};

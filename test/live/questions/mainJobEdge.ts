// Portcullis as it is, with sign-in at ngrok's edge. One person only, who is left out by a changed rule: each further one would count
// as one of the month's users.
import { mainJob } from "../mainJob";
import { NotAsked, type Question } from "../question";
import { liveAgain } from "../shared";
import { ngrokCallback, other } from "../signIn";
import { skipsInterstitial, statusText } from "../stranger";

export const mainJobEdge: Question = {
  title: "The main job, sign-in at ngrok's edge: does it work?",
  async ask(live) {
    const { issuer, beside, because } = await live.publicProvider();
    if (beside) throw new NotAsked(`needs a second domain, and ${because}`);
    const { provider } = live.site;
    provider.redirectUris.add(ngrokCallback);
    live.run.signedIn = true;
    return mainJob(live, { enforcement: "edge", kind: "other", issuer, client: provider.client }, async ({ registry, spec, address }, { visitor }) => {
      await registry.change(spec.id, { rule: { everyone: false, emails: [other.email], domains: [] } });
      // The edge is bound anew for it, and the proof made again.
      await liveAgain(live, registry);
      const path = live.site.newPath();
      const visit = await visitor.fetch(`${address}${path}`, { headers: skipsInterstitial });
      if (live.site.seen(path).length > 0) throw new Error("whoever was left out came to the app");
      return `left out by a changed rule, the same person met ${statusText(visit)}`;
    });
  },
};

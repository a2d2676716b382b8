// The agent opens one local connection per stream. If a stream carries several visitors, identity must be decided per request, never
// per connection: the gate does (S25), and this says how much hangs on it.
import type { Question } from "../question";
import { skipsInterstitial } from "../stranger";

const visitors = 3;
const requests = 3;

export const streamReuse: Question = {
  title: "Is one stream to the agent used for several visitors?",
  ask: (live) =>
    live.with([], async ({ origin }) => {
      const path = live.site.newPath();
      const all = Array.from({ length: visitors }, (_, index) => ({ index, visitor: live.visitor() }));
      for (let round = 0; round < requests; round += 1) {
        for (const { index, visitor } of all) await visitor.fetch(`${origin}${path}?visitor=${index}`, { headers: skipsInterstitial });
      }
      const seen = live.site.seen(path);
      if (seen.length !== visitors * requests) throw new Error(`${seen.length} of ${visitors * requests} requests came through`);
      const connections = new Set(seen.map(({ connection }) => connection));
      const shared = [...connections].filter((one) => new Set(seen.filter(({ connection }) => connection === one).map(({ target }) => target)).size > 1);
      return `${shared.length > 0 ? "yes" : "no"}: ${seen.length} requests of ${visitors} visitors came over ${connections.size} connections, ${shared.length} of them used for several`;
    }),
};

// The sealed header carries the ID token (S2). Its largest size says for how many groups that works; whether it is renewed says whether
// the gate can follow `exp`, or has to rely on ngrok's session beyond it.
import type { LivePerson } from "../ownProvider";
import type { Question } from "../question";
import { person, signedIn } from "../signIn";
import { skipsInterstitial, statusText } from "../stranger";

const header = "x-portcullis-live-token";
const passing = [{ actions: [{ type: "add-headers", config: { headers: { [header]: "${actions.ngrok.oidc.identity_token}" } } }] }];
const shortTokenSeconds = 20;
const paddings = [0, 5_000, 11_000, 23_000, 47_000] as const;

export const identityToken: Question = {
  title: "How large an identity_token fits into a header, and is it renewed?",
  async ask(live) {
    const { site, services } = live;
    let size = "none arrives";
    for (const padding of paddings) {
      const as: LivePerson = { ...person, padding };
      const { length, status } = await signedIn(live, { as, rules: passing }, ({ visit, path }) => Promise.resolve({ length: site.seen(path).at(-1)?.headers[header]?.length, status: statusText(visit) }));
      if (length === undefined) {
        size += `, one with ${padding} characters more is answered ${status}`;
        break;
      }
      size = `${length} characters arrive`;
    }
    return `${size}; ${await renewal()}`;

    async function renewal(): Promise<string> {
      site.provider.tokenSeconds = shortTokenSeconds;
      try {
        return await signedIn(live, { rules: passing, config: { userinfo_refresh_interval: "5s" } }, async ({ endpoint, visitor, path }) => {
          const before = site.provider.tokenRequests.length;
          await live.wait(services.pastExpiryMs);
          const visit = await visitor.fetch(`${endpoint.origin}${path}`, { headers: skipsInterstitial });
          const [first, last] = [site.seen(path).at(0), site.seen(path).at(-1)].map((seen) => seen?.headers[header]);
          const refreshed = site.provider.tokenRequests.slice(before).some(({ grantType }) => grantType === "refresh_token") ? "a refresh token was used" : "no refresh token was used";
          if (visit.body !== site.greeting) return `past exp the visitor gets ${statusText(visit)}, ${refreshed}`;
          return `past exp ${first === last ? "the same token goes on" : "a new token comes"}, ${refreshed}`;
        });
      } finally {
        site.provider.tokenSeconds = 3600;
      }
    }
  },
};

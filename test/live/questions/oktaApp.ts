// An application of our own at Okta, with the callbacks of both enforcements, given to the token's own user alone: whether strangers of a
// real share are led to Okta with it, and whether Okta takes it. Signing in there needs a person and their second factor, and is not asked.
import { randomBytes } from "node:crypto";
import { Okta } from "../okta";
import { NotAsked, type Question } from "../question";
import { shared } from "../shared";
import { ngrokCallback } from "../signIn";
import { chainText, skipsInterstitial, walk } from "../stranger";

export const oktaApp: Question = {
  title: "Does a stranger come to Okta with an application that Okta takes?",
  async ask(live) {
    const { okta: account } = live.services;
    if (account === undefined) throw new NotAsked("needs OKTA_ORG and OKTA_TOKEN");
    const { origin } = await live.with([], (endpoint) => Promise.resolve(endpoint));
    // Removed even when the run is stopped, so not by the run's signal.
    const okta = new Okta(account, new AbortController().signal);
    const label = `portcullis-live-${randomBytes(4).toString("hex")}`;
    const app = await okta.createApp(label, [`${origin}/.portcullis/callback`, ngrokCallback]);
    const remove = live.leavings.add(`the application ${label} at Okta`, () => okta.deleteApp(app.id));
    await okta.assignSelf(app.id);
    await live.dropAgent();
    const { host } = new URL(account.issuer);
    const answers: string[] = [];
    for (const enforcement of ["gate", "edge"] as const) {
      answers.push(
        await shared(live, { enforcement, kind: "okta", issuer: account.issuer, client: app.client }, async ({ address }) => {
          const steps = await walk(live.visitor(), `${address}${live.site.newPath()}`, { headers: () => skipsInterstitial });
          const atOkta = steps.findIndex(({ url }) => url.host === host);
          const asked = steps[atOkta];
          if (asked === undefined) return `${enforcement}: a stranger does not come to Okta, ${chainText(steps)}`;
          const ours = asked.url.searchParams.get("client_id") === app.client.id ? "our client" : "another client";
          return `${enforcement}: ${chainText(steps.slice(0, atOkta + 1))} with ${ours}, which Okta ${asked.visit.status < 400 ? "takes" : "refuses"}`;
        }),
      );
    }
    await remove();
    return answers.join("; ");
  },
};

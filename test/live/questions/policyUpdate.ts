// The SDK has no call to change a running endpoint's policy. If the API changes it, a share need not be bound anew for a changed rule;
// otherwise a rule acts at the gate first and the edge follows with a new bind (S11).
import { ExpectedError } from "../../../src/base/expectedError";
import type { Rule } from "../live";
import type { Question } from "../question";
import { skipsInterstitial } from "../stranger";

const saying = (body: string): Rule[] => [{ actions: [{ type: "custom-response", config: { status_code: 200, body } }] }];

export const policyUpdate: Question = {
  title: "Does a new policy for a running endpoint need a new bind?",
  ask: (live) => {
    const { api, signal } = live;
    return live.with(saying("before"), async ({ origin }) => {
      const id = (await api.endpoints(signal)).find(({ url }) => url === origin)?.id;
      if (id === undefined) throw new Error("GET /endpoints does not list the endpoint");
      try {
        await api.updateEndpoint(id, { trafficPolicy: JSON.stringify({ on_http_request: saying("after") }) }, { secrets: [], signal });
      } catch (error) {
        if (error instanceof ExpectedError && error.code.startsWith("ngrok.")) return `yes: PATCH /endpoints refuses it (${error.code.slice("ngrok.".length)})`;
        throw error;
      }
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const { body } = await live.visitor().fetch(`${origin}${live.site.newPath()}`, { headers: skipsInterstitial });
        if (body === "after") return "no: PATCH /endpoints changes it, and the next requests meet it";
        await live.wait(1000);
      }
      return "yes: PATCH /endpoints takes it, and nothing changes within 5 s";
    });
  },
};

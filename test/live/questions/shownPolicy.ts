// What the account's API shows of an agent endpoint's policy decides whether it can be read back and compared (S12), and who may read
// a client secret and the seal there (S3).
import { setTimeout as pause } from "node:timers/promises";
import type { Question } from "../question";

const rules = [{ name: "Portcullis live", actions: [{ type: "add-headers", config: { headers: { "x-portcullis-live": "a-value-that-would-be-secret" } } }] }];

export const shownPolicy: Question = {
  title: "What does GET /endpoints show of an agent endpoint's policy?",
  ask: (live) => {
    const { api, signal } = live;
    return live.with(rules, async ({ origin }) => {
      // The list may be a moment behind.
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const found = (await api.endpoints(signal)).find(({ url }) => url === origin);
        if (found === undefined) {
          await pause(1000, undefined, { signal });
          continue;
        }
        const { trafficPolicy: shown, type } = found;
        if (shown === undefined || shown === "") return `it lists the endpoint (type ${type}) without a policy`;
        if (shown === JSON.stringify({ on_http_request: rules })) return `the policy character by character, values included (type ${type})`;
        return shown.includes("a-value-that-would-be-secret") ? `the policy in another form, values included (type ${type})` : `a policy without its values (type ${type})`;
      }
      return "it does not list the endpoint";
    });
  },
};

import type { ReadBackSight } from "../shares/readBack";
import { explain } from "./explain";
import { message, type Message } from "./message";

/** What ngrok's API showed of the share's endpoint when it was last asked (S12). */
export function readBackText(sight: ReadBackSight): Message {
  if (sight.kind === "same") return message("Checked at ngrok: as made here, and nobody else at this address");
  const { why } = sight;
  switch (why) {
    case "notListed":
      return message("Not checked at ngrok: nothing is listed at this address. The API key may be another account's");
    case "policyHidden":
      return message("Not checked at ngrok: the policy is not shown");
    case "slow":
      return message("Not checked at ngrok yet: no answer so far");
    default:
      return message("Not checked at ngrok: {why}", { why: explain(why).title });
  }
}

// Strangers in great number: what the tree and one notification say of them.
import { freeRequestsAMonth } from "../ngrok/freePlan";
import type { Share } from "../shares/share";
import { message, type Message } from "./message";
import { shareLabel } from "./shareText";

/** For the row, behind the state. */
export function floodInShort({ strangersPerMinute }: Pick<Share, "strangersPerMinute">): Message {
  return message("strangers send {count} requests a minute", { count: strangersPerMinute });
}

/** The notification: nobody gets in, and through ngrok it uses up what the account may have. */
export function floodText(share: Share): Message {
  const facts = { count: share.strangersPerMinute, host: shareLabel(share) };
  if (share.spec.tunnel.kind !== "ngrok") return message("Strangers send {count} requests a minute to {host}. None of them gets in.", facts);
  const percent = Math.round((share.strangersPerMinute * 60 * 100) / freeRequestsAMonth);
  return message("Strangers send {count} requests a minute to {host}. None of them gets in, but each hour at that pace uses {percent} % of what ngrok's free plan allows in a month.", { ...facts, percent });
}

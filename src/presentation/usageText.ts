// What shares used of ngrok's free plan this month. Only what reached a gate is seen here, so that every count is "at least".
import { freeRequestsAMonth, freeSignInsAMonth } from "../ngrok/freePlan";
import type { NgrokMonth, UsageWarning } from "../shares/ngrokUsage";
import { message, type Message } from "./message";

/** For the share's tooltip. */
export function usageLine({ requests, people }: NgrokMonth): Message {
  const facts = { requests, allowed: freeRequestsAMonth, people, signIns: freeSignInsAMonth };
  if (people === 0) return message("ngrok this month: at least {requests} requests; its free plan allows {allowed}", facts);
  return message("ngrok this month: at least {requests} requests and {people} people who signed in at the edge; its free plan allows {allowed} and {signIns}", facts);
}

/** For one notification. */
export function usageWarningText(warning: UsageWarning, { requests, people }: NgrokMonth): Message {
  switch (warning) {
    case "requestsSoon":
      return message("Your shares got at least {requests} requests through ngrok this month. On ngrok's free plan visitors see an error page after {allowed}.", { requests, allowed: freeRequestsAMonth });
    case "requestsOver":
      return message("Your shares got at least {requests} requests through ngrok this month. On ngrok's free plan that is the month's quota, and visitors see an error page from now on.", { requests });
    case "signIns":
      return message("{people} people signed in at ngrok's edge this month. On ngrok's free plan the next one may be refused (its pages say 3 or 5). Sign-in on this machine has no such limit.", { people });
  }
}

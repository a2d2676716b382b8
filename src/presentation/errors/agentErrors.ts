import type { OwnErrorCode } from "../../base/errorCodes";
import { retry, showLog } from "../errorAction";
import type { ErrorEntry } from "../errorEntry";

export const agentErrors = {
  "agent.crashed": {
    title: "The agent process ended unexpectedly",
    advice: "Nothing is shared at the moment. Start the share again, and look at the log if it happens twice.",
    actions: [retry, showLog],
  },
  "agent.notStarted": {
    title: ["The agent process could not start: {why}", "The agent process could not start"],
    advice: "Try again. If it happens twice, the log has the reason.",
    actions: [retry, showLog],
  },
  "agent.unresponsive": {
    title: ["The agent process did not answer within {seconds} seconds", "The agent process did not answer in time"],
    advice: "It was ended, and nothing is shared by it. Start the share again.",
    actions: [retry, showLog],
  },
} as const satisfies Partial<Record<OwnErrorCode, ErrorEntry>>;

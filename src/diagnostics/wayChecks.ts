// Which part of the way to an address a failure is about. The parts build on each other: what comes before the one that failed works.
import { ExpectedError, type ErrorFacts } from "../base/expectedError";
import { ngrokError, type NgrokError } from "../ngrok/errorCodes";
import type { Failure } from "../shares/shareState";
import { toFailure } from "../shares/toFailure";
import type { Check, Finding } from "./check";
import type { ShareCheckId } from "./checkIds";

type WayCheckId = Extract<ShareCheckId, "share.authtoken" | "share.plan" | "share.domain" | "share.tunnel">;

const parts = ["share.authtoken", "share.plan", "share.domain", "share.tunnel"] as const satisfies readonly WayCheckId[];

/** By what helps: every code of ngrok's has one. Whatever is about neither token, plan nor address is about the connection. */
const byAction: Readonly<Partial<Record<NgrokError["action"], WayCheckId>>> = {
  setAuthtoken: "share.authtoken",
  changeAddress: "share.domain",
  stopOther: "share.plan",
  switchToGate: "share.plan",
};

/** Whose codes' page says more than what helps: an account's billing and usage are its plan, its domains and endpoints the address. */
const byPage: readonly (readonly [begins: string, part: WayCheckId])[] = [
  ["https://dashboard.ngrok.com/billing", "share.plan"],
  ["https://dashboard.ngrok.com/usage", "share.plan"],
  ["https://dashboard.ngrok.com/domains", "share.domain"],
  ["https://dashboard.ngrok.com/endpoints", "share.domain"],
  ["https://dashboard.ngrok.com/authtokens", "share.authtoken"],
  ["https://dashboard.ngrok.com/get-started/your-authtoken", "share.authtoken"],
];

export function partOf({ code }: Failure): WayCheckId {
  if (code === "ngrok.authtokenMissing") return "share.authtoken";
  if (code === "address.taken" || code === "local.portTaken") return "share.domain";
  const number = /^ngrok\.ERR_NGROK_(\d{1,6})$/.exec(code)?.[1];
  const known = number === undefined ? undefined : ngrokError(Number(number));
  if (!known) return "share.tunnel";
  const { action, also, url } = known;
  // A policy that ngrok can't take says nothing of the plan, though the gate on this machine helps there as well.
  return (also === "showLog" ? undefined : byAction[action]) ?? byPage.find(([begins]) => url?.startsWith(begins))?.[1] ?? "share.tunnel";
}

export interface WaySeen {
  readonly origin: string;
  /** What stands behind the way, as evidence. */
  readonly facts?: ErrorFacts;
}

/**
 * @param opening asked once for all of them
 * @param ngrok false: there is neither account nor plan
 */
export function wayChecks(opening: (signal: AbortSignal) => Promise<WaySeen>, ngrok: boolean): readonly Check[] {
  let asked: Promise<WaySeen | Failure> | undefined;
  const seen = (signal: AbortSignal) =>
    (asked ??= opening(signal).catch((error: unknown) => {
      if (!(error instanceof ExpectedError)) throw error;
      return toFailure(error);
    }));
  const find = async (part: WayCheckId, signal: AbortSignal): Promise<Finding> => {
    const way = await seen(signal);
    if ("origin" in way) return { outcome: "passed", facts: { host: new URL(way.origin).host, ...way.facts } };
    const at = ngrok ? partOf(way) : "share.tunnel";
    if (at === part) return { outcome: "failed", failure: way };
    return parts.indexOf(part) < parts.indexOf(at) ? beforeFailure(way) : { outcome: "unknown" };
  };
  const present = parts.filter((part) => ngrok || part === "share.tunnel");
  return present.map((id, index) => ({ id, needs: present.slice(Math.max(0, index - 1), index), run: (signal) => find(id, signal) }));
}

/** ngrok looks at the token first, then at the plan and the address. Where it could not be reached at all, nothing was looked at. */
function beforeFailure({ code }: Failure): Finding {
  return { outcome: /^ngrok\.ERR_NGROK_/.test(code) ? "passed" : "unknown" };
}

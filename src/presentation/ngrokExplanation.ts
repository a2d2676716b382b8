import type { ErrorFacts } from "../base/expectedError";
import type { ProviderProfile } from "../identity/providerProfile";
import { ngrokError, ngrokErrorDocs, type NgrokError } from "../ngrok/errorCodes";
import { onlineAddress } from "../ngrok/onlineAddress";
import { changeAddress, editProvider, openUrl, replaceSecret, retry, setApiKey, setAuthtoken, showLog, switchToGate, type ErrorAction } from "./errorAction";
import { worded } from "./errorEntry";
import { cureOf } from "./cureText";
import type { Explanation } from "./explain";
import { message } from "./message";
import { ownRulesActions, ownRulesAdvice } from "./ownRulesAdvice";

/** Those that say no more than that a policy is not valid, and then why, with a code of its own. */
const wrapping: ReadonlySet<number> = new Set([9026, 18002]);

/** ngrok's code in our words; one that is not in our data in ngrok's own, with its page. */
export function explainNgrok(outer: number, facts: ErrorFacts, profile?: Pick<ProviderProfile, "kind" | "issuer">): Explanation {
  const code = (wrapping.has(outer) ? codeWithin(facts["message"]) : undefined) ?? outer;
  const known = ngrokError(code);
  const readMore = openUrl(known?.docs ?? ngrokErrorDocs(code), "Read more at ngrok");
  if (!known) {
    return {
      title: worded(["ngrok refused, ERR_NGROK_{code}: {message}", "ngrok refused, ERR_NGROK_{code}"], { ...facts, code }),
      advice: message("ngrok's page about this code says what it means."),
      actions: [readMore, showLog],
      said: undefined,
    };
  }
  const own = ownRulesAdvice(code, facts);
  const actions = actionsFor(known, readMore);
  const address = code === 334 ? onlineAddress(facts["message"]) : undefined;
  return {
    title: address === undefined ? message(known.meaning) : message("{address} is already online", { address }),
    // The provider's own words, handed on by ngrok's edge, say more than the code around them.
    advice: own ?? cureOf(facts, profile) ?? message(known.fix),
    actions: own ? ownRulesActions(actions) : actions,
    said: typeof facts["message"] === "string" && facts["message"] !== "" ? worded("ngrok said: {message}", facts) : undefined,
  };
}

/** The code that ngrok's words name. @returns undefined where there is none that is known */
function codeWithin(message: ErrorFacts[string] | undefined): number | undefined {
  const within = Number(/ERR_NGROK_(\d{1,6})(?!\d)/.exec(String(message ?? ""))?.[1]);
  return ngrokError(within) && !wrapping.has(within) ? within : undefined;
}

function actionsFor(error: NgrokError, readMore: ErrorAction): readonly ErrorAction[] {
  const page = pageOf(error.url) ?? readMore;
  switch (error.action) {
    case "changeAddress":
      return [changeAddress, page];
    case "copyRedirectUri":
      return [{ kind: "copyRedirectUri" }, retry, readMore];
    case "editProvider":
      return [editProvider, ...(error.also === "switchToGate" ? [switchToGate] : []), readMore];
    case "editRule":
      return [{ kind: "editRule" }, readMore];
    case "open":
      return error.number === 334 ? [changeAddress, page, retry] : [page, retry];
    case "openRootCertificates":
      return [{ kind: "openSettings", setting: "portcullis.ngrok.rootCertificates" }, readMore];
    case "openServerAddress":
      return [{ kind: "openSettings", setting: "portcullis.ngrok.serverAddress" }, readMore];
    case "openSessionHours":
      return [{ kind: "openSettings", setting: "portcullis.sessions.maxHours" }, readMore];
    case "readMore":
      return [page, retry];
    case "replaceSecret":
      return [replaceSecret, editProvider, readMore];
    case "retry":
      return [retry, readMore];
    case "setApiKey":
      return [setApiKey, page];
    case "setAuthtoken":
      return [setAuthtoken, page];
    case "showLog":
      return [showLog, readMore];
    case "stopOther":
      return [{ kind: "stopOther", url: error.url ?? "https://dashboard.ngrok.com/endpoints" }, page, retry];
    case "switchToGate":
      return error.also === "showLog" ? [switchToGate, showLog, readMore] : [switchToGate, page];
    case "updateExtension":
      return [{ kind: "updateExtension" }, readMore];
  }
}

/** By the beginning of the address, the most exact first. */
const pages: readonly (readonly [begins: string, label: string])[] = [
  ["mailto:", "Write to ngrok support"],
  ["https://dashboard.ngrok.com/agents", "Open ngrok agents"],
  ["https://dashboard.ngrok.com/api-keys", "Open ngrok API keys"],
  ["https://dashboard.ngrok.com/authtokens", "Open ngrok authtokens"],
  ["https://dashboard.ngrok.com/billing", "Open ngrok billing"],
  ["https://dashboard.ngrok.com/domains", "Open ngrok domains"],
  ["https://dashboard.ngrok.com/endpoints", "Open ngrok endpoints"],
  ["https://dashboard.ngrok.com/get-started/your-authtoken", "Open ngrok authtoken"],
  ["https://dashboard.ngrok.com/usage", "Open ngrok usage"],
  ["https://dashboard.ngrok.com/", "Open ngrok dashboard"],
  ["https://ngrok.com/docs/gateway/edges/", "Read how to move on"],
];

function pageOf(url: string | undefined): ErrorAction | undefined {
  const label = pages.find(([begins]) => url?.startsWith(begins))?.[1];
  return url === undefined || label === undefined ? undefined : openUrl(url, label);
}

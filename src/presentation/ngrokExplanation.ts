import type { ErrorFacts } from "../base/expectedError";
import { ngrokError, ngrokErrorDocs, type NgrokError } from "../ngrok/errorCodes";
import { changeAddress, editProvider, openUrl, retry, setApiKey, setAuthtoken, showLog, switchToGate, type ErrorAction } from "./errorAction";
import { worded } from "./errorEntry";
import type { Explanation } from "./explain";
import { message } from "./message";

/** ngrok's code in our words; one that is not in our data in ngrok's own, with its page. */
export function explainNgrok(code: number, facts: ErrorFacts): Explanation {
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
  const address = code === 334 ? addressIn(facts["message"]) : undefined;
  return {
    title: address === undefined ? message(known.meaning) : message("{address} is already online", { address }),
    advice: message(known.fix),
    actions: actionsFor(known, readMore),
    said: typeof facts["message"] === "string" && facts["message"] !== "" ? worded("ngrok said: {message}", facts) : undefined,
  };
}

function actionsFor(error: NgrokError, readMore: ErrorAction): readonly ErrorAction[] {
  const page = pageOf(error.url) ?? readMore;
  switch (error.action) {
    case "changeAddress":
      return [changeAddress, page];
    case "editProvider":
      return [editProvider, readMore];
    case "editRule":
      return [{ kind: "editRule" }, readMore];
    case "open":
      return error.number === 334 ? [changeAddress, page, retry] : [page, retry];
    case "openRootCertificates":
      return [{ kind: "openSettings", setting: "portcullis.ngrok.rootCertificates" }, readMore];
    case "openServerAddress":
      return [{ kind: "openSettings", setting: "portcullis.ngrok.serverAddress" }, readMore];
    case "readMore":
      return [readMore];
    case "retry":
      return [retry, readMore];
    case "setApiKey":
      return [setApiKey, page];
    case "setAuthtoken":
      return [setAuthtoken, page];
    case "showLog":
      return [showLog, readMore];
    case "switchToGate":
      return [switchToGate, page];
  }
}

function pageOf(url: string | undefined): ErrorAction | undefined {
  if (url?.startsWith("mailto:")) return openUrl(url, "Write to ngrok support");
  if (url?.startsWith("https://dashboard.ngrok.com/billing")) return openUrl(url, "Open ngrok billing");
  return url?.startsWith("https://dashboard.ngrok.com/") ? openUrl(url, "Open ngrok dashboard") : undefined;
}

/** The host in ngrok's words, inert or not. */
function addressIn(words: string | number | undefined): string | undefined {
  return typeof words === "string" ? /https?:[/∕]{2}([a-z0-9.-]+[a-z0-9])/i.exec(words)?.[1] : undefined;
}

import { env, l10n, Uri, window } from "vscode";
import type { Disposable } from "../base/disposable";
import { usageWarningText } from "../presentation/usageText";
import type { NgrokMonth, NgrokUsage, UsageWarning } from "../shares/ngrokUsage";
import type { ErrorBoundary } from "./errorBoundary";
import { say } from "./say";

const usagePage = "https://dashboard.ngrok.com/usage";

/** One notification when the month's quota of ngrok's free plan is nearly used up, and one when it is. */
export function warnOfUsage(usage: Pick<NgrokUsage, "onWarning" | "beQuiet">, boundary: Pick<ErrorBoundary, "run">): Disposable {
  const warn = async (warning: UsageWarning, month: NgrokMonth) => {
    const open = l10n.t("Open ngrok usage");
    const quiet = l10n.t("Don't show again");
    const picked = await window.showWarningMessage(say(usageWarningText(warning, month)), open, quiet);
    if (picked === open) await env.openExternal(Uri.parse(usagePage, true));
    else if (picked === quiet) usage.beQuiet();
  };
  return usage.onWarning(({ warning, month }) => void boundary.run(() => warn(warning, month)));
}

import { l10n } from "vscode";
import { Cancelled } from "../../base/expectedError";
import { changeRoutes } from "../changeRoutes";
import { addressTakenStep } from "./addressTakenStep";
import { authtokenStep } from "./authtokenStep";
import { prefixStep, wayBehind } from "./behindStep";
import { clientIdStep } from "./clientIdStep";
import { clientSecretStep } from "./clientSecretStep";
import { cloudPolicyStep } from "./cloudPolicyStep";
import { cloudStep, poolStep } from "./cloudStep";
import { confirmStep } from "./confirmStep";
import { customAddressStep } from "./customAddressStep";
import { emptyDraft, type Draft, type ShareDialogParts } from "./draft";
import { shareToStart, type ShareToStart } from "./draftSpec";
import { enforcementStep } from "./enforcementStep";
import { issuerStep } from "./issuerStep";
import { ngrokAddressStep } from "./ngrokAddressStep";
import { portStep } from "./portStep";
import type { Proposal } from "./proposal";
import { providerStep } from "./providerStep";
import { vaultSecretStep } from "./vaultSecretStep";
import { tunnelStep } from "./tunnelStep";
import { whoStep } from "./whoStep";
import { runWizard, type Step } from "./wizard";

export type { ShareDialogParts } from "./draft";
export type { ShareToStart } from "./draftSpec";

/**
 * Asks what to share, with whom and how. Two Enters where a choice of before can be used again; after the port, at most seven
 * inputs the first time. Nothing is saved until `remember` is called.
 *
 * @param proposal of ngrok's configuration; what it says is not asked again, but it is shown in the sentence
 * @returns undefined when the person leaves, the signal aborts, or the port was put behind a path of a share that is live
 */
export async function runShareDialog(parts: ShareDialogParts, signal: AbortSignal, proposal?: Proposal): Promise<ShareToStart | undefined> {
  const steps: readonly Step<Draft>[] = [
    portStep(parts, proposal),
    confirmStep(parts),
    tunnelStep(parts, proposal),
    ...[authtokenStep(parts), addressTakenStep(parts, wayBehind)].map(unlessBehind),
    prefixStep(parts),
    ...[
      ngrokAddressStep(parts),
      cloudStep(parts),
      poolStep(),
      customAddressStep(parts),
      providerStep(parts),
      issuerStep(parts),
      clientIdStep(),
      clientSecretStep(parts),
      vaultSecretStep(),
      enforcementStep(),
      whoStep(parts),
      cloudPolicyStep(parts),
    ].map(unlessBehind),
  ];
  return ask(parts, steps, { ...emptyDraft, remembered: !proposal?.client && parts.choices.read().last !== undefined, proposed: proposal?.client !== undefined }, signal);
}

async function ask(parts: ShareDialogParts, steps: readonly Step<Draft>[], first: Draft, signal: AbortSignal): Promise<ShareToStart | undefined> {
  try {
    const draft = await runWizard<Draft>(steps, first, l10n.t("Share port with SSO"), signal);
    if (draft.behind && draft.joined) {
      await changeRoutes(parts, draft.behind, draft.joined);
      return undefined;
    }
    const start = await shareToStart(parts, draft, signal);
    // Port and sentence are settled: what is changed is asked, and who may come in, whose line is the consent.
    const others = steps.filter((step) => step !== steps[0] && step !== steps[1]);
    return { ...start, again: (change) => ask(parts, others, { ...draft, remembered: true, change, authtokenAsked: false, customAsked: false, domainAsked: false, cloudAsked: false }, signal) };
  } catch (error) {
    if (error instanceof Cancelled) return undefined;
    throw error;
  }
}

/** Everything else is that share's already. */
function unlessBehind(step: Step<Draft>): Step<Draft> {
  return { ...step, asks: (draft) => draft.behind === undefined && step.asks(draft) };
}

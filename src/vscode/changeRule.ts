import { l10n, window, workspace } from "vscode";
import { ExpectedError } from "../base/expectedError";
import type { AccessRule } from "../identity/accessRule";
import { providerOf } from "../identity/providers";
import { readingFor } from "../identity/wantedClaims";
import { upstreamKey } from "../protocol/upstream";
import { upstreamText } from "../presentation/shareText";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import { sentenceLine } from "./dialog/sentence";
import { askWho } from "./dialog/whoStep";
import { runWizard } from "./dialog/wizard";
import type { ChoiceStore } from "./stores/shareChoices";

export interface ChangeRuleParts {
  readonly registry: Pick<ShareRegistry, "change">;
  readonly choices: Pick<ChoiceStore, "rememberChange">;
  readonly signal: AbortSignal;
}

/**
 * Asks who may come in to a share that runs, with the present answer; the line that is picked is the consent. It acts at once.
 * Rejects with Cancelled when the person leaves. @throws ExpectedError `workspace.untrusted`
 */
export async function changeRule({ registry, choices, signal }: ChangeRuleParts, { spec, state }: Share): Promise<void> {
  if (!workspace.isTrusted) throw new ExpectedError("workspace.untrusted");
  const host = "address" in state ? new URL(state.address).host : undefined;
  const step = {
    asks: () => true,
    ask: (rule: AccessRule, frame: Parameters<typeof askWho>[0]) =>
      askWho<AccessRule>(frame, { present: rule, known: { ...providerOf(spec.provider), person: readingFor(spec.provider) }, ownTunnel: spec.tunnel.kind === "custom", line: (typed) => sentenceLine(typed, { ...spec, rule: typed, host }), below: () => [], settle: (typed) => typed }),
  };
  const rule = await runWizard([step], spec.rule, l10n.t("Change who may come in"), signal);
  if (!(await registry.change(spec.id, { rule }))) {
    void window.showInformationMessage(l10n.t("{app} is not shared any more", { app: upstreamText(spec.upstream) }));
    return;
  }
  await choices.rememberChange(upstreamKey(spec.upstream), spec.provider.id, { rule });
}

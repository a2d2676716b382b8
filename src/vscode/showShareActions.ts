import { commands as editor, l10n, window, type QuickPickItem } from "vscode";
import { Cancelled } from "../base/expectedError";
import { commands, type CommandId } from "../contributions";
import { shareLabel } from "../presentation/shareText";
import type { Share } from "../shares/share";
import { canOpen } from "./address";
import { addressOf, hasPolicy, isRunning, pickShare } from "./pickShare";
import { say } from "./say";

interface ActionItem extends QuickPickItem {
  readonly command: CommandId;
}

/** What a click on the status bar offers; with several shares first which one. Each line runs the command of that name. */
export async function showShareActions(shares: readonly Share[], given: Share | undefined): Promise<void> {
  const share = given ?? (await pickShare(shares));
  const address = addressOf(share);
  const picked = await window.showQuickPick(actionsFor(share), { title: say(shareLabel(share)), ...(address === undefined ? {} : { placeHolder: address }) });
  if (!picked) throw new Cancelled();
  await editor.executeCommand(picked.command, { shareId: share.spec.id });
}

function actionsFor(share: Share): readonly ActionItem[] {
  const live = share.state.kind === "live";
  const items: readonly (ActionItem & { readonly fits: boolean })[] = [
    { label: `$(sync) ${l10n.t("Try to reconnect now")}`, command: commands.tryNow, fits: share.state.kind === "reconnecting" },
    { label: `$(copy) ${l10n.t("Copy address")}`, command: commands.copyAddress, fits: addressOf(share) !== undefined },
    { label: `$(link-external) ${l10n.t("Open in browser")}`, command: commands.openAddress, fits: live && canOpen(share.spec.tunnel) },
    { label: `$(mail) ${l10n.t("Copy invitation")}`, command: commands.copyInvitation, fits: live },
    { label: `$(organization) ${l10n.t("Change who may come in")}`, command: commands.changeRule, fits: isRunning(share) },
    { label: `$(beaker) ${l10n.t("Test SSO")}`, command: commands.testSso, fits: true },
    { label: `$(settings-gear) ${l10n.t("Share options")}`, command: commands.changeOptions, fits: isRunning(share) },
    { label: `$(json) ${l10n.t("Preview traffic policy")}`, command: commands.previewPolicy, fits: hasPolicy(share) },
    { label: `$(add) ${l10n.t("Add a port behind a path…")}`, command: commands.addRoute, fits: isRunning(share) },
    { label: `$(trash) ${l10n.t("Remove route")}`, command: commands.removeRoute, fits: isRunning(share) && (share.spec.routes ?? []).length > 0 },
    { label: `$(export) ${l10n.t("Take it elsewhere…")}`, command: commands.takeElsewhere, fits: true },
    { label: `$(sign-out) ${l10n.t("Sign everyone out")}`, command: commands.signEveryoneOut, fits: share.visitors.length > 0 },
    { label: `$(debug-stop) ${l10n.t("Stop share")}`, command: commands.stopShare, fits: isRunning(share) },
    { label: `$(close) ${l10n.t("Remove from list")}`, command: commands.removeShare, fits: share.state.kind === "failed" },
    { label: `$(list-tree) ${l10n.t("Show in sidebar")}`, command: commands.showInSidebar, fits: true },
  ];
  return items.filter(({ fits }) => fits);
}

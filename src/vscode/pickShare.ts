import { l10n, window, type QuickPickItem } from "vscode";
import { Cancelled } from "../base/expectedError";
import type { ProvenAddress } from "../shares/provenAddress";
import type { Share } from "../shares/share";
import { say } from "./say";
import { shareLabel, shareStateText } from "../presentation/shareText";

/** Where the share can be opened, or could be until its connection was lost. */
export function addressOf({ state }: Share): ProvenAddress | undefined {
  return state.kind === "live" || state.kind === "reconnecting" ? state.address : undefined;
}

/** Where visitors come in just now. */
export function liveAddressOf(share: Share): ProvenAddress | undefined {
  return share.state.kind === "live" ? share.state.address : undefined;
}

export function isRunning({ state }: Share): boolean {
  return state.kind === "starting" || state.kind === "live" || state.kind === "reconnecting";
}

/** Whether ngrok's edge carries a traffic policy of ours out for it. */
export function hasPolicy(share: Share): boolean {
  return isRunning(share) && share.spec.enforcement === "edge";
}

/** The one share, or the one that is picked of several. Rejects with Cancelled when there is none or none is picked. */
export async function pickShare(shares: readonly Share[]): Promise<Share> {
  const [only] = shares;
  if (only && shares.length === 1) return only;
  const items = shares.map((share): QuickPickItem & { readonly share: Share } => ({ label: say(shareLabel(share)), description: say(shareStateText(share)), share }));
  const picked = items.length === 0 ? undefined : await window.showQuickPick(items, { placeHolder: l10n.t("Which share?") });
  if (!picked) throw new Cancelled();
  return picked.share;
}

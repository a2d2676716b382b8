import { l10n } from "vscode";
import { inert } from "../../base/inert";
import { upstreamText } from "../../presentation/shareText";
import { addressHolder } from "../../shares/addressHolder";
import type { Share } from "../../shares/share";
import { askPick, type Entry } from "./askPick";
import type { Draft, ShareDialogParts } from "./draft";
import type { Checking } from "./quickInput";
import type { Step } from "./wizard";

/** A way on where another share of this window has the address. */
export interface WayOn {
  readonly label: string;
  readonly detail: string;
  readonly take: (checking: Checking) => Promise<Draft> | Draft;
}

/** Found before ngrok says so: another share of this window is at this address. @param more further ways, offered first */
export function addressTakenStep(parts: ShareDialogParts, more: (draft: Draft, holder: Share) => readonly WayOn[] = () => []): Step<Draft> {
  const holderOf = ({ tunnel, origin, domainAsked }: Draft): Share | undefined =>
    tunnel?.kind !== "ngrok" || tunnel.cloud || domainAsked ? undefined : addressHolder(parts.registry.shares, { origin, domain: tunnel.domain });
  return {
    asks: (draft) => holderOf(draft) !== undefined,
    ask(draft, frame) {
      const holder = holderOf(draft);
      if (!holder) return Promise.resolve(draft);
      const app = upstreamText(holder.spec.upstream);
      const address = draft.tunnel?.kind === "ngrok" && draft.tunnel.domain !== undefined ? draft.tunnel.domain : draft.origin === undefined ? "" : new URL(draft.origin).host;
      const ways: readonly WayOn[] = [
        ...more(draft, holder),
        {
          label: l10n.t("Stop {0} and use its address", app),
          detail: l10n.t("Its visitors lose it at once"),
          take: async () => {
            await parts.registry.stop(holder.spec.id);
            return draft;
          },
        },
        { label: l10n.t("Choose another address…"), detail: l10n.t("One of your ngrok account, for this share alone"), take: () => ({ ...draft, change: "address", domainAsked: true }) },
      ];
      return askPick<WayOn, Draft>(frame, {
        placeholder: l10n.t("{address} is taken: {app} is shared there", { address: inert(address, 253), app }),
        entries: () => ways.map((way): Entry<WayOn> => ({ label: way.label, detail: way.detail, value: way })),
        settle: async (way, checking) => ({ answer: await way.take(checking) }),
      });
    },
  };
}

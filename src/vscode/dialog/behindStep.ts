// S23: instead of an address of its own, a path of one that is live in this window already.
import { addRouteDetail, putBehindText } from "../../presentation/routesText";
import { shareLabel } from "../../presentation/shareText";
import { mostRoutes } from "../../protocol/routes";
import { upstreamKey } from "../../protocol/upstream";
import type { Share } from "../../shares/share";
import { say } from "../say";
import type { WayOn } from "./addressTakenStep";
import { askPrefix } from "./askPrefix";
import type { Draft, ShareDialogParts } from "./draft";
import type { Entry } from "./askPick";
import type { Step } from "./wizard";

/** The shares whose address another port can be put behind. */
export function sharesToJoin(shares: readonly Share[], { upstream }: Draft): readonly Share[] {
  return shares.filter(({ spec, state }) => {
    const other = upstream && upstreamKey(spec.upstream) !== upstreamKey(upstream);
    return other === true && state.kind === "live" && (spec.routes ?? []).length < mostRoutes;
  });
}

export function behindEntry<T>(value: T, { upstream }: Draft, share: Share): Entry<T> {
  if (!upstream) throw new Error("The address is asked for before the port");
  return { label: say(putBehindText(upstream, shareLabel(share))), value };
}

/** Offered where another share of this window has the address. */
export function wayBehind(draft: Draft, holder: Share): readonly WayOn[] {
  return sharesToJoin([holder], draft).map((share) => ({ label: behindEntry(undefined, draft, share).label, detail: say(addRouteDetail()), take: () => ({ ...draft, behind: share }) }));
}

export function prefixStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ behind }) => behind !== undefined,
    ask(draft, frame) {
      const { upstream, behind } = draft;
      if (!upstream || !behind) throw new Error("The path is asked for before the port");
      const share = () => parts.registry.shares.find(({ spec }) => spec.id === behind.spec.id) ?? behind;
      return askPrefix<Draft>(frame, { upstream, share, settle: (joined) => ({ ...draft, joined }) });
    },
  };
}

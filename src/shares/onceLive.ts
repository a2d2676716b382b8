import type { Share } from "./share";
import type { ShareRegistry } from "./shareRegistry";

/** The share as it is once a stranger was proven to be turned away from it; undefined where it ends before. As long as that takes. */
export function onceLive({ shares, onDidChange }: Pick<ShareRegistry, "shares" | "onDidChange">, shareId: string): Promise<Share | undefined> {
  const settled = (all: readonly Share[]): { readonly share: Share | undefined } | undefined => {
    const share = all.find(({ spec }) => spec.id === shareId);
    if (share?.state.kind === "live") return { share };
    return share?.state.kind === "starting" || share?.state.kind === "reconnecting" ? undefined : { share: undefined };
  };
  return new Promise((resolve) => {
    const now = settled(shares);
    if (now) {
      resolve(now.share);
      return;
    }
    const listening = onDidChange((all) => {
      const then = settled(all);
      if (!then) return;
      listening.dispose();
      resolve(then.share);
    });
  });
}

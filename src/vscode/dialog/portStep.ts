import { ExpectedError } from "../../base/expectedError";
import { upstreamKey, type UpstreamKey } from "../../protocol/upstream";
import { askUpstream } from "./askUpstream";
import type { Draft, ShareDialogParts } from "./draft";
import { proposedDraft, type Proposal } from "./proposal";
import { rememberedDraft } from "./rememberedDraft";
import type { Step } from "./wizard";

/** Which port: one of those that something listens on, or a number. @param proposal what to begin with */
export function portStep(parts: ShareDialogParts, proposal?: Proposal): Step<Draft> {
  return {
    asks: () => true,
    ask: (_draft, frame) =>
      askUpstream<Draft>(frame, {
        shares: () => parts.registry.shares,
        before: [...parts.choices.read().byPort.keys()].reverse().filter((key) => !isShared(parts, key)),
        prefill: proposal && String(proposal.port),
        refused: (key) => (isShared(parts, key) ? new ExpectedError("share.alreadyRunning", typeof key === "number" ? { port: key } : { path: key }) : undefined),
        settle(upstream, listens, signal) {
          const proposed = "port" in upstream && proposal?.port === upstream.port ? proposal : undefined;
          const app = listens || !proposed ? upstream : { ...upstream, scheme: proposed.scheme };
          return proposed?.client ? proposedDraft(proposed, app) : rememberedDraft(parts, app, signal);
        },
      }),
  };
}

function isShared({ registry }: ShareDialogParts, key: UpstreamKey): boolean {
  return registry.shares.some(({ spec, state }) => upstreamKey(spec.upstream) === key && state.kind !== "failed" && state.kind !== "stopped");
}


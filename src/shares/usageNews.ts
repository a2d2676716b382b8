import { DisposableStore, type Disposable } from "../base/disposable";
import type { ShareSpec } from "../protocol/shareSpec";
import type { AgentProcess } from "./agentProcess";
import type { NgrokUsage } from "./ngrokUsage";

/** Counts for the month what the gates tell: requests of shares through ngrok, and people who signed in at its edge. */
export function countUsage(agent: Pick<AgentProcess, "onRequested" | "onVisitors">, usage: Pick<NgrokUsage, "addRequests" | "addPerson">, specOf: (shareId: string) => ShareSpec | undefined): Disposable {
  const held = new DisposableStore();
  held.add(
    agent.onRequested(({ shareId, count }) => {
      const tunnel = specOf(shareId)?.tunnel;
      if (tunnel?.kind === "ngrok") usage.addRequests(tunnel, count);
    }),
  );
  held.add(
    agent.onVisitors(({ shareId, visitors }) => {
      const spec = specOf(shareId);
      if (spec?.tunnel.kind !== "ngrok" || spec.enforcement !== "edge") return;
      for (const { subject, program } of visitors) if (program !== true) usage.addPerson(spec.tunnel, { issuer: spec.provider.issuer, subject });
    }),
  );
  return held;
}

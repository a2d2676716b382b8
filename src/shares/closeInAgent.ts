import { inert } from "../base/inert";
import { toAgent } from "../protocol/messages";
import { upstreamName } from "../protocol/upstream";
import type { ShareRunOptions } from "./shareRunOptions";
import { toFailure } from "./toFailure";

/** Gate and tunnel closed, or why not, in the log. @param mostMs bounds it */
export async function closeInAgent({ agent, spec, log }: Pick<ShareRunOptions, "agent" | "spec" | "log">, mostMs: number): Promise<void> {
  // Without a process there is nothing to close; starting one for that would be absurd.
  if (!agent.running) return;
  await agent.call(toAgent.closeShare, { shareId: spec.id }, { deadline: mostMs }).catch((error: unknown) => {
    const { code, facts } = toFailure(error);
    log.warn(`Closing ${upstreamName(spec.upstream)}: ${code} ${inert(JSON.stringify(facts), 300)}`);
  });
}

// An extension host without an editor: it starts the share that it is told to, says so, and waits to be killed.
import { systemClock } from "../../src/base/clock";
import type { ShareSpec } from "../../src/protocol/shareSpec";
import type { ShareSecrets } from "../../src/shares/share";
import { ShareRegistry } from "../../src/shares/shareRegistry";
import { MemoryLog } from "../fakes/memoryLog";
import { MemorySessions } from "../fakes/memorySessions";
import { agentPids } from "./processes";

export interface ParentOrder {
  readonly agentPath: string;
  readonly spec: ShareSpec;
  readonly secrets: ShareSecrets;
}

export interface ParentReport {
  readonly agentPid: number;
}

process.once("message", (message) => {
  const { agentPath, spec, secrets } = message as ParentOrder;
  const log = new MemoryLog();
  const registry = new ShareRegistry({ agentPath, clock: systemClock, log, fetch: (url, init) => fetch(url, init), certificateChecksOff: () => false, sessions: new MemorySessions() });
  void registry.start(spec, secrets, { signal: new AbortController().signal }).then(() => process.send?.({ agentPid: agentPids(log).at(-1) ?? 0 } satisfies ParentReport));
});

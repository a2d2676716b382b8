// Run by thread.test.ts in a Node.js that may not start child processes: shares on this machine, then through ngrok, and says what became of it.
import { systemClock } from "../../../src/base/clock";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import { ShareRegistry } from "../../../src/shares/shareRegistry";
import { MemoryLog } from "../../fakes/memoryLog";
import { MemorySessions } from "../../fakes/memorySessions";

const { agentPath, spec } = JSON.parse(process.argv[2] ?? "") as { agentPath: string; spec: ShareSpec };
const log = new MemoryLog();
const registry = new ShareRegistry({ agentPath, clock: systemClock, log, fetch: (url, init) => fetch(url, init), certificateChecksOff: () => false, sessions: new MemorySessions() });
const signal = AbortSignal.timeout(200_000);
const said: Record<string, unknown> = {};
try {
  said["address"] = await registry.start(spec, {}, { signal });
  said["stranger"] = (await fetch(String(said["address"]), { redirect: "manual" })).status;
  said["ngrok"] = await registry.learnOrigin({ kind: "ngrok", rootCertificates: "ngrok" }, "canary-token-4711", signal).catch((error: unknown) => (error instanceof Error && "code" in error ? error.code : String(error)));
  await registry.stopAll();
} catch (error) {
  said["error"] = String(error);
} finally {
  await registry.dispose();
}
process.stdout.write(JSON.stringify({ ...said, log: log.lines }));

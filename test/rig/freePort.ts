import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { listenOnLoopback } from "./upstreams/listening";

/** Below the ranges from which systems take ports by themselves, for whoever asks for any and for every outgoing connection. */
const [lowest, highest] = [20_000, 30_000];

/** A port that is free on both loopback addresses, and that nobody else is given while this process lives: not by the system, and not by this. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    const port = randomInt(lowest, highest);
    if (!(await isOurs(port))) continue;
    try {
      const { close } = await listenOnLoopback(() => createServer(), port);
      await close();
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || attempt >= 20) throw error;
    }
  }
}

/** The same files run at the same time on several Nodes. What tells them apart is held until the process ends, whether it tidies up or not. */
function isOurs(port: number): Promise<boolean> {
  if (process.platform !== "linux") return Promise.resolve(true);
  return new Promise((resolve) => {
    const claim = createServer().unref();
    claim.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    claim.listen(`\0port-of-a-test-${port}`, () => resolve(true));
  });
}

import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { listenOnLoopback } from "./upstreams/listening";

/** Below the ranges from which systems take ports by themselves, for whoever asks for any and for every outgoing connection. */
const [lowest, highest] = [20_000, 30_000];

/** A port that is free on both loopback addresses, and that nobody is given by chance before it is listened at. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    const port = randomInt(lowest, highest);
    try {
      const { close } = await listenOnLoopback(() => createServer(), port);
      await close();
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || attempt === 20) throw error;
    }
  }
}

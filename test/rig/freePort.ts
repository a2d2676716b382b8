import { createServer } from "node:net";
import { listenOnLoopback } from "./upstreams/listening";

/** A port that is free on both loopback addresses now. */
export async function freePort(): Promise<number> {
  const { port, close } = await listenOnLoopback(() => createServer());
  await close();
  return port;
}

import { env, Uri } from "vscode";
import type { ShareRegistry } from "../shares/shareRegistry";
import { isRunning, pickShare } from "./pickShare";

/**
 * Stops one of this window's shares, so that there is room for another; without one, opens the page of what runs elsewhere.
 * @returns whether one was stopped. Rejects with Cancelled when none is picked.
 */
export async function stopOther(registry: Pick<ShareRegistry, "shares" | "stop">, url: string): Promise<boolean> {
  const running = registry.shares.filter(isRunning);
  if (running.length === 0) {
    await env.openExternal(Uri.parse(url, true));
    return false;
  }
  const picked = await pickShare(running);
  await registry.stop(picked.spec.id);
  return true;
}

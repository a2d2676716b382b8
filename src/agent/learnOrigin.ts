import { openClosedGate } from "../gate/closedGate";
import type { TunnelSpec } from "../protocol/shareSpec";
import type { NgrokSessions } from "../tunnels/ngrok";
import { ngrokAccount } from "./openShares";

/** Opens a tunnel onto a gate that is closed to everyone, so that the account's address is known, and closes it again. */
export async function learnOrigin(sessions: NgrokSessions, tunnel: TunnelSpec, authtoken: string | undefined, signal: AbortSignal): Promise<string> {
  if (tunnel.kind === "custom") return tunnel.origin;
  if (tunnel.kind === "local") return tunnel.origin ?? `http://localhost:${tunnel.port}`;
  if (tunnel.cloud) return tunnel.cloud.url;
  const gate = await openClosedGate();
  try {
    const open = await sessions
      .tunnel(ngrokAccount(tunnel, authtoken), { domain: tunnel.domain, trafficPolicy: undefined, secrets: [] })
      .open(gate.door, signal);
    await open.close();
    return open.publicOrigin;
  } finally {
    await gate.close();
  }
}

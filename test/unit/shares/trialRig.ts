import { newShareId } from "../../../src/shares/shareRegistry";
import type { TrialSpec } from "../../../src/protocol/trial";
import type { TunnelSpec } from "../../../src/protocol/shareSpec";
import { freePort } from "../../rig/freePort";
import type { ShareRig } from "../../rig/shareRig";
import type { Visit, Visitor } from "../../rig/visitor";

export { startShareRig, type ShareRig } from "../../rig/shareRig";

export type VisitorAct = (visitor: Visitor, address: string) => Promise<Visit>;

export async function localTunnel(): Promise<TunnelSpec> {
  return { kind: "local", port: await freePort() };
}

export function trialSpec(rig: ShareRig, tunnel: TunnelSpec): TrialSpec {
  return { id: newShareId(), provider: rig.profile, tunnel };
}

export function registered(rig: ShareRig, tunnel: TunnelSpec): void {
  if (tunnel.kind === "local") rig.provider.register(`http://localhost:${tunnel.port}/.portcullis/callback`);
}

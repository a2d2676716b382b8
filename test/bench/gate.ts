// The gate as it is shipped: in the agent process, started and proven like any share, one visitor signed in.
import { startShareRig } from "../rig/shareRig";
import { freePort } from "../rig/freePort";
import { agentPids } from "../soak/processes";
import type { RunningProvider } from "../rig/provider/startProvider";
import type { Target } from "./target";

export interface GateTarget extends Target {
  /** The provider that it uses, for the others to use as well. */
  readonly provider: RunningProvider;
}

/** @param agentPath a bundle of the agent; default: one is built as for a release */
export async function startGateTarget(upstreamPort: number, agentPath?: string): Promise<GateTarget> {
  const rig = await startShareRig(agentPath === undefined ? {} : { agentPath });
  try {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    rig.provider.register(`${origin}/.portcullis/callback`);
    await rig.registry.start(rig.spec({ port: upstreamPort, tunnel: { kind: "local", port } }), rig.secrets, { signal: new AbortController().signal });
    const visitor = rig.visitor();
    const visit = await visitor.navigate(`${origin}/1k.bin`, { as: "alice@acme.com" });
    if (visit.status !== 200) throw new Error(`The gate did not let the visitor in: ${visit.status}`);
    const cookie = visitor.cookies.header(new URL(origin), { crossSite: false, method: "GET", topLevel: true }) ?? "";
    return { name: "gate", port, headers: { Host: `localhost:${port}`, Cookie: cookie }, pid: agentPids(rig.log).at(-1)!, provider: rig.provider, close: () => rig.close() };
  } catch (error) {
    await rig.close();
    throw error;
  }
}

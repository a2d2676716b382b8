import { toAgent, type OpenedShare } from "../protocol/messages";
import type { RootCertificates, ShareSpec, TunnelSpec } from "../protocol/shareSpec";
import type { AgentProcess } from "./agentProcess";
import type { ProofOptions } from "./proof";

/** Milliseconds. */
const quick = 5_000;

/** How a share that was opened is proven, with its own gate as the witness. */
export function proofOptions({ agent, spec }: { readonly agent: Pick<AgentProcess, "call">; readonly spec: Pick<ShareSpec, "id" | "enforcement" | "provider" | "tunnel"> }, { publicOrigin, authorizationEndpoint }: OpenedShare): ProofOptions {
  const ref = { shareId: spec.id };
  return {
    publicOrigin,
    authorizationEndpoint,
    enforcement: spec.enforcement,
    clientId: spec.provider.clientId,
    rootCertificates: rootCertificatesOf(spec.tunnel),
    witness: {
      expect: (marker, signal) => agent.call(toAgent.expectProof, { ...ref, marker }, { deadline: quick, signal }),
      collect: async (marker, signal) => (await agent.call(toAgent.collectProof, { ...ref, marker }, { deadline: quick, signal })).decisions,
    },
  };
}

/** A tunnel of the person's own may end at a proxy of their company's. */
function rootCertificatesOf(tunnel: TunnelSpec): RootCertificates | undefined {
  if (tunnel.kind === "local") return undefined;
  return tunnel.kind === "ngrok" ? tunnel.rootCertificates : "host";
}

import { toAgent, type OpenedShare } from "../protocol/messages";
import type { RootCertificates, TunnelSpec } from "../protocol/shareSpec";
import type { ProofOptions } from "./proof";
import type { ShareRunOptions } from "./shareRunOptions";

/** Milliseconds. */
const quick = 5_000;

/** How a share that was opened is proven, with its own gate as the witness. */
export function proofOptions({ agent, spec }: Pick<ShareRunOptions, "agent" | "spec">, { publicOrigin, authorizationEndpoint }: OpenedShare): ProofOptions {
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

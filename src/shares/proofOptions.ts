import { toAgent, type OpenedShare } from "../protocol/messages";
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
    rootCertificates: spec.tunnel.kind === "ngrok" ? spec.tunnel.rootCertificates : undefined,
    witness: {
      expect: async (marker, signal) => {
        await agent.call(toAgent.expectProof, { ...ref, marker }, { deadline: quick, signal });
      },
      collect: async (marker, signal) => (await agent.call(toAgent.collectProof, { ...ref, marker }, { deadline: quick, signal })).decisions,
    },
  };
}

// What the agent process is asked with a provider's documents at hand, beside any share.
import type { CloudEdge } from "../protocol/cloudEndpoint";
import { toAgent, type DiscoveredProviderRecord } from "../protocol/messages";
import type { ShareSpec, TunnelSpec } from "../protocol/shareSpec";
import type { AgentProcess } from "./agentProcess";
import type { ProviderChannel } from "./providerChannel";
import { ProviderInspection } from "./providerInspection";
import type { ShareSecrets } from "./share";
import { withProxy } from "./withProxy";

const askMs = 40_000;

export class ProviderQuestions {
  /** For "Test SSO". */
  readonly inspection: ProviderInspection;

  constructor(
    private readonly agent: Pick<AgentProcess, "call">,
    private readonly channel: Pick<ProviderChannel, "allow">,
    /** `host:port` of the editor's proxy, which ngrok's SDK can't use. */
    private readonly proxy: () => string | undefined = () => undefined,
  ) {
    this.inspection = new ProviderInspection(agent, channel);
  }

  /** Reads a provider's discovery document. @param address where to look, with or without its last slash */
  async discover(address: string, signal: AbortSignal): Promise<DiscoveredProviderRecord> {
    const grant = this.channel.allow(address);
    try {
      return await this.agent.call(toAgent.discover, { address }, { deadline: askMs, signal });
    } finally {
      grant.dispose();
    }
  }

  /** The public origin that this tunnel would have, learned by opening it onto a gate that is closed to everyone. */
  async learnOrigin(tunnel: TunnelSpec, authtoken: string | undefined, signal: AbortSignal): Promise<string> {
    try {
      return (await this.agent.call(toAgent.learnOrigin, { tunnel, ...(authtoken !== undefined && { authtoken }) }, { deadline: askMs, signal })).publicOrigin;
    } catch (error) {
      throw withProxy(error, this.proxy());
    }
  }

  /** The policy that a Cloud Endpoint has to have for this share: JSON, its secrets included. */
  async cloudPolicy(spec: ShareSpec, { clientSecret, endpoints }: ShareSecrets, edge: CloudEdge, signal: AbortSignal): Promise<string> {
    const grant = this.channel.allow(spec.provider.issuer, endpoints);
    try {
      const asked = { spec, ...(clientSecret !== undefined && { clientSecret }), cloud: edge };
      return (await this.agent.call(toAgent.cloudPolicy, asked, { deadline: askMs, signal })).policy;
    } finally {
      grant.dispose();
    }
  }
}

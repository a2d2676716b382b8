// A provider looked at by "Test SSO", each question with a way to the provider of its own, open for as long as it takes (S20).
import type { ProviderProfile } from "../identity/providerProfile";
import type { WantedClaims } from "../identity/wantedClaims";
import { toAgent, type InspectedProvider } from "../protocol/messages";
import type { AuthorizationAnswer, InspectedKeys } from "../protocol/providerInspection";
import type { AgentProcess } from "./agentProcess";
import type { ProviderChannel } from "./providerChannel";
import type { EndpointOrigins } from "./share";
import type { Failure } from "./shareState";

/** More than the agent process's own bounds, one after the other. */
const askMs = 50_000;

export interface AskedClient {
  /** Its issuer as the document has it. */
  readonly profile: ProviderProfile;
  /** Sent only where these are still the origins that the document names. */
  readonly endpoints: EndpointOrigins | undefined;
}

export class ProviderInspection {
  constructor(
    private readonly agent: Pick<AgentProcess, "call">,
    private readonly channel: Pick<ProviderChannel, "allow">,
  ) {}

  /** @param address the issuer as far as it is known @throws ExpectedError as `discover` */
  async document(address: string, signal: AbortSignal): Promise<InspectedProvider> {
    const grant = this.channel.allow(address);
    try {
      return await this.agent.call(toAgent.inspectProvider, { address }, { deadline: askMs, signal });
    } finally {
      grant.dispose();
    }
  }

  /** @param document whose keys are asked for; it is read once more, since only what it names now is asked */
  async keys({ discovered: { issuer, jwksUri }, idTokenAlgs }: InspectedProvider, signal: AbortSignal): Promise<InspectedKeys> {
    const grant = this.channel.allow(issuer);
    try {
      await this.agent.call(toAgent.inspectProvider, { address: issuer }, { deadline: askMs, signal });
      return await this.agent.call(toAgent.inspectKeys, { jwksUri, algorithms: [...idTokenAlgs] }, { deadline: askMs, signal });
    } finally {
      grant.dispose();
    }
  }

  /** What the token endpoint says to a code that nobody gave out. Undefined: nothing that is known as an error. */
  async client({ profile, endpoints }: AskedClient, clientSecret: string | undefined, redirectUri: string, signal: AbortSignal): Promise<Failure | undefined> {
    const grant = this.channel.allow(profile.issuer, endpoints);
    try {
      return (await this.agent.call(toAgent.askClient, { profile, ...(clientSecret !== undefined && { clientSecret }), redirectUri }, { deadline: askMs, signal })).failure;
    } finally {
      grant.dispose();
    }
  }

  /** How the authorization endpoint answers somebody who is not signed in. */
  async authorization({ profile, endpoints }: AskedClient, asked: { readonly redirectUri: string; readonly wanted: WantedClaims; readonly pkce: boolean; readonly silently: boolean }, signal: AbortSignal): Promise<AuthorizationAnswer> {
    const grant = this.channel.allow(profile.issuer, endpoints, { authorization: true });
    try {
      return await this.agent.call(toAgent.askAuthorization, { profile, ...asked }, { deadline: askMs, signal });
    } finally {
      grant.dispose();
    }
  }
}

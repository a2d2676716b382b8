import type { ProviderProfile } from "../identity/providerProfile";
import type { InspectedProvider } from "../protocol/messages";
import type { InspectedKeys } from "../protocol/providerInspection";
import type { ProviderInspection } from "../shares/providerInspection";
import type { Failure } from "../shares/shareState";
import { providerOf } from "../identity/providers";
import { authorizationVerdict, type AuthorizationVerdict } from "./authorizationVerdict";
import type { ProviderSubject } from "./providerSubject";

export type Inspection = Pick<ProviderInspection, "document" | "keys" | "client" | "authorization">;

/** Where the token request says that people come back to, while no address of a share is known. Nobody ever does. */
const noAddress = "https://localhost/.portcullis/callback";

/** What several checks of one run look at, asked once. */
export class ProviderLook {
  #document: Promise<InspectedProvider> | undefined;
  readonly #answers = new Map<"gate" | "edge", Promise<AuthorizationVerdict>>();

  constructor(
    readonly subject: ProviderSubject,
    private readonly inspection: Inspection,
  ) {}

  document(signal: AbortSignal): Promise<InspectedProvider> {
    this.#document ??= this.inspection.document(this.subject.profile.issuer, signal);
    return this.#document;
  }

  async keys(signal: AbortSignal): Promise<InspectedKeys> {
    return this.inspection.keys(await this.document(signal), signal);
  }

  /** The token endpoint's answer to a made-up code. */
  async client(signal: AbortSignal): Promise<Failure | undefined> {
    const { redirectUris, clientSecret } = this.subject;
    return this.inspection.client(await this.#client(signal), clientSecret, redirectUris.gate ?? redirectUris.edge ?? noAddress, signal);
  }

  /** How a sign-in request of the gate, or of ngrok's edge, is answered to a stranger. */
  authorization(by: "gate" | "edge", redirectUri: string, signal: AbortSignal): Promise<AuthorizationVerdict> {
    const known = this.#answers.get(by);
    if (known) return known;
    const asked = this.#authorization(by, redirectUri, signal);
    this.#answers.set(by, asked);
    return asked;
  }

  async #authorization(by: "gate" | "edge", redirectUri: string, signal: AbortSignal): Promise<AuthorizationVerdict> {
    const client = await this.#client(signal);
    const ask = async (silently: boolean) => {
      const request = { redirectUri, wanted: this.subject.wanted ?? { groups: false, claims: [] }, pkce: by === "gate", silently };
      return authorizationVerdict(await this.inspection.authorization(client, request, signal), providerOf(client.profile));
    };
    const silent = await ask(true);
    // A provider that knows no prompt=none may say more without it.
    return silent.registered === "unknown" && silent.refusal === undefined ? ask(false) : silent;
  }

  async #client(signal: AbortSignal): Promise<{ readonly profile: ProviderProfile; readonly endpoints: ProviderSubject["endpoints"] }> {
    const { profile, endpoints } = this.subject;
    const { discovered } = await this.document(signal);
    return { profile: { ...profile, id: "looked-at", name: "looked at", issuer: discovered.issuer }, endpoints };
  }
}

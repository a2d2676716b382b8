import { providerOf } from "../../identity/providers";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { ClientDraft, ShareDialogParts } from "./draft";

/** A saved provider with what rests beside it in the secret store. */
export async function savedClient({ secrets }: Pick<ShareDialogParts, "secrets">, profile: ProviderProfile): Promise<ClientDraft> {
  const stored = await secrets.client(profile);
  const publicClient = profile.clientAuthentication === "none";
  return {
    kind: providerOf(profile).kind,
    saved: profile,
    discovered: undefined,
    clientId: profile.clientId,
    clientSecret: publicClient ? "" : stored?.clientSecret,
    endpoints: stored?.endpoints,
    secretAsked: !publicClient && stored?.clientSecret === undefined,
  };
}

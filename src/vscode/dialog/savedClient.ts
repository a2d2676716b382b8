import { providerOf } from "../../identity/providers";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { ClientDraft, ShareDialogParts } from "./draft";

/** A saved provider with what rests beside it in the secret store. */
export async function savedClient({ secrets }: Pick<ShareDialogParts, "secrets">, profile: ProviderProfile): Promise<ClientDraft> {
  const stored = await secrets.client(profile);
  const publicClient = profile.clientAuthentication === "none";
  const { vaultSecret } = profile;
  return {
    kind: providerOf(profile).kind,
    saved: profile,
    discovered: undefined,
    clientId: profile.clientId,
    clientSecret: vaultSecret ? undefined : publicClient ? "" : stored?.clientSecret,
    ...(vaultSecret && { vaultSecret }),
    endpoints: stored?.endpoints,
    secretAsked: !publicClient && !vaultSecret && stored?.clientSecret === undefined,
  };
}

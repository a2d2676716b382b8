import type { ProviderProfile } from "../identity/providerProfile";
import { maskSecrets } from "../ngrok/sdkErrors";

export type Mask = (text: string) => string;

/** A provider may repeat what it was sent. Before anything is cut off, so that no part of the secret is left over. */
export function secretMask({ clientId }: Pick<ProviderProfile, "clientId">, secret: string | undefined): Mask {
  if (secret === undefined) return (text) => text;
  const form = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
  const sent = [secret, form(secret), Buffer.from(secret).toString("base64"), Buffer.from(`${form(clientId)}:${form(secret)}`).toString("base64")];
  return (text) => maskSecrets(text, sent);
}

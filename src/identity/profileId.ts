import { createHash } from "node:crypto";
import type { ProviderProfile } from "./providerProfile";

/** The same for the same client, and never one that another client has: a profile keeps its id when its issuer is changed. */
export function profileIdFor({ kind, issuer, clientId }: Pick<ProviderProfile, "kind" | "issuer" | "clientId">, saved: readonly ProviderProfile[]): string {
  for (let attempt = 0; ; attempt += 1) {
    const hash = createHash("sha256").update(JSON.stringify(attempt === 0 ? [issuer, clientId] : [issuer, clientId, attempt])).digest("hex");
    const id = `${kind}-${hash.slice(0, 12)}`;
    const holder = saved.find((profile) => profile.id === id);
    if (!holder || (holder.issuer === issuer && holder.clientId === clientId)) return id;
  }
}

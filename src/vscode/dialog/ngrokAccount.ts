import type { ShareDialogParts } from "./draft";
import { tunnelSpec } from "../../shares/shareChoice";
import { ngrokServer } from "../stores/ngrokSettings";

/** The address of an authtoken's account: shows that ngrok takes the token, and is what has to be registered at the provider. */
export async function originOfAccount({ registry }: Pick<ShareDialogParts, "registry">, authtoken: string, signal: AbortSignal): Promise<string> {
  return registry.learnOrigin(tunnelSpec({ kind: "ngrok" }, { ngrok: await ngrokServer(signal) }), authtoken, signal);
}

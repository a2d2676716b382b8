// What ngrok's configuration proposes to share: the dialogue asks about the rest, and its sentence is the consent.
import { knownProviders } from "../../identity/providers";
import { kindOfIssuer } from "../../identity/providers/kindOfIssuer";
import { providerProfileSchema } from "../../identity/providerProfile";
import { vaultSecretSchema } from "../../identity/vaultSecret";
import type { AccessRule } from "../../identity/accessRule";
import { ExpectedError } from "../../base/expectedError";
import type { ConfigSignIn } from "../../ngrok/configSignIn";
import type { Upstream } from "../../protocol/upstream";
import { originsOf } from "../../shares/secretKeys";
import type { FoundAuthtoken } from "../stores/foundAuthtokens";
import { savedClient } from "./savedClient";
import { emptyDraft, type ClientDraft, type Draft, type ShareDialogParts } from "./draft";

export interface Proposal {
  readonly port: number;
  /** What the app speaks, where it can't be asked. */
  readonly scheme: "http" | "https";
  /** Who signs people in, looked at by its discovery document; undefined: it is asked. */
  readonly client: ClientDraft | undefined;
  readonly rule: AccessRule | undefined;
  /** The address that it has at ngrok, as `domainFromInput` has it: offered, and tried there and then. */
  readonly domain: string | undefined;
  /** Offered beside those that lie about elsewhere. */
  readonly authtoken: FoundAuthtoken | undefined;
}

/**
 * A client that is saved already is taken as it is saved, unless the file has a secret of its own.
 *
 * @throws ExpectedError what `discover` throws, as in the dialogue; `oidc.issuerNotAllowed` { address } for what is no https address
 */
export async function proposedClient(parts: Pick<ShareDialogParts, "registry" | "secrets" | "providers">, signIn: ConfigSignIn, signal: AbortSignal): Promise<ClientDraft> {
  const kind = kindOfIssuer(signIn.issuer);
  const address = knownProviders[kind].issuerFromInput(signIn.issuer);
  if (address === undefined) throw new ExpectedError("oidc.issuerNotAllowed", { address: signIn.issuer });
  const discovered = await parts.registry.discover(address, signal);
  const clientSecret = signIn.clientSecret.kind === "value" ? signIn.clientSecret.value.trim() : undefined;
  const saved = parts.providers.read().profiles.find(({ issuer, clientId }) => issuer === discovered.issuer && clientId === signIn.clientId);
  const vaultSecret = signIn.clientSecret.kind === "vault" ? vaultSecretSchema.safeParse(signIn.clientSecret).data : undefined;
  if (saved && clientSecret === undefined && !vaultSecret) return savedClient(parts, saved);
  const scopes = signIn.scopes.filter((scope) => providerProfileSchema.shape.scopes.safeParse([scope]).success);
  return {
    kind,
    saved: undefined,
    discovered,
    clientId: signIn.clientId,
    clientSecret,
    endpoints: originsOf(discovered),
    secretAsked: clientSecret === undefined && !vaultSecret,
    ...(vaultSecret && { vaultSecret }),
    scopes: [...new Set([...knownProviders[kind].scopes, ...scopes])].slice(0, 20),
  };
}

/** ngrok had this client secret and ran the sign-in, and its callback is what the provider knows: so it goes on, unless the person says otherwise. */
export function proposedDraft({ client, rule, domain }: Proposal, upstream: Upstream): Draft {
  return { ...emptyDraft, upstream, proposed: true, client, rule, enforcement: "edge", tunnel: domain === undefined ? undefined : { kind: "ngrok", domain } };
}

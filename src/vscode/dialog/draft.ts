// What the dialogue knows so far, and what it needs to know more.
import { ExpectedError } from "../../base/expectedError";
import type { Log } from "../../base/log";
import type { SessionStore } from "../../base/stores";
import type { AccessRule } from "../../identity/accessRule";
import type { ProviderKind, ProviderProfile } from "../../identity/providerProfile";
import type { VaultSecret } from "../../identity/vaultSecret";
import type { DiscoveredProviderRecord } from "../../protocol/messages";
import type { Route } from "../../protocol/routes";
import type { ShareOptions } from "../../protocol/shareOptions";
import type { CloudEdge } from "../../protocol/cloudEndpoint";
import type { Enforcement, ShareSpec, TunnelSpec } from "../../protocol/shareSpec";
import type { Upstream } from "../../protocol/upstream";
import type { LiveCloud } from "../../shares/cloud/cloudOffers";
import type { EndpointOrigins, Share, ShareChange, ShareSecrets } from "../../shares/share";
import type { ShareChoice } from "../../shares/shareChoice";
import type { NgrokAccountApi } from "../stores/ngrokAccountApi";
import type { ProviderSettings } from "../stores/providerSettings";
import type { SavedSecrets } from "../stores/savedSecrets";
import type { ChoiceStore } from "../stores/shareChoices";

export interface ShareDialogParts {
  /** The ShareRegistry, as far as the dialogue uses it. */
  readonly registry: {
    readonly shares: readonly Share[];
    stop(shareId: string): Promise<void>;
    change(shareId: string, changed: ShareChange): Promise<boolean>;
    learnOrigin(tunnel: TunnelSpec, authtoken: string | undefined, signal: AbortSignal): Promise<string>;
    discover(address: string, signal: AbortSignal): Promise<DiscoveredProviderRecord>;
    cloudPolicy(spec: ShareSpec, secrets: ShareSecrets, edge: CloudEdge, signal: AbortSignal): Promise<string>;
  };
  readonly api: Pick<NgrokAccountApi, "known">;
  /** Asks for ngrok's API key, and stores it. Rejects with Cancelled when the person leaves. */
  readonly askApiKey: () => Promise<void>;
  /** In an editor, to be read. @param json without a secret in it */
  readonly showText: (name: string, json: string) => Promise<void>;
  /** Of this product. */
  readonly version: string;
  readonly secrets: SavedSecrets;
  readonly providers: ProviderSettings;
  readonly choices: ChoiceStore;
  readonly sessions: Pick<SessionStore, "claim">;
  readonly log: Log;
}

export type Change = "rule" | "provider" | "address" | "enforcement";

/** The OpenID client, as far as it is known: a saved one, or one that is being described. */
export interface ClientDraft {
  readonly kind: ProviderKind;
  readonly saved: ProviderProfile | undefined;
  readonly discovered: DiscoveredProviderRecord | undefined;
  readonly clientId: string | undefined;
  /** Empty: a public client. Undefined: not known. */
  readonly clientSecret: string | undefined;
  /** What was stored beside the secret (S20). */
  readonly endpoints: EndpointOrigins | undefined;
  /** The secret is not stored: it has to be asked for, and saved. */
  readonly secretAsked: boolean;
  /** Where the client secret rests in ngrok's vault, and not here. */
  readonly vaultSecret?: VaultSecret | undefined;
  /** That has to be typed. */
  readonly vaultAsked?: boolean;
  /** Other than the provider's usual ones. */
  readonly scopes?: readonly string[];
}

export interface Draft {
  readonly upstream: Upstream | undefined;
  /** A choice of before is offered as one sentence. */
  readonly remembered: boolean;
  /** Provider and client come from ngrok's configuration. */
  readonly proposed: boolean;
  readonly change: Change | undefined;
  readonly tunnel: ShareChoice["tunnel"] | undefined;
  /** Where the share will be, as far as that is known. */
  readonly origin: string | undefined;
  /** The address of the person's own tunnel has to be typed. */
  readonly customAsked: boolean;
  /** The Cloud Endpoint has to be picked. */
  readonly cloudAsked: boolean;
  /** How it was picked: to be made where nothing is `live`. */
  readonly cloud: { readonly live: LiveCloud | undefined; readonly replaces: boolean } | undefined;
  /** One of the ngrok account's addresses has to be chosen; otherwise it is the account's own. */
  readonly domainAsked: boolean;
  readonly authtoken: string | undefined;
  /** It has to be typed. */
  readonly authtokenAsked: boolean;
  /** It is not stored yet. */
  readonly authtokenNew: boolean;
  readonly client: ClientDraft | undefined;
  readonly rule: AccessRule | undefined;
  readonly enforcement: Enforcement;
  /** As remembered; changed while the share runs. */
  readonly options: ShareOptions | undefined;
  /** As remembered; changed while the share runs. */
  readonly routes: readonly Route[] | undefined;
  /** No share of its own: a path of this one's address leads to the port (S23). */
  readonly behind: Share | undefined;
  /** The routes that share has then. */
  readonly joined: readonly Route[] | undefined;
}

export const emptyDraft: Draft = {
  upstream: undefined,
  remembered: false,
  proposed: false,
  change: undefined,
  tunnel: undefined,
  origin: undefined,
  customAsked: false,
  cloudAsked: false,
  cloud: undefined,
  domainAsked: false,
  authtoken: undefined,
  authtokenAsked: false,
  authtokenNew: false,
  client: undefined,
  rule: undefined,
  enforcement: "gate",
  options: undefined,
  routes: undefined,
  behind: undefined,
  joined: undefined,
};

export const asksForAddress = (draft: Draft): boolean => !draft.remembered || draft.change === "address";
export const asksForProvider = (draft: Draft): boolean => (!draft.remembered && !draft.proposed) || draft.change === "provider";
export const asksForNewClient = (draft: Draft): boolean => asksForProvider(draft) && draft.client?.saved === undefined;

export function isCloud({ tunnel }: Draft): boolean {
  return tunnel?.kind === "ngrok" && tunnel.cloud !== undefined;
}

/** S8, and what ngrok needs: the edge can enforce only with a client secret, and only where the tunnel ends at it. */
export function edgeIsPossible({ tunnel, client }: Draft): boolean {
  return tunnel?.kind === "ngrok" && (client?.vaultSecret !== undefined || (client?.clientSecret !== undefined && client.clientSecret !== ""));
}

/** Without the client secret nobody but the edge can sign people in, and who may stand behind a Cloud Endpoint is for nobody else (S12). */
export function gateIsPossible(draft: Draft): boolean {
  return draft.client?.vaultSecret === undefined && !isCloud(draft);
}

/** @throws ExpectedError `edge.vaultNeedsEdge` where the client secret rests in ngrok's vault and the tunnel is another */
export function assertSecretWithinReach({ tunnel, client }: Pick<Draft, "tunnel" | "client">): void {
  if (client?.vaultSecret !== undefined && tunnel?.kind !== "ngrok") throw new ExpectedError("edge.vaultNeedsEdge", client.saved ? { provider: client.saved.name } : {});
}

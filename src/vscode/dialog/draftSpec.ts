// From the dialogue's draft to what is shared, kept in memory until it is live, and only then saved.
import { workspace } from "vscode";
import { inert } from "../../base/inert";
import type { AccessRule } from "../../identity/accessRule";
import { newProfile } from "../../identity/newProfile";
import type { ProviderProfile } from "../../identity/providerProfile";
import { cloudOf, withoutCloud } from "../../protocol/cloudEndpoint";
import type { ShareSpec } from "../../protocol/shareSpec";
import { upstreamKey } from "../../protocol/upstream";
import type { CloudAccess, CloudStart } from "../../shares/cloud/cloudAccess";
import type { ShareSecrets } from "../../shares/share";
import { sameShare, tunnelSpec, type ShareChoice } from "../../shares/shareChoice";
import { newShareId } from "../../shares/shareRegistry";
import type { NgrokServer } from "../../shares/secretKeys";
import { apiServer } from "../stores/apiSettings";
import { ngrokServer } from "../stores/ngrokSettings";
import { sessionLimits } from "../stores/sessionSettings";
import { edgeIsPossible, gateIsPossible, type Change, type ClientDraft, type Draft, type ShareDialogParts } from "./draft";

/** What the person chose: what to share, with which secrets, and how to remember it once it is live. */
export interface ShareToStart {
  readonly spec: ShareSpec;
  readonly secrets: ShareSecrets;
  /** @param started what really went live, where that is not `spec` itself (another enforcement) @param used with which secrets, where these were replaced since */
  readonly remember: (started?: ShareSpec, used?: ShareSecrets) => Promise<void>;
  /** The same with something else: asked for once more. @returns undefined when the person leaves */
  readonly again: (change: Change) => Promise<ShareToStart | undefined>;
}

/** A draft in which nothing is missing, in the words of a spec. */
type Complete = Pick<ShareSpec, "upstream" | "provider" | "rule" | "enforcement" | "options" | "routes"> & { readonly tunnel: ShareChoice["tunnel"]; readonly client: ClientDraft };

export async function shareToStart(parts: ShareDialogParts, draft: Draft, signal: AbortSignal): Promise<Omit<ShareToStart, "again">> {
  const complete = completed(draft, parts.providers.read().profiles);
  if (!complete) throw new Error("The dialogue ended with something missing");
  const { tunnel, client, ...chosen } = complete;
  const ngrok: NgrokServer = tunnel.kind === "ngrok" ? await ngrokServer(signal) : { rootCertificates: "ngrok" };
  const spec: ShareSpec = { id: await shareId(parts, { ...chosen, providerId: chosen.provider.id, tunnel }), ...chosen, tunnel: tunnelSpec(tunnel, { ngrok, localOrigin: draft.origin }), sessions: sessionLimits(), workspaceFolders: openFolders() };
  // A stored one is read for the very server that the spec names: the setting may have changed while the dialogue was open (S14).
  const authtoken = tunnel.kind !== "ngrok" ? undefined : draft.authtokenNew ? draft.authtoken : await parts.secrets.authtoken(ngrok);
  const clientSecret = client.clientSecret === "" ? undefined : client.clientSecret;
  const secrets: ShareSecrets = {
    ...(clientSecret !== undefined && { clientSecret }),
    ...(authtoken !== undefined && { authtoken }),
    ...(client.endpoints && { endpoints: client.endpoints }),
    ...(cloudOf(spec) && { cloud: await cloudAccess(parts, draft, signal) }),
  };
  return { spec, secrets, remember: (started = spec, used = secrets) => remember(parts, { spec: started, secrets: used, replaced: used !== secrets, draft, client, ngrok, tunnel }) };
}

/** Its secrets are kept for the API that the settings name now (S14). */
async function cloudAccess({ api, secrets, version }: ShareDialogParts, { cloud }: Draft, signal: AbortSignal): Promise<CloudAccess> {
  const { apiAddress } = await apiServer(signal);
  const start: CloudStart = cloud === undefined ? "use" : cloud.live === undefined ? "create" : cloud.replaces ? "replace" : "use";
  return { api: (within) => api.known(within), store: ({ url }) => secrets.cloudEdge(apiAddress, url), start, version };
}

/** The one of before where it is the same share and its visitors' sessions are ours to go on with (S13). */
async function shareId({ choices, sessions, log }: ShareDialogParts, chosen: Pick<ShareChoice, "providerId" | "rule" | "enforcement" | "tunnel"> & Pick<ShareSpec, "upstream">): Promise<string> {
  const before = sameShare(choices.read(), upstreamKey(chosen.upstream), chosen);
  const claimed = before !== undefined && (await sessions.claim(before).catch((error: unknown) => {
    log.warn(`Visitors' sessions can't be gone on with: ${inert(String(error), 200)}`);
    return false;
  }));
  return claimed ? before : newShareId();
}

function openFolders(): string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath).slice(0, 100);
}

interface ToRemember {
  readonly spec: ShareSpec;
  readonly secrets: ShareSecrets;
  /** Not as the dialogue ended: a secret was refused, and another given. */
  readonly replaced: boolean;
  readonly draft: Draft;
  readonly client: ClientDraft;
  readonly ngrok: NgrokServer;
  readonly tunnel: ShareChoice["tunnel"];
}

/** Secrets, then the profile, all or nothing; then the choice. */
async function remember({ secrets: store, providers, choices, registry }: ShareDialogParts, { spec, secrets, replaced, draft, client, ngrok, tunnel }: ToRemember): Promise<void> {
  const { provider, upstream, rule, enforcement, options, routes } = spec;
  const { clientSecret, authtoken, endpoints } = secrets;
  const changed = JSON.stringify(client.saved) !== JSON.stringify(provider);
  await store.save(
    {
      client: endpoints && (changed || client.secretAsked || replaced) ? { profile: provider, stored: { clientSecret, endpoints } } : undefined,
      authtoken: authtoken !== undefined && (draft.authtokenNew || replaced) ? { server: ngrok, authtoken } : undefined,
    },
    async () => {
      if (changed) await providers.save(provider);
    },
  );
  // Started at the gate in its place: then nothing of the Cloud Endpoint's is to be gone on with.
  const kept = tunnel.kind === "ngrok" && cloudOf(spec) === undefined ? withoutCloud(tunnel) : tunnel;
  const state = registry.shares.find((share) => share.spec.id === spec.id)?.state;
  const origin = state && "address" in state ? new URL(state.address).origin : draft.origin;
  await choices.remember(upstreamKey(upstream), { providerId: provider.id, shareId: spec.id, rule, enforcement, tunnel: kept, ...(options && { options }), ...(routes && { routes }), ...(origin !== undefined && { origin }) });
}

/** What the sentence and the spec are made of; undefined while something is missing. @param rule instead of the draft's own */
export function completed(draft: Draft, saved: readonly ProviderProfile[], rule: AccessRule | undefined = draft.rule): Complete | undefined {
  const { upstream, tunnel, client } = draft;
  const provider = client && profileOf(client, saved);
  if (!upstream || !tunnel || !provider || !rule) return undefined;
  return { upstream, tunnel, client, provider, rule, enforcement: !gateIsPossible(draft) ? "edge" : edgeIsPossible(draft) ? draft.enforcement : "gate", ...(draft.options && { options: draft.options }), ...(draft.routes && { routes: [...draft.routes] }) };
}

/** The profile that the client will have; one that is saved for this issuer and client ID already is kept. */
function profileOf({ kind, saved, discovered, clientId, clientSecret, vaultSecret, scopes }: ClientDraft, all: readonly ProviderProfile[]): ProviderProfile | undefined {
  if (saved && vaultSecret) return { ...saved, vaultSecret };
  if (saved) {
    const { vaultSecret: _, ...kept } = saved;
    return clientSecret === "" ? { ...kept, clientAuthentication: "none" } : saved.vaultSecret ? kept : saved;
  }
  if (!discovered || clientId === undefined) return undefined;
  const { issuer, tokenAuthMethods } = discovered;
  return newProfile({ kind, issuer, tokenAuthMethods, clientId, hasSecret: clientSecret !== "", vaultSecret, scopes }, all);
}

// What "Test SSO" is about: the row that it was called on, or what the person picks.
import { l10n, QuickPickItemKind, window, type QuickPickItem } from "vscode";
import * as z from "zod";
import { Cancelled } from "../../base/expectedError";
import { inert } from "../../base/inert";
import type { ProviderProfile } from "../../identity/providerProfile";
import { shareLabel, shareStateText } from "../../presentation/shareText";
import { withoutCloud } from "../../protocol/cloudEndpoint";
import type { TunnelSpec } from "../../protocol/shareSpec";
import type { Share } from "../../shares/share";
import { tunnelSpec, type ShareChoices } from "../../shares/shareChoice";
import { registeredPlace } from "../../shares/usedRedirectUris";
import type { ShareDialogParts } from "../dialog/draft";
import { freeLocalPort, localOrigin } from "../dialog/localPlace";
import { say } from "../say";
import { shareOf } from "../shareArgument";
import { ngrokServer } from "../stores/ngrokSettings";
import { sameClient } from "../providers/providerSights";
import type { TestTarget } from "./testSubject";

/** A provider's is tested once it is known where. */
export type PickedTarget = Extract<TestTarget, { kind: "share" }> | { readonly kind: "provider"; readonly profile: ProviderProfile };

const rowSchema = z.object({ providerId: z.string() });

/** @returns undefined where nothing is there to test. @throws Cancelled when the person leaves, or the row is gone by now */
export async function pickTarget(argument: unknown, shares: readonly Share[], profiles: readonly ProviderProfile[]): Promise<PickedTarget | undefined> {
  const share = shareOf(argument, shares);
  if (share) return ofShare(share);
  const row = rowSchema.safeParse(argument).data;
  if (row) {
    const profile = profiles.find(({ id }) => id === row.providerId);
    if (!profile) throw new Cancelled();
    return ofProvider(profile, shares);
  }
  return pick(shares, profiles);
}

function ofShare({ spec }: Share): PickedTarget {
  return { kind: "share", shareId: spec.id, upstream: spec.upstream };
}

/** At its own address, where a share of this window signs people in with it. */
function ofProvider(profile: ProviderProfile, shares: readonly Share[]): PickedTarget {
  const live = shares.find(({ spec, state }) => state.kind === "live" && sameClient(spec.provider, profile));
  return live ? ofShare(live) : { kind: "provider", profile };
}

async function pick(shares: readonly Share[], profiles: readonly ProviderProfile[]): Promise<PickedTarget | undefined> {
  const heading = (label: string): QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });
  const ofShares = shares.map((share) => ({ label: say(shareLabel(share)), description: say(shareStateText(share)), target: ofShare(share) }));
  const ofProfiles = profiles.map((profile) => ({ label: inert(profile.name, 80), description: inert(URL.parse(profile.issuer)?.host ?? ""), target: ofProvider(profile, shares) }));
  const [only, ...more] = [...ofShares, ...ofProfiles];
  if (!only) return undefined;
  if (more.length === 0) return only.target;
  const items: readonly (QuickPickItem & { readonly target?: PickedTarget })[] = [
    ...(ofShares.length > 0 ? [heading(l10n.t("Shares")), ...ofShares] : []),
    ...(ofProfiles.length > 0 ? [heading(l10n.t("Identity providers")), ...ofProfiles] : []),
  ];
  const picked = await window.showQuickPick(items, { title: l10n.t("Test SSO"), placeHolder: l10n.t("What is to be tested?"), matchOnDescription: true });
  if (!picked?.target) throw new Cancelled();
  return picked.target;
}

export type TrialWayParts = Pick<ShareDialogParts, "choices" | "registry" | "secrets">;

/**
 * Where a provider is tried that no share has: as it was chosen last for this provider, or registered when it was set up; else asked, where both ways are possible. Never behind a Cloud Endpoint: its sign-in is ngrok's.
 * @throws Cancelled when the person leaves
 */
export async function trialWay(parts: TrialWayParts, profile: ProviderProfile, signal: AbortSignal): Promise<TunnelSpec> {
  const server = await ngrokServer(signal);
  const authtoken = await parts.secrets.authtoken(server);
  const [remembered] = tunnelsOf(parts.choices.read(), profile.id);
  const kind = authtoken === undefined ? "local" : (remembered?.kind ?? registeredPlace(profile)?.kind ?? (await askWay()));
  if (kind === "custom" && remembered?.kind === "custom") return remembered;
  if (kind === "ngrok") return tunnelSpec(remembered?.kind === "ngrok" ? withoutCloud(remembered) : { kind: "ngrok" }, { ngrok: server });
  return wayHere(parts, profile, signal);
}

/** Another server or other certificates may be what helped. The port stays: its redirect URI is registered. */
export async function tunnelNow(tunnel: TunnelSpec, signal: AbortSignal): Promise<TunnelSpec> {
  return tunnel.kind === "ngrok" ? tunnelSpec(tunnel, { ngrok: await ngrokServer(signal) }) : tunnel;
}

/** At a localhost address: the provider's own, where it has one that is free, as its redirect URI is registered. */
export async function wayHere(parts: TrialWayParts, profile: ProviderProfile, signal: AbortSignal): Promise<TunnelSpec> {
  const own = tunnelsOf(parts.choices.read(), profile.id).find((tunnel) => tunnel.kind === "local" && !isTaken(parts, tunnel.port));
  const registered = registeredPlace(profile);
  const known = own?.kind === "local" ? own.port : registered?.kind === "local" && !isTaken(parts, registered.port) ? registered.port : undefined;
  const port = known ?? (await freeLocalPort(parts, undefined, signal));
  return tunnelSpec({ kind: "local", port }, { ngrok: await ngrokServer(signal), localOrigin: await localOrigin(port, signal) });
}

/** Of the shares that were made with it, the last one first. */
function tunnelsOf({ last, byPort }: ShareChoices, providerId: string) {
  return [...(last ? [last] : []), ...byPort.values()].filter((choice) => choice.providerId === providerId).map(({ tunnel }) => tunnel);
}

function isTaken({ registry }: TrialWayParts, port: number): boolean {
  return registry.shares.some(({ spec: { tunnel } }) => tunnel.kind !== "ngrok" && tunnel.port === port);
}

async function askWay(): Promise<"ngrok" | "local"> {
  const items = [
    { label: l10n.t("Through ngrok"), detail: l10n.t("At the account's own address"), kind: QuickPickItemKind.Default, way: "ngrok" as const },
    { label: l10n.t("On this machine only"), detail: l10n.t("At a localhost address"), kind: QuickPickItemKind.Default, way: "local" as const },
  ];
  const picked = await window.showQuickPick(items, { title: l10n.t("Test SSO"), placeHolder: l10n.t("Where does the sign-in come back to? Its redirect URI has to be registered") });
  if (!picked) throw new Cancelled();
  return picked.way;
}

// "Replace client secret…": the new one and the old one are tried before the switch. Shares that run go on with the old one until they are restarted.
import { env, l10n, Uri, window } from "vscode";
import { Cancelled, ExpectedError } from "../../base/expectedError";
import { inert } from "../../base/inert";
import type { Finding } from "../../diagnostics/check";
import { providerOf } from "../../identity/providers";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { DiscoveredProviderRecord } from "../../protocol/messages";
import { oldSecretFrom, rotatedText } from "../../presentation/rotationText";
import { clientSecrets, originsOf, sameEndpoints } from "../../shares/secretKeys";
import type { EndpointOrigins, Share, ShareSecrets } from "../../shares/share";
import { askOne, type Given } from "../dialog/askOne";
import { problemOf } from "../dialog/quickInput";
import { clientSecretQuestion } from "../dialog/secretQuestions";
import { say } from "../say";
import type { SavedSecrets } from "../stores/savedSecrets";
import type { AskParts } from "./askClient";
import { discoverExactly } from "./givenSecret";
import { saveProvider, type KeptParts } from "./keptProviders";
import { runsWith } from "./providerSights";

export interface RotateParts extends AskParts, KeptParts {
  readonly registry: AskParts["registry"] & { readonly shares: readonly Share[] };
  readonly secrets: KeptParts["secrets"] & Pick<SavedSecrets, "client">;
  /** By a token request that does no harm: whether the provider takes this secret. */
  readonly tryClient: (profile: ProviderProfile, tried: { readonly clientSecret: string; readonly endpoints: EndpointOrigins }, signal: AbortSignal) => Promise<Finding>;
  /** Stops the shares that run with this client, and starts them with these secrets. */
  readonly restart: (profile: ProviderProfile, secrets: Pick<ShareSecrets, "clientSecret" | "endpoints">) => Promise<void>;
  readonly setSecretExpiry: (profile: ProviderProfile) => Promise<void>;
  /** Runs to its end whatever becomes of the command; its failures are shown. */
  readonly later: (work: () => Promise<void>) => void;
}

interface NewSecret {
  readonly clientSecret: string;
  readonly endpoints: EndpointOrigins;
  readonly finding: Finding;
}

const vaultsPage = "https://dashboard.ngrok.com/vaults";

/** @throws Cancelled when the person leaves; then everything is as it was */
export async function rotateSecret(parts: RotateParts, profile: ProviderProfile): Promise<void> {
  if (profile.vaultSecret) return tellOfVault(profile);
  const { secrets, signal, registry } = parts;
  const present = await secrets.client(profile);
  const { secretExpires: _, ...rest } = profile;
  const replaced: ProviderProfile = rest.clientAuthentication === "none" ? { ...rest, clientAuthentication: providerOf(rest).preferredAuthentication } : rest;
  const given = await askNew(parts, replaced, present);
  // Tried at the same places, and before the new one takes its place: afterwards it is gone from here.
  const old = present?.clientSecret === undefined ? undefined : await parts.tryClient(profile, { clientSecret: present.clientSecret, endpoints: present.endpoints }, signal);
  if (given.finding.outcome === "unknown") await confirmUntried(profile);
  await saveProvider(parts, profile, replaced, { clientSecret: given.clientSecret, endpoints: given.endpoints });
  const running = registry.shares.filter((share) => runsWith(share, profile)).length;
  const text = say(rotatedText(profile.name, oldSecretFrom(old?.outcome), running));
  parts.later(() => tell(parts, replaced, text, { running, oldWorks: old !== undefined && old.outcome !== "failed" }));
}

/** Hidden, and tried there and then: one that the provider refuses is not taken. Where the secret may go must be as it was (S20). */
function askNew({ registry, tryClient, signal }: RotateParts, profile: ProviderProfile, present: Awaited<ReturnType<SavedSecrets["client"]>>): Promise<NewSecret> {
  const prompt = l10n.t("The new client secret of {0} at {1}. It is tried at the provider before it takes the place of the present one.", inert(profile.clientId, 80), inert(profile.name, 80));
  const question = clientSecretQuestion<Given<NewSecret>>(prompt, async (clientSecret, checking) => {
    if (clientSecret === present?.clientSecret) return { problem: { title: l10n.t("This is the present one"), advice: l10n.t("Make a new one at the provider and paste it here") } };
    const discovered = await discoverExactly(registry, profile.issuer, checking.signal);
    if (present && !sameEndpoints(present.endpoints, discovered)) throw endpointsChanged(profile, present.endpoints, discovered);
    const endpoints = originsOf(discovered);
    const finding = await tryClient(profile, { clientSecret, endpoints }, checking.signal);
    if (finding.outcome === "failed") return { problem: problemOf(refusal(finding)) };
    return { answer: { given: { clientSecret, endpoints, finding } } };
  });
  return askOne(l10n.t("Replace client secret"), signal, question);
}

function refusal({ failure }: Finding): ExpectedError {
  return failure ? new ExpectedError(failure.code, failure.facts) : new ExpectedError("oidc.clientRefused");
}

function endpointsChanged({ issuer }: ProviderProfile, stored: EndpointOrigins, discovered: DiscoveredProviderRecord): ExpectedError {
  const now = originsOf(discovered);
  const moved = now.token !== stored.token ? now.token : now.keys !== stored.keys ? now.keys : (now.userinfo ?? now.token);
  return new ExpectedError("oidc.endpointsChanged", { host: new URL(moved).host, issuerHost: new URL(issuer).host });
}

async function confirmUntried({ name }: ProviderProfile): Promise<void> {
  const use = l10n.t("Use it");
  const detail = l10n.t("The provider gave no answer that tells. If it is wrong, the next person who signs in finds out.");
  if ((await window.showWarningMessage(l10n.t("Use a client secret for {0} that could not be tried?", inert(name, 80)), { modal: true, detail }, use)) !== use) throw new Cancelled();
}

/** The notification stays until it is answered or put away. */
async function tell(parts: RotateParts, profile: ProviderProfile, text: string, { running, oldWorks }: { readonly running: number; readonly oldWorks: boolean }): Promise<void> {
  const restart = running === 1 ? l10n.t("Restart share") : l10n.t("Restart shares");
  const expiry = l10n.t("Set when it expires");
  const console = l10n.t("Open console");
  const url = providerOf(profile).consoleUrl(profile.issuer);
  const picked = await window.showInformationMessage(text, ...(running > 0 ? [restart] : []), expiry, ...(oldWorks && url !== undefined ? [console] : []));
  // As it is then: the notification may have stood there while it was replaced once more, and holds no secret.
  if (picked === restart) await parts.restart(profile, clientSecrets(await parts.secrets.client(profile)));
  else if (picked === expiry) await parts.setSecretExpiry(profile);
  else if (picked === console && url !== undefined) await env.openExternal(Uri.parse(url, true));
}

async function tellOfVault({ name, vaultSecret }: ProviderProfile): Promise<void> {
  const open = l10n.t("Open ngrok's vaults");
  const text = l10n.t("The client secret of {0} rests in ngrok's vault {1}, under {2}. It is replaced there; shares have it at their next start.", inert(name, 80), inert(vaultSecret?.vault), inert(vaultSecret?.name));
  if ((await window.showInformationMessage(text, open)) === open) await env.openExternal(Uri.parse(vaultsPage, true));
}

// "Edit identity provider…": one list of what it is, each line a way to change it. A change is saved there and then.
import { l10n, window } from "vscode";
import { Cancelled } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { clientIdFromInput, groupsClaimFromInput, nameFromInput, scopesFromInput } from "../../identity/providerInput";
import { providerOf } from "../../identity/providers";
import { clientAuthentications, type ProviderProfile } from "../../identity/providerProfile";
import { authenticationText, kindText } from "../../presentation/providerRows";
import type { DiscoveredProviderRecord } from "../../protocol/messages";
import type { Share } from "../../shares/share";
import { askOne } from "../dialog/askOne";
import { askPick } from "../dialog/askPick";
import { runWizard } from "../dialog/wizard";
import { say } from "../say";
import { askIssuer, askSecret, type AskParts } from "./askClient";
import { discoverExactly, storedWith, withSecret } from "./givenSecret";
import { saveProvider, type KeptParts } from "./keptProviders";
import { runsWith } from "./providerSights";

export interface EditParts extends AskParts, KeptParts {
  readonly registry: AskParts["registry"] & { readonly shares: readonly Share[] };
  readonly rotateSecret: (profile: ProviderProfile) => Promise<void>;
  readonly setSecretExpiry: (profile: ProviderProfile) => Promise<void>;
}

interface Line {
  readonly label: string;
  readonly description: string;
  /** @returns the profile as it is then. Rejects with Cancelled when the person leaves the input: the list is shown again */
  readonly change: () => Promise<void>;
}

/** Until the person leaves the list. @returns the profile as it is then */
export async function editProvider(parts: EditParts, first: ProviderProfile): Promise<ProviderProfile> {
  const title = l10n.t("Edit {0}", inert(first.name, 80));
  let profile = first;
  for (;;) {
    const line = await askLine(title, parts.signal, linesOf(parts, title, profile));
    if (!line) break;
    await line.change().catch((error: unknown) => {
      if (!(error instanceof Cancelled)) throw error;
    });
    const now = parts.providers.read().profiles.find(({ id }) => id === first.id);
    // Removed elsewhere meanwhile.
    if (!now) throw new Cancelled();
    profile = now;
  }
  if (profile !== first && JSON.stringify(profile) !== JSON.stringify(first)) tellRunning(parts, first);
  return profile;
}

function linesOf(parts: EditParts, title: string, profile: ProviderProfile): readonly Line[] {
  const save = async (change: Partial<ProviderProfile>) => {
    await saveProvider(parts, profile, without({ ...profile, ...change }), undefined);
  };
  const { name, issuer, clientId, clientAuthentication, scopes, groupsClaim, postLogoutRedirect = false, secretExpires } = profile;
  return [
    { label: l10n.t("Name"), description: name, change: async () => save({ name: await askName(title, parts.signal, name) }) },
    { label: l10n.t("Issuer"), description: issuer, change: () => changeIssuer(parts, title, profile) },
    { label: l10n.t("Client ID"), description: clientId, change: () => changeClientId(parts, title, profile) },
    { label: l10n.t("Client secret"), description: l10n.t("Replace…"), change: () => parts.rotateSecret(profile) },
    { label: l10n.t("When the secret expires"), description: secretExpires ?? l10n.t("not known"), change: () => parts.setSecretExpiry(profile) },
    { label: l10n.t("How the client proves itself"), description: say(authenticationText(clientAuthentication)), change: () => changeAuthentication(parts, title, profile) },
    {
      label: l10n.t("Scopes"),
      description: scopes.join(" "),
      change: async () => save({ scopes: await askTyped(title, parts.signal, { prompt: l10n.t("Scopes, with blanks between. E-mail addresses and domains can be told apart only with \"email\"."), prefill: scopes.join(" "), read: scopesFromInput, example: "openid profile email" }) }),
    },
    {
      label: l10n.t("Claim with people's groups"),
      description: groupsClaim ?? l10n.t("the provider's own"),
      change: async () => save({ groupsClaim: await askTyped(title, parts.signal, { prompt: l10n.t("The claim that has people's groups. Leave it empty for the one that {0} usually has.", say(kindText(profile))), prefill: groupsClaim ?? "", read: groupsClaimFromInput, example: "https://acme.com/groups" }) }),
    },
    {
      label: l10n.t("Come back after signing out there"),
      description: postLogoutRedirect ? l10n.t("On: /.portcullis/sign-out is registered at the provider") : l10n.t("Off"),
      change: () => save({ postLogoutRedirect: !postLogoutRedirect }),
    },
  ];
}

/** What is as it is by default does not stand in the settings. */
function without({ groupsClaim, postLogoutRedirect, ...profile }: ProviderProfile): ProviderProfile {
  return { ...profile, ...(groupsClaim && { groupsClaim }), ...(postLogoutRedirect === true && { postLogoutRedirect }) };
}

/** @returns undefined when the person leaves */
async function askLine(title: string, signal: AbortSignal, lines: readonly Line[]): Promise<Line | undefined> {
  try {
    return await runWizard<Line | undefined>(
      [
        {
          asks: () => true,
          ask: (_, frame) =>
            askPick<Line, Line | undefined>(frame, {
              placeholder: l10n.t("What should be changed?"),
              entries: () => lines.map((line) => ({ label: line.label, description: inert(line.description, 200), value: line })),
              settle: (line) => ({ answer: line }),
            }),
        },
      ],
      undefined,
      title,
      signal,
    );
  } catch (error) {
    if (error instanceof Cancelled) return undefined;
    throw error;
  }
}

export function askName(title: string, signal: AbortSignal, name: string): Promise<string> {
  return askTyped(title, signal, { prompt: l10n.t("Name, as it is shown where you choose it and where people sign in"), prefill: name, read: nameFromInput, example: "Okta" });
}

interface Typed<R> {
  readonly prompt: string;
  readonly prefill: string;
  readonly read: (typed: string) => R | undefined;
  readonly example: string;
}

export function askTyped<R>(title: string, signal: AbortSignal, { prompt, prefill, read, example }: Typed<R>): Promise<R> {
  return askOne<R>(title, signal, {
    prompt,
    placeholder: example,
    prefill,
    settle(typed) {
      const given = read(typed);
      return given === undefined ? { problem: { title: l10n.t("This can't be used"), advice: l10n.t("Type it like this: {0}", example) } } : { answer: { given } };
    },
  });
}

/** The same issuer once more is a look at its document: the places that the secret may go to are stored anew, and the secret is asked for (S20). */
async function changeIssuer(parts: EditParts, title: string, profile: ProviderProfile): Promise<void> {
  const discovered = await askIssuer(parts, title, profile);
  const { issuer } = discovered;
  const { kind } = providerOf({ kind: profile.kind, issuer });
  await saveClient(parts, title, profile, { ...profile, issuer, kind }, discovered);
}

async function changeClientId(parts: EditParts, title: string, profile: ProviderProfile): Promise<void> {
  const clientId = await askTyped(title, parts.signal, { prompt: l10n.t("Client ID. After a change the client secret is asked for again."), prefill: profile.clientId, read: clientIdFromInput, example: "0oa1b2c3d4e5f6g7h8i9" });
  if (clientId === profile.clientId) return;
  await saveClient(parts, title, profile, { ...profile, clientId }, await discoverExactly(parts.registry, profile.issuer, parts.signal));
}

/** Another client, which nobody made by API, and of whose secret and redirect URIs nothing is known yet. */
async function saveClient(parts: EditParts, title: string, before: ProviderProfile, { registration, redirectUris, secretExpires: _, ...after }: ProviderProfile, discovered: DiscoveredProviderRecord): Promise<void> {
  const given = await askSecret(parts, title, after, discovered);
  const same = before.issuer === after.issuer && before.clientId === after.clientId;
  const profile = withSecret({ ...after, ...(same && registration && { registration }), ...(same && redirectUris && { redirectUris }) }, given);
  await saveProvider(parts, before, profile, storedWith(given, discovered));
}

async function changeAuthentication(parts: EditParts, title: string, profile: ProviderProfile): Promise<void> {
  const items = clientAuthentications.map((value) => ({ label: say(authenticationText(value)), value }));
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t("How the client proves itself at the provider") });
  if (!picked || picked.value === profile.clientAuthentication) throw new Cancelled();
  const after = { ...profile, clientAuthentication: picked.value };
  // A client that had no secret needs one, and one that has none any more keeps none.
  if (profile.clientAuthentication === "none" || picked.value === "none") {
    const discovered = await discoverExactly(parts.registry, profile.issuer, parts.signal);
    const given = picked.value === "none" ? undefined : await askSecret(parts, title, after, discovered);
    await saveProvider(parts, profile, withSecret(after, given), storedWith(given, discovered));
    return;
  }
  await saveProvider(parts, profile, after, undefined);
}

/** Shares that run hold what they were started with. */
function tellRunning({ registry }: EditParts, profile: ProviderProfile): void {
  const running = registry.shares.filter((share) => runsWith(share, profile)).length;
  if (running > 0) void window.showInformationMessage(l10n.t("{0} is changed. Shares that run go on as they were; the change holds when they are started again.", inert(profile.name, 80)));
}

// The parts of keeping house, put together: the view, its commands, what folders and links propose.
import { commands as editor, l10n, window, workspace, type Event } from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { Cancelled } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { commands, settings, views } from "../../contributions";
import type { SharedProvider } from "../../identity/sharedProvider";
import type { ProviderProfile } from "../../identity/providerProfile";
import { brokenRow, providerRow, waitingRow } from "../../presentation/providerRows";
import { proposalRow, type ProposalSource } from "../../presentation/sharedProviderText";
import type { EndpointOrigins, Share } from "../../shares/share";
import type { CommandHandler } from "../registerCommands";
import type { ErrorBoundary } from "../errorBoundary";
import { say } from "../say";
import type { ProposalAnswers } from "../stores/proposalAnswers";
import type { ProviderSettings } from "../stores/providerSettings";
import type { SavedSecrets } from "../stores/savedSecrets";
import type { TeamSettings } from "../stores/teamSettings";
import { askSecret } from "./askClient";
import { setSecretExpiry } from "./askExpiry";
import { askName, editProvider } from "./editProvider";
import { exportProvider } from "./exportProvider";
import { duplicateProvider, saveProvider } from "./keptProviders";
import { pickProvider } from "./pickProvider";
import { profileOfRow, proposalOfRow, waitingOfRow } from "./providerArgument";
import { ProviderLinks } from "./providerLinks";
import { ProviderSights } from "./providerSights";
import { ProvidersView, type ShownProvider } from "./providersView";
import { removeProvider, removeWaiting, type RemoveParts } from "./removeProvider";
import { rotateSecret, type RotateParts } from "./rotateSecret";
import { offerToTakeBack, takeBackRedirectUri, type TakeBackUriParts } from "./takeBackRedirectUri";
import { takeProposal } from "./takeProposal";
import { TeamProposals } from "./teamProposals";

export interface DeskParts {
  readonly registry: RotateParts["registry"] & RemoveParts["registry"] & { readonly onDidChange: (listener: (shares: readonly Share[]) => void) => Disposable };
  readonly providers: ProviderSettings;
  readonly secrets: SavedSecrets;
  readonly choices: RemoveParts["choices"];
  readonly team: TeamSettings;
  readonly answers: ProposalAnswers;
  /** What each discovery document named when it was read last, by its address. */
  readonly seen: ReadonlyMap<string, EndpointOrigins>;
  readonly onDidChangeSecrets: Event<unknown>;
  readonly tryClient: RotateParts["tryClient"];
  readonly restart: RotateParts["restart"];
  readonly takeBack: RemoveParts["takeBack"];
  readonly takeBackUri: TakeBackUriParts["takeBackUri"];
  readonly boundary: ErrorBoundary;
  readonly signal: AbortSignal;
}

type DeskCommand = "editProvider" | "renameProvider" | "duplicateProvider" | "rotateSecret" | "setSecretExpiry" | "exportProvider" | "takeBackRedirectUri" | "takeProposal" | "removeProvider";
export type DeskCommandId = (typeof commands)[DeskCommand];

/** Keeping house: everything about providers that are there. */
export class ProvidersDesk implements Disposable {
  readonly #held = new DisposableStore();
  readonly #view: ProvidersView;
  readonly #sights: ProviderSights;
  readonly #proposals: TeamProposals;
  readonly handlers: Readonly<Record<DeskCommandId, CommandHandler>>;

  constructor(private readonly parts: DeskParts) {
    const { boundary, registry, onDidChangeSecrets } = parts;
    const later = (work: () => Promise<void>) => void boundary.run(work);
    this.#proposals = new TeamProposals({ ...parts, notify: askInNotification, take: (provider) => this.#take(provider, "folder"), showView: focusView, later });
    this.#sights = this.#held.add(new ProviderSights(parts));
    this.#view = this.#held.add(new ProvidersView(() => this.#load()));
    const view = this.#held.add(window.createTreeView(views.providers, { treeDataProvider: this.#view }));
    const refresh = () => this.#view.refresh();
    const lookAtSecrets = () => later(() => this.#sights.look());
    const lookAtFolder = () => later(() => this.#proposals.look());
    this.#held.add(this.#sights.onDidChange(refresh));
    this.#held.add(registry.onDidChange(refresh));
    this.#held.add(onDidChangeSecrets(lookAtSecrets));
    // Days go by, and what a provider's document names is seen elsewhere.
    this.#held.add(view.onDidChangeVisibility(refresh));
    this.#held.add(
      workspace.onDidChangeConfiguration((change) => {
        const [saved, proposed] = [change.affectsConfiguration(settings.providers), change.affectsConfiguration(settings.teamProviders)];
        if (saved || proposed) refresh();
        if (saved) lookAtSecrets();
        if (proposed) lookAtFolder();
      }),
    );
    for (const onChange of [workspace.onDidGrantWorkspaceTrust, workspace.onDidChangeWorkspaceFolders] as readonly Event<unknown>[]) {
      this.#held.add(onChange(() => {
        refresh();
        lookAtFolder();
      }));
    }
    this.#held.add(window.registerUriHandler(new ProviderLinks(boundary, (provider) => this.#take(provider, "link"))));
    this.handlers = this.#commands(later);
    lookAtSecrets();
    lookAtFolder();
  }

  dispose(): void {
    this.#held.dispose();
  }

  /** The list of what it is, each line a way to change it. @returns the profile as it is then; undefined where it is not saved */
  async edit({ id }: Pick<ProviderProfile, "id">): Promise<ProviderProfile | undefined> {
    const profile = this.parts.providers.find(id);
    return profile && editProvider(this.#editing(), profile);
  }

  /** S27: after a share was removed. Its notification is waited for by nobody. */
  offerToTakeBack(providerId: string): void {
    const { parts } = this;
    void parts.boundary.run(async () => {
      const profile = parts.providers.find(providerId);
      if (profile && (await offerToTakeBack(parts, profile))) await takeBackRedirectUri(parts, profile);
    });
  }

  #commands(later: RotateParts["later"]): Readonly<Record<DeskCommandId, CommandHandler>> {
    const { parts } = this;
    const on = (title: string, run: (profile: ProviderProfile) => Promise<unknown>): CommandHandler => async (argument) => {
      const { profiles } = parts.providers.read();
      await run(profileOfRow(argument, profiles) ?? (await pickProvider(profiles, title)));
    };
    return {
      [commands.editProvider]: on(l10n.t("Edit identity provider"), (profile) => editProvider(this.#editing(later), profile)),
      [commands.renameProvider]: on(l10n.t("Rename identity provider"), async (profile) => saveProvider(parts, profile, { ...profile, name: await askName(l10n.t("Rename identity provider"), parts.signal, profile.name) }, undefined)),
      [commands.duplicateProvider]: on(l10n.t("Duplicate identity provider"), async (profile) => duplicateProvider(parts, profile, await askName(l10n.t("Duplicate identity provider"), parts.signal, l10n.t("{0} (copy)", profile.name.slice(0, 60))))),
      [commands.rotateSecret]: on(l10n.t("Replace client secret"), (profile) => rotateSecret({ ...parts, later, setSecretExpiry: (of) => setSecretExpiry(parts, of) }, profile)),
      [commands.setSecretExpiry]: on(l10n.t("When the client secret expires"), (profile) => setSecretExpiry(parts, profile)),
      [commands.exportProvider]: on(l10n.t("Export identity provider"), (profile) => exportProvider(parts, profile)),
      [commands.takeBackRedirectUri]: on(l10n.t("Take back a redirect URI"), (profile) => takeBackRedirectUri(parts, profile)),
      [commands.takeProposal]: async (argument) => {
        const digest = proposalOfRow(argument);
        const provider = digest === undefined ? undefined : this.#proposals.find(digest);
        // The folder changed it between the click and now: the row shows how it is.
        if (!provider) throw new Cancelled();
        await this.#take(provider, "folder");
      },
      [commands.removeProvider]: async (argument) => {
        const { profiles, waiting } = parts.providers.read();
        const awaited = waitingOfRow(argument, waiting);
        if (awaited) await removeWaiting(parts, awaited);
        else await removeProvider(parts, profileOfRow(argument, profiles) ?? (await pickProvider(profiles, l10n.t("Remove identity provider"))));
      },
    };
  }

  #editing(later: RotateParts["later"] = (work) => void this.parts.boundary.run(work)): Parameters<typeof editProvider>[0] {
    const { parts } = this;
    const expiry = (profile: ProviderProfile) => setSecretExpiry(parts, profile);
    return { ...parts, setSecretExpiry: expiry, rotateSecret: (profile) => rotateSecret({ ...parts, later, setSecretExpiry: expiry }, profile) };
  }

  async #take(provider: SharedProvider, source: ProposalSource): Promise<void> {
    const { signal } = this.parts;
    const { name } = await takeProposal(
      {
        ...this.parts,
        askSecret: (profile, discovered) => askSecret({ signal }, l10n.t("Add identity provider"), profile, discovered),
        async confirm({ title, detail, accept }) {
          return (await window.showInformationMessage(say(title), { modal: true, detail: say(detail) }, say(accept))) === say(accept);
        },
      },
      provider,
      source,
    );
    this.#view.refresh();
    void window.showInformationMessage(l10n.t("{0} is saved. Share a port to use it.", inert(name, 80)));
  }

  #load(): readonly ShownProvider[] {
    const now = Date.now();
    const { profiles, waiting, broken } = this.parts.providers.read();
    return [
      ...profiles.map((profile): ShownProvider => ({ node: { kind: "provider", providerId: profile.id }, row: providerRow(this.#sights.of(profile), now) })),
      ...waiting.map((one): ShownProvider => ({ node: { kind: "waiting", waitingId: one.id }, row: waitingRow(one) })),
      ...this.#proposals.open().map((status): ShownProvider => ({ node: { kind: "proposal", proposal: status.digest }, row: proposalRow(status) })),
      ...broken.map(({ facts }, index) => brokenEntry({ setting: settings.providers, entry: Number(facts["entry"]), field: String(facts["field"] ?? "") }, index)),
      ...this.parts.team.read().broken.map((one, index) => brokenEntry({ setting: settings.teamProviders, ...one }, index)),
    ];
  }
}

/** @param index among all of this setting: two folders may each have a second entry that can't be read */
function brokenEntry(where: Parameters<typeof brokenRow>[0], index: number): ShownProvider {
  return { node: { kind: "broken", setting: where.setting, index }, row: brokenRow(where) };
}

async function askInNotification(text: Parameters<typeof say>[0], button: "setUp" | "show"): Promise<boolean> {
  const label = button === "setUp" ? l10n.t("Set up…") : l10n.t("Show");
  return (await window.showInformationMessage(say(text), label)) === label;
}

async function focusView(): Promise<void> {
  await editor.executeCommand(`${views.providers}.focus`);
}

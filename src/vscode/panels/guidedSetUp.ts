// "Add identity provider": holds what is known, draws the page from it, and does what its buttons name.
import { commands as editor, env, l10n, Uri, workspace, type WebviewPanel } from "vscode";
import * as z from "zod";
import type { Clock } from "../../base/clock";
import type { Disposable } from "../../base/disposable";
import { Cancelled, ExpectedError } from "../../base/expectedError";
import { commands, pages } from "../../contributions";
import type { CheckId } from "../../diagnostics/checkIds";
import { knownProviders } from "../../identity/providers";
import { providerKinds, type ProviderKind, type ProviderProfile } from "../../identity/providerProfile";
import type { WaitingProfile } from "../../identity/waitingProfile";
import { actionOfRow, checkRows } from "../../presentation/checkRows";
import type { CheckText } from "../../presentation/checkText";
import { isClientId, linkUrl } from "../../presentation/guide/guideConsole";
import { checksVerdict } from "../../presentation/guide/guideEnd";
import { guidePage } from "../../presentation/guide/guidePage";
import { guideOf } from "../../presentation/guide/guides";
import { draftOf, stateOf, type GuideDraft } from "../../presentation/guide/guideDraft";
import { emptyGuide, redirectUrisOf, type AddressState, type GuidePlace, type GuideState } from "../../presentation/guide/guideState";
import { ownAddress } from "../../presentation/guide/ownAddress";
import { message } from "../../presentation/message";
import { askOne } from "../dialog/askOne";
import type { ShareDialogParts } from "../dialog/draft";
import { clientSecretQuestion } from "../dialog/secretQuestions";
import type { ErrorBoundary } from "../errorBoundary";
import { waitingOfRow } from "../providers/providerArgument";
import type { GuidedDrafts } from "../stores/guidedDraft";
import { addressOfFound, addressOfTyped, localAddress, ngrokAddress, problemText } from "./guidedAddress";
import { IssuerLookUp } from "./guidedIssuer";
import { keepWaiting, saveGuided } from "./guidedSave";
import { NewestAnswers } from "./newestAnswers";
import { PagePanel } from "./pagePanel";
import type { CheckedProvider } from "./providerCheck";
import { secretToSave, TypedSecret } from "./typedSecret";

export interface GuidedSetUpParts extends Pick<ShareDialogParts, "registry" | "secrets" | "providers" | "choices" | "log"> {
  readonly extensionUri: Uri;
  readonly clock: Clock;
  readonly drafts: Pick<GuidedDrafts, "read" | "keep" | "forget">;
  readonly boundary: Pick<ErrorBoundary, "run" | "perform">;
  readonly check: (checked: CheckedProvider, signal: AbortSignal, onFound: (checks: readonly CheckId[], found: readonly CheckText[]) => void) => Promise<void>;
}

const authtokenPage = "https://dashboard.ngrok.com/get-started/your-authtoken";
const nextCommands = { test: commands.testSso, export: commands.exportProvider } as const;
const argumentSchema = z.object({ kind: z.enum(providerKinds).optional().catch(undefined) });
const places = z.enum(["ngrok", "local", "own"]);

export class GuidedSetUp implements Disposable {
  #panel: PagePanel | undefined;
  #state: GuideState = emptyGuide;
  readonly #issuer: IssuerLookUp;
  /** Typed natively, here until it is saved, and never on the page (S27). */
  readonly #clientSecret = new TypedSecret();
  #saved: ProviderProfile | undefined;
  #checked: readonly CheckText[] = [];
  #kept: WaitingProfile | undefined;
  #keeping = false;
  #life = new AbortController();
  readonly #asked = new NewestAnswers();

  constructor(private readonly parts: GuidedSetUpParts) {
    this.#issuer = new IssuerLookUp(parts, (issuer) => this.#update({ issuer }));
  }

  /**
   * Shows the page, or brings it back.
   * @param argument of the command: the row of a waiting one to complete, or in `kind` which provider to begin with
   * @throws ExpectedError `workspace.untrusted`; Cancelled for a row that is gone
   */
  open(argument: unknown): void {
    if (!workspace.isTrusted) throw new ExpectedError("workspace.untrusted");
    const waiting = waitingOfRow(argument, this.parts.providers.read().waiting);
    const { kind } = argumentSchema.safeParse(argument).data ?? {};
    if (this.#panel) this.#offer();
    else this.#openPage();
    if (waiting && guideOf(waiting.kind)) this.#complete(waiting);
    else if (kind !== undefined && guideOf(kind)) this.#choose(kind);
    this.#panel?.reveal();
  }

  /** Goes on in the page that the editor kept over a reload. */
  restore(panel: WebviewPanel): void {
    if (this.#panel || !workspace.isTrusted) panel.dispose();
    else this.#openPage(panel);
  }

  close(): void {
    this.#panel?.dispose();
  }

  /** Ends what goes on. The page itself stays: it is gone on with after a reload. */
  dispose(): void {
    this.#clientSecret.drop();
    this.#issuer.drop();
    this.#life.abort(new Cancelled());
  }

  /** @param restored by the editor; a new one without */
  #openPage(restored?: WebviewPanel): void {
    this.#life = new AbortController();
    this.#checked = [];
    this.#panel = new PagePanel(
      pages.addProvider,
      message("Add identity provider"),
      {
        extensionUri: this.parts.extensionUri,
        log: this.parts.log,
        onPress: (id) => void this.parts.boundary.run(() => this.#press(id)),
        onTyped: (id, value) => this.#typed(id, value),
        onClosed: () => {
          this.#panel = undefined;
          this.dispose();
          this.parts.drafts.forget();
        },
      },
      restored,
    );
    this.#goOn(this.parts.drafts.read());
    this.#offer();
  }

  #goOn(draft: GuideDraft | undefined): void {
    this.#saved = this.parts.providers.read().profiles.find(({ id }) => id === draft?.savedId);
    this.#state = draft ? stateOf(draft, { waiting: this.#waiting(draft.waitingId), saved: this.#saved }) : emptyGuide;
    if (this.#state.issuerTyped !== "") this.#issuerTyped(this.#state.issuerTyped);
  }

  #update(changed: Partial<GuideState>): void {
    this.#state = { ...this.#state, ...changed };
    if (this.#panel) this.parts.drafts.keep(draftOf(this.#state, this.#saved));
    this.#panel?.show(guidePage(this.#state));
  }

  #typed(id: string, value: string): void {
    if (id === "issuer") this.#issuerTyped(value);
    else if (id === "clientId") this.#update({ clientId: value, missing: undefined });
    else if (id === "people") this.#update({ people: value });
    else if (id === "ownAddress") this.#update({ ownAddress: value, address: ownAddress(value), kept: false });
  }

  async #press(id: string): Promise<void> {
    const [what = "", ...rest] = id.split(".");
    const which = rest.join(".");
    if (what === "provider") this.#choose(z.enum(providerKinds).parse(which));
    else if (what === "who") this.#update({ who: which === "me" ? "me" : "other" });
    else if (what === "waiting") this.#completeIf(this.#waiting(which));
    else if (what === "complete") this.#completeIf(this.#waiting(this.#kept?.id));
    else if (what === "place") await this.#choosePlace(places.parse(which));
    else if (what === "authtoken") await this.#giveAuthtoken(which);
    else if (what === "open") await this.#openConsole(which === "application" ? "application" : "console");
    else if (what === "secret") await this.#askSecret();
    else if (what === "check") await this.#performCheck(id);
    else if (what === "keep") await this.#keep();
    else if (what === "save") await this.#saveAndCheck();
    else if (what === "api") await editor.executeCommand(commands.registerProvider, { kind: this.#state.provider, ...(this.#state.address.kind === "known" && { origin: this.#state.address.origin }) });
    else if (what === "share" || what === "elsewhere") await editor.executeCommand(commands.sharePort);
    else if (what === "test" || what === "export") await editor.executeCommand(nextCommands[what], { kind: "provider", providerId: this.#saved?.id });
  }

  // What is chosen.

  #choose(kind: ProviderKind): void {
    if (kind === this.#state.provider) return;
    const issuerTyped = knownProviders[kind].issuerPrefill ?? "";
    this.#forgetClient();
    this.#update({ provider: kind, issuerTyped, issuerRevision: this.#state.issuerRevision + 1, issuer: { kind: "none" }, clientId: guideOf(kind)?.clientId ?? "", secretEntered: false, missing: undefined, kept: false, saved: undefined, checks: undefined, checking: false });
    if (issuerTyped !== "") this.#issuerTyped(issuerTyped);
  }

  /** Another client is meant from here on: nothing that was found or typed for the one before counts for it (S14). */
  #forgetClient(): void {
    this.#asked.drop("check");
    this.#issuer.drop();
    this.#saved = undefined;
    this.#checked = [];
    this.#clientSecret.drop();
  }

  #waiting(id: string | undefined): WaitingProfile | undefined {
    return id === undefined ? undefined : this.parts.providers.read().waiting.find((one) => one.id === id && guideOf(one.kind));
  }

  #offer(): void {
    this.#update({ offered: this.parts.providers.read().waiting.filter(({ kind }) => guideOf(kind)).map(({ id, name, kind }) => ({ id, name, kind })) });
  }

  #completeIf(waiting: WaitingProfile | undefined): void {
    if (waiting) this.#complete(waiting);
    else this.#offer();
  }

  #complete(waiting: WaitingProfile): void {
    this.#forgetClient();
    const issuerTyped = waiting.issuer ?? knownProviders[waiting.kind].issuerPrefill ?? "";
    this.#update({ ...emptyGuide, provider: waiting.kind, waiting, issuerTyped, issuerRevision: this.#state.issuerRevision + 1 });
    if (issuerTyped !== "") this.#issuerTyped(issuerTyped);
    this.#panel?.focus("title");
  }

  // Where people come back to.

  async #choosePlace(place: GuidePlace): Promise<void> {
    if (place === "own") {
      this.#asked.drop("address");
      this.#update({ place, kept: false, address: ownAddress(this.#state.ownAddress) });
      return;
    }
    await this.#askAddress((signal) => (place === "ngrok" ? ngrokAddress(this.parts, signal) : localAddress(this.parts, signal)), place);
  }

  async #giveAuthtoken(which: string): Promise<void> {
    const { address } = this.#state;
    const source = address.kind === "needsAuthtoken" ? address.found[Number(which)] : undefined;
    if (which === "page") await env.openExternal(Uri.parse(authtokenPage, true));
    else if (which !== "" && source !== undefined) await this.#askAddress((signal) => addressOfFound(this.parts, source, signal), "ngrok");
    else this.#update({ address: await addressOfTyped(this.parts, this.#life.signal), place: "ngrok", kept: false });
  }

  async #askAddress(ask: (signal: AbortSignal) => Promise<AddressState>, place: GuidePlace): Promise<void> {
    this.#update({ place, address: { kind: "looking" }, kept: false });
    await this.#asked.ask("address", this.#life.signal, async (signal) => {
      const address = await ask(signal).catch((error: unknown): AddressState => {
        if (error instanceof ExpectedError) return { kind: "problem", problem: problemText(error) };
        throw error;
      });
      return () => this.#update({ address });
    });
  }

  // Where the provider is.

  #issuerTyped(typed: string): void {
    const { provider } = this.#state;
    this.#update({ issuerTyped: typed, missing: undefined });
    if (provider !== undefined) this.#issuer.typed(provider, typed, this.#life.signal);
  }

  async #openConsole(link: "console" | "application"): Promise<void> {
    const guide = guideOf(this.#state.provider);
    const url = guide && linkUrl(guide, link, this.#state);
    if (url !== undefined) await env.openExternal(Uri.parse(url, true));
  }

  // What came back.

  async #askSecret(): Promise<void> {
    const { provider } = this.#state;
    const prompt = l10n.t("The client secret that {0} shows. It is kept in the editor's secret store.", provider === undefined ? "" : knownProviders[provider].name);
    const typed = await askOne(l10n.t("Client secret"), this.#life.signal, clientSecretQuestion(prompt, (clientSecret) => ({ answer: { given: clientSecret } })));
    // The page went on to another provider beside the input.
    if (provider !== this.#state.provider) return;
    this.#clientSecret.hold(typed, this.#issuer.found?.discovered.issuer);
    this.#update({ secretEntered: true, missing: undefined });
    this.#panel?.reveal();
  }

  async #keep(): Promise<void> {
    // Pressed twice, it is kept once.
    if (this.#keeping) return;
    this.#keeping = true;
    this.#kept = await keepWaiting(this.parts, this.#state).finally(() => (this.#keeping = false));
    this.#update({ kept: this.#kept !== undefined });
  }

  async #saveAndCheck(): Promise<void> {
    const { waiting, secretEntered } = this.#state;
    const clientId = this.#state.clientId.trim();
    const { found } = this.#issuer;
    const stored = await secretToSave(this.parts, this.#clientSecret, { found, clientId, saved: this.#saved });
    const missing = !found ? message("The issuer is missing: see step 1") : !isClientId(clientId) ? message("The client ID is missing") : !secretEntered || stored === undefined ? message("The client secret is missing") : undefined;
    if (missing || !found || stored === undefined) {
      this.#update({ missing, secretEntered: stored !== undefined });
      return;
    }
    const redirectUris = redirectUrisOf(this.#state) ?? [];
    const profile = await saveGuided(this.parts, { found, clientId, clientSecret: stored, redirectUris, waiting });
    this.#clientSecret.drop();
    this.#saved = profile;
    this.#update({ missing: undefined, saved: { name: profile.name } });
    this.#update({ checking: true });
    await this.#asked.ask("check", this.#life.signal, async (signal) => {
      await this.parts.check({ profile, gate: redirectUris[0], edge: redirectUris[1] }, signal, (checks, found) => {
        if (signal.aborted) return;
        this.#checked = found;
        this.#update({ checks: checkRows(checks, found) });
        // All rows are there now, and the section is as long as it will be.
        if (found.length === 0) this.#panel?.scrollTo("check");
      });
      return () => undefined;
    }).finally(() => this.#asked.isWanted("check") && this.#update({ checking: false }));
    if (this.#state.checks && !this.#state.checking && this.#saved === profile) this.#panel?.announce(checksVerdict(this.#state.checks).text);
  }

  #performCheck(id: string): Promise<void> {
    const action = actionOfRow(id, this.#checked);
    const back = (key: string) => () => Promise.resolve(this.#panel?.focus(key));
    return action ? this.parts.boundary.perform(action, { retry: () => this.#saveAndCheck(), replaceSecret: () => this.#askSecret(), editProvider: back("issuer") }) : Promise.resolve();
  }
}

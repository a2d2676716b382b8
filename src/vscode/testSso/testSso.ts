// "Test SSO": runs the checks, lets the person sign in as themselves, and draws the page from what is known by now.
import { commands as editor, env, l10n, window, workspace, type Uri } from "vscode";
import { anySignal } from "../../base/deadline";
import type { Disposable } from "../../base/disposable";
import { Cancelled, ExpectedError } from "../../base/expectedError";
import type { Log } from "../../base/log";
import { commands, pages } from "../../contributions";
import { runChecks } from "../../diagnostics/runChecks";
import type { ProviderProfile } from "../../identity/providerProfile";
import { message } from "../../presentation/message";
import { actionOf, pressed, testSsoPage } from "../../presentation/testSso/testSsoPage";
import { verdict, type TestSsoState } from "../../presentation/testSso/testSsoState";
import { testSsoReport, verdictSentence } from "../../presentation/testSso/testSsoWords";
import { canOpen, copyAddress, openAddress } from "../address";
import type { ErrorBoundary } from "../errorBoundary";
import type { OwnEffects } from "../failureEffects";
import { PagePanel } from "../panels/pagePanel";
import { subjectNow, type TestSubject, type TestSubjectParts, type TestTarget } from "./testSubject";
import { pickTarget, trialWay, tunnelNow, wayHere, type TrialWayParts } from "./testTarget";
import { isOffered, testWays, type TestWayParts } from "./testWays";

export interface TestSsoParts extends TrialWayParts, Omit<TestSubjectParts, "tunnelNow">, Pick<TestWayParts, "changeRule" | "replaceAuthtoken" | "stopOther"> {
  readonly registry: TrialWayParts["registry"] & TestSubjectParts["registry"];
  readonly secrets: TrialWayParts["secrets"] & TestSubjectParts["secrets"];
  readonly extensionUri: Uri;
  readonly log: Pick<Log, "warn">;
  readonly boundary: Pick<ErrorBoundary, "run" | "act">;
  readonly waysOn: (shareId: string) => OwnEffects | undefined;
  /** Every check passed, and a person really signed in. */
  readonly onAllGood: () => void;
}

const confirmationMs = 3000;

export class TestSso implements Disposable {
  #panel: PagePanel | undefined;
  #target: TestTarget | undefined;
  /** As it was when it was tested last. */
  #subject: TestSubject | undefined;
  #state: TestSsoState | undefined;
  /** Of the page; and of the sign-in that is waited for. */
  #life = new AbortController();
  #signIn = new AbortController();

  constructor(private readonly parts: TestSsoParts) {}

  /** @param argument of the command: the row of a share or of a provider. @throws ExpectedError `workspace.untrusted`; Cancelled when the person leaves */
  async open(argument: unknown): Promise<void> {
    if (!workspace.isTrusted) throw new ExpectedError("workspace.untrusted");
    const { registry, providers } = this.parts;
    const picked = await pickTarget(argument, registry.shares, providers.read().profiles);
    if (!picked) {
      await editor.executeCommand(commands.addProvider);
      return;
    }
    const target = picked.kind === "share" ? picked : await this.#tried(picked.profile);
    this.#begin(target, await this.#now(target));
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  async #tried(profile: ProviderProfile): Promise<TestTarget> {
    return { kind: "provider", providerId: profile.id, name: profile.name, tunnel: await trialWay(this.parts, profile, new AbortController().signal) };
  }

  /** @throws ExpectedError `share.gone`, `provider.missing` */
  #now(target: TestTarget): Promise<TestSubject> {
    return subjectNow({ ...this.parts, tunnelNow: (tunnel) => tunnelNow(tunnel, this.#life.signal) }, target);
  }

  #begin(target: TestTarget, subject: TestSubject): void {
    this.#leave();
    this.#target = target;
    this.#panel ??= new PagePanel(pages.testSso, message("Test SSO"), {
      extensionUri: this.parts.extensionUri,
      log: this.parts.log,
      onPress: (id) => void this.parts.boundary.run(() => this.#press(id)),
      onClosed: () => {
        this.#panel = undefined;
        this.#leave();
      },
    });
    this.#panel.reveal();
    void this.parts.boundary.run(() => this.#check(subject));
  }

  /** What is under way for another target, or a page that is gone, ends. */
  #leave(): void {
    this.#life.abort(new Cancelled());
    this.#signIn.abort(new Cancelled());
    this.#life = new AbortController();
  }

  async #check(subject: TestSubject): Promise<void> {
    const { signal } = this.#life;
    this.#subject = subject;
    this.#show({ tested: subject.tested, planned: [], results: [], checking: true, signIn: { kind: "none" } });
    const checks = await subject.checks(signal);
    signal.throwIfAborted();
    this.#update({ planned: checks.map(({ id }) => id) });
    await runChecks(checks, { signal, onResult: (result) => signal.aborted || this.#update({ results: [...(this.#state?.results ?? []), result] }) });
    this.#update({ checking: false });
    this.#announceVerdict();
  }

  async #press(id: string): Promise<void> {
    const target = this.#target;
    const subject = this.#subject;
    const state = this.#state;
    if (!target || !subject || !state) return;
    if (id === pressed.signIn) await this.#signInAsYourself(target, subject);
    else if (id === pressed.stopWaiting) this.#signIn.abort(new Cancelled());
    else if (id === pressed.again) await this.#again(target);
    else if (id === pressed.copy) await this.#copy(state, subject);
    else if (id === pressed.here) await this.#tryHere(subject);
    else await this.#act(state, this.#ways(target, subject), id);
  }

  /** What is gone is told, and what was found of it stays on the page. */
  async #again(target: TestTarget): Promise<void> {
    const { signal } = this.#life;
    const subject = await this.#now(target);
    // Pressed twice, or the page went on to something else.
    if (signal.aborted) return;
    this.#leave();
    await this.#check(subject);
  }

  /** The same provider, signed in by the gate at an address that is there for the test alone: what is refused then comes back. */
  async #tryHere({ tested: { provider } }: TestSubject): Promise<void> {
    const { signal } = this.#life;
    const target: TestTarget = { kind: "provider", providerId: provider.id, name: provider.name, tunnel: await wayHere(this.parts, provider, signal) };
    const subject = await this.#now(target);
    if (!signal.aborted) this.#begin(target, subject);
  }

  async #signInAsYourself(target: TestTarget, checked: TestSubject): Promise<void> {
    const before = this.#state?.signIn ?? { kind: "none" };
    const life = this.#life.signal;
    this.#signIn = new AbortController();
    this.#update({ signIn: { kind: "opening" } });
    const subject = await this.#now(target).catch((error: unknown) => {
      if (!life.aborted) this.#update({ signIn: before });
      throw error;
    });
    life.throwIfAborted();
    // What the checks say is of another client or address than the one that is signed in with.
    if (subject.basis !== checked.basis) {
      this.#leave();
      this.#signIn = new AbortController();
      await this.#check(subject);
      this.#update({ signIn: { kind: "opening" } });
    }
    const { signal } = this.#life;
    const copied = !canOpen(subject.tunnel);
    const outcome = await subject.signIn({
      open: async (address) => {
        this.#update({ signIn: { kind: "waiting", sent: false, copied } });
        await (copied ? copyAddress(address) : openAddress(address));
      },
      onOpened: () => this.#update({ signIn: { kind: "waiting", sent: true, copied } }),
      signal: anySignal(signal, this.#signIn.signal),
    });
    if (signal.aborted) return;
    this.#update({ signIn: { kind: "done", outcome } });
    this.#panel?.reveal();
    this.#announceVerdict();
  }

  async #copy(state: TestSsoState, { secrets }: TestSubject): Promise<void> {
    await env.clipboard.writeText(testSsoReport(state, (text, args) => l10n.t(text, args), secrets));
    window.setStatusBarMessage(l10n.t("Report copied, with secrets masked"), confirmationMs);
    this.#panel?.announce(message("Report copied, with secrets masked"));
  }

  async #act(state: TestSsoState, ways: OwnEffects, id: string): Promise<void> {
    const named = actionOf(state, id);
    if (named) await this.parts.boundary.act(named.action, ways);
  }

  #ways(target: TestTarget, subject: TestSubject): OwnEffects {
    const { share, tested, tunnel } = subject;
    return testWays({
      ...this.parts,
      providerId: tested.provider.id,
      tunnel,
      share,
      ofShare: share && this.parts.waysOn(share.spec.id),
      run: async (command, row) => {
        await editor.executeCommand(command, row);
      },
      again: () => this.#again(target),
      againIfChanged: () => this.#againIfChanged(target, subject),
    });
  }

  async #againIfChanged(target: TestTarget, tested: TestSubject): Promise<void> {
    const { signal } = this.#life;
    const { basis } = await this.#now(target).catch((error: unknown) => {
      // It could not be started again, which was told already.
      if (error instanceof ExpectedError && error.code === "share.gone") throw new Cancelled();
      throw error;
    });
    if (!signal.aborted && basis !== tested.basis) await this.#again(target);
  }

  #announceVerdict(): void {
    if (!this.#state) return;
    this.#panel?.announce(verdictSentence(this.#state).text);
    if (verdict(this.#state)?.kind === "good") this.parts.onAllGood();
  }

  #update(changed: Partial<TestSsoState>): void {
    if (this.#state) this.#show({ ...this.#state, ...changed });
  }

  #show(state: TestSsoState): void {
    this.#state = state;
    const ways = this.#target && this.#subject ? this.#ways(this.#target, this.#subject) : {};
    this.#panel?.show(testSsoPage(state, ({ kind }) => isOffered(ways, kind)));
  }
}

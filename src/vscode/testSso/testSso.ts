// "Test SSO": runs the checks, lets the person sign in as themselves, and draws the page from what is known by now.
import { commands as editor, env, l10n, window, workspace, type Uri } from "vscode";
import { anySignal } from "../../base/deadline";
import type { Disposable } from "../../base/disposable";
import { Cancelled, ExpectedError } from "../../base/expectedError";
import type { Log } from "../../base/log";
import { commands, pages } from "../../contributions";
import { runChecks } from "../../diagnostics/runChecks";
import { message } from "../../presentation/message";
import { actionOf, pressed, testSsoPage } from "../../presentation/testSso/testSsoPage";
import { verdict, type TestSsoState } from "../../presentation/testSso/testSsoState";
import { testSsoReport, verdictSentence } from "../../presentation/testSso/testSsoWords";
import type { Share } from "../../shares/share";
import { canOpen, copyAddress, openAddress } from "../address";
import type { ErrorBoundary } from "../errorBoundary";
import { PagePanel } from "../panels/pagePanel";
import type { ProviderSettings } from "../stores/providerSettings";
import { providerSubjectAlone, shareSubject, type TestSubject, type TestSubjectParts } from "./testSubject";
import { testTarget, trialWay, type TrialWayParts } from "./testTarget";

export interface TestSsoParts extends TrialWayParts, TestSubjectParts {
  readonly registry: TrialWayParts["registry"] & TestSubjectParts["registry"];
  readonly secrets: TrialWayParts["secrets"] & TestSubjectParts["secrets"];
  readonly providers: Pick<ProviderSettings, "read">;
  readonly extensionUri: Uri;
  readonly log: Pick<Log, "warn">;
  readonly boundary: Pick<ErrorBoundary, "run" | "act">;
  readonly changeRule: (share: Share) => Promise<void>;
  /** Every check passed, and a person really signed in. */
  readonly onAllGood: () => void;
}

const confirmationMs = 3000;

export class TestSso implements Disposable {
  #panel: PagePanel | undefined;
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
    const target = await testTarget(argument, registry.shares, providers.read().profiles);
    if (!target) {
      await editor.executeCommand(commands.addProvider);
      return;
    }
    const signal = new AbortController().signal;
    if (target.kind === "share") {
      const share = registry.shares.find(({ spec }) => spec.id === target.shareId);
      if (!share) throw new Cancelled();
      this.#begin(await shareSubject(this.parts, share));
    } else this.#begin(await providerSubjectAlone(this.parts, target.profile, await trialWay(this.parts, target.profile, signal)));
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #begin(subject: TestSubject): void {
    this.#leave();
    this.#subject = subject;
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
    this.#show({ tested: subject.tested, planned: [], results: [], checking: true, signIn: { kind: "none" } });
    const checks = await subject.checks(signal);
    signal.throwIfAborted();
    this.#update({ planned: checks.map(({ id }) => id) });
    await runChecks(checks, { signal, onResult: (result) => signal.aborted || this.#update({ results: [...(this.#state?.results ?? []), result] }) });
    this.#update({ checking: false });
    this.#announceVerdict();
  }

  async #press(id: string): Promise<void> {
    const subject = this.#subject;
    const state = this.#state;
    if (!subject || !state) return;
    if (id === pressed.signIn) await this.#signInAsYourself(subject);
    else if (id === pressed.stopWaiting) this.#signIn.abort(new Cancelled());
    else if (id === pressed.again) await this.#again(subject);
    else if (id === pressed.copy) await this.#copy(state, subject);
    else await this.#act(state, subject, id);
  }

  async #again(subject: TestSubject): Promise<void> {
    this.#leave();
    await this.#check(subject);
  }

  async #signInAsYourself(subject: TestSubject): Promise<void> {
    this.#signIn = new AbortController();
    const { signal } = this.#life;
    const copied = !canOpen(subject.tunnel);
    this.#update({ signIn: { kind: "opening" } });
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

  async #act(state: TestSsoState, subject: TestSubject, id: string): Promise<void> {
    const named = actionOf(state, id);
    if (!named) return;
    const { share } = subject;
    const row = { kind: "provider", providerId: subject.tested.provider.id };
    await this.parts.boundary.act(named.action, {
      retry: () => this.#again(subject),
      editProvider: async () => {
        await editor.executeCommand(commands.editProvider, row);
      },
      replaceSecret: async () => {
        await editor.executeCommand(commands.rotateSecret, row);
      },
      ...(share && { editRule: () => this.parts.changeRule(share) }),
    });
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
    this.#panel?.show(testSsoPage(state));
  }
}

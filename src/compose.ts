// The parts list: what there is, and who is given what.
import { join } from "node:path";
import { window, workspace, type ExtensionContext } from "vscode";
import { systemClock } from "./base/clock";
import { DisposableStore } from "./base/disposable";
import { Cancelled, type ExpectedError } from "./base/expectedError";
import { inert } from "./base/inert";
import { contextKeys, pages, views } from "./contributions";
import { tryClient } from "./diagnostics/tryClient";
import type { ProviderProfile } from "./identity/providerProfile";
import type { EndpointOrigins, Share } from "./shares/share";
import { NgrokUsage } from "./shares/ngrokUsage";
import { clientSecrets } from "./shares/secretKeys";
import { ShareRegistry } from "./shares/shareRegistry";
import { changeOptions } from "./vscode/changeOptions";
import { addRoute, removeRoute } from "./vscode/changeRoutes";
import { changeRule } from "./vscode/changeRule";
import { checkAccess } from "./vscode/checkAccess";
import { commandHandlers } from "./vscode/commands";
import { configuredProxy } from "./vscode/configuredProxy";
import { setContextKey } from "./vscode/contextKeys";
import { runShareDialog } from "./vscode/dialog/shareDialog";
import { ErrorBoundary } from "./vscode/errorBoundary";
import { failureEffects } from "./vscode/failureEffects";
import { warnOfFloods } from "./vscode/floodWarning";
import { certificateChecksOff, hostFetch } from "./vscode/hostFetch";
import { createListenerNotices } from "./vscode/listenerNotices";
import { createLogChannel, requestLogOf } from "./vscode/logChannel";
import { importConfig } from "./vscode/importConfig";
import { GuidedSetUp } from "./vscode/panels/guidedSetUp";
import { checkProvider } from "./vscode/panels/providerCheck";
import { previewPolicy } from "./vscode/previewPolicy";
import { manageCloudEndpoints } from "./vscode/manageCloudEndpoints";
import { ProvidersDesk } from "./vscode/providers/providersDesk";
import { registerProvider } from "./vscode/registration/registerProvider";
import { takeBackProvider } from "./vscode/registration/takeBackProvider";
import { registerCommands } from "./vscode/registerCommands";
import { tellOfNotStored } from "./vscode/notStoredNotices";
import { ReadOnlyTexts } from "./vscode/readOnlyTexts";
import { forgetAuthtoken, removeEverything } from "./vscode/removeStored";
import { askApiKey, forgetApiKey, setApiKey } from "./vscode/setApiKey";
import { replaceAuthtoken, setAuthtoken } from "./vscode/replaceSecrets";
import { sharePort } from "./vscode/sharePort";
import { ShareStarter } from "./vscode/shareStarter";
import { SharesView } from "./vscode/sharesView";
import { createStatusBar } from "./vscode/statusBar";
import { TestSso } from "./vscode/testSso/testSso";
import { takeElsewhere } from "./vscode/takeElsewhere";
import { stopOther } from "./vscode/stopOther";
import { GuidedDrafts } from "./vscode/stores/guidedDraft";
import { NgrokAccountApi } from "./vscode/stores/ngrokAccountApi";
import { ProposalAnswers } from "./vscode/stores/proposalAnswers";
import { ProviderSettings } from "./vscode/stores/providerSettings";
import { SavedSecrets } from "./vscode/stores/savedSecrets";
import { secretStorage } from "./vscode/stores/secretStorage";
import { SessionFiles } from "./vscode/stores/sessionFiles";
import { ChoiceStore } from "./vscode/stores/shareChoices";
import { stateStore } from "./vscode/stores/stateStore";
import { TeamSettings } from "./vscode/stores/teamSettings";
import { warnOfUsage } from "./vscode/usageWarning";
import { openWalkthrough, watchMilestones } from "./vscode/walkthrough";

/** @returns what closes it all: awaited by deactivate */
export function compose(context: ExtensionContext): { close(): Promise<void> } {
  const held = new DisposableStore();
  const life = new AbortController();

  const log = held.add(createLogChannel());
  const secrets = secretStorage(context.secrets);
  const sessions = new SessionFiles({ folder: join(context.globalStorageUri.fsPath, "sessions"), secrets, log });
  const usage = held.add(new NgrokUsage({ store: stateStore(context.globalState), clock: systemClock, onTrouble: (error) => log.warn(`What ngrok was used for this month can't be stored: ${inert(String(error), 200)}`) }));
  const savedSecrets = new SavedSecrets(secrets);
  const api = new NgrokAccountApi(savedSecrets);
  const seen = new Map<string, EndpointOrigins>();
  const registry = new ShareRegistry({ sawEndpoints: (url, endpoints) => seen.set(url, endpoints), agentPath: context.asAbsolutePath("dist/agent.js"), clock: systemClock, log, fetch: hostFetch, certificateChecksOff, sessions, requestLog: requestLogOf(log), usage, proxy: configuredProxy, account: (signal) => api.known(signal) });
  const stored = {
    sessions,
    answers: new ProposalAnswers(stateStore(context.workspaceState)),
    drafts: new GuidedDrafts(stateStore(context.workspaceState), (error) => log.warn(`What was typed into the guided set-up can't be kept over a reload: ${inert(String(error), 200)}`)),
    secrets: savedSecrets,
    providers: new ProviderSettings(),
    choices: new ChoiceStore({ workspace: stateStore(context.workspaceState), global: stateStore(context.globalState), hasFolder: () => workspace.workspaceFolders !== undefined }),
  };

  const milestones = held.add(watchMilestones({ context, registry, providers: stored.providers, secrets: savedSecrets, log }));

  const showLog = () => log.show();
  const ngrokCures = { replaceAuthtoken: () => replaceAuthtoken({ registry, secrets: stored.secrets, signal: life.signal }), stopOther: (url: string) => stopOther(registry, url) };
  const boundary = new ErrorBoundary(log, failureEffects({ showLog, ...ngrokCures }));
  const version = String((context.extension.packageJSON as { readonly version?: unknown }).version);
  const administration = { registry, ...stored, channel: { fetch: hostFetch, certificateChecksOff, clock: systemClock, userAgent: `portcullis/${version}` }, showFailure: (failure: ExpectedError) => boundary.showFailure(failure) };
  const editProvider = (provider: Pick<ProviderProfile, "id">) => desk.edit(provider);
  const starter = held.add(new ShareStarter(registry, boundary, life.signal, { editProvider, secretsOf: async (provider) => clientSecrets(await savedSecrets.client(provider)) }));
  const desk: ProvidersDesk = held.add(
    new ProvidersDesk({
      ...stored,
      registry,
      team: new TeamSettings(),
      seen,
      onDidChangeSecrets: context.secrets.onDidChange,
      tryClient: (...tried) => tryClient(registry.questions.inspection, ...tried),
      restart: (client, secrets) => starter.restart(client, secrets),
      takeBack: async (profile) => {
        await takeBackProvider(administration, profile, "client", life.signal);
      },
      takeBackUri: (profile, redirectUri) => takeBackProvider(administration, profile, { redirectUri }, life.signal),
      boundary,
      signal: life.signal,
    }),
  );

  const tree = held.add(new SharesView(registry));
  const view = held.add(window.createTreeView(views.shares, { treeDataProvider: tree }));
  held.add(createStatusBar(registry));
  held.add(createListenerNotices(registry, boundary));
  held.add(tellOfNotStored(registry, boundary));
  held.add(warnOfUsage(usage, boundary));
  held.add(registry.onDidChange((shares) => void setContextKey(contextKeys.hasShares, shares.length > 0)));

  const showInSidebar = async (share: Share | undefined) => {
    const node = share ? tree.nodeOf(share.spec.id) : tree.getChildren()[0];
    if (node) await view.reveal(node, { focus: true, expand: true });
  };
  held.add(warnOfFloods({ registry, clock: systemClock, boundary, showInSidebar }));

  const ruleOf = (share: Share) => changeRule({ registry, choices: stored.choices, signal: life.signal }, share);
  const askKey = () => askApiKey({ api, secrets: stored.secrets }, life.signal);
  const texts = held.add(new ReadOnlyTexts());
  const showText = (name: string, json: string) => texts.show(name, json);
  const dialogue = { registry, ...stored, log, api, askApiKey: askKey, showText, version };
  const guided = held.add(new GuidedSetUp({ registry, ...stored, log, extensionUri: context.extensionUri, clock: systemClock, boundary, check: (...asked) => checkProvider({ registry, secrets: stored.secrets }, ...asked) }));
  held.add(window.registerWebviewPanelSerializer(pages.addProvider, {
    deserializeWebviewPanel: (panel) => {
      guided.restore(panel);
      return Promise.resolve();
    },
  }));
  const testSso = held.add(new TestSso({ registry, ...stored, log, extensionUri: context.extensionUri, boundary, ...ngrokCures, changeRule: ruleOf, waysOn: (shareId) => starter.waysOn(shareId), onAllGood: () => milestones.reach("test") }));

  let registering: Promise<unknown> | undefined;
  const handlers = commandHandlers({
    registry,
    sharePort: () => sharePort({ ask: () => runShareDialog(dialogue, life.signal), starter }),
    importConfig: () =>
      sharePort({
        async ask() {
          const proposal = await importConfig({ registry, ...stored, api, signal: life.signal });
          return proposal && runShareDialog(dialogue, life.signal, proposal);
        },
        starter,
      }),
    addProvider: (argument) => guided.open(argument),
    changeRule: ruleOf,
    checkAccess: (share) => checkAccess(share, life.signal),
    testSso: (argument) => testSso.open(argument),
    previewPolicy: (share) => previewPolicy({ registry, showText, signal: life.signal }, share),
    addRoute: (share) => addRoute({ registry, choices: stored.choices, signal: life.signal }, share),
    removeRoute: (share, prefix) => removeRoute({ registry, choices: stored.choices }, share, prefix),
    changeOptions: (share) => changeOptions({ registry, choices: stored.choices, inBackground: (work) => void boundary.run(work), signal: life.signal }, share),
    takeElsewhere: (share) => boundary.run(() => takeElsewhere(share, life.signal), {
        editRule: () => ruleOf(share),
        editProvider: async () => {
          await editProvider(share.spec.provider);
        },
      }),
    offerToTakeBack: (providerId) => desk.offerToTakeBack(providerId),
    showInSidebar,
    getStarted: () => milestones.opening(() => openWalkthrough(context.extension.id)),
    showLog,
    setAuthtoken: () => setAuthtoken({ registry, secrets: stored.secrets, signal: life.signal }),
    forgetAuthtoken: () => forgetAuthtoken(stored),
    setApiKey: () => setApiKey({ api, secrets: stored.secrets }, life.signal),
    forgetApiKey: () => forgetApiKey(stored),
    registerProvider: async (argument) => {
      await (registering = registerProvider(administration, argument, life.signal));
    },
    manageCloudEndpoints: () => manageCloudEndpoints({ api, askApiKey: askKey, registry, secrets: stored.secrets, showText, signal: life.signal }),
    providers: desk.handlers,
    removeEverything: () => removeEverything({ ...stored, milestones, registry, guided }),
  });
  held.add(registerCommands(handlers, boundary));

  return {
    async close() {
      life.abort(new Cancelled());
      await registry.dispose();
      // What was being made at a provider is taken back first.
      await Promise.allSettled([registering]);
      held.dispose();
    },
  };
}

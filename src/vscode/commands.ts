import { commands, type CommandId } from "../contributions";
import { Cancelled } from "../base/expectedError";
import type { ProvenAddress } from "../shares/provenAddress";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import { canOpen, copyAddress, copyInvitation, openAddress } from "./address";
import { addressOf, hasPolicy, isRunning, liveAddressOf, pickShare } from "./pickShare";
import type { DeskCommandId } from "./providers/providersDesk";
import type { CommandHandler } from "./registerCommands";
import { routeOf, shareOf, visitorOf } from "./shareArgument";
import { showShareActions } from "./showShareActions";

/** Exactly what the commands use. */
export interface CommandParts {
  readonly registry: Pick<ShareRegistry, "shares" | "stop" | "stopAll" | "dismiss" | "signOut" | "tryNow">;
  readonly sharePort: () => Promise<void>;
  readonly importConfig: () => Promise<void>;
  /** @param argument a row of a waiting provider, or which kind to begin with */
  readonly addProvider: (argument: unknown) => void;
  readonly changeRule: (share: Share) => Promise<void>;
  readonly checkAccess: (share: Share) => Promise<void>;
  /** @param argument the row of a share or a provider; it is asked which, without one */
  readonly testSso: (argument: unknown) => Promise<void>;
  readonly changeOptions: (share: Share) => Promise<void>;
  readonly addRoute: (share: Share) => Promise<void>;
  /** @param prefix undefined: it is asked which */
  readonly removeRoute: (share: Share, prefix: string | undefined) => Promise<void>;
  readonly previewPolicy: (share: Share) => Promise<void>;
  readonly takeElsewhere: (share: Share) => Promise<void>;
  /** S27: the redirect URI of a share that was removed. */
  readonly offerToTakeBack: (providerId: string) => void;
  readonly showInSidebar: (share: Share | undefined) => Promise<void>;
  readonly getStarted: () => Promise<void>;
  readonly showLog: () => void;
  readonly setAuthtoken: () => Promise<void>;
  readonly forgetAuthtoken: () => Promise<void>;
  readonly setApiKey: () => Promise<void>;
  readonly forgetApiKey: () => Promise<void>;
  readonly manageCloudEndpoints: () => Promise<void>;
  /** @param argument what another page knows already */
  readonly registerProvider: (argument: unknown) => Promise<void>;
  /** What is done with providers that are there. */
  readonly providers: Readonly<Record<DeskCommandId, CommandHandler>>;
  readonly removeEverything: () => Promise<void>;
}

/** Every command by its id: one without a handler does not compile. */
export function commandHandlers(parts: CommandParts): Readonly<Record<CommandId, CommandHandler>> {
  const { registry } = parts;
  /** The share of the row, or the one that is picked. */
  const share = (argument: unknown, fits: (share: Share) => boolean) => shareOf(argument, registry.shares) ?? pickShare(registry.shares.filter(fits));
  const withAddress = async (argument: unknown, addressIn: (share: Share) => ProvenAddress | undefined) => {
    const picked = await share(argument, (candidate) => addressIn(candidate) !== undefined);
    // As it is now, not as it was when the list was shown.
    const one = shareOf({ shareId: picked.spec.id }, registry.shares) ?? picked;
    const address = addressIn(one);
    // It was lost between the click and now: the tree shows how it is.
    if (address === undefined) throw new Cancelled();
    return { share: one, address };
  };
  return {
    [commands.sharePort]: () => parts.sharePort(),
    [commands.importConfig]: () => parts.importConfig(),
    [commands.addProvider]: (argument) => {
      parts.addProvider(argument);
      return Promise.resolve();
    },
    [commands.completeProvider]: (argument) => {
      parts.addProvider(argument);
      return Promise.resolve();
    },
    [commands.copyAddress]: async (argument) => copyAddress((await withAddress(argument, addressOf)).address),
    [commands.openAddress]: async (argument) => {
      const { share: one, address } = await withAddress(argument, liveAddressOf);
      // The palette offers it wherever there are shares; opened from here it would run on the editor's own origin (S9).
      await (canOpen(one.spec.tunnel) ? openAddress(address) : copyAddress(address));
    },
    [commands.copyInvitation]: async (argument) => {
      const { share: one, address } = await withAddress(argument, liveAddressOf);
      await copyInvitation(address, one.spec);
    },
    [commands.changeRule]: async (argument) => parts.changeRule(await share(argument, isRunning)),
    [commands.checkAccess]: async (argument) => parts.checkAccess(await share(argument, isRunning)),
    [commands.testSso]: (argument) => parts.testSso(argument),
    [commands.changeOptions]: async (argument) => parts.changeOptions(await share(argument, isRunning)),
    [commands.previewPolicy]: async (argument) => parts.previewPolicy(await share(argument, hasPolicy)),
    [commands.addRoute]: async (argument) => parts.addRoute(await share(argument, isRunning)),
    [commands.removeRoute]: async (argument) => parts.removeRoute(await share(argument, (one) => isRunning(one) && (one.spec.routes ?? []).length > 0), routeOf(argument)),
    [commands.signVisitorOut]: async (argument) => {
      const { shareId, visitorId } = visitorOf(argument, registry.shares);
      await registry.signOut(shareId, visitorId);
    },
    [commands.signEveryoneOut]: async (argument) => registry.signOut((await share(argument, isRunning)).spec.id),
    [commands.tryNow]: async (argument) => registry.tryNow((await share(argument, ({ state }) => state.kind === "reconnecting")).spec.id),
    [commands.takeElsewhere]: async (argument) => parts.takeElsewhere(await share(argument, () => true)),
    [commands.stopShare]: async (argument) => registry.stop((await share(argument, isRunning)).spec.id),
    [commands.stopAllShares]: () => registry.stopAll(),
    [commands.removeShare]: async (argument) => {
      const { spec } = await share(argument, ({ state }) => state.kind === "failed");
      registry.dismiss(spec.id);
      parts.offerToTakeBack(spec.provider.id);
    },
    [commands.showShareActions]: (argument) => showShareActions(registry.shares, shareOf(argument, registry.shares)),
    [commands.showInSidebar]: (argument) => parts.showInSidebar(shareOf(argument, registry.shares)),
    [commands.setAuthtoken]: () => parts.setAuthtoken(),
    [commands.forgetAuthtoken]: () => parts.forgetAuthtoken(),
    [commands.setApiKey]: () => parts.setApiKey(),
    [commands.forgetApiKey]: () => parts.forgetApiKey(),
    [commands.manageCloudEndpoints]: () => parts.manageCloudEndpoints(),
    [commands.registerProvider]: (argument) => parts.registerProvider(argument),
    ...parts.providers,
    [commands.removeEverything]: () => parts.removeEverything(),
    [commands.getStarted]: () => parts.getStarted(),
    [commands.showLog]: () => {
      parts.showLog();
      return Promise.resolve();
    },
  };
}

// What the buttons under a test's findings do, for a share and for a provider that no share has. What can't be done there is not offered.
import { commands, type CommandId } from "../../contributions";
import type { ActionId } from "../../presentation/errorAction";
import type { TunnelSpec } from "../../protocol/shareSpec";
import type { Share } from "../../shares/share";
import type { OwnEffects } from "../failureEffects";

export interface TestWayParts {
  readonly providerId: string;
  readonly tunnel: TunnelSpec;
  readonly share: Share | undefined;
  /** As under a failure of that share's own; undefined where it was not live yet. */
  readonly ofShare: OwnEffects | undefined;
  readonly run: (command: CommandId, row?: unknown) => Promise<void>;
  readonly changeRule: (share: Share) => Promise<void>;
  readonly replaceAuthtoken: () => Promise<void>;
  /** @returns whether one was stopped */
  readonly stopOther: (url: string) => Promise<boolean>;
  readonly again: () => Promise<void>;
  /** Only if something else is there to be tested by now. */
  readonly againIfChanged: () => Promise<void>;
}

export function testWays(parts: TestWayParts): OwnEffects {
  const { share, ofShare, tunnel, run, again, againIfChanged } = parts;
  const row = { kind: "provider", providerId: parts.providerId };
  const then = async (first: Promise<unknown>, after: () => Promise<void>) => {
    await first;
    await after();
  };
  const saved: OwnEffects = {
    retry: again,
    editProvider: () => then(run(commands.editProvider, row), againIfChanged),
    replaceSecret: () => then(run(commands.rotateSecret, row), againIfChanged),
  };
  if (!share) {
    if (tunnel.kind !== "ngrok") return saved;
    return {
      ...saved,
      setAuthtoken: () => then(parts.replaceAuthtoken(), again),
      stopOther: async ({ url }) => {
        if (await parts.stopOther(url)) await again();
      },
    };
  }
  const { changeAddress, editProvider, leaveRulesOut, replaceSecret, setAuthtoken, stopOther, switchToGate } = ofShare ?? {};
  return {
    ...saved,
    editRule: () => parts.changeRule(share),
    openShare: () => run(commands.openAddress, { shareId: share.spec.id }),
    // The port is its first question.
    chooseOtherPort: () => run(commands.sharePort),
    ...(changeAddress && { changeAddress: (action) => then(changeAddress(action), againIfChanged) }),
    ...(editProvider && { editProvider: (action) => then(editProvider(action), againIfChanged) }),
    ...(leaveRulesOut && { leaveRulesOut: (action) => then(leaveRulesOut(action), again) }),
    ...(replaceSecret && { replaceSecret: (action) => then(replaceSecret(action), againIfChanged) }),
    ...(setAuthtoken && { setAuthtoken: (action) => then(setAuthtoken(action), again) }),
    ...(stopOther && { stopOther: (action) => then(stopOther(action), again) }),
    ...(switchToGate && share.spec.enforcement === "edge" && { switchToGate: (action) => then(switchToGate(action), againIfChanged) }),
  };
}

/** They mean something else for everything that is tested: without a way of its own there is none. */
const ofTested: ReadonlySet<ActionId> = new Set<ActionId>(["changeAddress", "chooseOtherPort", "editProvider", "editRule", "leaveRulesOut", "openShare", "replaceSecret", "retry", "setAuthtoken", "stopOther", "switchToGate"]);

export function isOffered(ways: OwnEffects, kind: ActionId): boolean {
  return !ofTested.has(kind) || kind in ways;
}

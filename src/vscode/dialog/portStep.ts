import { l10n, window } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { dangerousService } from "../../ports/dangerousServices";
import { probePort } from "../../ports/probePort";
import { upstreamKey, type UpstreamKey } from "../../protocol/upstream";
import { portNumber, type LocalAddress } from "../../ports/listeningPort";
import { askPick, type Entry } from "./askPick";
import type { Draft, ShareDialogParts } from "./draft";
import { listPorts, portEntries, type PortAnswer, type PortList } from "./portList";
import { problemOf, type Checking, type Settled } from "./quickInput";
import { rememberedDraft } from "./rememberedDraft";
import type { Step } from "./wizard";

/** Which port: one of those that something listens on, or a number. */
export function portStep(parts: ShareDialogParts): Step<Draft> {
  let list: PortList = { ports: [], folders: [] };
  return {
    asks: () => true,
    ask(_draft, frame) {
      const sharedBefore = [...parts.choices.read().byPort.keys()].reverse().filter((key) => !isShared(parts, key));
      let shown = "";
      /** Where nothing listens, and what stood in the box when that was found out: typing on takes the offer back. */
      let silent: { readonly port: number; readonly typed: string } | undefined;
      return askPick<PortAnswer, Draft>(frame, {
        placeholder: l10n.t("Pick a port, or type its number"),
        async load(signal) {
          list = await listPorts(parts.registry.shares, signal);
        },
        entries: (typed) => {
          shown = typed;
          const offered = silent?.typed === typed ? silent.port : undefined;
          return [...shareAnyway(offered), ...typedEntry(typed, list, offered), ...portEntries(list, sharedBefore)];
        },
        async settle(answer, checking) {
          silent = undefined;
          const settled = await settlePort(parts, answer, checking);
          if (settled !== "silent") return settled;
          silent = { port: answer.port, typed: shown };
          return "stay";
        },
      });
    },
  };
}

async function settlePort(parts: ShareDialogParts, { port, listening, anyway }: PortAnswer, { aside, signal }: Checking): Promise<Settled<Draft> | "silent"> {
  if (isShared(parts, port)) {
    return { problem: problemOf(new ExpectedError("share.alreadyRunning", { port })) };
  }
  if (listening?.user === "other") return { problem: problemOf(new ExpectedError("port.otherUser", { port })) };
  const service = dangerousService(port, listening?.owner);
  if (service && !anyway) {
    const share = l10n.t("Share {0}", service.name);
    const message = l10n.t("Port {0} is usually {1}. Share it?", String(port), service.name);
    const picked = await aside(() => window.showWarningMessage(message, { modal: true, detail: l10n.t("Whoever comes in could {0}.", service.why) }, share));
    if (picked !== share || signal.aborted) return "stay";
  }
  const probe = await probePort({ host: hostOf(listening?.addresses), port, signal });
  if (!probe.listening && !anyway) return "silent";
  return { answer: await rememberedDraft(parts, { scheme: probe.protocol === "https" ? "https" : "http", address: probe.address, port }, signal) };
}

function isShared({ registry }: ShareDialogParts, key: UpstreamKey): boolean {
  return registry.shares.some(({ spec, state }) => upstreamKey(spec.upstream) === key && state.kind !== "failed" && state.kind !== "stopped");
}

/** Two programs may listen on one number, one on each family: the one that was picked is asked. */
function hostOf(addresses: readonly LocalAddress[] = []): "localhost" | "127.0.0.1" | "::1" {
  const families = new Set(addresses.map(({ family, address }) => (address === "::" ? "both" : family)));
  if (families.size !== 1) return "localhost";
  return families.has("ipv4") ? "127.0.0.1" : families.has("ipv6") ? "::1" : "localhost";
}

function shareAnyway(silent: number | undefined): readonly Entry<PortAnswer>[] {
  if (silent === undefined) return [];
  return [
    {
      label: `$(warning) ${l10n.t("Nothing listens on port {0} yet", String(silent))}`,
      description: l10n.t("Share anyway"),
      detail: l10n.t("Visitors see a page that says so until something does"),
      alwaysShow: true,
      value: { port: silent, listening: undefined, anyway: true },
    },
  ];
}

function typedEntry(typed: string, { ports }: PortList, silent: number | undefined): readonly Entry<PortAnswer>[] {
  const port = portNumber(typed.trim().replace(/^(https?:\/\/)?(localhost|127\.0\.0\.1|\[::1\])?:/, "").replace(/\/$/, ""));
  if (port === undefined || port === silent || ports.some((listening) => listening.port === port)) return [];
  return [{ label: l10n.t("Share port {0}", String(port)), alwaysShow: true, value: { port, listening: undefined, anyway: false } }];
}

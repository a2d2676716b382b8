// The question for a port or a socket: the list, what was typed, and what is said of it before it is taken (S18).
import { homedir } from "node:os";
import { l10n, window } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { dangerousService, dangerousSocket, type DangerousService } from "../../ports/dangerousServices";
import type { ListenerIdentity } from "../../ports/listenerIdentity";
import { portNumber, type LocalAddress, type PortOwner } from "../../ports/listeningPort";
import { probePort, probeSocket } from "../../ports/probePort";
import { refusedListener } from "../../ports/refusedListener";
import { identifySocket } from "../../ports/socketIdentity";
import { socketPathFromInput } from "../../ports/socketInput";
import type { Upstream, UpstreamKey } from "../../protocol/upstream";
import type { Share } from "../../shares/share";
import { askPick, type Entry } from "./askPick";
import { listPorts, portEntries, type PortAnswer, type PortList, type SocketAnswer, type UpstreamAnswer } from "./portList";
import { problemOf, type Checking, type Settled } from "./quickInput";
import type { Back, Frame } from "./wizard";

export interface UpstreamQuestion<R> {
  readonly shares: () => readonly Share[];
  /** Offered first. */
  readonly before: readonly UpstreamKey[];
  readonly prefill?: string | undefined;
  /** Why this one can't be taken. */
  readonly refused: (key: UpstreamKey) => ExpectedError | undefined;
  /** @param listens something answered there, in the scheme of `upstream` */
  readonly settle: (upstream: Upstream, listens: boolean, signal: AbortSignal) => Promise<R> | R;
}

export function askUpstream<R>(frame: Frame, question: UpstreamQuestion<R>): Promise<R | Back> {
  let list: PortList = { ports: [], sockets: [], folders: [] };
  let shown = "";
  /** Where nothing listens, and what stood in the box when that was found out: typing on takes the offer back. */
  let silent: { readonly answer: UpstreamAnswer; readonly typed: string } | undefined;
  return askPick<UpstreamAnswer, R>(frame, {
    placeholder: l10n.t("Pick a port, or type its number or the path of a socket"),
    prefill: question.prefill,
    async load(signal) {
      list = await listPorts(question.shares(), question.before, signal);
    },
    entries: (typed) => {
      shown = typed;
      const offered = silent?.typed === typed ? silent.answer : undefined;
      return [...shareAnyway(offered), ...(offered ? [] : [...typedEntry(typed, list), ...typedSocket(typed, list)]), ...portEntries(list, question.before)];
    },
    async settle(answer, checking) {
      silent = undefined;
      const settled = await ("port" in answer ? settlePort(question, answer, checking) : settleSocket(question, answer, checking));
      if (settled !== "silent") return settled;
      silent = { answer, typed: shown };
      return "stay";
    },
  });
}

async function settlePort<R>({ refused, settle }: UpstreamQuestion<R>, { port, listening, anyway }: PortAnswer, checking: Checking): Promise<Settled<R> | "silent"> {
  const { signal } = checking;
  const why = refused(port) ?? (listening?.user === "other" ? new ExpectedError("port.otherUser", { port }) : undefined);
  if (why) return { problem: problemOf(why) };
  const service = dangerousService(port, listening?.owner);
  if (service && !anyway && !(await isMeant(service, l10n.t("Port {0} is usually {1}. Share it?", String(port), service.name), checking))) return "stay";
  const probe = await probePort({ host: hostOf(listening?.addresses), port, signal });
  if (!probe.listening && !anyway) return "silent";
  return { answer: await settle({ scheme: probe.protocol === "https" ? "https" : "http", address: probe.address, port }, probe.listening, signal) };
}

async function settleSocket<R>({ refused, settle }: UpstreamQuestion<R>, { socketPath, anyway }: SocketAnswer, checking: Checking): Promise<Settled<R> | "silent"> {
  const { signal } = checking;
  const taken = refused(socketPath);
  if (taken) return { problem: problemOf(taken) };
  const listening = await identifySocket(socketPath, { signal });
  const never = refusedListener({ scheme: "http", socketPath }, listening);
  if (never) return { problem: problemOf(never) };
  const service = dangerousSocket(socketPath, listening.state === "own" ? ownerOf(listening) : undefined);
  if (service && !anyway && !(await isMeant(service, l10n.t("{0} is usually {1}. Share it?", inert(socketPath), service.name), checking))) return "stay";
  const probe = await probeSocket({ path: socketPath, signal });
  if (!probe.listening && !anyway) return "silent";
  return { answer: await settle({ scheme: probe.protocol === "https" ? "https" : "http", socketPath }, probe.listening, signal) };
}

function ownerOf({ pid, name, executable }: Extract<ListenerIdentity, { readonly state: "own" }>): PortOwner {
  return { pid, name, user: "self", ...(executable !== undefined && { executable }) };
}

/** S18: a service that hands over the machine is shared after a question that names it. */
async function isMeant(service: DangerousService, question: string, { aside, signal }: Checking): Promise<boolean> {
  const share = l10n.t("Share {0}", service.name);
  const picked = await aside(() => window.showWarningMessage(question, { modal: true, detail: l10n.t("Whoever comes in could {0}.", service.why) }, share));
  return picked === share && !signal.aborted;
}

/** Two programs may listen on one number, one on each family: the one that was picked is asked. */
function hostOf(addresses: readonly LocalAddress[] = []): "localhost" | "127.0.0.1" | "::1" {
  const families = new Set(addresses.map(({ family, address }) => (address === "::" ? "both" : family)));
  if (families.size !== 1) return "localhost";
  return families.has("ipv4") ? "127.0.0.1" : families.has("ipv6") ? "::1" : "localhost";
}

function shareAnyway(silent: UpstreamAnswer | undefined): readonly Entry<UpstreamAnswer>[] {
  if (silent === undefined) return [];
  return [
    {
      label: `$(warning) ${"port" in silent ? l10n.t("Nothing listens on port {0} yet", String(silent.port)) : l10n.t("Nothing listens on {0} yet", inert(silent.socketPath))}`,
      description: l10n.t("Share anyway"),
      detail: l10n.t("Visitors see a page that says so until something does"),
      alwaysShow: true,
      value: { ...silent, anyway: true },
    },
  ];
}

function typedEntry(typed: string, { ports }: PortList): readonly Entry<PortAnswer>[] {
  const port = portNumber(typed.trim().replace(/^(https?:\/\/)?(localhost|127\.0\.0\.1|\[::1\])?:/, "").replace(/\/$/, ""));
  if (port === undefined || ports.some((listening) => listening.port === port)) return [];
  return [{ label: l10n.t("Share port {0}", String(port)), alwaysShow: true, value: { port, listening: undefined, anyway: false } }];
}

function typedSocket(typed: string, { sockets }: PortList): readonly Entry<SocketAnswer>[] {
  const socketPath = socketPathFromInput(typed, homedir());
  if (socketPath === undefined || sockets.includes(socketPath)) return [];
  return [{ label: l10n.t("Share {0}", inert(socketPath)), alwaysShow: true, value: { socketPath, anyway: false } }];
}

// Where a share that stays on this machine will be: its own port, and the address under which the editor shows that port.
import { env, UIKind, Uri } from "vscode";
import { abortable, withDeadline } from "../../base/deadline";
import { ExpectedError } from "../../base/expectedError";
import { listListeningPorts } from "../../ports/listListeningPorts";
import { localAddress } from "../../shares/localAddress";
import type { UpstreamKey } from "../../protocol/upstream";
import { heldLocalPorts, nextLocalPort } from "../../shares/shareChoice";
import { firstLocalPort } from "../stores/localSettings";
import type { ShareDialogParts } from "./draft";

/**
 * The port that this share keeps: the one it has, else the next that neither another share nor another program has.
 * @throws ExpectedError `settings.invalid`, `local.portTaken` when none is left
 */
export async function localPortFor(parts: Pick<ShareDialogParts, "choices" | "registry">, upstream: UpstreamKey, signal: AbortSignal): Promise<number> {
  const own = parts.choices.read().byPort.get(upstream)?.tunnel;
  return own !== undefined && own.kind !== "ngrok" ? own.port : freeLocalPort(parts, upstream, signal);
}

/**
 * The next that neither another share nor another program has.
 * @param upstream whose share it is for; undefined while that is open
 * @throws ExpectedError `settings.invalid`, `local.portTaken` when none is left
 */
export async function freeLocalPort({ choices, registry }: Pick<ShareDialogParts, "choices" | "registry">, upstream: UpstreamKey | undefined, signal: AbortSignal): Promise<number> {
  const remembered = choices.read();
  const first = firstLocalPort();
  const running = registry.shares.flatMap(({ spec }) => (spec.tunnel.kind === "ngrok" ? [] : [spec.tunnel.port]));
  const free = nextLocalPort(first, new Set([...heldLocalPorts(remembered, upstream), ...running, ...(await listening(signal))]));
  if (free === undefined) throw new ExpectedError("local.portTaken", { port: first });
  return free;
}

async function listening(signal: AbortSignal): Promise<readonly number[]> {
  try {
    return (await listListeningPorts({ signal })).map(({ port }) => port);
  } catch (error) {
    // Where the system won't say, the gate says so when it opens.
    if (error instanceof ExpectedError && error.code === "port.listUnavailable") return [];
    throw error;
  }
}

/** @throws ExpectedError `local.externalAddress` (S9) */
export async function localOrigin(port: number, signal: AbortSignal): Promise<string> {
  const bounded = withDeadline(10_000, signal);
  const external = await abortable(Promise.resolve(env.asExternalUri(Uri.parse(`http://localhost:${port}/`, true))), bounded);
  return localAddress({ external: external.toString(true), editorOrigin: await editorOrigin(bounded), port }).origin;
}

/** An editor in the browser makes callback addresses on its own origin; on a desktop they are no http addresses. */
async function editorOrigin(signal: AbortSignal): Promise<string | undefined> {
  if (env.uiKind !== UIKind.Web) return undefined;
  const callback = await abortable(Promise.resolve(env.asExternalUri(Uri.from({ scheme: env.uriScheme, authority: "portcullis.portcullis" }))), signal);
  return callback.scheme === "http" || callback.scheme === "https" ? `${callback.scheme}://${callback.authority}` : undefined;
}

// Listening sockets of a Windows machine: PowerShell where it may run, else netstat and tasklist.
import { userInfo } from "node:os";
import { win32 } from "node:path";
import { ExpectedError } from "../base/expectedError";
import type { ListeningSocket, SocketQuery } from "./listeningPort";
import { parseNetstat, parseTasklist } from "./netstat";
import { listenScript, parsePowershell } from "./powershell";
import { runTool } from "./runTool";

const powershellMs = 10_000;
const netstatMs = 8000;

/** @throws ExpectedError `port.listUnavailable` where neither way works */
export async function readWindowsSockets({ port, signal }: SocketQuery): Promise<readonly ListeningSocket[]> {
  const sockets = (await askPowershell(signal)) ?? (await askNetstat(signal));
  return sockets.filter((socket) => port === undefined || socket.port === port);
}

/** Undefined where policy forbids PowerShell or its cmdlets, or it says nothing of use; Windows itself always listens somewhere. */
async function askPowershell(signal: AbortSignal | undefined): Promise<readonly ListeningSocket[] | undefined> {
  try {
    const { stdout } = await runTool(inSystem32("WindowsPowerShell\\v1.0\\powershell.exe"), ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", listenScript], { timeoutMs: powershellMs, signal });
    const sockets = parsePowershell(stdout);
    return sockets?.length === 0 ? undefined : sockets;
  } catch (failure) {
    if (failure instanceof ExpectedError) return undefined;
    throw failure;
  }
}

/** Of a process only the name is known here, and only of the person's own: tasklist is asked for theirs alone. */
async function askNetstat(signal: AbortSignal | undefined): Promise<readonly ListeningSocket[]> {
  const mine = `USERNAME eq ${userInfo().username}`;
  const [netstat, tasklist] = await Promise.all([
    runTool(inSystem32("netstat.exe"), ["-ano"], { timeoutMs: netstatMs, signal }),
    runTool(inSystem32("tasklist.exe"), ["/FO", "CSV", "/NH", "/FI", mine], { timeoutMs: netstatMs, signal }),
  ]);
  return joinNetstat(netstat.stdout, tasklist.stdout);
}

/** @param tasklist only the person's own processes */
export function joinNetstat(netstat: string, tasklist: string): readonly ListeningSocket[] {
  const names = parseTasklist(tasklist);
  return parseNetstat(netstat).map(({ port, address, pid }) => {
    const name = names.get(pid);
    if (name === undefined) return { port, address, user: undefined, owner: undefined };
    return { port, address, user: "self", owner: { pid, name: name.replace(/\.exe$/i, ""), user: "self" } };
  });
}

function inSystem32(program: string): string {
  return win32.join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", program);
}

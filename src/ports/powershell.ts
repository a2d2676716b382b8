// The PowerShell question to Windows and a pure reader of its answer.
import * as z from "zod";
import { localAddress, type ListeningSocket, type PortOwner } from "./listeningPort";

/** Windows PowerShell 5.1. Only single quotes, so that it passes as one argument. A process whose owner may not be read has the user `unknown`. */
export const listenScript = `
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
$me = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value
$sockets = @(Get-NetTCPConnection -State Listen | ForEach-Object { [pscustomobject]@{ address = $_.LocalAddress; port = $_.LocalPort; pid = $_.OwningProcess } })
$ids = @($sockets | ForEach-Object { $_.pid } | Sort-Object -Unique)
$processes = @(Get-CimInstance Win32_Process | Where-Object { $ids -contains $_.ProcessId } | ForEach-Object {
  $sid = $null
  try { $sid = (Invoke-CimMethod -InputObject $_ -MethodName GetOwnerSid).Sid } catch { }
  $user = $(if (-not $sid) { 'unknown' } elseif ($sid -eq $me) { 'self' } else { 'other' })
  $startedAt = $(if ($_.CreationDate) { $_.CreationDate.ToUniversalTime().ToString('o') } else { $null })
  [pscustomobject]@{ pid = $_.ProcessId; name = $_.Name; user = $user; executable = $_.ExecutablePath; commandLine = $_.CommandLine; startedAt = $startedAt }
})
ConvertTo-Json -Compress -Depth 3 @{ sockets = $sockets; processes = $processes }
`.trim();

/** Windows PowerShell's ConvertTo-Json writes an array, depending on how it came to be, as `{"value":[…],"Count":2}` (PowerShell issue 5579). */
const rows = z.union([z.array(z.unknown()), z.object({ value: z.array(z.unknown()) }).transform(({ value }) => value)]);
const answer = z.object({ sockets: rows, processes: rows });
const socketRow = z.object({ address: z.string(), port: z.number().int().min(1).max(65_535), pid: z.number().int().nonnegative() });
const text = z.string().min(1).nullish();
const processRow = z.object({
  pid: z.number().int().nonnegative(),
  name: z.string().min(1),
  user: z.enum(["self", "other", "unknown"]),
  executable: text,
  commandLine: text,
  startedAt: text,
});

/** Undefined where the answer is no such JSON; rows that are not understood are passed over. */
export function parsePowershell(output: string): readonly ListeningSocket[] | undefined {
  const parsed = answer.safeParse(parseJson(output));
  if (!parsed.success) return undefined;
  const processes = new Map(parsed.data.processes.flatMap((row) => {
    const process = processRow.safeParse(row);
    return process.success ? [[process.data.pid, process.data] as const] : [];
  }));
  return parsed.data.sockets.flatMap((row) => {
    const socket = socketRow.safeParse(row);
    const address = socket.success ? localAddress(socket.data.address) : undefined;
    if (!socket.success || !address) return [];
    const process = processes.get(socket.data.pid);
    const user = process === undefined || process.user === "unknown" ? undefined : process.user;
    return [{ port: socket.data.port, address, user, owner: process && user && toOwner(process, user) }];
  });
}

function toOwner({ pid, name, executable, commandLine, startedAt }: z.infer<typeof processRow>, user: "self" | "other"): PortOwner {
  return {
    pid,
    name: name.replace(/\.exe$/i, ""),
    user,
    ...(executable ? { executable } : {}),
    ...(startedAt ? { startedAt } : {}),
    ...(commandLine ? { commandLine: commandLine.slice(0, 4096) } : {}),
  };
}

function parseJson(output: string): unknown {
  try {
    return JSON.parse(output.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

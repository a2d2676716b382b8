import type { ChildProcess } from "node:child_process";

export function run(command: string, args: readonly string[], options?: { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number; show?: boolean }): Promise<string>;
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void;
export function groupAlive(child: ChildProcess): boolean;
export function endGroup(child: ChildProcess, options?: { politeMs?: number }): Promise<void>;
export function endWithUs(child: ChildProcess): () => void;

import { existsSync } from "node:fs";

/** Something that answers `/1k.bin` and `/256k.bin` on 127.0.0.1. */
export interface Target {
  readonly name: string;
  readonly port: number;
  /** What a visitor's browser would send besides, a session's cookie among it. */
  readonly headers: Readonly<Record<string, string>>;
  /** The process whose CPU time counts, with its children. */
  readonly pid: number;
  close(): Promise<void>;
}

export const sizes = [
  { name: "1 KB", path: "/1k.bin", bytes: 1024 },
  { name: "256 KB", path: "/256k.bin", bytes: 256 * 1024 },
] as const;

/** The first of these files that there is. */
export function installed(...files: readonly string[]): string | undefined {
  return files.find((file) => existsSync(file));
}

export function findChromium(): string | undefined;
export function ensureSystemPackages(options?: { browser?: boolean; log?: (line: string) => void }): Promise<void>;
export class SystemPackagesMissing extends Error {}

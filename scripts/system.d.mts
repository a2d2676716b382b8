export function findChromium(): string | undefined;
export function ensureSystemPackages(options?: { log?: (line: string) => void }): Promise<void>;
export class SystemPackagesMissing extends Error {}

export function ensureNext(options?: { log?: (line: string) => void }): Promise<string>;

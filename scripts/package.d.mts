export function packageExtension(options?: { out?: string }): Promise<string>;
export function listVsix(file: string): Promise<string[]>;

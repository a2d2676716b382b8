export function sweep(root: string, prefix: string): Promise<void>;

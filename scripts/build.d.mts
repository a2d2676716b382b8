import type { Metafile, Plugin } from "esbuild";

export function buildExtension(options?: { outdir?: string; agentPlugins?: Plugin[] }): Promise<{ host: Metafile; agent: Metafile; page: Metafile }>;
export function buildAgent(options: { outdir: string; plugins?: Plugin[] }): Promise<Metafile>;

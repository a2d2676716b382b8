export type EditorName = "newest" | "oldest";

export interface Editor {
  readonly which: EditorName;
  readonly version: string;
  readonly vscodeVersion: string;
  readonly nodeVersion: string;
  /** The executable of the Node that runs it. */
  readonly node: string;
  readonly serverMain: string;
  /** code-server's own shell around the server; the oldest editor runs without. */
  readonly codeServerEntry: string | undefined;
}

export const editorsSupported: boolean;
export const editors: Readonly<Record<EditorName, { readonly version: string; readonly vscodeVersion: string; readonly nodeVersion: string }>>;
export function ensureEditor(which: EditorName, options?: { log?: (line: string) => void }): Promise<Editor>;
export function ensureNode(version: string, options?: { log?: (line: string) => void }): Promise<string>;

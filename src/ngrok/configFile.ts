// What ngrok's own command line keeps in its configuration file, read so that nobody has to paste an authtoken twice.
import { posix, win32 } from "node:path";
import { isNode, LineCounter, parseDocument, visit, type Document, type YAMLParseError } from "yaml";
import { ExpectedError } from "../base/expectedError";

/** Characters; far above any hand-written file. */
const mostText = 1_000_000;

/**
 * @param text the file, YAML: version 3 (`agent.authtoken`) or 2 and the legacy file (top-level `authtoken`)
 * @returns undefined when it holds none. The token's shape is not looked at.
 * @throws ExpectedError `input.invalid` { problem: "configFile", line } when it is no YAML; nothing of the file is repeated.
 */
export function authtokenFromConfig(text: string): string | undefined {
  const { document } = parseConfig(text);
  for (const path of [["agent", "authtoken"], ["authtoken"]]) {
    const value = document.getIn(path);
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return undefined;
}

export interface ParsedConfig {
  readonly document: Document;
  /** The line, from 1, of what stands at a path; of the nearest thing around it where that has none of its own. */
  readonly lineAt: (path: readonly (string | number)[]) => number;
}

/** @throws ExpectedError `input.invalid` { problem: "configFile", line } when it is no YAML or far too long; nothing of the file is repeated */
export function parseConfig(text: string): ParsedConfig {
  if (text.length > mostText) throw new ExpectedError("input.invalid", { problem: "configFile", line: 1 });
  const lines = new LineCounter();
  // Merge keys, as ngrok's own reader has them.
  const document = parseDocument(text, { prettyErrors: true, logLevel: "error", merge: true, lineCounter: lines });
  const broken = document.errors[0];
  if (broken) throw new ExpectedError("input.invalid", { problem: "configFile", line: lines.linePos(startOf(document, broken)).line });
  return {
    document,
    lineAt(path) {
      for (let length = path.length; length >= 0; length -= 1) {
        const node: unknown = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}

/** A quote that never ends is noticed at the end of the file: where it began is what helps. */
function startOf(document: Document, { code, pos }: Pick<YAMLParseError, "code" | "pos">): number {
  let start = pos[0];
  if (code === "MISSING_CHAR") {
    visit(document, {
      Scalar(_key, { type, range }) {
        if ((type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE") && range && range[1] >= pos[0]) start = range[0];
      },
    });
  }
  return start;
}

/**
 * Where ngrok looks for its configuration, the present place first, then the one of ngrok 2 (docs: agent/config).
 *
 * @param home the person's home folder, absolute
 */
export function configFilePaths(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>, home: string): readonly string[] {
  if (platform === "win32") {
    const localAppData = absolute(win32, env["LOCALAPPDATA"]) ?? win32.join(home, "AppData", "Local");
    return [win32.join(localAppData, "ngrok", "ngrok.yml"), win32.join(home, ".ngrok2", "ngrok.yml")];
  }
  const legacy = posix.join(home, ".ngrok2", "ngrok.yml");
  if (platform === "darwin") return [posix.join(home, "Library", "Application Support", "ngrok", "ngrok.yml"), legacy];
  const usual = posix.join(home, ".config");
  const folders = new Set([absolute(posix, env["XDG_CONFIG_HOME"]) ?? usual, usual]);
  return [...[...folders].map((folder) => posix.join(folder, "ngrok", "ngrok.yml")), legacy];
}

function absolute(path: typeof posix, folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}

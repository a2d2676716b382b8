import { mostOpenPaths, openMethods, openPathProblem, type OpenMethod, type OpenPath } from "./openPath";

export type OpenPathProblem = "everything" | "own" | "notPlain" | "method" | "tooMany";
export type OpenPathsInput = { readonly ok: true; readonly paths: readonly OpenPath[] } | { readonly ok: false; readonly problem: OpenPathProblem; readonly entry: string };

/**
 * Reads "/hooks/stripe, GET|HEAD /health, POST /hooks/github/*" as typed: divided by commas, semicolons or line breaks; POST where no
 * method is named; `/*` at the end takes everything below, by whole segments. The first entry that can't be opened is named.
 */
export function openPathsFromInput(input: string): OpenPathsInput {
  const entries = input.split(/[,;\n\r]+/).map((entry) => entry.trim()).filter((entry) => entry !== "");
  const paths = new Map<string, OpenPath>();
  for (const entry of entries) {
    const [, said = "POST", typed = ""] = /^(?:([A-Za-z|]+)\s+)?(\S.*)$/.exec(entry) ?? [];
    const methods = [...new Set(said.toUpperCase().split("|"))];
    if (!methods.every(isOpenMethod)) return { ok: false, problem: "method", entry };
    const prefix = typed.endsWith("/*");
    const path = prefix ? typed.slice(0, -2) : typed;
    const problem = openPathProblem(path) ?? (prefix && path.endsWith("/") ? "notPlain" : undefined);
    if (problem !== undefined) return { ok: false, problem, entry };
    const known = paths.get(typed);
    const all = [...new Set([...(known?.methods ?? []), ...methods])];
    paths.set(typed, { path, ...(prefix && { prefix }), methods: openMethods.filter((method) => all.includes(method)) });
    if (paths.size > mostOpenPaths) return { ok: false, problem: "tooMany", entry };
  }
  return { ok: true, paths: [...paths.values()] };
}

/** The paths as they would be typed. */
export function inputFromOpenPaths(paths: readonly OpenPath[]): string {
  return paths.map(typedOpenPath).join(", ");
}

/** "POST /hooks/github/*": one path as it would be typed, its methods always named. */
export function typedOpenPath({ path, prefix, methods }: OpenPath): string {
  return `${methods.join("|")} ${path}${prefix === true ? "/*" : ""}`;
}

function isOpenMethod(method: string): method is OpenMethod {
  return (openMethods as readonly string[]).includes(method);
}

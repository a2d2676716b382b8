import { plainAnswer, type Answer } from "./answer";
import { developerEndpoints, developerQueries, type DeveloperEndpoint } from "./developerEndpoints";
import type { Exchange } from "./exchange";
import { forgivingSegments, forgivingText, withoutDots } from "./forgivingPath";
import { isNavigation } from "./navigation";
import { developerOnlyPage, type PageNames } from "./pages";
import { isFileOfDeveloper, leavesOptimized, readsFile } from "./viteFiles";

export interface DeveloperOnly {
  /** Absolute. Files below may be read through Vite's `/@fs/`; without any only what lies in a `node_modules`. */
  readonly workspaceFolders?: readonly string[];
  readonly upstream: { readonly port: number } | { readonly socketPath: string };
}

interface Wanted extends Omit<DeveloperEndpoint, "path"> {
  readonly segments: readonly string[];
  readonly last: RegExp;
}

const endpoints: readonly Wanted[] = developerEndpoints.map(({ path, ...endpoint }) => {
  const segments = path.split("/");
  const last = segments.pop() ?? "";
  // Connect (Vite) takes `/name.anything` for `/name` too; other servers cut at `?`, `&` or a space that came encoded.
  const ending = last.endsWith("*") ? `${quoted(last.slice(0, -1))}(?!(?:${(endpoint.except ?? []).join("|") || "(?!)"})(?![a-z0-9_-]))` : `${quoted(last)}(?![a-z0-9_-])`;
  return { ...endpoint, segments, last: new RegExp(`^${ending}`) };
});

/** Everything else needs no second look. Any of the forms that reading forgivingly changes does. */
const suspicious = new RegExp(
  `[%\\\\;\\u0080-\\uffff]|@fs|\\.\\./|${[...developerEndpoints.map(({ path }) => quoted((path.split("/")[0] ?? "").replace("*", ""))), ...developerQueries.map(({ name }) => name)].join("|")}`,
  "i",
);

/** S19: whose developer-only endpoint could the upstream read this target as? */
export function developerEndpoint(target: string, { upstream, workspaceFolders = [] }: DeveloperOnly): string | undefined {
  if (!suspicious.test(target)) return undefined;
  const [path = "", ...query] = target.split("?");
  const segments = forgivingSegments(path);
  const resolved = withoutDots(segments);
  if (readsFile(segments) && isFileOfDeveloper(path, workspaceFolders)) return "Vite";
  if (leavesOptimized(segments)) return "Vite";
  const found = endpoints.find((wanted) => (wanted.onPorts === undefined || ("port" in upstream && wanted.onPorts.includes(upstream.port))) && (names(segments, wanted) || names(resolved, wanted)));
  if (found !== undefined) return found.of;
  const parameters = forgivingText(query.join("?")).split(/[&;?]/).map((parameter) => parameter.split("=", 1)[0]);
  return developerQueries.find(({ name }) => parameters.includes(name))?.of;
}

export function refuseDeveloperOnly(exchange: Exchange, names: PageNames, of: string): Answer {
  return isNavigation(exchange) ? developerOnlyPage(names, of) : plainAnswer(403, "developerOnly");
}

function names(path: readonly string[], { segments, last, where }: Wanted): boolean {
  const latest = where === "start" ? 0 : path.length - segments.length - 1;
  for (let at = 0; at <= latest; at++) {
    if (segments.every((segment, index) => path[at + index] === segment) && last.test(path[at + segments.length] ?? "")) return true;
  }
  return false;
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

import { ExpectedError } from "../base/expectedError";
import { isLoopbackHost } from "../identity/providers/issuerInput";

/** `use`: the share's origin. `copyOnly`: only a browser on this machine reaches it, the editor must not be asked to open it. */
export type LocalAddress = { readonly kind: "use" | "copyOnly"; readonly origin: string };

export interface LocalAddressQuestion {
  /** What the editor answers for `http://localhost:<port>/` (`env.asExternalUri`). */
  readonly external: string;
  /** Where the editor itself is served, as far as that is known; undefined on a desktop. */
  readonly editorOrigin?: string | undefined;
  readonly port: number;
}

/**
 * Where a share that stays on this machine can be opened (S9): never on the editor's own origin, where the shared app
 * could act as the editor.
 *
 * @throws ExpectedError `local.externalAddress` {address}
 */
export function localAddress({ external, editorOrigin, port }: LocalAddressQuestion): LocalAddress {
  const own = `http://localhost:${port}`;
  const url = httpUrl(external);
  if (!url) throw new ExpectedError("local.externalAddress", { address: external.slice(0, 300) });
  const editor = editorOrigin === undefined ? undefined : httpUrl(editorOrigin);
  // An editor whose place is unknown hands out paths below its own origin.
  const place = editor ?? (isRoot(url) ? undefined : url);
  if (isRoot(url) && (editorOrigin === undefined || (editor !== undefined && editor.origin !== url.origin))) return { kind: "use", origin: sameForEveryLoopback(url) };
  if (place && isLoopbackHost(place.hostname)) return { kind: "copyOnly", origin: own };
  throw new ExpectedError("local.externalAddress", { address: url.origin + url.pathname.slice(0, 100) });
}

function httpUrl(address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
}

/** A query may hold what lets a person through the editor's proxy: cut off, the address leads nowhere; kept, it is no origin. */
function isRoot(url: URL): boolean {
  return url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
}

/** 127.0.0.1, [::1] and localhost are one machine but three redirect URIs: one of them is used. */
function sameForEveryLoopback(url: URL): string {
  return url.protocol === "http:" && isLoopbackHost(url.hostname) ? `http://localhost:${url.port === "" ? 80 : url.port}`.replace(/:80$/, "") : url.origin;
}

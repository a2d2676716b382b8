import type { Visit, Visitor } from "../rig/visitor";

export interface Step {
  readonly visit: Visit;
  readonly url: URL;
  /** ngrok's own, `ERR_NGROK_3200`. */
  readonly code: string | undefined;
  /** Where it leads. */
  readonly to: URL | undefined;
}

export const skipsInterstitial = { "ngrok-skip-browser-warning": "1" } as const;

const navigation = { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "none" } as const;
const mostSteps = 10;

/** Opens an address as a browser does, one redirect after the other, until one leads to a host of `notTo`, which is not asked. */
export async function walk(visitor: Visitor, address: string, { notTo = [], headers = () => ({}) }: { readonly notTo?: readonly string[]; readonly headers?: (url: URL) => Readonly<Record<string, string>> } = {}): Promise<readonly Step[]> {
  const steps: Step[] = [];
  let at: string | undefined = address;
  while (at !== undefined && steps.length < mostSteps) {
    const visit = await visitor.fetch(at, { headers: { ...navigation, ...headers(new URL(at)) } });
    const step = stepOf(visit);
    steps.push(step);
    at = step.to === undefined || notTo.includes(step.to.host) ? undefined : step.to.href;
  }
  return steps;
}

/** `302 example.ngrok.app → 302 idp.ngrok.com → accounts.example.com`: hosts and paths, no query, which holds what nobody needs to see. */
export function chainText(steps: readonly Step[]): string {
  const last = steps.at(-1)?.to;
  return [...steps.map(({ visit: { status }, url, code }) => `${status} ${url.host}${url.pathname}${code === undefined ? "" : ` (${code})`}`), ...(last === undefined ? [] : [`${last.host}${last.pathname}`])].join(" → ");
}

/** `403 (ERR_NGROK_5211)` */
export function statusText({ status, headers }: Pick<Visit, "status" | "headers">): string {
  const code = codeOf(headers);
  return code === undefined ? String(status) : `${status} (${code})`;
}

export function codeOf(headers: Visit["headers"]): string | undefined {
  const code = headers["ngrok-error-code"];
  return typeof code === "string" && /^ERR_NGROK_\d+$/.test(code) ? code : undefined;
}

function stepOf(visit: Visit): Step {
  const { status, headers, url } = visit;
  const { location } = headers;
  const leads = status >= 300 && status < 400 && location !== undefined;
  return { visit, url: new URL(url), code: codeOf(headers), to: leads ? new URL(location, url) : undefined };
}

/** Requests and answers as the edge's parts hand them to one another: header lines as they came, in order. */
export type HeaderLine = readonly [name: string, value: string];

export interface VisitorRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: readonly HeaderLine[];
  readonly clientIp: string;
}

export interface EdgeAnswer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
}

export function headerLines(raw: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) lines.push([raw[at] ?? "", raw[at + 1] ?? ""]);
  return lines;
}

export function headerValue(lines: readonly HeaderLine[], name: string): string | undefined {
  return lines.find(([own]) => own.toLowerCase() === name)?.[1];
}

export function without(lines: readonly HeaderLine[], ...names: readonly string[]): HeaderLine[] {
  return lines.filter(([own]) => !names.includes(own.toLowerCase()));
}

/** The values of all cookies with this name, in order. */
export function cookieValues(lines: readonly HeaderLine[], name: string): string[] {
  return lines
    .filter(([own]) => own.toLowerCase() === "cookie")
    .flatMap(([, value]) => value.split(";"))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

/** The edge's own page for an error, with ngrok's header for it. */
export function errorPage(status: number, code: string, sentence: string, headers: readonly HeaderLine[] = []): EdgeAnswer {
  return {
    status,
    headers: [["content-type", "text/html; charset=utf-8"], ["ngrok-error-code", code], ["cache-control", "no-store"], ...headers],
    body: `<!doctype html><html><head><title>${code}</title></head><body><h1>${escapeHtml(sentence)}</h1><p>${code}</p></body></html>\n`,
  };
}

export function redirect(location: string, headers: readonly HeaderLine[] = [], status = 302): EdgeAnswer {
  return { status, headers: [["location", location], ["cache-control", "no-store"], ...headers], body: "" };
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

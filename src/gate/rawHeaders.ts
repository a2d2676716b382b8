/** Headers as they came, name and value in turn (`IncomingMessage.rawHeaders`): order, case and repetition kept (S25). */
export type RawHeaders = readonly string[];

/** Every value of a header, in order. @param name in lower case */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const found = headers[at];
    if (found?.length === name.length && found.toLowerCase() === name) values.push(headers[at + 1] ?? "");
  }
  return values;
}

/** The value of a header that came exactly once; undefined when it came never or more often. */
export function onlyValue(headers: RawHeaders, name: string): string | undefined {
  const values = headerValues(headers, name);
  return values.length === 1 ? values[0] : undefined;
}

/** The elements of a comma-separated header, all its lines together, in lower case. */
export function headerTokens(headers: RawHeaders, name: string): string[] {
  return headerValues(headers, name)
    .flatMap((value) => value.toLowerCase().split(","))
    .map((token) => token.trim())
    .filter((token) => token !== "");
}

export function hasHeader(headers: RawHeaders, name: string): boolean {
  return headerValues(headers, name).length > 0;
}

export function* headerPairs(headers: RawHeaders): Generator<readonly [name: string, value: string]> {
  for (let at = 0; at + 1 < headers.length; at += 2) yield [headers[at] ?? "", headers[at + 1] ?? ""];
}

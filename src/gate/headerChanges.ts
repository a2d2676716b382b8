import type { HeaderRule } from "../protocol/headerRule";
import { headerPairs, type RawHeaders } from "./rawHeaders";

/** The rules of one direction, made ready when the options are set: a request costs a look at one set per header. */
export interface HeaderChange {
  /** Names in lower case whose own lines go; each name that is set is among them. */
  readonly dropped: ReadonlySet<string>;
  /** Name and value in turn. */
  readonly added: readonly string[];
}

export interface HeaderChanges {
  readonly request: HeaderChange | undefined;
  readonly response: HeaderChange | undefined;
}

export const noHeaderChanges: HeaderChanges = { request: undefined, response: undefined };

/** @param mayNot names that no rule may touch although the schema can't know them: the seal's is random at each start */
export function headerChanges(rules: readonly HeaderRule[], mayNot: (name: string) => boolean): HeaderChanges {
  const of = (direction: HeaderRule["direction"]): HeaderChange | undefined => {
    const mine = new Map(rules.filter((rule) => rule.direction === direction && !mayNot(rule.name)).map((rule) => [rule.name.toLowerCase(), rule]));
    if (mine.size === 0) return undefined;
    return { dropped: new Set(mine.keys()), added: [...mine.values()].flatMap(({ name, action, value }) => (action === "set" && value !== undefined ? [name, value] : [])) };
  };
  return { request: of("request"), response: of("response") };
}

/** The headers as the rules want them; the very same where there are none. */
export function changed(headers: string[], change: HeaderChange | undefined): string[] {
  if (change === undefined) return headers;
  const kept: string[] = [];
  for (const [name, value] of headerPairs(headers)) if (!change.dropped.has(name.toLowerCase())) kept.push(name, value);
  kept.push(...change.added);
  return kept;
}

/** What follows a body brings nothing back that the rules took away or set. */
export function withoutDropped(trailers: RawHeaders, change: HeaderChange | undefined): RawHeaders {
  return change === undefined ? trailers : [...headerPairs(trailers)].filter(([name]) => !change.dropped.has(name.toLowerCase())).flat();
}

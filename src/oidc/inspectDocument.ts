import type { Clock } from "../base/clock";
import type { OpenidFetch } from "../base/openidFetch";
import { discoverProvider, type DiscoveredProvider } from "./discoverProvider";

export interface InspectedDocument {
  readonly provider: DiscoveredProvider;
  readonly codeFlow: boolean;
  readonly pushedRequestsOnly: boolean;
  readonly clock: ClockDifference | undefined;
}

/** By how many milliseconds this machine's clock is ahead of the provider's: the truth lies between the two. */
export interface ClockDifference {
  readonly least: number;
  readonly most: number;
}

/** Reads the document, and the provider's clock by the way. @throws what discoverProvider throws */
export async function inspectDocument({ address, fetch, clock, signal }: { readonly address: string; readonly fetch: OpenidFetch; readonly clock: Clock; readonly signal: AbortSignal }): Promise<InspectedDocument> {
  let difference: ClockDifference | undefined;
  const provider = await discoverProvider({
    address,
    signal,
    fetch: async (request, stop) => {
      const asked = clock.now();
      const answer = await fetch(request, stop);
      difference = clockDifference(answer.headers, asked, clock.now());
      return answer;
    },
  });
  const { document } = provider;
  return {
    provider,
    codeFlow: lists(document["response_types_supported"], "code") && lists(document["grant_types_supported"], "authorization_code"),
    pushedRequestsOnly: document["require_pushed_authorization_requests"] === true,
    clock: difference,
  };
}

/**
 * The Date header has whole seconds (RFC 9110, 6.6.1), was written while the answer was under way, and is as old as a cache on the way
 * says (Age): what is left is what the clocks can differ by.
 */
export function clockDifference(headers: Readonly<Record<string, string>>, asked: number, answered: number): ClockDifference | undefined {
  const written = Date.parse(headers["date"] ?? "");
  const age = Number(headers["age"] ?? 0);
  if (Number.isNaN(written) || !Number.isFinite(age) || age < 0) return undefined;
  const second = 1000;
  const from = written + age * second;
  // An Age is a whole number of seconds too.
  return { least: asked - (from + (age > 0 ? 2 : 1) * second), most: answered - from };
}

function lists(values: unknown, value: string): boolean {
  return !Array.isArray(values) || values.includes(value);
}

// Our own provider at a public address, so that ngrok's edge signs people in there and everything goes without a browser.
import { ExpectedError } from "../../src/base/expectedError";
import type { ReservedDomain } from "../../src/ngrok/api/records";
import { Refused, type Endpoint } from "./bareAgent";
import { apiOptions, type Live } from "./live";
import { LiveApi } from "./liveApi";
import { NotAsked } from "./question";
import { providerPath } from "./site";

export interface PublicProvider {
  readonly issuer: string;
  /** What every rule at the app's address has to ask for besides. */
  readonly expressions: readonly string[];
  /** Whether the app's endpoint shares its address with the provider's. */
  readonly beside: boolean;
  /** Why it has no address of its own. */
  readonly because: string;
  /** Holds the provider reachable while the app's endpoint is bound: ngrok reads the discovery document then (ERR_NGROK_2227). */
  bind(bind: () => Promise<Endpoint>): Promise<Endpoint>;
}

const description = "made by Portcullis, npm run test:live; safe to delete";

/**
 * At a second domain, made for the run through the API; or below a path of the one that every account has. There, two endpoints pool
 * for a moment: the provider's, which answers while the app's is bound, and the app's, which lets the provider's path through.
 */
export async function openPublicProvider(live: Live): Promise<PublicProvider> {
  const domain = await live.secondDomain();
  if (typeof domain !== "string") {
    const { origin } = await live.bind([], { domain: domain.domain });
    return { issuer: `${origin}${providerPath}`, expressions: [], beside: false, because: "", bind: (bind) => bind() };
  }
  const learned = await live.with([], ({ origin }) => Promise.resolve(origin));
  return {
    issuer: `${learned}${providerPath}`,
    expressions: [`!req.url.path.startsWith('${providerPath}/')`],
    beside: true,
    because: domain,
    async bind(bind) {
      const first = await live.bind([], { pooled: true }).catch((error: unknown) => {
        throw error instanceof Refused ? new NotAsked(`needs a second domain, and ${domain}; a pool at the first one was refused: ${error.code}`) : error;
      });
      try {
        return await bind();
      } finally {
        await first.close();
      }
    },
  };
}

/** Removed at the end of the run. @returns the domain, or why there is none */
export async function reserveDomain(live: Live): Promise<ReservedDomain | string> {
  if (live.services.apiKey === undefined) return "that needs NGROK_API_KEY";
  const name = `${live.name}.ngrok.app`;
  const { api, signal, run, services } = live;
  // A run that was killed left it; it says whose it is.
  const left = (await api.reservedDomains(signal)).find((one) => one.domain === name && one.description === description);
  try {
    const domain = left ?? (await api.createReservedDomain({ domain: name, description }, signal));
    // By no signal of the run's: it is removed when that has fired, too.
    run.leavings.add(`the reserved domain ${name}`, () => new LiveApi(apiOptions(services)).deleteReservedDomain(domain.id, new AbortController().signal));
    return domain;
  } catch (error) {
    if (error instanceof ExpectedError && error.code.startsWith("ngrok.")) return `ngrok refused one: ${error.code.slice("ngrok.".length)}`;
    throw error;
  }
}

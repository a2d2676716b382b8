import type { Visit, Visitor } from "../rig/visitor";
import type { Endpoint } from "./bareAgent";
import type { Live, Rule } from "./live";
import type { LivePerson } from "./ownProvider";
import { skipsInterstitial } from "./stranger";

/** One person, the same in every run and question: a plan counts the people who sign in at its edge each month. */
export const person: LivePerson = { sub: "portcullis-live", email: "portcullis-live@example.com", name: "Portcullis live test", groups: ["live-team"] };
/** Signs in at the gate alone, or where people are spent. */
export const other: LivePerson = { sub: "portcullis-live-other", email: "portcullis-live-other@example.com", name: "Somebody else", groups: [] };
export const isOurs = (email: string) => /^portcullis-live(-\w+)?@example\.com$/.test(email);

export const ngrokCallback = "https://idp.ngrok.com/oauth2/callback";

/** The sign-in where nobody is to sign in: an issuer that ngrok can read, a client that it doesn't have. */
export function signInRule({ services }: Live, more: object = {}): Rule {
  const config = { issuer_url: services.publicIssuer, client_id: "portcullis-live", client_secret: "portcullis-live-no-secret", scopes: ["openid", "profile", "email"], ...more };
  return { name: "Sign in", actions: [{ type: "openid-connect", config }] };
}

export interface SignedIn {
  readonly endpoint: Endpoint;
  readonly visitor: Visitor;
  /** What the sign-in came to. */
  readonly visit: Visit;
  /** The path that was opened. */
  readonly path: string;
}

export interface SignInWanted {
  readonly as?: LivePerson;
  readonly config?: object;
  /** What comes after the sign-in. */
  readonly rules?: readonly Rule[];
  /** As a browser that meets no warning page, by default. */
  readonly open?: (visitor: Visitor, address: string) => Promise<Visit>;
}

const withoutInterstitial = (visitor: Visitor, address: string) => visitor.navigate(address, { headers: skipsInterstitial });

/** Signs a person in at ngrok's edge by our own provider, on an endpoint of its own. @throws NotAsked where ngrok can't reach the provider */
export async function signedIn<T>(live: Live, { as = person, config = {}, rules = [], open = withoutInterstitial }: SignInWanted, ask: (signedIn: SignedIn) => Promise<T>): Promise<T> {
  const { provider } = live.site;
  const reachable = await live.publicProvider();
  const { id: client_id, secret: client_secret } = provider.client;
  const all = [signInRule(live, { issuer_url: reachable.issuer, client_id, client_secret, ...config }), ...rules];
  const guarded = all.map((rule): Rule => ({ ...rule, expressions: [...reachable.expressions, ...(rule.expressions ?? [])] }));
  provider.redirectUris.add(ngrokCallback);
  const endpoint = await reachable.bind(() => live.bind(guarded, { pooled: reachable.beside }));
  try {
    const path = live.site.newPath();
    const visitor = live.visitor();
    provider.person = as;
    live.run.signedIn = true;
    const visit = await open(visitor, `${endpoint.origin}${path}`);
    provider.person = undefined;
    return await ask({ endpoint, visitor, visit, path });
  } finally {
    provider.person = undefined;
    await endpoint.close();
  }
}

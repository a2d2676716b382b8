// A gate whose people really sign in, at the rig's provider, before an app that remembers whatever reached it.
import { systemClock } from "../../../src/base/clock";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { createOpenidClient, type OpenidClient } from "../../../src/oidc/openidClient";
import { kindOf } from "../../rig/provider/personality";
import { passProvider } from "../../rig/provider/passProvider";
import { startProvider, type ProviderOptions, type RunningProvider } from "../../rig/provider/startProvider";
import { defaultUsers, type RigUser } from "../../rig/provider/users";
import { cookiePair, navigation, nodeFetch, startGate, type Answered, type GateRig } from "../gateRig";

export type Claims = Readonly<Record<string, unknown>>;

export const alice: Claims = { sub: "u1", email: "alice@acme.com", email_verified: true, name: "Alice Adams", preferred_username: "alice" };
export const bob: Claims = { sub: "u2", email: "bob@acme.com", email_verified: true, name: "Bob Brown", preferred_username: "bob" };
export const mallory: Claims = { sub: "u3", email: "mallory@evil.example", email_verified: true };

/** A sign-in up to the provider's door. */
export interface Begun {
  readonly location: string;
  readonly state: string;
  /** The transaction's cookie as `name=value`. */
  readonly cookie: string;
}

export interface RealShare extends Omit<GateRig, "openid" | "signIn"> {
  readonly openid: OpenidClient;
  readonly provider: RunningProvider;
  readonly people: RigUser[];
  begin(target?: string, more?: readonly string[]): Promise<Begun>;
  /** The callback's target to which the provider sends a person, not opened yet. */
  returned(begun: Begun, claims?: Claims): Promise<string>;
  /** Opens a callback as a browser does. */
  open(callback: string, cookie?: string): Promise<Answered>;
  /** A whole sign-in. @returns the session's cookie as `name=value` */
  signIn(claims?: Claims): Promise<string>;
  /** A good ID token, as an edge would pass it on. */
  idToken(claims?: Claims): Promise<string>;
  tokenRequests(): number;
}

export type ShareChange = NonNullable<Parameters<typeof startGate>[0]> & {
  /** Uses that one's provider and leaves it running. */
  readonly beside?: RealShare;
  readonly provider?: Partial<ProviderOptions>;
  readonly clientKind?: ProviderProfile["clientAuthentication"];
  readonly postLogoutRedirect?: boolean;
  /** Default: openid, profile, email, groups. */
  readonly scopes?: readonly string[];
};

const clients = [
  { clientId: "basic", clientSecret: "secret-of-basic-0123456789" },
  { clientId: "post", clientSecret: "secret-of-post-0123456789", authMethod: "client_secret_post" },
  { clientId: "public" },
] as const;
const clientIds = { client_secret_basic: "basic", client_secret_post: "post", none: "public" } as const;

export async function startShare({ beside, provider: providerOptions, clientKind = "client_secret_basic", postLogoutRedirect, scopes, ...change }: ShareChange = {}): Promise<RealShare> {
  const people = beside?.people ?? [...defaultUsers];
  const provider = beside?.provider ?? (await startProvider({ personality: "okta", clients, users: people, ...(change.clock && { clock: change.clock }), ...providerOptions }));
  const openid = await clientOf(provider, { clientAuthentication: clientKind, postLogoutRedirect, scopes }, change.clock);
  const rig = await startGate({ openid, ...change });
  const redirectUri = `${rig.origin}/.portcullis/callback`;
  provider.register(redirectUri);

  const share: RealShare = {
    ...rig,
    openid,
    provider,
    people,
    async begin(target = "/", more = []) {
      const answer = await rig.ask(`GET ${target}`, [...navigation, ...more]);
      const location = answer.header("location") ?? "";
      if (answer.status !== 302) throw new Error(`no redirect: ${answer.head}`);
      return { location, state: new URL(location).searchParams.get("state") ?? "", cookie: cookiePair(answer.headers("set-cookie").filter((cookie) => cookie.includes("-in-") && !cookie.includes("Max-Age=0"))) };
    },
    async returned(begun, claims = alice) {
      const { pathname, search } = await passProvider(begun.location, introduce(people, claims));
      return pathname + search;
    },
    open: (callback, cookie) => rig.ask(`GET ${callback}`, [...navigation, ...(cookie === undefined ? [] : [`Cookie: ${cookie}`])]),
    async signIn(claims) {
      const begun = await share.begin();
      const done = await share.open(await share.returned(begun, claims), begun.cookie);
      if (done.status !== 303) throw new Error(`no sign-in: ${done.head}\n${rig.log.lines.slice(-3).join("\n")}`);
      return sessionPair(done);
    },
    async idToken(claims = alice) {
      const { url, transaction } = await openid.begin({ redirectUri, returnTo: "/" });
      const callbackUrl = await passProvider(url, introduce(people, claims));
      return (await openid.finish({ callbackUrl, transactions: [transaction] }, AbortSignal.timeout(120_000))).idToken;
    },
    tokenRequests: () => provider.log.filter(({ path }) => path === new URL(provider.endpoint("token")).pathname).length,
    async close() {
      await rig.close();
      if (beside === undefined) await provider.close();
    },
  };
  return share;
}

/** The session's cookie of an answer, `""` when there is none. */
export function sessionPair(answer: Answered): string {
  return cookiePair(answer.headers("set-cookie").filter((cookie) => !cookie.includes("-in-") && !cookie.includes("Max-Age=0")));
}

async function clientOf(provider: RunningProvider, { scopes, ...how }: Pick<ProviderProfile, "clientAuthentication" | "postLogoutRedirect"> & { readonly scopes?: readonly string[] | undefined }, clock = systemClock): Promise<OpenidClient> {
  const { clientId, clientSecret } = provider.clients.find((each) => each.clientId === clientIds[how.clientAuthentication])!;
  const profile: ProviderProfile = { id: "p", name: "Rig", kind: kindOf(provider.personality), issuer: provider.issuer, clientId, ...how, scopes: [...(scopes ?? ["openid", "profile", "email", "groups"])] };
  return createOpenidClient({ profile, clientSecret, fetch: nodeFetch, clock }, AbortSignal.timeout(120_000));
}

/** Makes a person with exactly these claims known to the provider. @returns what its sign-in page calls them */
function introduce(people: RigUser[], claims: Claims): string {
  const sub = String(claims["sub"]);
  const before = people.findIndex((person) => person.sub === sub);
  if (before !== -1) people.splice(before, 1);
  const handle = `person-${people.length}-${Buffer.from(sub).toString("hex").slice(0, 12)}`;
  people.push({ sub, name: sub, preferredUsername: handle, groups: [], claims: { name: undefined, preferred_username: undefined, groups: undefined, ...claims } });
  return handle;
}

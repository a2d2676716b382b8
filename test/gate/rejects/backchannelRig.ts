// A gate before a provider in memory, whose keys a test holds: it can sign any logout token.
import type { KeyObject } from "node:crypto";
import { createOpenidClient } from "../../../src/oidc/openidClient";
import { FakeProvider, issuer, profile } from "../../unit/oidc/fakeProvider";
import { FakeClock } from "../fakeClock";
import { cookiePair, navigation, startGate, type Answered, type GateRig } from "../gateRig";

export const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
export const path = "/.portcullis/backchannel-logout";
export const form = "Content-Type: application/x-www-form-urlencoded";

export type Claims = Readonly<Record<string, unknown>>;

export interface BackchannelRig extends Omit<GateRig, "openid" | "signIn"> {
  readonly clock: FakeClock;
  readonly provider: FakeProvider;
  seconds(): number;
  /** Up to the provider's door. @returns the callback's target and what the browser holds by then */
  begin(claims: Claims, cookie?: string): Promise<{ readonly callback: string; readonly cookies: string }>;
  /** A whole sign-in. @returns the session's cookie as `name=value` */
  signIn(claims: Claims): Promise<string>;
  idToken(claims: Claims): Promise<string>;
  /** The claims of a good logout token, each time with a new `jti`. */
  claims(change?: Claims): Record<string, unknown>;
  token(change?: Claims, how?: { readonly key?: KeyObject; readonly kid?: string; readonly header?: Record<string, unknown> }): Promise<string>;
  post(token: string, lines?: readonly string[]): Promise<Answered>;
  isIn(cookie: string): Promise<boolean>;
}

let tokens = 0;

export async function startBackchannel(change: Parameters<typeof startGate>[0] = {}): Promise<BackchannelRig> {
  const clock = new FakeClock();
  const provider = new FakeProvider();
  const openid = await createOpenidClient({ profile, clientSecret: "secret-of-the-client", fetch: provider.fetch, clock }, AbortSignal.timeout(120_000));
  const rig = await startGate({ ...change, openid, clock });
  const seconds = () => Math.floor(clock.now() / 1000);
  const person = (claims: Claims) => ({ iss: issuer, aud: profile.clientId, iat: seconds(), exp: seconds() + 3600, email: `${String(claims["sub"])}@acme.com`, email_verified: true, ...claims });
  const self: BackchannelRig = {
    ...rig,
    clock,
    provider,
    seconds,
    async begin(claims, cookie) {
      const begun = await rig.ask("GET /", navigation);
      const { searchParams } = new URL(begun.header("location") ?? "");
      provider.tokenAnswer = async () => ({ status: 200, body: { access_token: "a", token_type: "Bearer", id_token: await provider.sign({ ...person(claims), nonce: searchParams.get("nonce") }) } });
      const transaction = cookiePair(begun.headers("set-cookie").filter((each) => each.includes("-in-")));
      return { callback: `/.portcullis/callback?code=c&state=${searchParams.get("state") ?? ""}`, cookies: cookie === undefined ? transaction : `${cookie}; ${transaction}` };
    },
    async signIn(claims) {
      const { callback, cookies } = await self.begin(claims);
      const done = await rig.ask(`GET ${callback}`, [...navigation, `Cookie: ${cookies}`]);
      if (done.status !== 303) throw new Error(`no sign-in: ${done.head}\n${rig.log.lines.join("\n")}`);
      return cookiePair(done.headers("set-cookie").filter((each) => !each.includes("-in-")));
    },
    idToken: (claims) => provider.sign(person(claims)),
    claims: (more = {}) => ({ iss: issuer, aud: profile.clientId, iat: seconds(), exp: seconds() + 120, jti: `jti-${tokens++}`, events: { [logoutEvent]: {} }, sub: "alice", sid: "s-alice", ...more }),
    token: (more, how) => provider.sign(self.claims(more), how),
    post: (token, lines = [form]) => rig.ask(`POST ${path}`, lines, `logout_token=${token}`),
    isIn: async (cookie) => (await rig.ask("GET /", [`Cookie: ${cookie}`])).status === 200,
  };
  return self;
}

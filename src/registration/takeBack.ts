// What was made by API, taken back by API: one share's addresses, or the whole client (S27).
import { ExpectedError } from "../base/expectedError";
import type { ProviderProfile } from "../identity/providerProfile";
import { AdminCalls, isGone, type AdminChannel } from "./adminCall";
import { issuingHost, type AdminHost } from "./adminHost";
import type { AdminToken } from "./adminToken";
import { signOutUriOf } from "./clientToRegister";
import { ManagedClientApi } from "./dynamic/managedClient";
import { OktaApi } from "./okta/oktaApi";

/** A redirect URI with the sign-out address that belongs to it, or the client as a whole. */
export type ToTakeBack = { readonly redirectUri: string } | "client";

/**
 * `done`: it is gone now. `gone`: the client was not there any more. `notThere`: the client does not have this redirect URI.
 * `last`: it is the client's only one, so that the client would have to go; nothing was changed.
 */
export type TakenBack = "done" | "gone" | "notThere" | "last";

export interface TakeBackParts {
  readonly channel: AdminChannel;
  /** Asks the person for an admin token, with the host that it may go to; for Okta. It is dropped at the end. */
  readonly adminAccess: (profile: ProviderProfile) => Promise<{ readonly host: AdminHost; readonly token: AdminToken }>;
  /** What rests for clients that were registered dynamically: SavedSecrets. */
  readonly tokens: {
    registrationToken(uri: string): Promise<string | undefined>;
    saveRegistrationToken(uri: string, token: string): Promise<void>;
    forgetRegistrationToken(uri: string): Promise<void>;
  };
  /** An update gave the client another secret (RFC 7592, section 2.2): the present one is not taken any more. */
  readonly secretChanged: (profile: ProviderProfile, clientSecret: string) => Promise<void>;
}

/**
 * @param profile made by API: its `registration` says how
 * @throws ExpectedError `registration.*`; `registration.noToken` where the registration access token is not stored (any more)
 */
export async function takeBack(parts: TakeBackParts, profile: ProviderProfile, what: ToTakeBack, signal: AbortSignal): Promise<TakenBack> {
  const { registration } = profile;
  if (!registration) throw new Error("This client was not made by API");
  return registration.by === "okta" ? atOkta(parts, profile, registration.appId, what, signal) : dynamically(parts, profile, registration.uri, what, signal);
}

async function atOkta({ channel, adminAccess }: TakeBackParts, profile: ProviderProfile, appId: string, what: ToTakeBack, signal: AbortSignal): Promise<TakenBack> {
  const { host, token } = await adminAccess(profile);
  try {
    const api = new OktaApi(new AdminCalls(channel, host, token));
    if (what === "client") return (await api.remove(appId, signal)) ? "done" : "gone";
    const application = await api.read(appId, signal);
    const { oauthClient } = application.settings;
    const left = without(oauthClient, what.redirectUri);
    if (typeof left === "string") return left;
    await api.replace({ ...application, settings: { ...application.settings, oauthClient: { ...oauthClient, ...left } } }, signal);
    return "done";
  } catch (error) {
    if (isGone(error)) return "gone";
    throw error;
  } finally {
    token.drop();
  }
}

async function dynamically({ channel, tokens, secretChanged }: TakeBackParts, profile: ProviderProfile, uri: string, what: ToTakeBack, signal: AbortSignal): Promise<TakenBack> {
  const host = issuingHost(profile.issuer, uri);
  const token = await tokens.registrationToken(uri);
  if (token === undefined) throw new ExpectedError("registration.noToken", { host: host.host });
  const api = new ManagedClientApi({ channel, host, uri, token, renewed: (next) => tokens.saveRegistrationToken(uri, next) });
  try {
    if (what === "client") {
      const there = await api.remove(signal);
      await tokens.forgetRegistrationToken(uri);
      return there ? "done" : "gone";
    }
    const client = await api.read(signal);
    const left = without(client, what.redirectUri);
    if (typeof left === "string") return left;
    const changed = await api.replace({ ...client, ...left }, signal);
    if (typeof changed.client_secret === "string" && changed.client_secret !== "" && changed.client_secret !== client.client_secret) await secretChanged(profile, changed.client_secret);
    return "done";
  } catch (error) {
    if (isGone(error)) return "gone";
    throw error;
  }
}

interface Addresses {
  readonly redirect_uris?: readonly string[] | null | undefined;
  readonly post_logout_redirect_uris?: readonly string[] | null | undefined;
}

function without({ redirect_uris, post_logout_redirect_uris }: Addresses, redirectUri: string): "notThere" | "last" | { readonly redirect_uris: string[]; readonly post_logout_redirect_uris?: string[] } {
  const all = redirect_uris ?? [];
  const left = all.filter((uri) => uri !== redirectUri);
  if (left.length === all.length) return "notThere";
  if (left.length === 0) return "last";
  const signOut = signOutUriOf(redirectUri);
  return { redirect_uris: left, ...(post_logout_redirect_uris && { post_logout_redirect_uris: post_logout_redirect_uris.filter((uri) => uri !== signOut) }) };
}

// A provider from nothing to a saved profile, by its API: the one way in for whoever asked the person everything.
import { newProfile } from "../identity/newProfile";
import { providerOf } from "../identity/providers";
import type { ProviderKind, ProviderProfile } from "../identity/providerProfile";
import type { DiscoveredProviderRecord } from "../protocol/messages";
import { originsOf, type StoredClient } from "../shares/secretKeys";
import { ExpectedError } from "../base/expectedError";
import { AdminCalls, type AdminChannel } from "./adminCall";
import { assertAt, isDocumentedHost, type AdminHost } from "./adminHost";
import type { AdminToken } from "./adminToken";
import type { ClientToRegister, RegisteredClient, SecretAuthentication } from "./clientToRegister";
import { registerDynamically } from "./dynamic/registerDynamically";
import { OktaApi } from "./okta/oktaApi";
import type { OktaGroup } from "./okta/oktaRecords";
import { registerAtOkta } from "./okta/registerAtOkta";

/** By which API clients are made there. */
export type RegistrationApi = "okta" | "rfc7591";

export interface SetUpPlan {
  readonly kind: ProviderKind;
  readonly discovered: DiscoveredProviderRecord;
  readonly host: AdminHost;
  readonly client: Omit<ClientToRegister, "authentication">;
  /** For Okta; nobody can sign in before somebody is assigned. */
  readonly groups: readonly Pick<OktaGroup, "id">[];
}

export interface SetUpParts {
  readonly channel: AdminChannel;
  readonly saved: () => readonly ProviderProfile[];
  /** Secrets and profile, all or nothing. */
  readonly save: (made: MadeByApi) => Promise<void>;
}

/** What is kept of a client that was made. */
export interface MadeByApi {
  readonly profile: ProviderProfile;
  readonly stored: StoredClient;
  /** RFC 7592 */
  readonly registration: { readonly uri: string; readonly token: string } | undefined;
}

/** @throws ExpectedError `registration.notOffered`, `registration.hostNotAllowed` where the provider registers clients somewhere else than at its own host */
export function registrationApiOf(kind: ProviderKind, { issuer, registrationEndpoint }: DiscoveredProviderRecord, host: AdminHost): RegistrationApi {
  if (providerOf({ kind, issuer }).kind === "okta") return "okta";
  if (registrationEndpoint === undefined) throw new ExpectedError("registration.notOffered", { issuer });
  assertAt(host, registrationEndpoint);
  return "rfc7591";
}

/**
 * Makes the client, assigns the groups, saves secret and profile. What was made is taken back when anything of it fails.
 *
 * @param token is the caller's to drop
 * @throws ExpectedError `registration.*`; whatever `save` throws
 */
export async function setUpByApi({ channel, saved, save }: SetUpParts, plan: SetUpPlan, token: AdminToken, signal: AbortSignal): Promise<MadeByApi> {
  const { kind, discovered, host, groups } = plan;
  const client: ClientToRegister = { ...plan.client, authentication: authenticationAt(discovered.tokenAuthMethods) };
  let made: MadeByApi | undefined;
  const keep = async (registered: RegisteredClient) => {
    made = madeOf(kind, discovered, registered, saved());
    await save(made);
  };
  if (registrationApiOf(kind, discovered, host) === "okta") {
    await registerAtOkta(new OktaApi(new AdminCalls(channel, host, token)), { client, groups, orgUrl: isDocumentedHost("okta", discovered.issuer) }, keep, signal);
  } else {
    const consoleUrl = providerOf({ kind, issuer: discovered.issuer }).consoleUrl(discovered.issuer);
    await registerDynamically({ channel, host, token }, { client, endpoint: discovered.registrationEndpoint ?? "", consoleUrl }, keep, signal);
  }
  if (!made) throw new Error("A client was made, and not kept");
  return made;
}

function authenticationAt(offered: readonly string[]): SecretAuthentication {
  return offered.includes("client_secret_post") && !offered.includes("client_secret_basic") ? "client_secret_post" : "client_secret_basic";
}

function madeOf(kind: ProviderKind, discovered: DiscoveredProviderRecord, registered: RegisteredClient, saved: readonly ProviderProfile[]): MadeByApi {
  const { clientId, clientSecret, authentication, postLogoutRedirect, secretExpires, registration, registrationToken } = registered;
  const { issuer, tokenAuthMethods } = discovered;
  const profile: ProviderProfile = {
    ...newProfile({ kind: providerOf({ kind, issuer }).kind, issuer, tokenAuthMethods, clientId, hasSecret: true }, saved),
    clientAuthentication: authentication,
    ...(postLogoutRedirect && { postLogoutRedirect }),
    ...(secretExpires !== undefined && { secretExpires }),
    ...(registration && { registration }),
  };
  return {
    profile,
    stored: { clientSecret, endpoints: originsOf(discovered) },
    registration: registration?.by === "rfc7591" && registrationToken !== undefined ? { uri: registration.uri, token: registrationToken } : undefined,
  };
}

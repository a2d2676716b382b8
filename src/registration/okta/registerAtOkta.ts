import { randomUUID } from "node:crypto";
import { ExpectedError } from "../../base/expectedError";
import { mayHaveBeenDone } from "../adminCall";
import { sameAddresses, type ClientToRegister, type RegisteredClient } from "../clientToRegister";
import { undone } from "../undo";
import type { OktaApi } from "./oktaApi";
import { applicationOf, applicationSchema, idSchema, type OktaApplication, type OktaGroup } from "./oktaRecords";
import { oktaConsoleUrl } from "./oktaConsole";

export interface OktaRegistration {
  readonly client: ClientToRegister;
  /** Whose people may sign in; nobody before somebody is assigned. */
  readonly groups: readonly Pick<OktaGroup, "id">[];
  /** The issuer is the organisation's own address, not a domain of the organisation's. */
  readonly orgUrl: boolean;
}

/**
 * Makes the application, assigns the groups and has `keep` store what came back. When anything fails, the application is
 * deactivated and deleted again.
 *
 * @throws ExpectedError `registration.*`; `registration.notUndone`, `registration.perhapsMade` where something is or may be left; whatever `keep` throws
 */
export async function registerAtOkta(api: OktaApi, { client, groups, orgUrl }: OktaRegistration, keep: (registered: RegisteredClient) => Promise<void>, signal: AbortSignal): Promise<RegisteredClient> {
  const marker = `Portcullis ${randomUUID()}`;
  let appId: string | undefined;
  try {
    const answer = await api.create(applicationOf(client, { marker, orgUrl }), signal);
    appId = idSchema.safeParse(answer).data?.id;
    const registered = asAsked(api.host.host, client, answer);
    for (const { id } of groups) await api.assign(registered.registration.appId, id, signal);
    await keep(registered);
    return registered;
  } catch (error) {
    if (appId === undefined && !mayHaveBeenDone(error)) throw error;
    const consoleUrl = oktaConsoleUrl(api.host.origin, appId);
    throw await undone(error, { name: client.name, host: api.host.host, consoleUrl }, async (own) => {
      // The answer was lost, and with it the id: what bears the marker is ours, and only that.
      const made = appId === undefined ? await api.marked(client.name, marker, own) : [appId];
      for (const id of made) await api.remove(id, own);
      // A request whose answer did not come may be carried out later than it was looked for.
      return made.length > 0 || isSaidByOkta(error);
    });
  }
}

/** @throws ExpectedError `registration.notAsAsked` {host, field} */
function asAsked(host: string, client: ClientToRegister, answer: unknown): RegisteredClient & { readonly registration: { readonly by: "okta"; readonly appId: string } } {
  const parsed = applicationSchema.safeParse(answer);
  if (!parsed.success) {
    if (!idSchema.safeParse(answer).success) throw new ExpectedError("registration.answer", { host, status: 200, why: "it has another form" });
    throw new ExpectedError("registration.notAsAsked", { host, field: parsed.error.issues[0]?.path.join(".") ?? "?" });
  }
  const application = parsed.data;
  const field = Object.entries(demands(application, client)).find(([, holds]) => !holds)?.[0];
  if (field !== undefined) throw new ExpectedError("registration.notAsAsked", { host, field });
  const { client_id: clientId, client_secret: clientSecret } = application.credentials.oauthClient;
  const signOut = application.settings.oauthClient.post_logout_redirect_uris ?? [];
  return { clientId, clientSecret, authentication: client.authentication, postLogoutRedirect: signOut.length > 0, secretExpires: undefined, registration: { by: "okta", appId: application.id }, registrationToken: undefined };
}

function demands({ status, signOnMode, credentials: { oauthClient: credentials }, settings }: OktaApplication, client: ClientToRegister): Readonly<Record<string, boolean>> {
  const { oauthClient } = settings;
  const signOut = oauthClient.post_logout_redirect_uris ?? [];
  return {
    status: status === "ACTIVE",
    signOnMode: signOnMode === "OPENID_CONNECT",
    application_type: oauthClient.application_type === "web",
    redirect_uris: sameAddresses(oauthClient.redirect_uris, client.redirectUris),
    post_logout_redirect_uris: signOut.length === 0 || sameAddresses(signOut, client.postLogoutRedirectUris),
    wildcard_redirect: (oauthClient.wildcard_redirect ?? "DISABLED") === "DISABLED",
    grant_types: sameAddresses(oauthClient.grant_types, ["authorization_code"]),
    response_types: sameAddresses(oauthClient.response_types, ["code"]),
    token_endpoint_auth_method: credentials.token_endpoint_auth_method === client.authentication,
    // ngrok's edge does not use PKCE.
    pkce_required: credentials.pkce_required !== true,
    implicitAssignment: settings.implicitAssignment !== true,
  };
}

/** A failure in the API's own words: it is over. */
function isSaidByOkta(error: unknown): boolean {
  return error instanceof ExpectedError && error.code === "registration.failed" && error.facts["error"] !== undefined;
}

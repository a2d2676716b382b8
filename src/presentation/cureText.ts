// The one table of what helps: by cure, and in a provider's own words where its console has a name for the place.
import type { ErrorFacts } from "../base/expectedError";
import { asWritten } from "../base/inert";
import type { Cure, KnownProvider } from "../identity/knownProvider";
import { cureAnywhere, cureFor, providerOf } from "../identity/providers";
import type { ProviderKind, ProviderProfile } from "../identity/providerProfile";
import { message, type Message } from "./message";

const everywhere: Readonly<Record<Cure, string>> = {
  addAccessPolicy: "Add an access policy with a rule to {provider}'s authorization server, or use the organisation's own issuer.",
  assignPerson: "Assign the person, or a group of theirs, to the application at {provider}.",
  checkClient: "Copy client ID and client secret from the application at {provider} once more.",
  checkTenant: "Copy the directory (tenant) ID from {provider} once more: this one is not known there.",
  chooseSigningKey: "Have {provider} sign the application's ID tokens with a key of its own, by RS256 say: no others can be verified.",
  consentByAdministrator: "An administrator of {provider} has to approve the application once.",
  dropPkceDemand: "ngrok's edge sends no PKCE. Switch the demand for it off at {provider}, or let this machine do the sign-in.",
  enableApplication: "Switch the application on at {provider}, with the authorization code flow and the scopes openid, profile and email.",
  makeNewSecret: "The client secret has expired: make a new one at {provider}.",
  nameDomain: "Give the user pool a domain in {provider}: nobody can sign in without one.",
  offerToOutsiders: "The application is for {provider} accounts of its own organisation alone. Sign in with one of those, or change its audience.",
  registerRedirectUri: "Add the redirect URI of this share to those of the application at {provider}, to the letter.",
  registerSignOutUri: "Register this share's sign-out address at {provider}, or switch postLogoutRedirect off in the provider's settings.",
  styleSignInPage: "Give the app client a style for its sign-in page in {provider}: without one it shows none.",
  useDocumentIssuer: "The issuer has to be written as its discovery document says, to the letter. Save the provider again to take it over.",
  useOrganizationServer: "This {provider} organisation has no authorization server of its own: use the organisation's address as the issuer.",
  useSecretValue: "Copy the secret's value from {provider}, not its ID.",
};

/** As their consoles call things. */
const own: Readonly<Partial<Record<ProviderKind, Readonly<Partial<Record<Cure, string>>>>>> = {
  okta: {
    addAccessPolicy: "Give Okta's authorization server an access policy with a rule for this application, or use the issuer without /oauth2/default.",
    assignPerson: "Assign the person, or a group of theirs, to the application, in Okta under Assignments.",
    checkClient: "Copy client ID and client secret once more, in Okta under General, Client Credentials.",
    dropPkceDemand: "ngrok's edge sends no PKCE. Switch “Require PKCE as additional verification” off, in Okta under General, or let this machine do the sign-in.",
    registerRedirectUri: "Add the redirect URI of this share to the application's sign-in redirect URIs, in Okta under General.",
    registerSignOutUri: "Add the sign-out address of this share to the application's sign-out redirect URIs, in Okta under General.",
    useOrganizationServer: "This Okta organisation has no authorization servers of its own. Use the issuer without /oauth2/default.",
  },
  jumpcloud: {
    assignPerson: "Tick a group of the person's on the application's tab User Groups, in JumpCloud.",
    checkClient: "Copy the client ID from the application's tab SSO in JumpCloud. The client secret is shown once: make a new one if it is lost.",
    registerRedirectUri: "Add the redirect URI of this share to the application's Redirect URIs, in JumpCloud on the tab SSO.",
  },
  entra: {
    assignPerson: "Assign the person, or a group of theirs, to the enterprise application, under Users and groups.",
    checkClient: "Copy the application (client) ID from the app registration's overview, and the secret's value once more.",
    consentByAdministrator: "An administrator has to grant consent once, in the app registration under API permissions.",
    makeNewSecret: "The client secret has expired. Make a new one in the app registration, under Certificates & secrets.",
    registerRedirectUri: "Add the redirect URI of this share to the app registration, under Authentication, as a Web redirect URI.",
    useSecretValue: "Take the secret's value and not its ID. Entra shows the value once, when the secret is made.",
  },
  google: {
    checkClient: "Copy client ID and client secret once more from the client's page in the Google Cloud console.",
    registerRedirectUri: "Add the redirect URI of this share to the client's authorized redirect URIs, in the Google Cloud console.",
  },
  keycloak: {
    chooseSigningKey: "Choose RS256 as the client's ID token signature algorithm, in Keycloak under Advanced, and see that the realm has an active key.",
    checkClient: "Copy the client ID once more, and the client secret from the client's tab Credentials.",
    dropPkceDemand: "ngrok's edge sends no PKCE. Leave the client's PKCE method empty, in Keycloak under Advanced, or let this machine do the sign-in.",
    enableApplication: "Switch the client on in Keycloak, with client authentication and the standard flow.",
    registerRedirectUri: "Add the redirect URI of this share to the client's valid redirect URIs, in Keycloak under Settings.",
    registerSignOutUri: "Add the sign-out address of this share to the client's valid post logout redirect URIs, in Keycloak under Settings.",
  },
  cognito: {
    registerRedirectUri: "Add the redirect URI of this share to the app client's allowed callback URLs, under Login pages.",
  },
  auth0: {
    chooseSigningKey: "Choose RS256 as the application's JSON Web Token signature algorithm, in Auth0 under Advanced settings, OAuth.",
    checkClient: "Copy client ID and client secret from the application's tab Settings, and have Credentials allow this way to send them.",
    enableApplication: "Switch a connection on for the application, in Auth0 on its tab Connections.",
    registerRedirectUri: "Add the redirect URI of this share to the application's allowed callback URLs, in Auth0 under Settings.",
    registerSignOutUri: "Add the sign-out address of this share to the application's allowed logout URLs, in Auth0 under Settings.",
  },
  authentik: {
    assignPerson: "Bind the person, or a group of theirs, to the application, in authentik under Policy / Group / User Bindings.",
    chooseSigningKey: "Choose a signing key in the provider's advanced protocol settings, in authentik: without one the client secret signs.",
    registerRedirectUri: "Add the redirect URI of this share, with the matching mode Strict, to the provider's Redirect URIs in authentik.",
  },
  gitlab: {
    registerRedirectUri: "Add the redirect URI of this share to the application's Redirect URI field in GitLab, one per line.",
    enableApplication: "Tick the scopes openid, profile and email in the application at GitLab.",
  },
  onelogin: {
    registerRedirectUri: "Add the redirect URI of this share to the application's Redirect URIs, in OneLogin on the tab Configuration.",
    checkClient: "Copy client ID and client secret from the application's tab SSO in OneLogin, and choose the same token endpoint method there.",
  },
  pingone: {
    registerRedirectUri: "Add the redirect URI of this share to the application's Redirect URIs, in PingOne on the tab Configuration.",
  },
  salesforce: {
    assignPerson: "Let the person's profile or a permission set of theirs use the app, in Salesforce under the app's policies.",
    dropPkceDemand: "ngrok's edge sends no PKCE. Untick “Require Proof Key for Code Exchange” in the app's settings, or let this machine do the sign-in.",
    registerRedirectUri: "Add the redirect URI of this share to the app's callback URLs, in Salesforce under its OAuth settings.",
  },
  zitadel: {
    enableApplication: "Switch the code flow on for the application, in ZITADEL under OIDC configuration.",
    assignPerson: "Grant the person a role of the project, in ZITADEL under Authorizations.",
    registerRedirectUri: "Add the redirect URI of this share to the application's redirect URIs, in ZITADEL under Redirect Settings.",
    registerSignOutUri: "Add the sign-out address of this share to the application's post logout URIs, in ZITADEL under Redirect Settings.",
  },
};

/** What to do, in one sentence or two. */
export function cureText(cure: Cure, { name, kind }: Pick<KnownProvider, "name" | "kind">): Message {
  const text = own[kind]?.[cure] ?? everywhere[cure];
  return message(text, text.includes("{provider}") ? { provider: kind === "other" ? message("the provider") : name } : {});
}

/**
 * What helps, by the words of a provider among the facts of a failure, which are inert already.
 * @param profile whose words they are, where that is known @returns undefined where they are none that are known
 */
export function cureOf(facts: ErrorFacts, profile?: Pick<ProviderProfile, "kind" | "issuer">): Message | undefined {
  const said = asWritten(Object.values(facts).filter((fact) => typeof fact === "string").join(" "));
  if (profile === undefined) {
    const found = cureAnywhere(said);
    return found && cureText(found.cure, found.provider);
  }
  const provider = providerOf(profile);
  const cure = cureFor(provider, said);
  return cure && cureText(cure, provider);
}

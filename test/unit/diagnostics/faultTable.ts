// What can be wrong with a provider or its application, each as a stand-in really has it, and what Test SSO has to say of it.
import type { CheckId } from "../../../src/diagnostics/checkIds";
import type { ErrorCode } from "../../../src/base/errorCodes";
import { noFaults } from "../../rig/provider/faults";
import type { PersonalityName } from "../../rig/provider/personality";
import type { RunningProvider } from "../../rig/provider/startProvider";
import { gateCallback, type SubjectChange } from "./lookRig";

export interface Fault {
  readonly at: PersonalityName;
  readonly arrange?: (provider: RunningProvider) => void | Promise<void>;
  readonly change?: (provider: RunningProvider) => SubjectChange;
  readonly check: CheckId;
  /** `failed` by default. */
  readonly outcome?: "warned" | "unknown";
  /** None where nothing is known to be wrong. */
  readonly code?: ErrorCode;
  /** Found in what helps. */
  readonly helps?: RegExp;
  /** Found in what was seen. */
  readonly seen?: RegExp;
}

const json = (status: number, body: unknown) => ({ status, contentType: "application/json", body: JSON.stringify(body) });
const html = (status: number, body: string) => ({ status, contentType: "text/html", body });
const issuer = (to: string): SubjectChange => ({ profile: { issuer: to } });

export const faultTable: Readonly<Record<string, Fault>> = {
  // The way to it.
  "the provider is down": { at: "keycloak", arrange: (p) => p.goDown(), check: "provider.reachable", code: "oidc.issuerUnreachable", helps: /Nothing listens there/, seen: /ECONNREFUSED/ },
  // Longer than a name can be, so that no name server is asked, which may be slow or silent.
  "a name that nobody has": { at: "okta", change: () => issuer(`https://acme.${"nowhere-".repeat(8)}x.invalid`), check: "provider.reachable", code: "oidc.issuerUnreachable", helps: /No address is known for that name/ },
  "a path where nothing is": { at: "keycloak", change: (p) => issuer(`${p.origin}/realms/nowhere`), check: "provider.reachable", code: "oidc.issuerUnreachable", seen: /status 404/, helps: /the name of a realm/ },
  "a tenant that does not exist": {
    at: "entra",
    arrange: (p) => void (p.faults.answers.discovery = json(400, { error: "invalid_tenant", error_description: "AADSTS90002: Tenant '8eaef023-2b34-4da1-9baa-8bc8c9d6a490' not found. Check to make sure you have the correct tenant ID." })),
    check: "provider.reachable",
    code: "oidc.issuerUnreachable",
    helps: /tenant\) ID/,
    seen: /AADSTS90002/,
  },
  "an Okta organisation without authorization servers of its own": {
    at: "okta",
    arrange: (p) => void (p.faults.answers.discovery = json(401, { errorCode: "E0000015", errorSummary: "You do not have permission to access the feature you are requesting" })),
    check: "provider.reachable",
    code: "oidc.issuerUnreachable",
    helps: /Use the issuer without \/oauth2\/default/,
    seen: /E0000015/,
  },
  "an outage at the provider": { at: "okta", arrange: (p) => void (p.faults.answers.discovery = html(503, "<h1>Service Unavailable</h1>")), check: "provider.reachable", code: "oidc.issuerUnreachable", seen: /status 503/, helps: /troubles of its own/ },
  "an issuer that moved": { at: "onelogin", arrange: (p) => void (p.faults.discoveryRedirect = true), check: "provider.reachable", code: "oidc.issuerUnreachable", seen: /status 302/, helps: /leads elsewhere/ },
  // The issuer.
  "an issuer without its slash": { at: "jumpcloud", change: (p) => issuer(p.issuer.slice(0, -1)), check: "provider.issuerEqual", code: "oidc.issuerMismatch", helps: /to the letter/ },
  "an issuer with a slash too many": { at: "okta", change: (p) => issuer(`${p.issuer}/`), check: "provider.issuerEqual", code: "oidc.issuerMismatch", helps: /to the letter/ },
  "a document that calls itself by another host": { at: "zitadel", arrange: (p) => void (p.faults.wrongIssuer = true), check: "provider.issuerEqual", code: "oidc.issuerMismatch", seen: /evil\.example/ },
  "an issuer of every organisation": { at: "entra", change: () => issuer("https://login.microsoftonline.com/common/v2.0"), check: "provider.issuer", code: "oidc.sharedIssuer", helps: /issuer of your own tenant/ },
  "an issuer without https": { at: "okta", change: () => issuer("http://acme.okta.com"), check: "provider.issuer", code: "oidc.notPermittedAddress", seen: /not https/ },
  // The document.
  "a page of a hotel's network in place of the document": { at: "google", arrange: (p) => void (p.faults.answers.discovery = html(200, "<h1>Welcome, accept our terms</h1>")), check: "provider.discovery", code: "oidc.discoveryInvalid", seen: /not JSON/, helps: /Something else answers there/ },
  "a document without a token endpoint": { at: "gitlab", arrange: (p) => void (p.faults.discovery = { token_endpoint: undefined }), check: "provider.discovery", code: "oidc.discoveryInvalid", seen: /token_endpoint/ },
  "a token endpoint without https": { at: "auth0", arrange: (p) => void (p.faults.discovery = { token_endpoint: "http://login.acme.example/token" }), check: "provider.discovery", code: "oidc.discoveryInvalid", seen: /not https/ },
  "no authorization code flow": { at: "cognito", arrange: (p) => void (p.faults.discovery = { response_types_supported: ["token"] }), check: "provider.discovery", code: "oidc.discoveryInvalid", seen: /authorization code flow/, helps: /Switch the authorization code flow on/ },
  "sign-in requests only where they were pushed before": { at: "pingone", arrange: (p) => void (p.faults.discovery = { require_pushed_authorization_requests: true }), check: "provider.discovery", code: "oidc.discoveryInvalid", seen: /pushed/, helps: /\(PAR\)/ },
  "a document of 50 MB": { at: "keycloak", arrange: (p) => void (p.faults.hugeDiscovery = true), check: "provider.discovery", code: "oidc.discoveryInvalid", seen: /1 MB/ },
  "endpoints that moved since the secret was saved": {
    at: "okta",
    change: (p) => ({ endpoints: { token: "https://acme.okta.com", keys: p.origin, userinfo: p.origin } }),
    check: "provider.endpoints",
    code: "oidc.endpointsChanged",
    helps: /save the provider again/,
  },
  // Signatures and clocks.
  "ID tokens signed with the client secret": { at: "auth0", arrange: (p) => void (p.faults.discovery = { id_token_signing_alg_values_supported: ["HS256"] }), check: "provider.algorithms", code: "oidc.algorithmsUnsupported", seen: /HS256/, helps: /in Auth0 under Advanced settings/ },
  "authentik without a signing key": {
    at: "authentik",
    arrange(p) {
      p.faults.discovery = { id_token_signing_alg_values_supported: ["HS256"] };
      p.faults.jwks = { keys: undefined };
    },
    check: "provider.algorithms",
    code: "oidc.algorithmsUnsupported",
    helps: /signing key in the provider's advanced protocol settings/,
  },
  "no keys at all": { at: "keycloak", arrange: (p) => void (p.faults.jwks = { keys: [] }), check: "provider.keys", code: "oidc.keysMissing", helps: /realm has an active key/, seen: /publishes no keys/ },
  "keys of another type alone": { at: "okta", arrange: (p) => void (p.faults.jwks = { keys: [{ kty: "oct", k: "c2VjcmV0", kid: "1" }] }), check: "provider.keys", code: "oidc.keysMissing", seen: /oct/, helps: /with a key of its own/ },
  "keys for encryption alone": { at: "zitadel", arrange: (p) => void (p.faults.jwks = { keys: [{ kty: "RSA", use: "enc", n: "sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri", e: "AQAB", kid: "1" }] }), check: "provider.keys", code: "oidc.keysMissing", seen: /RSA/ },
  "keys that are not there": { at: "salesforce", arrange: (p) => void (p.faults.answers.jwks = html(404, "not found")), check: "provider.keys", code: "oidc.issuerUnreachable", seen: /status 404/ },
  "a clock that is ten minutes behind the provider's": { at: "okta", arrange: (p) => void (p.faults.clockSkewSeconds = 600), check: "provider.clock", code: "oidc.clockDiffers", helps: /set its time automatically/, seen: /(5[5-9]\d|600) s behind/ },
  "a clock that is an hour ahead": { at: "google", arrange: (p) => void (p.faults.clockSkewSeconds = -3600), check: "provider.clock", code: "oidc.clockDiffers", seen: /(35[5-9]\d|3600) s ahead/ },
  "a clock that is a minute and a half ahead": { at: "google", arrange: (p) => void (p.faults.clockSkewSeconds = -90), check: "provider.clock", outcome: "warned", code: "oidc.clockDiffers", seen: /ahead/ },
  // The client.
  "a way to send the secret that the provider does not take": { at: "gitlab", arrange: (p) => void (p.faults.discovery = { token_endpoint_auth_methods_supported: ["private_key_jwt"] }), check: "provider.tokenAuthentication", code: "oidc.tokenAuthMethod", seen: /private_key_jwt/, helps: /Choose one that it takes/ },
  "a way to send the secret that the application does not take": { at: "onelogin", change: () => ({ profile: { clientAuthentication: "client_secret_post" } }), check: "provider.client", code: "oidc.clientRefused", helps: /choose the same token endpoint method/ },
  "a client secret that is missing": { at: "pingone", change: () => ({ clientSecret: undefined }), check: "provider.client", code: "oidc.secretMissing", seen: /is not on this machine/ },
  "a client secret that has expired": {
    at: "entra",
    arrange: (p) => void (p.faults.answers.token = json(401, { error: "invalid_client", error_description: "AADSTS7000222: The provided client secret keys for app 'portcullis' are expired." })),
    check: "provider.client",
    code: "oidc.clientRefused",
    helps: /has expired\. Make a new one/,
    seen: /AADSTS7000222/,
  },
  "a secret's ID in place of its value": { at: "entra", change: () => ({ clientSecret: "3c5f0e0a-0000-4000-8000-000000000000" }), check: "provider.client", code: "oidc.clientRefused", helps: /Take the secret's value and not its ID/ },
  "a token endpoint with troubles of its own": { at: "okta", arrange: (p) => void (p.faults.answers.token = json(503, { error: "temporarily_unavailable" })), check: "provider.client", outcome: "unknown", code: "oidc.providerError", seen: /status 503/, helps: /troubles of its own/ },
  "a token endpoint at an address that nobody may be sent to": { at: "keycloak", arrange: (p) => void (p.faults.discovery = { token_endpoint: "https://169.254.169.254/token" }), check: "provider.client", code: "oidc.notPermittedAddress", seen: /169\.254\.169\.254/ },
  // The application.
  "a redirect URI of another host": { at: "keycloak", arrange: (p) => void (p.clients[0]!.redirectUris = ["https://badger.ngrok-free.dev/.portcullis/callback"]), check: "provider.redirectUri", code: "oidc.redirectUriUnregistered", helps: /valid redirect URIs/ },
  "a redirect URI without https": { at: "okta", arrange: (p) => void (p.clients[0]!.redirectUris = [gateCallback.replace("https:", "http:")]), check: "provider.redirectUri", code: "oidc.redirectUriUnregistered", helps: /sign-in redirect URIs, in Okta/ },
  "ngrok's redirect URI alone is missing, where its edge signs in": { at: "jumpcloud", arrange: (p) => void (p.clients[0]!.redirectUris = [gateCallback]), change: () => ({ enforcement: "edge" }), check: "provider.edgeRedirectUri", code: "oidc.redirectUriUnregistered", helps: /Redirect URIs, in JumpCloud/ },
  "PKCE that is demanded, where ngrok's edge signs in": { at: "okta", arrange: (p) => void (p.faults.pkceRequired = true), change: () => ({ enforcement: "edge" }), check: "provider.pkce", code: "oidc.pkceRequired", helps: /Require PKCE as additional verification/, seen: /PKCE code challenge is required/ },
  "PKCE that is demanded, where the sign-in may move to ngrok's edge": { at: "keycloak", arrange: (p) => void (p.faults.pkceRequired = true), check: "provider.pkce", outcome: "warned", code: "oidc.pkceRequired", helps: /Leave the client's PKCE method empty/, seen: /code_challenge_method/ },
  "a scope that the application may not ask for": {
    at: "cognito",
    arrange: (p) => void (p.faults.authorizationError = { error: "invalid_scope", description: "invalid_scope" }),
    check: "provider.scopes",
    code: "oidc.scopeRefused",
    helps: /Amazon Cognito, with the authorization code flow and the scopes/,
  },
  "the scope openid is missing": { at: "okta", change: () => ({ profile: { scopes: ["profile", "email"] } }), check: "provider.scopes", code: "oidc.scopeMissing", seen: /openid/ },
  "the scope email is missing": { at: "okta", change: () => ({ profile: { scopes: ["openid", "profile"] } }), check: "provider.scopes", outcome: "warned", code: "oidc.scopeMissing", seen: /email/ },
  "a rule with groups at a provider that tells none": { at: "google", change: () => ({ wanted: { groups: true, claims: [] } }), check: "provider.groupsScope", code: "oidc.groupsUnknown", seen: /Google tells no groups/ },
  "a realm without the scope for groups": {
    at: "keycloak",
    arrange: (p) => void (p.faults.discovery = { scopes_supported: ["openid", "profile", "email"] }),
    change: () => ({ wanted: { groups: true, claims: [] } }),
    check: "provider.groupsScope",
    outcome: "warned",
    code: "oidc.groupsNotAsked",
    seen: /groups/,
  },
  "an authorization server without an access policy": {
    at: "okta",
    arrange: (p) => void (p.faults.authorizationError = { error: "access_denied", description: "Policy evaluation failed for this request, please check the policy configurations." }),
    check: "provider.authorization",
    code: "oidc.providerError",
    helps: /access policy with a rule for this application/,
  },
  "an application that may not use this flow": {
    at: "keycloak",
    arrange: (p) => void (p.faults.authorizationError = { error: "unauthorized_client", description: "Client is not allowed to initiate browser login with given response_type. Standard flow is disabled for the client." }),
    check: "provider.authorization",
    code: "oidc.providerError",
    helps: /standard flow/,
  },
  "an application without a connection": { at: "auth0", arrange: (p) => void (p.faults.authorizationError = { error: "invalid_request", description: "no connections enabled for the client" }), check: "provider.authorization", code: "oidc.providerError", helps: /Switch a connection on/ },
  "a user pool without a domain": {
    at: "cognito",
    arrange: (p) => void (p.faults.answers.authorization = json(400, { code: "BadRequest", message: "The server did not understand the operation that was requested.", type: "client" })),
    check: "provider.authorization",
    code: "oidc.providerError",
    helps: /user pool a domain/,
  },
  "a sign-in page that says nothing of redirect URIs": { at: "gitlab", arrange: (p) => void (p.faults.answers.authorization = html(200, "<title>Sign in</title><h1>Sign in</h1>")), check: "provider.redirectUri", outcome: "unknown", seen: /before somebody signs in/ },
};

/** As at first; whoever is down comes up. */
export async function mend(provider: RunningProvider, redirectUris: readonly string[]): Promise<void> {
  const { faults } = provider;
  const { unassigned: _unassigned, held: _held, hang: _hang, ...first } = noFaults();
  Object.assign(faults, first);
  provider.clients[0]!.redirectUris = [...redirectUris];
  await provider.comeUp();
}

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cures, providerWarnings, type KnownProvider } from "../../../src/identity/knownProvider";
import { providerKinds, providerProfileSchema, type ProviderKind } from "../../../src/identity/providerProfile";
import { cureFor, isSharedIssuer, knownProviders, providerOf } from "../../../src/identity/providers/index";

const all: readonly KnownProvider[] = Object.values(knownProviders);

describe("the fourteen providers", () => {
  it("are offered the guides' two first, then those that companies have most, then by name, and any other last", () => {
    assert.deepEqual(all.map(({ kind }) => kind), [...providerKinds]);
    const names = all.map(({ name }) => name);
    assert.deepEqual(names.slice(0, 5), ["Okta", "JumpCloud", "Microsoft Entra ID", "Google", "Keycloak"]);
    assert.deepEqual(names.slice(5, -1), names.slice(5, -1).toSorted((one, other) => one.localeCompare(other, "en", { sensitivity: "base" })));
    assert.deepEqual([all.length, names.at(-1)], [14, "OpenID provider"]);
  });

  for (const provider of all) {
    it(`S8 ${provider.kind}: what it says of people has a source`, () => {
      for (const { source } of [provider.admission, provider.vouchesForEmail, provider.groups, provider.accessTokens, provider.endSession]) assert.ok(source.length > 10);
    });
    it(`${provider.kind} asks for people, their names and their addresses`, () => assert.deepEqual(["openid", "profile", "email"].filter((scope) => !provider.scopes.includes(scope)), []));
    it(`${provider.kind} shows an issuer of its own before one is typed`, () => {
      const shown = provider.issuerPrefill ?? provider.issuerPlaceholder.split(/, | or /)[0] ?? "";
      if (!/^(Directory|Environment)/.test(shown)) assert.notEqual(provider.issuerFromInput(shown), undefined);
    });
  }

  it("S8 offer everyone only where nobody can sign in without being assigned, and vouch for addresses nowhere", () => {
    assert.deepEqual(all.filter(({ admission }) => admission.byAssignment).map(({ kind }) => kind), ["okta", "jumpcloud", "onelogin"]);
    assert.deepEqual(all.filter(({ vouchesForEmail }) => vouchesForEmail.holds), []);
  });

  it("use each cure and each warning", () => {
    assert.deepEqual([...new Set(all.flatMap(({ messages }) => messages.map(({ cure }) => cure)))].sort(), [...cures].sort());
    assert.deepEqual([...new Set(all.flatMap(({ warnings }) => warnings.map(({ warning }) => warning)))].sort(), [...providerWarnings].sort());
  });

  it("leave profiles of before readable", () => {
    for (const kind of ["okta", "jumpcloud", "other"]) {
      const saved = { id: "p", name: "P", kind, issuer: "https://acme.okta.com", clientId: "c", clientAuthentication: "none", scopes: ["openid"] };
      assert.deepEqual(providerProfileSchema.parse(saved), saved);
    }
  });
});

describe("S8 whose issuer it is", () => {
  const theirs: readonly (readonly [string, ProviderKind])[] = [
    ["https://acme.okta.com", "okta"],
    ["https://acme.okta.com/oauth2/default", "okta"],
    ["https://oauth.id.jumpcloud.com/", "jumpcloud"],
    ["https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0", "entra"],
    ["https://accounts.google.com", "google"],
    ["https://acme.eu.auth0.com/", "auth0"],
    ["https://acme.onelogin.com/oidc/2", "onelogin"],
    ["https://auth.pingone.eu/02fb4743-189a-4bc7-9d6c-a919edfe6447/as", "pingone"],
    ["https://acme.eu1.zitadel.cloud", "zitadel"],
    ["https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E", "cognito"],
    ["https://gitlab.com", "gitlab"],
    ["https://acme.my.salesforce.com", "salesforce"],
  ];
  for (const [issuer, kind] of theirs) it(`S8 ${issuer} is ${kind}'s, whatever a profile calls it`, () => providerKinds.forEach((said) => assert.equal(providerOf({ kind: said, issuer }).kind, kind)));

  it("S8 an address that only looks like theirs is what the profile calls it", () => {
    for (const issuer of ["https://accounts.google.com.evil.org", "https://evil.org/accounts.google.com", "https://okta.com.evil.org", "https://login.acme.com", "https://accounts.google.com.", "http://accounts.google.com"]) {
      assert.equal(providerOf({ kind: "keycloak", issuer }).kind, "keycloak", issuer);
    }
  });

  it("S8 issuers of everybody are refused", () => {
    const consumers = "9188040d-6c67-4c5b-b112-36a304b66dad";
    for (const tenant of ["common", "organizations", "consumers", "Common", consumers, "{tenantid}"]) assert.equal(isSharedIssuer(`https://login.microsoftonline.com/${tenant}/v2.0`), true, tenant);
    for (const issuer of [`https://sts.windows.net/${consumers}/`, "https://login.salesforce.com", "https://test.salesforce.com"]) assert.equal(isSharedIssuer(issuer), true, issuer);
    for (const issuer of ["https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0", "https://login.microsoftonline.com/common.acme.com/v2.0", "https://accounts.google.com", "https://acme.my.salesforce.com"]) assert.equal(isSharedIssuer(issuer), false, issuer);
  });
});

describe("what a provider says when something is wrong", () => {
  const known: readonly (readonly [ProviderKind, string, string])[] = [
    ["okta", "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings: https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1#tab-general", "registerRedirectUri"],
    ["okta", "access_denied: User is not assigned to the client application.", "assignPerson"],
    ["okta", '{"errorCode":"E0000015","errorSummary":"You do not have permission to access the feature you are requesting"}', "useOrganizationServer"],
    ["okta", "access_denied: Policy evaluation failed for this request, please check the policy configurations.", "addAccessPolicy"],
    ["okta", "invalid_request: PKCE code challenge is required when the token endpoint authentication method is 'NONE'.", "dropPkceDemand"],
    ["jumpcloud", "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered redirect urls.", "registerRedirectUri"],
    ["jumpcloud", "invalid_client: Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).", "checkClient"],
    ["entra", "AADSTS50011: The redirect URI 'https://x' specified in the request does not match the redirect URIs configured for the application", "registerRedirectUri"],
    ["entra", "AADSTS50105: Your administrator has configured the application to block users unless they are specifically granted access", "assignPerson"],
    ["entra", "invalid_client: AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID", "useSecretValue"],
    ["entra", "AADSTS7000222: The provided client secret keys for app 'x' are expired.", "makeNewSecret"],
    ["entra", "AADSTS90002: Tenant 'x' not found.", "checkTenant"],
    ["entra", "AADSTS65001: The user or administrator has not consented to use the application", "consentByAdministrator"],
    ["google", "Error 400: redirect_uri_mismatch", "registerRedirectUri"],
    ["google", "Error 403: org_internal", "offerToOutsiders"],
    ["google", "Error 401: invalid_client The OAuth client was not found.", "checkClient"],
    ["keycloak", "Invalid parameter: redirect_uri", "registerRedirectUri"],
    ["keycloak", "invalid_request: Missing parameter: code_challenge_method", "dropPkceDemand"],
    ["keycloak", "unauthorized_client: Invalid client or Invalid client credentials", "checkClient"],
    ["keycloak", "unauthorized_client: Client is not allowed to initiate browser login with given response_type. Standard flow is disabled for the client.", "enableApplication"],
    ["auth0", "unauthorized_client: Callback URL mismatch. http://localhost:5173 is not in the list of allowed callback URLs", "registerRedirectUri"],
    ["auth0", "invalid_request: no connections enabled for the client", "enableApplication"],
    ["auth0", "access_denied: Unauthorized", "checkClient"],
    ["onelogin", "redirect_uri_mismatch: redirect_uri did not match any client's registered redirect_uris", "registerRedirectUri"],
    ["onelogin", "invalid_client: client is invalid", "checkClient"],
    ["pingone", "Redirect URI mismatch", "registerRedirectUri"],
    ["authentik", "Redirect URI Error: The request fails due to a missing, invalid, or mismatching redirection URI (redirect_uri).", "registerRedirectUri"],
    ["authentik", "Client ID Error: The client identifier (client_id) is missing or invalid.", "checkClient"],
    ["authentik", 'The provider\'s ID token is not valid: "alg" (Algorithm) Header Parameter value not allowed', "chooseSigningKey"],
    ["zitadel", "invalid_request: The requested redirect_uri is missing in the client configuration. If you have any questions, you may contact the administrator of the application.", "registerRedirectUri"],
    ["zitadel", "Login not possible. The user is required to have at least one grant on the application.", "assignPerson"],
    ["cognito", "redirect_mismatch", "registerRedirectUri"],
    ["cognito", '{"code":"BadRequest","message":"The server did not understand the operation that was requested.","type":"client"}', "nameDomain"],
    ["cognito", "Login pages unavailable. Please contact an administrator.", "styleSignInPage"],
    ["gitlab", "The redirect URI included is not valid.", "registerRedirectUri"],
    ["gitlab", "invalid_client: Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.", "checkClient"],
    ["salesforce", "error=redirect_uri_mismatch&error_description=redirect_uri must match configuration", "registerRedirectUri"],
    ["salesforce", "invalid_request: missing required code challenge", "dropPkceDemand"],
    ["salesforce", "OAUTH_APP_ACCESS_DENIED: user is not admin approved to access this app", "assignPerson"],
    ["salesforce", "invalid_client: app must be installed into org", "enableApplication"],
    ["other", "redirect_uri did not match any of the client's registered redirect_uris", "registerRedirectUri"],
    ["other", "invalid_request: Authorization Server policy requires PKCE to be used for this request", "dropPkceDemand"],
    ["other", "invalid_client: client authentication failed", "checkClient"],
    ["other", "access_denied", "assignPerson"],
  ];
  for (const [kind, said, cure] of known) it(`${kind}: ${said.slice(0, 60)}`, () => assert.equal(cureFor(knownProviders[kind], said), cure));

  it("is recognised for every provider at least for what goes wrong most", () => {
    for (const provider of all) {
      assert.equal(cureFor(provider, "access_denied"), "assignPerson", provider.kind);
      assert.equal(cureFor(provider, "invalid_client"), "checkClient", provider.kind);
    }
  });

  it("has no cure where nothing is known of it", () => {
    for (const provider of all) for (const said of ["", "server_error", "temporarily_unavailable", "Something went wrong"]) assert.equal(cureFor(provider, said), undefined, provider.kind);
  });

  it("is looked at no further than its beginning", () => {
    const long = "redirect_uri ".repeat(20_000);
    for (const provider of all) assert.deepEqual([cureFor(provider, `${long}mismatch`), cureFor(provider, `${long.slice(0, 1900)}mismatch`)], [undefined, "registerRedirectUri"], provider.kind);
  });
});

describe("an administrator's page", () => {
  const pages: readonly (readonly [ProviderKind, string, string | undefined])[] = [
    ["okta", "https://acme.okta.com", "https://acme-admin.okta.com/admin/apps/active"],
    ["okta", "https://login.acme.com", undefined],
    ["jumpcloud", "https://oauth.id.jumpcloud.com/", "https://console.jumpcloud.com/#/sso"],
    ["entra", "https://login.microsoftonline.com/t/v2.0", "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade/quickStartType~/null/sourceType/Microsoft_AAD_IAM"],
    ["entra", "https://login.microsoftonline.us/t/v2.0", undefined],
    ["google", "https://accounts.google.com", "https://console.cloud.google.com/auth/clients"],
    ["keycloak", "https://login.acme.com/auth/realms/acme", "https://login.acme.com/auth/admin/acme/console/#/acme/clients"],
    ["auth0", "https://acme.eu.auth0.com/", "https://manage.auth0.com/dashboard/eu/acme/applications"],
    ["auth0", "https://login.acme.com/", "https://manage.auth0.com/#/applications"],
    ["onelogin", "https://acme.onelogin.com/oidc/2", "https://acme.onelogin.com/apps"],
    ["pingone", "https://auth.pingone.eu/e/as", "https://console.pingone.eu/?env=e"],
    ["pingone", "https://login.acme.com/as", undefined],
    ["authentik", "https://login.acme.com/application/o/a/", "https://login.acme.com/if/admin/#/core/applications"],
    ["zitadel", "https://acme.zitadel.cloud", "https://acme.zitadel.cloud/ui/console/projects"],
    ["cognito", "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A", "https://eu-west-1.console.aws.amazon.com/cognito/v2/idp/user-pools/eu-west-1_A/app-integration?region=eu-west-1"],
    ["gitlab", "https://dev.acme.com/gitlab", "https://dev.acme.com/gitlab/-/user_settings/applications"],
    ["salesforce", "https://acme.my.salesforce.com", "https://acme.my.salesforce.com/lightning/setup/ManageExternalClientApplication/home"],
    ["salesforce", "https://acme.my.site.com", undefined],
    ["other", "https://login.acme.com", undefined],
  ];
  for (const [kind, issuer, page] of pages) it(`${kind} at ${issuer}`, () => assert.equal(knownProviders[kind].consoleUrl(issuer), page));
});

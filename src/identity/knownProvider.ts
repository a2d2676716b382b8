// What the product knows of one provider, beside what a person saves of it. One file each in providers/.
import type { ClientAuthentication, ProviderKind } from "./providerProfile";

/** Where a fact is from: documentation that anybody can look up, or the words "no source". */
interface Sourced {
  readonly source: string;
}

/** How groups stand in a claim. `texts`: a list. `semicolons`: a list, or one text with `;` between. `keys`: an object, whose keys they are. */
export type GroupsForm = "texts" | "semicolons" | "keys";

export interface GroupsClaim {
  readonly name: string;
  readonly form: GroupsForm;
  /** A claim below an address of the tenant's own, like https://acme.com/groups, stands for it where there is exactly one. */
  readonly namespaced?: true;
}

/** By what an address counts as verified (S8). `true`: the claim email_verified is true; `trueOrText`: or the text "true". */
export type VerifiedBy = "true" | "trueOrText" | "google" | "entra";

/** How a person is read from claims. */
export interface PersonReading {
  readonly verifiedBy: VerifiedBy;
  /** Undefined: this provider tells no groups. */
  readonly groups: GroupsClaim | undefined;
}

/** `never`, `always`: so do this provider's issuers end. `asDocument`: either may be; the document's own word counts. */
export type SlashRule = "never" | "always" | "asDocument";

/** `document`: RP-Initiated Logout 1.0 at the endpoint that the document names, where it names one. */
export type EndSessionForm = "document" | "auth0" | "cognito";

export type AccessTokenMark = "rfc9068" | "okta" | "entra" | "keycloak";

/** What to do about a message of the provider's. Worded in presentation/cureText.ts. */
export const cures = [
  "addAccessPolicy",
  "assignPerson",
  "checkClient",
  "checkTenant",
  "chooseSigningKey",
  "consentByAdministrator",
  "dropPkceDemand",
  "enableApplication",
  "makeNewSecret",
  "nameDomain",
  "offerToOutsiders",
  "registerRedirectUri",
  "registerSignOutUri",
  "styleSignInPage",
  "useDocumentIssuer",
  "useOrganizationServer",
  "useSecretValue",
] as const;
export type Cure = (typeof cures)[number];

/** What matters so much that it is said while the provider is set up. Worded in presentation/providerText.ts. */
export const providerWarnings = [
  "addressesUnverified",
  "anybodyHasAnAccount",
  "chooseSigningKey",
  "createWebApplication",
  "domainIsWorkspace",
  "emailNeedsDomainOwner",
  "everyUserOfIt",
  "groupsAreIds",
  "groupsArePaths",
  "groupsAreRoles",
  "groupsNeedMapping",
  "issuerIsNotSignInPage",
  "noGroups",
  "oneTenantOnly",
  "tokenNeedsUserInfo",
] as const;
export type ProviderWarning = (typeof providerWarnings)[number];
/** Beside the issuer, what is to be registered, or who may come in. */
export type WarningPlace = "issuer" | "registration" | "people";

export interface KnownProvider {
  readonly kind: ProviderKind;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly preferredAuthentication: ClientAuthentication;
  /** Where the discovery document has to be looked for, from what a person typed or pasted; undefined when that is no issuer. */
  issuerFromInput(input: string): string | undefined;
  /** Filled in before anything is typed. */
  readonly issuerPrefill?: string;
  readonly issuerPlaceholder: string;
  readonly slash: SlashRule;
  /** Issuers that are this provider's and nobody else's, by which it is known whatever the profile says. */
  readonly ownIssuers?: RegExp;
  /** Issuers at which people of every organisation sign in, so that nothing that one of them says can be believed (S8). */
  readonly sharedIssuers?: RegExp;
  readonly person: PersonReading;
  /** S8: nobody can sign in whom an administrator has not assigned, so "everyone the provider lets sign in" is a bounded group. */
  readonly admission: Sourced & { readonly byAssignment: boolean };
  /** S8: what makes an e-mail address count; `holds`: it counts without a word on it, because the provider vouches for all of them. */
  readonly vouchesForEmail: Sourced & { readonly holds: boolean };
  /** Whether groups have to be asked for by a scope, and by which. */
  readonly groups: Sourced & { readonly scope: "always" | "whenListed" | "never"; readonly scopeName?: string };
  /** S24: by what an access token is known beside `typ: at+jwt` (RFC 9068), and whether this issuer's are for the provider alone. */
  readonly accessTokens: Sourced & { readonly mark: AccessTokenMark; areForProviderItself(issuer: string): boolean };
  readonly endSession: Sourced & { readonly form: EndSessionForm };
  /** `common`: words that others use too, so that they mean this only where the provider is known. */
  readonly messages: readonly { readonly pattern: RegExp; readonly cure: Cure; readonly common?: true }[];
  /** Where its pages have their message elsewhere than in their visible text: found by the first group. */
  readonly pageMessage?: Sourced & { readonly pattern: RegExp };
  /** The code of a token request may be looked at before the client secret, so that `invalid_grant` says nothing of the secret. */
  readonly codeFirst?: Sourced;
  readonly warnings: readonly { readonly at: WarningPlace; readonly warning: ProviderWarning }[];
  /** The page where an administrator creates the application, for an issuer. */
  consoleUrl(issuer: string): string | undefined;
}

// What tells the stand-ins for the providers apart, as data: one file each in personalities/. Paths, documents and texts follow what the
// vendors publish, with hosts made up; where nothing public says how a vendor words it, the text is plain and no test of the product may
// rely on it.
import type { ProviderKind } from "../../../src/identity/providerProfile";
import { auth0 } from "./personalities/auth0";
import { authentik } from "./personalities/authentik";
import { cognito } from "./personalities/cognito";
import { entra } from "./personalities/entra";
import { generic } from "./personalities/generic";
import { gitlab } from "./personalities/gitlab";
import { google } from "./personalities/google";
import { jumpcloud } from "./personalities/jumpcloud";
import { keycloak } from "./personalities/keycloak";
import { okta } from "./personalities/okta";
import { onelogin } from "./personalities/onelogin";
import { pingone } from "./personalities/pingone";
import { salesforce } from "./personalities/salesforce";
import { zitadel } from "./personalities/zitadel";
import type { RigUser } from "./users";

export type PersonalityName = "okta" | "jumpcloud" | "entra" | "google" | "keycloak" | "auth0" | "onelogin" | "pingone" | "authentik" | "zitadel" | "cognito" | "gitlab" | "salesforce" | "generic";

export type Route = "authorization" | "token" | "userinfo" | "jwks" | "end_session" | "revocation";

/** Where things are, for a discovery document. */
export interface Places {
  readonly issuer: string;
  at(route: Route): string;
}

export interface Personality {
  readonly name: PersonalityName;
  /** What follows `http://localhost:<port>` in the issuer, slash included. */
  readonly issuerPath: string;
  /** What stands before every route but that of the discovery document, where it is not the issuer's path. */
  readonly mount?: string;
  readonly heading: string;
  readonly routes: Readonly<Record<Route, string>>;
  /** Hosts of routes that are elsewhere than the issuer, made up; on loopback there is one for all. */
  readonly hosts?: Readonly<Partial<Record<Route, string>>>;
  readonly authMethods: readonly ("client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt" | "none")[];
  /** Claims per scope. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
  /** How this provider writes a person, over the usual claims; `undefined` removes one. */
  readonly claimsOf?: (user: RigUser, use: "id_token" | "userinfo") => Readonly<Record<string, unknown>>;
  /** True: claims of scopes only at userinfo, as OpenID Connect Core 5.4 has it. */
  readonly conformIdTokenClaims: boolean;
  /** The discovery document: `besides` goes over what oidc-provider says of itself, `whole` is all there is. */
  readonly discovery: { readonly besides: (issuer: string) => Readonly<Record<string, unknown>> } | { readonly whole: (places: Places) => Readonly<Record<string, unknown>> };
  /** Whether a refused client also gets `WWW-Authenticate: Basic`, as RFC 6749 5.2 wants; JumpCloud's server (Ory Hydra) leaves it out. */
  readonly challenges: boolean;
  /** How a refused client is called at the token endpoint: 401 `invalid_client` otherwise. */
  readonly refusedClient?: { readonly status: number; readonly error: string };
  /** Where its own error pages are: a page by default; text that a script draws; or an address to which the browser is sent. */
  readonly showsErrors?: "script" | ((said: string, origin: string) => string);
  readonly text: {
    readonly unassigned: string;
    readonly invalidClient: string;
    /** Shown by the provider itself for a client ID that it does not know; the library's words otherwise. */
    readonly unknownClient?: string;
    /** Sent back where a code challenge is demanded and missing; the library's words otherwise. */
    readonly pkceRequired?: string;
    /** Shown by the provider itself for a redirect URI that isn't registered. */
    readonly redirectUri: (clientId: string, origin: string) => string;
  };
}

export const personalities: Readonly<Record<PersonalityName, Personality>> = {
  okta, jumpcloud, entra, google, keycloak, auth0, onelogin, pingone, authentik, zitadel, cognito, gitlab, salesforce, generic,
};

export function kindOf(name: PersonalityName): ProviderKind {
  return name === "generic" ? "other" : name;
}

/** Without a slash at its end. */
export function mountOf({ mount, issuerPath }: Personality): string {
  return mount ?? issuerPath.replace(/\/$/, "");
}

/** @param origin of the issuer @param hosts whether other hosts are there */
export function placesOf(personality: Personality, origin: string, hosts = false): Places {
  return {
    issuer: `${origin}${personality.issuerPath}`,
    at(route) {
      const host = hosts ? personality.hosts?.[route] : undefined;
      return `${host === undefined ? origin : `https://${host}`}${mountOf(personality)}${personality.routes[route]}`;
    },
  };
}

import * as z from "zod";
import { ExpectedError } from "../base/expectedError";
import type { OpenidFetch, OpenidResponse } from "../base/openidFetch";
import { spokenError } from "./spokenError";

const endpoint = z.url({ protocol: /^https?$/ }).max(2000);
const names = z.array(z.string().max(100)).max(200);

const documentSchema = z.looseObject({
  issuer: endpoint,
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
  end_session_endpoint: endpoint.optional(),
  // Nobody signs in there: one that is no address is none.
  registration_endpoint: endpoint.optional().catch(undefined),
  token_endpoint_auth_methods_supported: names.optional(),
  code_challenge_methods_supported: names.optional(),
  id_token_signing_alg_values_supported: names.optional(),
  prompt_values_supported: names.optional(),
  scopes_supported: names.optional().catch(undefined),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});

/** What a provider's discovery document says (OpenID Connect Discovery 1.0, section 3), checked. */
export interface DiscoveredProvider {
  /** Byte for byte as the document says. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
  readonly userinfoEndpoint: string | undefined;
  readonly endSessionEndpoint: string | undefined;
  /** Where clients are registered dynamically (RFC 7591). Whoever asks there checks it first: it may be anywhere. */
  readonly registrationEndpoint: string | undefined;
  /** Absent in the document means client_secret_basic. */
  readonly tokenAuthMethods: readonly string[];
  /** Undefined when the document says nothing about PKCE. */
  readonly pkceMethods: readonly string[] | undefined;
  readonly idTokenAlgs: readonly string[];
  readonly promptValues: readonly string[];
  readonly scopes: readonly string[];
  readonly issParameterSupported: boolean;
  readonly document: Readonly<Record<string, unknown>> & { readonly issuer: string };
}

/**
 * Fetches and checks a discovery document. openid-client's own discovery is not used: given a whole `.well-known` address
 * it skips the comparison of the issuer (6.8.9).
 *
 * @param address the issuer as far as it is known; a pasted `/.well-known/…` is taken off
 * @throws ExpectedError oidc.issuerUnreachable, oidc.discoveryInvalid, oidc.issuerMismatch {expected, found}
 */
export async function discoverProvider(options: { readonly address: string; readonly fetch: OpenidFetch; readonly signal: AbortSignal }): Promise<DiscoveredProvider> {
  const address = options.address.replace(/\.well-known\/.*$/s, "");
  const url = `${withoutSlash(address)}/.well-known/openid-configuration`;
  if (!URL.canParse(url)) throw new ExpectedError("oidc.discoveryInvalid", { address, why: "this is no address" });
  const response = await options.fetch({ url, method: "GET", headers: { accept: "application/json" } }, options.signal);
  if (response.status !== 200) throw new ExpectedError("oidc.issuerUnreachable", { address: url, status: response.status, said: spokenError(response.body) });
  const document = parseDocument(response, url);
  if (withoutSlash(document.issuer) !== withoutSlash(address)) {
    throw new ExpectedError("oidc.issuerMismatch", { expected: address, found: document.issuer });
  }
  const provider: DiscoveredProvider = {
    issuer: document.issuer,
    authorizationEndpoint: document.authorization_endpoint,
    tokenEndpoint: document.token_endpoint,
    jwksUri: document.jwks_uri,
    userinfoEndpoint: document.userinfo_endpoint,
    endSessionEndpoint: document.end_session_endpoint,
    registrationEndpoint: document.registration_endpoint,
    tokenAuthMethods: document.token_endpoint_auth_methods_supported ?? ["client_secret_basic"],
    pkceMethods: document.code_challenge_methods_supported,
    idTokenAlgs: document.id_token_signing_alg_values_supported ?? ["RS256"],
    promptValues: document.prompt_values_supported ?? [],
    scopes: document.scopes_supported ?? [],
    issParameterSupported: document.authorization_response_iss_parameter_supported === true,
    document,
  };
  demandHttps(provider);
  return provider;
}

function parseDocument(response: OpenidResponse, url: string): z.infer<typeof documentSchema> {
  let json: unknown;
  try {
    json = JSON.parse(response.body);
  } catch (cause) {
    throw new ExpectedError("oidc.discoveryInvalid", { address: url, why: "the answer is not JSON" }, { cause });
  }
  const parsed = documentSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new ExpectedError("oidc.discoveryInvalid", { address: url, why: `the field ${field === "" ? "issuer" : field} is missing or wrong` }, { cause: parsed.error });
}

/** http is for a provider on this machine alone, and only when its issuer says so too. */
function demandHttps(provider: DiscoveredProvider): void {
  const plain = isLoopbackHttp(provider.issuer);
  const endpoints = [provider.issuer, provider.authorizationEndpoint, provider.tokenEndpoint, provider.jwksUri, provider.userinfoEndpoint, provider.endSessionEndpoint];
  for (const address of endpoints) {
    if (address === undefined || address.startsWith("https://") || (plain && isLoopbackHttp(address))) continue;
    throw new ExpectedError("oidc.discoveryInvalid", { address, why: "this endpoint is not https" });
  }
}

export function isLoopbackHttp(address: string): boolean {
  const url = new URL(address);
  return url.protocol === "http:" && (url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(url.hostname));
}

function withoutSlash(address: string): string {
  return address.endsWith("/") ? address.slice(0, -1) : address;
}

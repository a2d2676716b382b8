/**
 * A stand-in for dynamic registration (RFC 7591) and its management (RFC 7592), strict about both, with Keycloak's habits: a
 * registration access token is taken once by whatever changes the client, and refresh tokens and the response type `none` come on top.
 */
import { randomBytes } from "node:crypto";
import * as z from "zod";
import { Refusal, standIn, type Answer, type Call, type StandIn } from "./standIn";

export const goodInitialToken = "eyJhbGciOiJIUzI1NiJ9.aW5pdGlhbC1hY2Nlc3M.c3RhbmRJbg";
export const registrationPath = "/realms/acme/clients-registrations/openid-connect";

const uris = z.array(z.string().min(1));
/** RFC 7591, section 2, and OpenID Connect Dynamic Client Registration 1.0, section 2, as far as the product may need it. */
const metadata = {
  application_type: z.enum(["web", "native"]).optional(),
  client_name: z.string().optional(),
  client_uri: z.string().optional(),
  grant_types: z.array(z.string()).optional(),
  post_logout_redirect_uris: uris.optional(),
  redirect_uris: uris,
  response_types: z.array(z.string()).optional(),
  scope: z.string().optional(),
  subject_type: z.string().optional(),
  token_endpoint_auth_method: z.string().optional(),
};
const requestBody = z.strictObject(metadata);
/** RFC 7592, section 2.2: with the client ID, without what the server alone decides. */
const updateBody = z.strictObject({ ...metadata, client_id: z.string(), client_secret: z.string().optional() });

export interface DynamicClient {
  readonly clientId: string;
  clientSecret: string;
  token: string;
  metadata: z.output<typeof requestBody>;
}

export interface DynamicOptions {
  /** How often the initial access token is taken. */
  readonly most?: number;
  /** Seconds since 1970. */
  readonly secretExpiresAt?: number;
  /** Clients are registered, and can't be managed afterwards. */
  readonly withoutManagement?: boolean;
  /** Every update gives the client another secret. */
  readonly newSecrets?: boolean;
  /** Where it is reached; known once it listens. */
  readonly origin: () => string;
}

export interface DynamicRegistrar extends StandIn {
  readonly clients: ReadonlyMap<string, DynamicClient>;
}

export function dynamicRegistrar({ most = 1, secretExpiresAt = 0, withoutManagement = false, newSecrets = false, origin }: DynamicOptions): DynamicRegistrar {
  const clients = new Map<string, DynamicClient>();
  let left = most;
  const secret = (bytes = 24) => randomBytes(bytes).toString("base64url");

  const shown = ({ clientId, clientSecret, token, metadata: own }: DynamicClient) => ({
    ...own,
    client_id: clientId,
    client_secret: clientSecret,
    client_secret_expires_at: secretExpiresAt,
    grant_types: [...(own.grant_types ?? ["authorization_code"]), "refresh_token"],
    response_types: ["code", "none"],
    subject_type: "public",
    ...(!withoutManagement && { registration_client_uri: `${origin()}${registrationPath}/${clientId}`, registration_access_token: token }),
  });

  function create(call: Call): Answer {
    if (bearerOf(call) !== goodInitialToken) refuse(401, "invalid_token", "Failed decode token");
    if (left <= 0) refuse(401, "invalid_token", "No remaining count on initial access token");
    const own = bodyOf(call, requestBody);
    assertPossible(own);
    left -= 1;
    const client: DynamicClient = { clientId: randomBytes(16).toString("hex"), clientSecret: secret(), token: `registration-${secret()}`, metadata: own };
    clients.set(client.clientId, client);
    return { status: 201, json: { ...shown(client), client_id_issued_at: 1_800_000_000 } };
  }

  function manage(call: Call, id: string): Answer {
    const client = clients.get(id);
    // Section 2: one that is gone is answered like a token that is none.
    if (client === undefined || bearerOf(call) !== client.token) return refuse(401, "invalid_token", "Not authorized to view client. Not valid token or client credentials provided.");
    if (call.method === "DELETE") {
      if (call.bodyText !== "") refuse(400, "invalid_request", "nothing is sent here");
      clients.delete(id);
      return { status: 204 };
    }
    if (call.method === "PUT") {
      const { client_id, client_secret, ...own } = bodyOf(call, updateBody);
      if (client_id !== id) refuse(400, "invalid_client_metadata", "Client Identifier modified");
      if (client_secret !== undefined && client_secret !== client.clientSecret) refuse(400, "invalid_client_metadata", "Client secret modified");
      assertPossible(own);
      Object.assign(client, { metadata: { ...own, grant_types: (own.grant_types ?? []).filter((one) => one !== "refresh_token") }, token: `registration-${secret()}`, ...(newSecrets && { clientSecret: secret() }) });
    } else if (call.method !== "GET") return { status: 405 };
    return { status: 200, json: shown(client) };
  }

  const registrar = standIn((call) => {
    if (call.headers.accept !== "application/json") refuse(406, "invalid_request", "Accept");
    if (call.headers.cookie !== undefined || call.query.size > 0) refuse(400, "invalid_request", "a cookie or a query");
    if (call.path === registrationPath) return call.method === "POST" ? create(call) : { status: 405 };
    const [, id] = new RegExp(`^${registrationPath}/([^/]+)$`).exec(call.path) ?? [];
    return id === undefined ? { status: 404 } : manage(call, id);
  });
  return Object.assign(registrar, { clients });
}

/** Section 5.2 of what it refuses: an address that is none, or that stands for many. */
function assertPossible({ redirect_uris, token_endpoint_auth_method = "client_secret_basic" }: z.output<typeof requestBody>): void {
  if (redirect_uris.length === 0 || redirect_uris.some((uri) => !URL.canParse(uri) || uri.includes("*") || uri.includes("#"))) refuse(400, "invalid_redirect_uri", "A redirect URI is not a valid URI");
  if (!["client_secret_basic", "client_secret_post", "none"].includes(token_endpoint_auth_method)) refuse(400, "invalid_client_metadata", "token_endpoint_auth_method");
}

function bearerOf({ headers }: Call): string | undefined {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
}

function bodyOf<T>({ bodyText, headers }: Call, schema: z.ZodType<T>): T {
  if (headers["content-type"] !== "application/json") refuse(415, "invalid_request", "Content-Type");
  let json: unknown;
  try {
    json = JSON.parse(bodyText);
  } catch {
    return refuse(400, "invalid_client_metadata", "no JSON");
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : refuse(400, "invalid_client_metadata", parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join(", "));
}

/** @throws Refusal as in section 3.2.2, or as RFC 6750 says */
function refuse(status: number, error: string, description: string): never {
  throw new Refusal(dynamicError(status, error, description));
}

export function dynamicError(status: number, error: string, error_description: string): Answer {
  return { status, ...(status === 401 && { headers: { "www-authenticate": `Bearer error="${error}"` } }), json: { error, error_description } };
}

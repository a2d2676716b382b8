// An OpenID provider of the run's own: signs in whom the run says, at once and without a page, and writes down how it is asked.
// Nobody is let in while the run expects nobody, so that it may be reachable from everywhere.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";

export interface LivePerson {
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** Characters that make the ID token longer. */
  readonly padding?: number;
}

/** How the token endpoint was asked. */
export interface TokenRequest {
  readonly grantType: string;
  readonly authentication: "client_secret_basic" | "client_secret_post" | "none";
  readonly pkce: boolean;
}

interface Grant {
  readonly person: LivePerson;
  readonly nonce: string | undefined;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const most = 1000;
const mostBody = 20_000;

export class OwnProvider {
  readonly client = { id: `portcullis-live-${randomBytes(4).toString("hex")}`, secret: randomBytes(24).toString("hex") };
  readonly redirectUris = new Set<string>();
  readonly tokenRequests: TokenRequest[] = [];
  /** Who signs in next; nobody: the provider refuses. */
  person: LivePerson | undefined;
  tokenSeconds = 3600;
  readonly #grants = new Map<string, Grant>();
  readonly #people = new Map<string, LivePerson>();

  private constructor(
    private readonly key: CryptoKey,
    private readonly publicKey: JWK,
  ) {}

  static async create(): Promise<OwnProvider> {
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    return new OwnProvider(privateKey, { ...(await exportJWK(publicKey)), kid: "live", use: "sig", alg: "RS256" });
  }

  /** @param issuer under which it is asked @param path what follows it */
  async answer(issuer: string, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, headers } = await this.#answerTo(issuer, path, request);
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers }).end(JSON.stringify(body));
  }

  async #answerTo(issuer: string, path: string, request: IncomingMessage): Promise<Answer> {
    switch (path) {
      case "/.well-known/openid-configuration":
        return { status: 200, body: discoveryOf(issuer) };
      case "/keys":
        return { status: 200, body: { keys: [this.publicKey] } };
      case "/authorize":
        return this.#authorize(new URL(request.url ?? "/", issuer).searchParams);
      case "/token":
        return this.#token(issuer, request.headers.authorization, await readForm(request));
      case "/userinfo": {
        const person = this.#people.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "");
        return person === undefined ? { status: 401, body: { error: "invalid_token" } } : { status: 200, body: claimsOf(person) };
      }
      default:
        return { status: 404, body: {} };
    }
  }

  #authorize(asked: URLSearchParams): Answer {
    const redirectUri = asked.get("redirect_uri") ?? "";
    if (this.person === undefined || asked.get("client_id") !== this.client.id || asked.get("response_type") !== "code" || !this.redirectUris.has(redirectUri)) {
      return { status: 403, body: { error: "access_denied" } };
    }
    const back = new URL(redirectUri);
    back.searchParams.set("code", this.#keep(this.#grants, { person: this.person, nonce: asked.get("nonce") ?? undefined, redirectUri, challenge: asked.get("code_challenge") ?? undefined }));
    if (asked.has("state")) back.searchParams.set("state", asked.get("state") ?? "");
    return { status: 302, body: {}, headers: { location: back.href } };
  }

  async #token(issuer: string, authorization: string | undefined, form: URLSearchParams): Promise<Answer> {
    const basic = /^Basic (.+)$/.exec(authorization ?? "")?.[1];
    const [id = "", secret = ""] = basic === undefined ? [form.get("client_id") ?? "", form.get("client_secret") ?? ""] : Buffer.from(basic, "base64").toString().split(":").map(decodeURIComponent);
    const grantType = form.get("grant_type") ?? "";
    if (this.tokenRequests.length < most) {
      this.tokenRequests.push({ grantType, authentication: basic !== undefined ? "client_secret_basic" : secret !== "" ? "client_secret_post" : "none", pkce: form.has("code_verifier") });
    }
    if (id !== this.client.id || !same(secret, this.client.secret)) return { status: 401, body: { error: "invalid_client" }, headers: { "www-authenticate": "Basic" } };
    const presented = form.get(grantType === "refresh_token" ? "refresh_token" : "code") ?? "";
    const grant = this.#grants.get(presented);
    this.#grants.delete(presented);
    const verifier = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    const proven = grant !== undefined && (grantType === "refresh_token" || (grant.redirectUri === form.get("redirect_uri") && (grant.challenge === undefined || grant.challenge === verifier)));
    if (!proven) return { status: 400, body: { error: "invalid_grant" } };
    const now = Math.floor(Date.now() / 1000);
    const idToken = await new SignJWT({ ...claimsOf(grant.person), ...(grant.nonce !== undefined && { nonce: grant.nonce }) })
      .setProtectedHeader({ alg: "RS256", kid: "live" })
      .setIssuer(issuer)
      .setAudience(this.client.id)
      .setIssuedAt(now)
      .setExpirationTime(now + this.tokenSeconds)
      .sign(this.key);
    const body = {
      token_type: "Bearer",
      id_token: idToken,
      access_token: this.#keep(this.#people, grant.person),
      refresh_token: this.#keep(this.#grants, { ...grant, challenge: undefined }),
      expires_in: this.tokenSeconds,
    };
    return { status: 200, body };
  }

  #keep<T>(where: Map<string, T>, value: T): string {
    if (where.size >= most) where.clear();
    const name = randomBytes(24).toString("base64url");
    where.set(name, value);
    return name;
  }
}

function claimsOf({ sub, email, name, groups, padding = 0 }: LivePerson): Record<string, unknown> & { sub: string } {
  return { sub, email, email_verified: true, name, groups: [...groups], ...(padding > 0 && { padding: "x".repeat(padding) }) };
}

function same(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8") as AsyncIterable<string>) {
    text += chunk;
    if (text.length > mostBody) throw new Error("form too large");
  }
  return new URLSearchParams(text);
}

function discoveryOf(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "profile", "email", "groups"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    code_challenge_methods_supported: ["S256"],
  };
}

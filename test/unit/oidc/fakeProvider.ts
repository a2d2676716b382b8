import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { exportJWK, SignJWT, type JWK } from "jose";
import { ExpectedError } from "../../../src/base/expectedError";
import type { OpenidFetch, OpenidRequest } from "../../../src/base/openidFetch";
import type { ProviderProfile } from "../../../src/identity/providerProfile";

export const issuer = "https://idp.example";
export const redirectUri = "https://share.example/.portcullis/callback";

export const profile: ProviderProfile = { id: "p", name: "Fake", kind: "other", issuer, clientId: "client-1", clientAuthentication: "client_secret_basic", scopes: ["openid", "email"] };

/** A provider's endpoints in memory, over OpenidFetch; it says whatever a test wants it to say. */
export class FakeProvider {
  readonly asked: OpenidRequest[] = [];
  document: Record<string, unknown> = {
    issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, userinfo_endpoint: `${issuer}/userinfo`, end_session_endpoint: `${issuer}/logout`,
    id_token_signing_alg_values_supported: ["RS256"],
  };
  keys: readonly { readonly kid: string | undefined; readonly pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } }[] = [newKey("k1")];
  tokenAnswer: () => Promise<{ readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }> = () => Promise.reject(new Error("no token asked for"));
  userinfo: unknown = {};
  isDown = false;

  readonly fetch: OpenidFetch = async (request) => {
    this.asked.push(request);
    if (this.isDown) throw new ExpectedError("oidc.issuerUnreachable");
    const answer = await this.#answer(new URL(request.url).pathname);
    return { status: answer.status, headers: { "content-type": "application/json", ...answer.headers }, body: typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body) };
  };

  count(path: string): number {
    return this.asked.filter(({ url }) => new URL(url).pathname === path).length;
  }

  sign(claims: Record<string, unknown>, options: { readonly key?: KeyObject; readonly kid?: string; readonly header?: Record<string, unknown> } = {}): Promise<string> {
    const [first] = this.keys;
    const kid = "kid" in options ? options.kid : first?.kid;
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", ...(kid === undefined ? {} : { kid }), ...options.header }).sign(options.key ?? first!.pair.privateKey);
  }

  async #answer(path: string): Promise<{ readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }> {
    if (path === "/.well-known/openid-configuration") return { status: 200, body: this.document };
    if (path === "/keys") return { status: 200, body: { keys: await Promise.all(this.keys.map(({ kid, pair }) => publicJwk(pair.publicKey, kid))) } };
    if (path === "/token") return this.tokenAnswer();
    if (path === "/userinfo") return { status: 200, body: this.userinfo };
    return { status: 404, body: {} };
  }
}

export function newKey(kid: string | undefined): FakeProvider["keys"][number] {
  return { kid, pair: generateKeyPairSync("rsa", { modulusLength: 2048 }) };
}

async function publicJwk(key: KeyObject, kid: string | undefined): Promise<JWK> {
  return { ...(await exportJWK(key)), alg: "RS256", use: "sig", ...(kid === undefined ? {} : { kid }) };
}

// The four calls of Okta's API by which an application is made, given to the token's own user, and removed: "Applications API" and
// "Users API" of developer.okta.com (2026-08). Its answers are read as far as they are needed.
import * as z from "zod";
import { boundedText } from "../../src/base/boundedText";
import { bounded } from "../../src/base/deadline";

export interface OktaApp {
  readonly id: string;
  readonly client: { readonly id: string; readonly secret: string };
}

const appSchema = z.object({ id: z.string().regex(/^\w+$/), credentials: z.object({ oauthClient: z.object({ client_id: z.string(), client_secret: z.string() }) }) });
const userSchema = z.object({ id: z.string().regex(/^\w+$/) });
const errorSchema = z.object({ errorCode: z.string().regex(/^E\d+$/) });
const mostMs = 10_000;
const mostBytes = 1_000_000;

export class Okta {
  constructor(
    private readonly account: { readonly apiAddress: string; readonly token: string },
    private readonly signal: AbortSignal,
  ) {}

  /** Nobody may use it yet. */
  async createApp(label: string, redirectUris: readonly string[]): Promise<OktaApp> {
    const { id, credentials } = appSchema.parse(
      await this.#call("POST", "/api/v1/apps?activate=true", {
        name: "oidc_client",
        label,
        signOnMode: "OPENID_CONNECT",
        credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic", pkce_required: false } },
        settings: { oauthClient: { redirect_uris: redirectUris, response_types: ["code"], grant_types: ["authorization_code"], application_type: "web" } },
      }),
    );
    return { id, client: { id: credentials.oauthClient.client_id, secret: credentials.oauthClient.client_secret } };
  }

  /** The token's own user, and nobody else. */
  async assignSelf(appId: string): Promise<void> {
    const { id } = userSchema.parse(await this.#call("GET", "/api/v1/users/me"));
    await this.#call("POST", `/api/v1/apps/${appId}/users`, { id, scope: "USER" });
  }

  /** Okta deletes only what is inactive. */
  async deleteApp(appId: string): Promise<void> {
    await this.#call("POST", `/api/v1/apps/${appId}/lifecycle/deactivate`);
    await this.#call("DELETE", `/api/v1/apps/${appId}`);
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const { apiAddress, token } = this.account;
    return bounded(mostMs, [this.signal], async (signal) => {
      const response = await fetch(`${apiAddress}${path}`, {
        method,
        headers: { Authorization: `SSWS ${token}`, Accept: "application/json", ...(body !== undefined && { "Content-Type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: "manual",
        signal,
      });
      const text = (await boundedText(response, mostBytes)) ?? "";
      const answer: unknown = text === "" ? undefined : JSON.parse(text);
      if (!response.ok) throw new Error(`Okta answered ${method} ${path.split("?", 1)[0] ?? ""} with ${response.status} ${errorSchema.safeParse(answer).data?.errorCode ?? ""}`.trim());
      return answer;
    });
  }
}

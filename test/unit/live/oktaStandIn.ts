// A stand-in for the part of Okta's management API that the run uses, over the stand-in provider: what it is given is held against the
// documentation ("Applications API", "Users API"), and anything else is refused.
import { createServer, type IncomingMessage } from "node:http";
import { z } from "zod";
import { toRigClient } from "../../rig/provider/clients";
import type { RunningProvider } from "../../rig/provider/startProvider";
import { listen } from "../../rig/upstreams/listening";

export const oktaToken = "00aStandInOktaToken_0123456789abcdefghij";

interface App {
  readonly id: string;
  readonly label: string;
  readonly clientId: string;
  readonly users: string[];
  active: boolean;
}

const newApp = z.strictObject({
  name: z.literal("oidc_client"),
  label: z.string().min(1).max(100),
  signOnMode: z.literal("OPENID_CONNECT"),
  credentials: z.strictObject({ oauthClient: z.strictObject({ token_endpoint_auth_method: z.literal("client_secret_basic"), pkce_required: z.boolean() }) }),
  settings: z.strictObject({
    oauthClient: z.strictObject({ redirect_uris: z.array(z.url()).min(1), response_types: z.tuple([z.literal("code")]), grant_types: z.tuple([z.literal("authorization_code")]), application_type: z.literal("web") }),
  }),
});
const assignment = z.strictObject({ id: z.literal("00u1alice"), scope: z.literal("USER") });

export interface OktaStandIn {
  readonly address: string;
  readonly apps: readonly App[];
  /** Every call, `POST /api/v1/apps`. */
  readonly calls: readonly string[];
  /** Who may use what was made, at any time. */
  readonly assigned: readonly string[];
  /** Called when an application has been made. */
  onCreated: () => void;
  readonly close: () => Promise<void>;
}

export async function startOktaStandIn(provider: RunningProvider): Promise<OktaStandIn> {
  const apps: App[] = [];
  const calls: string[] = [];
  const assigned: string[] = [];
  const clients = provider.clients;

  const answer = (method: string, path: string, body: unknown): { readonly status: number; readonly body?: object } => {
    const refused = { status: 404, body: { errorCode: "E0000007" } };
    if (method === "GET" && path === "/api/v1/users/me") return { status: 200, body: { id: "00u1alice", status: "ACTIVE" } };
    if (method === "POST" && path === "/api/v1/apps?activate=true") {
      const { label, settings } = newApp.parse(body);
      const client = { clientId: `0oa${apps.length}live`, clientSecret: "okta-secret-that-is-never-printed-0123" };
      clients.push(toRigClient({ ...client, redirectUris: settings.oauthClient.redirect_uris }));
      const app: App = { id: client.clientId, label, clientId: client.clientId, users: [], active: true };
      apps.push(app);
      standIn.onCreated();
      return { status: 200, body: { id: app.id, label, status: "ACTIVE", credentials: { oauthClient: { client_id: client.clientId, client_secret: client.clientSecret } } } };
    }
    const [, id, rest] = /^\/api\/v1\/apps\/(\w+)(\/.*)?$/.exec(path) ?? [];
    const app = apps.find((one) => one.id === id);
    if (app === undefined) return refused;
    if (method === "POST" && rest === "/users") {
      app.users.push(assignment.parse(body).id);
      assigned.push(...app.users);
      return { status: 200, body: { id: app.users[0] } };
    }
    if (method === "POST" && rest === "/lifecycle/deactivate") {
      app.active = false;
      return { status: 200, body: {} };
    }
    if (method === "DELETE" && rest === undefined) {
      if (app.active) return { status: 403, body: { errorCode: "E0000056" } };
      apps.splice(apps.indexOf(app), 1);
      clients.splice(clients.findIndex(({ clientId }) => clientId === app.clientId), 1);
      return { status: 204 };
    }
    return refused;
  };

  const server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    calls.push(`${method} ${url}`);
    readBody(request)
      .then((body) => (request.headers.authorization === `SSWS ${oktaToken}` ? answer(method, url, body) : { status: 401, body: { errorCode: "E0000011" } }))
      .catch(() => ({ status: 400, body: { errorCode: "E0000001" } }))
      .then((told) => response.writeHead(told.status, { "content-type": "application/json" }).end(told.body === undefined ? "" : JSON.stringify(told.body)), () => response.destroy());
  });
  const { port, close } = await listen(server, "127.0.0.1");
  const standIn: OktaStandIn = { address: `http://127.0.0.1:${port}`, apps, calls, assigned, onCreated: () => undefined, close };
  return standIn;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8") as AsyncIterable<string>) text += chunk;
  return text === "" ? undefined : JSON.parse(text);
}

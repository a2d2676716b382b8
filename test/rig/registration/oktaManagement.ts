/**
 * A stand-in for Okta's management API, of one organisation: applications, groups, assignments. Method, path, headers, query and
 * body are held strictly against Okta's published OpenAPI document; nothing here was compared with Okta's service.
 */
import { randomBytes } from "node:crypto";
import type * as z from "zod";
import { applicationBody, appsQuery, assignmentBody, groupsQuery, type ApplicationBody } from "./oktaSchemas";
import { Refusal, standIn, type Answer, type Call, type StandIn } from "./standIn";

export const goodApiToken = "00StandInApiToken_of-an-okta-organisation4";
/** Of OAuth 2.0 for Okta APIs: a JWT. */
export const goodOAuthToken = "eyJraWQiOiJzdGFuZEluIn0.eyJzY3AiOlsib2t0YS5hcHBzLm1hbmFnZSJdfQ.c3RhbmRJbg";

export interface OktaApp {
  readonly id: string;
  status: "ACTIVE" | "INACTIVE";
  body: ApplicationBody;
  readonly clientSecret: string;
  readonly groups: string[];
}

export interface OktaGroupRow {
  readonly id: string;
  readonly type: "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN";
  readonly name: string;
}

export interface OktaOptions {
  readonly groups?: readonly OktaGroupRow[];
  /** What the token lacks; every call is allowed by default. */
  readonly mayNot?: readonly ("okta.apps.manage" | "okta.groups.read")[];
  /** Told of every change, so that somebody can really sign in there. */
  readonly changed?: (apps: ReadonlyMap<string, OktaApp>) => void;
}

export interface OktaManagement extends StandIn {
  readonly apps: ReadonlyMap<string, OktaApp>;
}

export const usualGroups: readonly OktaGroupRow[] = [
  { id: "00geveryone0000000g4", type: "BUILT_IN", name: "Everyone" },
  { id: "00gengineering0000g4", type: "OKTA_GROUP", name: "Engineering" },
  { id: "00genglish00000000g4", type: "APP_GROUP", name: "English teachers" },
  { id: "00gsales0000000000g4", type: "OKTA_GROUP", name: "Sales" },
];

export function oktaManagement({ groups = usualGroups, mayNot = [], changed = () => undefined }: OktaOptions = {}): OktaManagement {
  const apps = new Map<string, OktaApp>();
  const appAt = (id: string) => apps.get(id) ?? refuse(404, "E0000007", `Not found: Resource not found: ${id} (AppInstance)`);

  function route(call: Call): Answer {
    assertHeaders(call);
    const [, app, tail] = /^\/api\/v1\/apps\/([^/]+)(\/.*)?$/.exec(call.path) ?? [];
    const asked = `${call.method} ${app === undefined ? call.path : `/api/v1/apps/:id${(tail ?? "").replace(/\/groups\/.+/, "/groups/:id")}`}`;
    if (mayNot.includes(call.path === "/api/v1/groups" ? "okta.groups.read" : "okta.apps.manage")) refuse(403, "E0000006", "You do not have permission to perform the requested action");
    switch (asked) {
      case "POST /api/v1/apps":
        return { status: 200, json: create(call) };
      case "GET /api/v1/apps":
        queryOf(call, appsQuery);
        return { status: 200, json: [...apps.values()].filter(({ body }) => startsWith(body.label, call)).map((one) => shown(one, false)) };
      case "GET /api/v1/groups":
        queryOf(call, groupsQuery);
        return { status: 200, json: groups.filter(({ name }) => startsWith(name, call)).slice(0, Number(call.query.get("limit") ?? "10000")).map(({ id, type, name }) => ({ id, created: stamp, lastUpdated: stamp, lastMembershipUpdated: stamp, objectClass: ["okta:user_group"], type, profile: { name, description: null }, _links: {} })) };
      case "GET /api/v1/apps/:id":
        queryOf(call, new Set(["expand"]));
        return { status: 200, json: shown(appAt(app!), false) };
      case "PUT /api/v1/apps/:id":
        return { status: 200, json: replace(appAt(app!), call) };
      case "DELETE /api/v1/apps/:id":
        noBody(call);
        if (appAt(app!).status === "ACTIVE") refuse(403, "E0000056", "Delete application forbidden.");
        apps.delete(app!);
        changed(apps);
        return { status: 204 };
      case "POST /api/v1/apps/:id/lifecycle/deactivate":
        noBody(call);
        appAt(app!).status = "INACTIVE";
        changed(apps);
        return { status: 200, json: {} };
      case "PUT /api/v1/apps/:id/groups/:id":
        return { status: 200, json: assign(appAt(app!), call) };
      default:
        return refuse(405, "E0000022", "The endpoint does not support the provided HTTP method");
    }
  }

  function create(call: Call): object {
    queryOf(call, new Set(["activate"]));
    const body = bodyOf(call, applicationBody);
    assertPossible(body);
    const id = `0oa${randomBytes(8).toString("hex")}g4`;
    const app: OktaApp = { id, status: call.query.get("activate") === "false" ? "INACTIVE" : "ACTIVE", body, clientSecret: randomBytes(32).toString("base64url"), groups: [] };
    apps.set(id, app);
    changed(apps);
    return shown(app, true);
  }

  function replace(app: OktaApp, call: Call): object {
    const body = bodyOf(call, applicationBody);
    assertPossible(body);
    if ((body.credentials.oauthClient.client_id ?? app.id) !== app.id) refuse(400, "E0000001", "Api validation failed: client_id", ["client_id: 'client_id' can not be changed."]);
    app.body = body;
    changed(apps);
    return shown(app, true);
  }

  function assign(app: OktaApp, call: Call): object {
    bodyOf(call, assignmentBody);
    const id = call.path.split("/").at(-1)!;
    if (!groups.some((group) => group.id === id)) refuse(404, "E0000007", `Not found: Resource not found: ${id} (UserGroup)`);
    app.groups.push(id);
    changed(apps);
    return { id, lastUpdated: stamp, priority: 0, profile: {}, _links: {} };
  }

  return Object.assign(standIn(route), { apps });
}

const stamp = "2026-11-20T10:00:00.000Z";

/** As in its example OpenidConnectResponseEx; the secret only with what creates and updates. */
function shown({ id, status, body, clientSecret }: OktaApp, withSecret: boolean): object {
  const { credentials, settings, label } = body;
  const { client_secret: _sent, ...client } = credentials.oauthClient;
  return {
    id, status, created: stamp, lastUpdated: stamp, name: "oidc_client", label, signOnMode: "OPENID_CONNECT", features: [],
    orn: `orn:okta:idp:00o1n8sbwArJ7OQRw406:apps:oidc_client:${id}`,
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: { autoLaunch: false, autoSubmitToolbar: false, hide: { iOS: true, web: true }, appLinks: { oidc_client_link: true } },
    credentials: {
      userNameTemplate: { template: "${source.login}", type: "BUILT_IN" },
      signing: { kid: "H34mvc6VrfV5yvy5wA8ikMFws6WInx4nvsAs-7EYbVc" },
      oauthClient: { autoKeyRotation: true, pkce_required: false, token_endpoint_auth_method: "client_secret_basic", ...client, client_id: id, ...(withSecret && { client_secret: clientSecret }) },
    },
    settings: {
      app: {}, manualProvisioning: false, implicitAssignment: false, emOptInStatus: "DISABLED", notes: { admin: null, enduser: null }, ...settings,
      oauthClient: { consent_method: "TRUSTED", issuer_mode: "ORG_URL", idp_initiated_login: { mode: "DISABLED", default_scope: [] }, wildcard_redirect: "DISABLED", dpop_bound_access_tokens: false, ...settings.oauthClient },
    },
    _links: { self: { href: `https://stand-in.okta.com/api/v1/apps/${id}` } },
  };
}

function assertPossible({ settings: { oauthClient } }: ApplicationBody): void {
  const wild = oauthClient.wildcard_redirect === "SUBDOMAIN";
  for (const uri of [...oauthClient.redirect_uris, ...(oauthClient.post_logout_redirect_uris ?? [])]) {
    if (!URL.canParse(uri) || (uri.includes("*") && !wild)) refuse(400, "E0000001", "Api validation failed: redirect_uris", [`redirect_uris: '${uri}' is not a valid redirect URI.`]);
  }
  if (oauthClient.redirect_uris.length === 0) refuse(400, "E0000001", "Api validation failed: redirect_uris", ["redirect_uris: 'redirect_uris' must have at least one value."]);
}

function assertHeaders({ headers, bodyText }: Call): void {
  const [, scheme, token] = /^(SSWS|Bearer) (\S+)$/.exec(headers.authorization ?? "") ?? [];
  if (!((scheme === "SSWS" && token === goodApiToken) || (scheme === "Bearer" && token === goodOAuthToken))) refuse(401, "E0000011", "Invalid token provided");
  if (headers.accept !== "application/json") refuse(400, "E0000001", "Api validation failed: Accept");
  if (bodyText !== "" && headers["content-type"] !== "application/json") refuse(415, "E0000021", "Bad request. Accept and/or Content-Type headers likely do not match supported values.");
  if (headers.cookie !== undefined) refuse(400, "E0000001", "Api validation failed: a cookie");
}

function bodyOf<T>({ bodyText }: Call, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(bodyText);
  } catch {
    return refuse(400, "E0000003", "The request body was not well-formed.");
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) return refuse(400, "E0000001", "Api validation failed: body", parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
  return parsed.data;
}

function noBody({ bodyText, query }: Call): void {
  if (bodyText !== "" || query.size > 0) refuse(400, "E0000001", "Api validation failed: nothing is sent here");
}

function queryOf({ query }: Call, known: ReadonlySet<string>): void {
  for (const [name, value] of query) if (!known.has(name) || value === "") refuse(400, "E0000001", `Api validation failed: ${name}`);
  if (Number(query.get("limit") ?? "1") > 10_000) refuse(400, "E0000001", "Api validation failed: limit");
}

function startsWith(name: string, { query }: Call): boolean {
  return name.toLowerCase().startsWith((query.get("q") ?? "").toLowerCase());
}

/** @throws Refusal in the form of its Error schema */
function refuse(status: number, errorCode: string, errorSummary: string, causes: readonly string[] = []): never {
  throw new Refusal(oktaError(status, errorCode, errorSummary, causes));
}

export function oktaError(status: number, errorCode: string, errorSummary: string, causes: readonly string[] = []): Answer {
  return { status, json: { errorCode, errorSummary, errorLink: errorCode, errorId: "sampleiCF-8D5rLW6myqiPItW", errorCauses: causes.map((text) => ({ errorSummary: text })) } };
}

/** What the stand-in edge has, in the words of ngrok's API (its OpenAPI document, and the examples in its documentation). */
import type { AgentSession } from "../edge/agentSessions";
import type { CloudEndpoint } from "../edge/cloudEndpoints";
import type { Edge } from "../edge/edge";
import type { Endpoint } from "../edge/endpoint";
import type { VisitorSession } from "../edge/openidConnect";

/** A record as JSON carries it. */
export type ApiRecord = Readonly<Record<string, unknown>> & { readonly id: string };

const day = 24 * 60 * 60 * 1000;
const time = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
const hostport = (url: string) => (new URL(url).port === "" ? `${new URL(url).host}:443` : new URL(url).host);

export interface EndpointRecord extends ApiRecord {
  readonly id: string;
  readonly url: string;
  readonly type: "ephemeral" | "cloud";
  readonly traffic_policy?: string;
}

/** What has no policy has no such field, as in the documentation's example of an agent's endpoint. */
export function agentEndpointRecord({ id, url, bind, session }: Endpoint, origin: string): EndpointRecord {
  const policy = bind.Opts.TrafficPolicy ?? "";
  return {
    bindings: [new URL(url).hostname.endsWith(".internal") ? "internal" : "public"],
    created_at: time(session.startedAt),
    hostport: hostport(url),
    id,
    metadata: bind.Extra.Metadata,
    name: "",
    pooling_enabled: bind.Extra.PoolingEnabled === true,
    principal: { id: "usr_standin", uri: "" },
    proto: bind.Proto,
    public_url: url,
    ...(policy !== "" && { traffic_policy: policy }),
    tunnel: { id: id.replace(/^ep_/, "tn_"), uri: `${origin}/tunnels/${id.replace(/^ep_/, "tn_")}` },
    tunnel_session: { id: session.id, uri: `${origin}/tunnel_sessions/${session.id}` },
    type: "ephemeral",
    updated_at: time(session.startedAt),
    upstream_url: bind.ForwardsTo,
    url,
  };
}

export function cloudEndpointRecord({ id, url, policyText, poolingEnabled, metadata, description, createdAt, updatedAt }: CloudEndpoint, origin: string): EndpointRecord {
  return {
    bindings: ["public"],
    created_at: time(createdAt),
    description,
    domain: { id: domainId(url), uri: `${origin}/reserved_domains/${domainId(url)}` },
    hostport: hostport(url),
    id,
    metadata,
    pooling_enabled: poolingEnabled,
    proto: "https",
    public_url: url,
    traffic_policy: policyText,
    type: "cloud",
    updated_at: time(updatedAt),
    uri: `${origin}/endpoints/${id}`,
    url,
  };
}

export function domainRecord({ name, isDev }: { readonly name: string; readonly isDev: boolean }, origin: string): ApiRecord {
  const managed = /\.ngrok(-free)?\.(app|dev|pizza|io)$/.test(name);
  return {
    acme_challenge_cname_target: null,
    certificate: null,
    certificate_management_policy: null,
    certificate_management_status: null,
    cname_target: managed ? null : "4knqktdwka2umyjjc.stand-in.ngrok-cname.com",
    created_at: time(Date.now() - day),
    description: isDev ? "Your dev domain" : "",
    domain: name,
    error_redirect_url: null,
    http_endpoint_configuration: null,
    https_endpoint_configuration: null,
    id: domainId(name),
    is_dev: isDev,
    region: "",
    uri: `${origin}/reserved_domains/${domainId(name)}`,
  };
}

export function tunnelSessionRecord(session: AgentSession, origin: string): ApiRecord {
  return {
    agent_version: session.auth?.Extra.UserAgent ?? "",
    credential: { id: "cr_standin", uri: `${origin}/credentials/cr_standin` },
    id: session.id,
    ip: "127.0.0.1",
    os: "linux",
    region: "us",
    started_at: time(session.startedAt),
    transport: "ngrok/2",
    uri: `${origin}/tunnel_sessions/${session.id}`,
  };
}

export function appSessionRecord({ id, origin: publicUrl, userId, endsAt }: VisitorSession, edge: Edge, origin: string): ApiRecord {
  const endpoint = edge.endpoints.find(({ url }) => url === publicUrl)?.id;
  return {
    application_user: { id: userOf(userId), uri: `${origin}/app/users/${userOf(userId)}` },
    browser_session: { user_agent: { raw: "", browser_name: "" }, ip_address: "127.0.0.1", location: {} },
    created_at: time(Date.now()),
    edge: null,
    ...(endpoint !== undefined && { endpoint: { id: endpoint, uri: `${origin}/endpoints/${endpoint}` } }),
    expires_at: time(endsAt),
    id,
    last_active: time(Date.now()),
    public_url: publicUrl,
    route: null,
    uri: `${origin}/app/sessions/${id}`,
  };
}

export function appUserRecord({ userId, email, name }: VisitorSession, origin: string): ApiRecord {
  const id = userOf(userId);
  return { created_at: time(Date.now()), email, id, identity_provider: { url: "" }, last_active: time(Date.now()), last_login: time(Date.now()), name, provider_user_id: userId, uri: `${origin}/app/users/${id}`, username: "" };
}

/** An id that a URL's path can carry, whatever the provider calls its people. */
export function userOf(userId: string): string {
  return `appusr_${Buffer.from(userId).toString("hex")}`;
}

function domainId(name: string): string {
  return `rd_${Buffer.from(name).toString("hex")}`;
}

// What we read of ngrok's records, from its published OpenAPI document (ngrok/ngrok-openapi, ngrok.yaml) and the examples in its
// documentation. Fields that are not named here may come and go.
import * as z from "zod";

/** `ep_2abc…`: it becomes part of a path. */
export const isId = (value: string): boolean => /^[\w-]{1,200}$/.test(value);
const id = z.string().refine(isId);
const text = z.string().nullish().transform((value) => value ?? undefined);
const ref = z.object({ id: z.string() }).nullish().transform((value) => (value?.id === "" ? undefined : value?.id));

export const endpointSchema = z
  .object({
    id,
    type: text,
    url: text,
    public_url: text,
    /** `undefined`: not among the fields; `null` and empty: there is none. */
    traffic_policy: z.string().nullable().optional(),
    bindings: z.array(z.string()).nullish(),
    pooling_enabled: z.boolean().nullish(),
    metadata: text,
    description: text,
    name: text,
    tunnel_session: ref,
    domain: ref,
    created_at: text,
  })
  .transform((one) => ({
    id: one.id,
    /** `agent` is called `ephemeral` in most of ngrok's documentation. */
    type: one.type === "ephemeral" ? "agent" : (one.type ?? ""),
    /** `https://host`; empty for what has none. */
    url: one.url ?? one.public_url ?? "",
    /** As ngrok shows it. `""`: there is none; undefined: it is not shown. */
    trafficPolicy: one.traffic_policy === null ? "" : one.traffic_policy,
    bindings: one.bindings ?? [],
    poolingEnabled: one.pooling_enabled ?? false,
    metadata: one.metadata ?? "",
    description: one.description ?? "",
    name: one.name ?? "",
    tunnelSessionId: one.tunnel_session,
    domainId: one.domain,
    createdAt: one.created_at,
  }));
export type ApiEndpoint = Readonly<z.output<typeof endpointSchema>>;

export const reservedDomainSchema = z
  .object({ id, domain: z.string().min(1).max(300), is_dev: z.boolean().nullish(), cname_target: text, description: text, metadata: text })
  .transform((one) => ({
    id: one.id,
    /** A host name, or `*.` and one. */
    domain: one.domain,
    /** The one that every account has. */
    isDev: one.is_dev ?? false,
    /** Where the name has to lead; undefined for names below ngrok's own. */
    cnameTarget: one.cname_target,
    description: one.description ?? "",
    metadata: one.metadata ?? "",
  }));
export type ReservedDomain = Readonly<z.output<typeof reservedDomainSchema>>;

/** A sign-in at the edge. */
export const appSessionSchema = z
  .object({ id, public_url: text, application_user: ref, endpoint: ref, expires_at: text })
  .transform((one) => ({ id: one.id, publicUrl: one.public_url ?? "", userId: one.application_user, endpointId: one.endpoint, expiresAt: one.expires_at }));
export type AppSession = Readonly<z.output<typeof appSessionSchema>>;

/** A page of a list, under the name that ngrok gives to it. */
export function pageSchema<T extends z.ZodType>(name: string, item: T) {
  return z
    .looseObject({ [name]: z.array(item).max(1000).nullish(), next_page_uri: z.string().max(4000).nullish() })
    .transform((page) => ({ items: (page[name] ?? []) as readonly z.output<T>[], next: typeof page["next_page_uri"] === "string" && page["next_page_uri"] !== "" ? page["next_page_uri"] : undefined }));
}

/** The calls that the stand-in knows, each with its query and body as ngrok's OpenAPI document has them; anything more is refused. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Edge } from "../edge/edge";
import { NgrokError } from "../edge/ngrokError";
import { ApiError, misuse, notFound } from "./apiError";
import type { AskedCall } from "./askedCall";
import { page } from "./paging";
import { agentEndpointRecord, appSessionRecord, appUserRecord, cloudEndpointRecord, domainRecord, tunnelSessionRecord, userOf, type ApiRecord, type EndpointRecord } from "./records";

export interface Account {
  readonly edge: Edge;
  /** Where the stand-in answers. */
  readonly origin: () => string;
  readonly mostPerPage: number;
  /** Domains that the account has and the edge doesn't serve: wildcards. */
  readonly moreDomains: readonly string[];
  /** How the list of endpoints is changed before it is answered. */
  readonly shown: (endpoints: readonly EndpointRecord[]) => readonly EndpointRecord[];
}

export interface ApiAnswer {
  readonly status: number;
  readonly body?: object;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly query?: readonly string[];
  readonly body?: z.ZodType;
  readonly answer: (asked: { readonly call: AskedCall; readonly id: string; readonly body: never }) => ApiAnswer | Promise<ApiAnswer>;
}

const paging = ["limit", "before_id"] as const;
const bindings = z.array(z.enum(["public", "internal", "kubernetes"]));
const endpointFields = { traffic_policy: z.string(), description: z.string().max(255), metadata: z.string().max(4096), bindings, pooling_enabled: z.boolean() };
const newEndpoint = z.strictObject({ ...endpointFields, type: z.literal("cloud"), url: z.url() }).partial({ description: true, metadata: true, bindings: true, pooling_enabled: true });
const endpointChange = z.strictObject({ ...endpointFields, url: z.url() }).partial();
const newDomain = z.strictObject({ domain: z.string(), description: z.string().max(255).optional(), metadata: z.string().max(4096).optional() });
const newVault = z.strictObject({ name: z.string(), description: z.string().max(255).optional(), metadata: z.string().max(4096).optional() });
const newSecret = z.strictObject({ vault_id: z.string(), name: z.string(), value: z.string(), description: z.string().max(255).optional(), metadata: z.string().max(4096).optional() });
const item = z.strictObject({ id: z.string().optional() });

/** Answers one call that passed the checks of every call. @throws ApiError */
export function createRoutes(account: Account): (call: AskedCall) => Promise<ApiAnswer> {
  const { edge } = account;
  const vaults: (ApiRecord & { readonly name: string })[] = [];
  const secrets: (ApiRecord & { readonly name: string; readonly vault: { readonly id: string } })[] = [];
  const domains = () => [...edge.addresses.map(({ name }) => name), ...account.moreDomains].map((name) => domainRecord({ name, isDev: name === edge.domain }, account.origin())).reverse();
  const endpoints = () => {
    const all = [...edge.endpoints.map((one) => agentEndpointRecord(one, account.origin())), ...edge.cloud.all.map((one) => cloudEndpointRecord(one, account.origin()))];
    return account.shown(all.reverse());
  };
  const list = (name: string, items: () => readonly ApiRecord[]) => ({ call }: { readonly call: AskedCall }): ApiAnswer => ({ status: 200, body: page(name, items(), call, { origin: account.origin(), mostPerPage: account.mostPerPage }) });
  const stamp = (kind: string) => ({ id: `${kind}_${randomBytes(12).toString("hex")}`, created_at: new Date().toISOString(), updated_at: new Date().toISOString(), created_by: { id: "usr_standin", uri: "" } });

  const routes: readonly Route[] = [
    { method: "GET", path: /^\/endpoints$/, query: paging, answer: list("endpoints", endpoints) },
    {
      method: "POST",
      path: /^\/endpoints$/,
      body: newEndpoint,
      async answer({ body }) {
        const { url, traffic_policy: trafficPolicy, pooling_enabled: poolingEnabled, metadata, description } = body as z.infer<typeof newEndpoint>;
        return { status: 201, body: cloudEndpointRecord(await edge.cloud.create({ url, trafficPolicy, poolingEnabled, metadata, description }), account.origin()) };
      },
    },
    {
      method: "GET",
      path: /^\/endpoints\/(\w+)$/,
      answer({ id }) {
        const found = endpoints().find((one) => one.id === id);
        if (found === undefined) throw notFound("endpoint");
        return { status: 200, body: found };
      },
    },
    {
      method: "PATCH",
      path: /^\/endpoints\/(\w+)$/,
      body: endpointChange,
      async answer({ id, body }) {
        const { traffic_policy: trafficPolicy, metadata, description, ...fixed } = body as z.infer<typeof endpointChange>;
        // Documented for Cloud Endpoints alone; pooling can't be changed afterwards.
        if (fixed.pooling_enabled !== undefined || fixed.url !== undefined) throw misuse("a change of url or pooling");
        const changed = await edge.cloud.update(id, { trafficPolicy, metadata, description });
        if (changed === undefined) throw notFound("cloud endpoint");
        return { status: 200, body: cloudEndpointRecord(changed, account.origin()) };
      },
    },
    {
      method: "DELETE",
      path: /^\/endpoints\/(\w+)$/,
      answer({ id }) {
        if (!edge.cloud.remove(id)) throw notFound("cloud endpoint");
        return { status: 204 };
      },
    },
    { method: "GET", path: /^\/reserved_domains$/, query: paging, answer: list("reserved_domains", domains) },
    {
      method: "POST",
      path: /^\/reserved_domains$/,
      body: newDomain,
      async answer({ body }) {
        const { domain } = body as z.infer<typeof newDomain>;
        if (edge.addresses.some(({ name }) => name === domain)) throw new ApiError(400, "ERR_NGROK_413", `This domain is already reserved for your account. Failed to reserve \`${domain}\`.`);
        await edge.addDomain(domain);
        return { status: 201, body: domainRecord({ name: domain, isDev: false }, account.origin()) };
      },
    },
    {
      method: "DELETE",
      path: /^\/reserved_domains\/rd_(\w+)$/,
      async answer({ id }) {
        if (!(await edge.removeDomain(Buffer.from(id, "hex").toString()))) throw notFound("reserved domain");
        return { status: 204 };
      },
    },
    { method: "GET", path: /^\/tunnel_sessions$/, query: paging, answer: list("tunnel_sessions", () => edge.sessions.map((one) => tunnelSessionRecord(one, account.origin())).reverse()) },
    {
      method: "POST",
      path: /^\/tunnel_sessions\/(\w+)\/stop$/,
      body: item,
      async answer({ id }) {
        if (!edge.sessions.some((one) => one.id === id)) throw notFound("tunnel session");
        await edge.sendCommand("stop", id);
        return { status: 204 };
      },
    },
    {
      method: "GET",
      path: /^\/app\/users$/,
      query: paging,
      answer: list("application_users", () => [...new Map(edge.visitorSessions.map((one) => [one.userId, appUserRecord(one, account.origin())])).values()].reverse()),
    },
    {
      method: "DELETE",
      path: /^\/app\/users\/(\w+)$/,
      answer({ id }) {
        const theirs = edge.visitorSessions.filter(({ userId }) => userOf(userId) === id);
        if (theirs.length === 0) throw notFound("user");
        for (const session of theirs) edge.endVisitorSessions(session.id);
        return { status: 204 };
      },
    },
    { method: "GET", path: /^\/app\/sessions$/, query: paging, answer: list("application_sessions", () => edge.visitorSessions.map((one) => appSessionRecord(one, edge, account.origin())).reverse()) },
    {
      method: "DELETE",
      path: /^\/app\/sessions\/(\w+)$/,
      answer({ id }) {
        if (!edge.visitorSessions.some((one) => one.id === id)) throw notFound("session");
        edge.endVisitorSessions(id);
        return { status: 204 };
      },
    },
    { method: "GET", path: /^\/vaults$/, query: paging, answer: list("vaults", () => [...vaults].reverse()) },
    {
      method: "POST",
      path: /^\/vaults$/,
      body: newVault,
      answer({ body }) {
        const { name } = body as z.infer<typeof newVault>;
        if (vaults.some((one) => one.name === name)) throw new ApiError(400, "ERR_NGROK_23004", "Vault names must be unique within an account.");
        const made = { ...stamp("vault"), ...(body as z.infer<typeof newVault>), uri: "" };
        vaults.push(made);
        return { status: 201, body: made };
      },
    },
    { method: "GET", path: /^\/vault_secrets$/, query: paging, answer: list("secrets", () => [...secrets].reverse()) },
    {
      method: "POST",
      path: /^\/vault_secrets$/,
      body: newSecret,
      answer({ body }) {
        const { vault_id: vaultId, name, value, ...rest } = body as z.infer<typeof newSecret>;
        if (!vaults.some(({ id }) => id === vaultId)) throw notFound("vault");
        if (value === "") throw new ApiError(400, "ERR_NGROK_24003", "The secret value cannot be empty.");
        // Never its value.
        const made = { ...stamp("secret"), ...rest, name, vault: { id: vaultId, uri: `${account.origin()}/vaults/${vaultId}` }, uri: "" };
        secrets.push(made);
        return { status: 201, body: made };
      },
    },
  ];

  return async (call) => {
    const here = routes.filter(({ path }) => path.test(call.path));
    const route = here.find(({ method }) => method === call.method);
    if (route === undefined) throw here.length === 0 ? notFound("resource") : new ApiError(405, "ERR_NGROK_999405", `${call.method} is not among the methods of ${call.path}.`);
    for (const name of call.query.keys()) if (!(route.query ?? []).includes(name)) throw misuse(`the parameter '${name}' of ${call.path}`);
    try {
      return await route.answer({ call, id: route.path.exec(call.path)?.[1] ?? "", body: bodyOf(call, route.body) as never });
    } catch (error) {
      if (error instanceof NgrokError) throw new ApiError(400, error.code, error.message);
      throw error;
    }
  };
}

function bodyOf(call: AskedCall, schema: z.ZodType | undefined): unknown {
  if (schema === undefined) {
    if (call.bodyText !== "") throw new ApiError(400, "ERR_NGROK_211", `The \`${call.method}\` request you made does not expect a body, but you provided one.`);
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(call.bodyText);
  } catch {
    throw misuse("a body that is not JSON");
  }
  const read = schema.safeParse(value);
  if (!read.success) throw misuse(`the body: ${z.prettifyError(read.error)}`);
  return read.data;
}

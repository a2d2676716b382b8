// What ngrok's configuration file holds beside the authtoken: the tunnels of version 2 and the endpoints of version 3, each as
// something that can be shared, or with the reason why it can't (docs: agent/config/v2, v3).
import { ExpectedError } from "../base/expectedError";
import { asFields, isVariable, signInOfBlock, signInOfPolicy, type ConfigSignIn, type ReadSignIn } from "./configSignIn";
import { parseConfig, type ParsedConfig } from "./configFile";
import { configUpstream, type UpstreamRefusal } from "./configUpstream";

/** `labeled`: of an Edge, which are gone (ERR_NGROK_7008, 7196). `wrong`: a field of a type that it can't have. `variable`: something else fills it in. */
export type EndpointRefusal = Exclude<UpstreamRefusal, "unreadable"> | "labeled" | "tcp" | "tls" | "kubernetes" | "wrong" | "variable";

export interface EndpointName {
  /** As the file has it: from outside. */
  readonly name: string;
  /** Where it stands, or the field that is wrong; from 1. */
  readonly line: number;
}

export interface RefusedEndpoint extends EndpointName {
  readonly kind: "refused";
  readonly why: EndpointRefusal;
  /** The field that is wrong, or the host that is another. */
  readonly what?: string;
}

export interface HttpEndpoint extends EndpointName {
  readonly kind: "http";
  readonly scheme: "http" | "https";
  readonly port: number;
  /** A host name, or the guides' subdomain; undefined where ngrok chooses. */
  readonly address?: { readonly domain: string } | { readonly subdomain: string };
  readonly signIn?: ConfigSignIn;
  /** Names of fields that are not taken along. */
  readonly left: readonly string[];
}

export type ConfigEndpoint = HttpEndpoint | RefusedEndpoint;

export interface NgrokConfig {
  /** Neither is looked at: what they are, the one who asks for them says. Undefined also for the name of a variable. */
  readonly authtoken: string | undefined;
  readonly apiKey: string | undefined;
  readonly endpoints: readonly ConfigEndpoint[];
  /** Parts of the file that are of a wrong type; everything else is read all the same. */
  readonly problems: readonly { readonly field: string; readonly line: number }[];
}

type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;
const mostEndpoints = 200;
const harmless = new Set(["name", "proto", "addr", "upstream", "url", "domain", "hostname", "subdomain", "inspect", "metadata", "description", "schemes", "bindings", "oidc", "traffic_policy", "policy"]);

/** @throws ExpectedError `input.invalid` { problem: "configFile", line } when it is no YAML; nothing of the file is repeated */
export function readConfig(text: string): NgrokConfig {
  const config = parseConfig(text);
  const top = asFields(plain(config)) ?? {};
  const agent = asFields(top["agent"]) ?? {};
  const problems: { field: string; line: number }[] = [];
  const wrong = (field: string) => problems.push({ field, line: config.lineAt([field]) });
  if (top["agent"] !== undefined && top["agent"] !== null && !asFields(top["agent"])) wrong("agent");
  const secret = (name: string) => {
    const found = [[agent, ["agent", name]], [top, [name]]] as const;
    for (const [fields, path] of found) {
      const value = fields[name];
      if (typeof value === "string" && value.trim() !== "" && !isVariable(value)) return value.trim();
      if (value !== undefined && value !== null && typeof value !== "string") problems.push({ field: path.join("."), line: config.lineAt(path) });
    }
    return undefined;
  };
  const [authtoken, apiKey] = [secret("authtoken"), secret("api_key")];

  const entries: { readonly name: string; readonly fields: Fields | undefined; readonly path: Path }[] = [];
  const { endpoints = [], tunnels = {} } = top;
  if (Array.isArray(endpoints)) endpoints.forEach((entry: unknown, index) => entries.push({ name: nameOf(entry, index), fields: asFields(entry), path: ["endpoints", index] }));
  else if (endpoints !== null) wrong("endpoints");
  const named = new Set(entries.map(({ name }) => name));
  const map = asFields(tunnels);
  // Of the two of one name ngrok takes the endpoint.
  if (map) for (const [name, entry] of Object.entries(map)) if (!named.has(name)) entries.push({ name, fields: asFields(entry), path: ["tunnels", name] });
  if (!map && tunnels !== null) wrong("tunnels");
  if (entries.length > mostEndpoints) wrong(Array.isArray(endpoints) && endpoints.length > mostEndpoints ? "endpoints" : "tunnels");
  return { authtoken, apiKey, problems, endpoints: entries.slice(0, mostEndpoints).map(({ name, fields, path }) => readEndpoint(config, name, fields, path)) };
}

function readEndpoint(config: ParsedConfig, name: string, fields: Fields | undefined, path: Path): ConfigEndpoint {
  const at = (...below: Path): EndpointName => ({ name, line: config.lineAt([...path, ...below]) });
  const refused = (why: EndpointRefusal, below: Path = [], what?: string): RefusedEndpoint => ({ kind: "refused", ...at(...below), why, ...(what === undefined ? {} : { what }) });
  if (!fields) return refused("wrong", [], String(path[0]));
  if (fields["labels"] !== undefined) return refused("labeled", ["labels"]);

  const protocol = fields["proto"] ?? "http";
  if (typeof protocol !== "string") return refused("wrong", ["proto"], "proto");
  const spoken = [protocol, schemeOf(fields["url"])].map((one) => one?.toLowerCase());
  if (spoken.includes("tcp")) return refused("tcp");
  if (spoken.includes("tls")) return refused("tls");
  if (!/^https?$/i.test(protocol)) return refused("wrong", ["proto"], "proto");
  if ([fields["bindings"]].flat().includes("kubernetes")) return refused("kubernetes", ["bindings"]);

  const [value, where] = fields["upstream"] === undefined ? [fields["addr"], ["addr"]] : [asFields(fields["upstream"])?.["url"], ["upstream", "url"]];
  if (typeof value === "string" && isVariable(value)) return refused("variable", where, where.join("."));
  const upstream = configUpstream(value);
  if (!upstream.ok) return refused(upstream.why === "unreadable" ? "wrong" : upstream.why, where, upstream.host ?? where.join("."));

  const address = addressOf(fields);
  if ("wrong" in address) return refused("wrong", [address.wrong], address.wrong);
  const { read, field } = signInOf(fields);
  if (read?.kind === "wrong") return refused("wrong", [field, ...read.path], [field, ...read.path].filter((part) => typeof part === "string").join("."));
  const left = [
    ...Object.keys(fields).filter((one) => !harmless.has(one)),
    ...(upstream.path ? [where.join(".")] : []),
    ...(read?.left ?? []),
    ...(address.left === undefined ? [] : [address.left]),
  ];
  return {
    kind: "http",
    ...at(),
    scheme: upstream.scheme,
    port: upstream.port,
    ...(address.address && { address: address.address }),
    ...(read?.kind === "signIn" && { signIn: read.signIn }),
    left: [...new Set(left)],
  };
}

function signInOf(fields: Fields): { readonly read: ReadSignIn | undefined; readonly field: string } {
  const read = (field: string, how: (value: unknown) => ReadSignIn) => (fields[field] === undefined || fields[field] === null ? undefined : { read: how(fields[field]), field });
  const none = { read: undefined, field: "" };
  const block = read("oidc", signInOfBlock);
  if (block) return block;
  return read("traffic_policy", (policy) => signInOfPolicy(policy, "traffic_policy")) ?? read("policy", (policy) => signInOfPolicy(policy, "policy")) ?? none;
}

/** The one host name that the endpoint asks for. An internal one, a wildcard or one in words that vary is left to the person. */
function addressOf(fields: Fields): { readonly address?: HttpEndpoint["address"]; readonly left?: string } | { readonly wrong: string } {
  for (const field of ["url", "domain", "hostname", "subdomain"] as const) {
    const given = [fields[field] ?? ""].flat();
    const value: unknown = given[0] ?? "";
    if (typeof value !== "string" || given.length > 1) return { wrong: field };
    const host = value.trim().replace(/^https?:\/\//i, "").replace(/(?::(?:80|443))?\/?$/, "").toLowerCase();
    if (host === "") continue;
    if (isVariable(value) || host.includes("*") || host.endsWith(".internal")) return { left: field };
    if (!/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/.test(host)) return { wrong: field };
    return { address: field === "subdomain" && !host.includes(".") ? { subdomain: host } : { domain: host } };
  }
  return {};
}

function schemeOf(url: unknown): string | undefined {
  return typeof url === "string" ? /^([a-z]+):\/\//i.exec(url)?.[1] : undefined;
}

function nameOf(entry: unknown, index: number): string {
  const name = asFields(entry)?.["name"];
  return typeof name === "string" && name !== "" ? name : `endpoints[${index}]`;
}

function plain({ document }: ParsedConfig): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    // Aliases of aliases of aliases: no configuration of anybody's.
    throw new ExpectedError("input.invalid", { problem: "configFile", line: 1 });
  }
}

// What an account has to offer as the address of a share behind a Cloud Endpoint. Pure.
import type { ApiEndpoint, ReservedDomain } from "../../ngrok/api/records";
import { readCloudPolicy, type ReadCloudPolicy } from "../../ngrok/policy/readCloudPolicy";
import { isHttpsOrigin } from "../../protocol/cloudEndpoint";
import { isOwnEndpoint } from "./cloudAccess";

/** A Cloud Endpoint that is there. */
export interface LiveCloud {
  readonly id: string;
  /** The origin that visitors open. */
  readonly url: string;
  /** Made by this product, on this machine or another. */
  readonly own: boolean;
  readonly policy: string;
  readonly read: ReadCloudPolicy;
  /** Agents that are online behind it now, and whether others may join them; undefined while there is none. */
  readonly behind: { readonly agents: number; readonly pooled: boolean } | undefined;
}

export interface CloudOffers {
  /** Ours first. */
  readonly live: readonly LiveCloud[];
  /** Origins of the account's domains at which nothing is online. */
  readonly free: readonly string[];
}

const most = 200;

export function cloudOffers(endpoints: readonly ApiEndpoint[], domains: readonly ReservedDomain[]): CloudOffers {
  const live = endpoints.filter(isPublicCloud).map((endpoint) => liveCloud(endpoint, endpoints));
  const taken = new Set(endpoints.map(({ url }) => originOf(url)));
  const free = domains.map(({ domain }) => originOf(`https://${domain}`)).filter((origin) => origin !== undefined && !origin.includes("*") && !taken.has(origin));
  return {
    live: live.toSorted((one, other) => Number(other.own) - Number(one.own) || (one.url < other.url ? -1 : 1)).slice(0, most),
    free: free.filter((origin) => origin !== undefined).slice(0, most),
  };
}

function liveCloud({ id, url, metadata, trafficPolicy = "" }: ApiEndpoint, all: readonly ApiEndpoint[]): LiveCloud {
  const read = readCloudPolicy(trafficPolicy);
  const agents = read.facts === undefined ? [] : all.filter((one) => one.type !== "cloud" && originOf(one.url) === `https://${read.facts?.internal ?? ""}`);
  return {
    id,
    url: originOf(url) ?? url,
    own: isOwnEndpoint(metadata),
    policy: trafficPolicy,
    read,
    behind: agents.length === 0 ? undefined : { agents: agents.length, pooled: agents.every(({ poolingEnabled }) => poolingEnabled) },
  };
}

function isPublicCloud({ type, url, bindings }: ApiEndpoint): boolean {
  return type === "cloud" && originOf(url) !== undefined && (bindings.length === 0 || bindings.includes("public"));
}

/** @param typed a host or an https address. @returns its origin; undefined for what can't be a Cloud Endpoint's */
export function cloudAddressFromInput(typed: string): string | undefined {
  const text = typed.trim().toLowerCase();
  if (text === "" || text.length > 260 || /[\s*]/.test(text)) return undefined;
  const address = text.includes("://") ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const bare = (url.pathname === "/" || url.pathname === "") && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  const named = url.hostname.includes(".") || url.hostname === "localhost";
  return bare && named && !url.hostname.endsWith(".internal") && isHttpsOrigin(url.origin) ? url.origin : undefined;
}

function originOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin } = new URL(address);
  return isHttpsOrigin(origin) ? origin : undefined;
}

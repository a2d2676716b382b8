// Which addresses of a provider may be asked at all, whatever names them (S20).
import { lookup } from "node:dns/promises";
import ipaddr from "ipaddr.js";
import { ExpectedError } from "../base/expectedError";
import { isLoopbackHost } from "../identity/providers/issuerInput";

/** Every address of a name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/**
 * Loopback issuers speak with loopback, public ones with public addresses; link-local (cloud metadata) with nobody.
 *
 * @throws ExpectedError `oidc.notPermittedAddress` {host, why}
 */
export async function assertPermittedAddress(url: URL, issuerHost: string, resolve: Resolve): Promise<void> {
  const loopbackIssuer = isLoopbackHost(issuerHost);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopbackIssuer && isLoopbackHost(url.hostname))) {
    throw new ExpectedError("oidc.notPermittedAddress", { host: url.host, why: "not https" });
  }
  if (loopbackIssuer && isLoopbackHost(url.hostname)) return;
  const [target, issuer] = await Promise.all([reach(url.hostname, resolve), reach(issuerHost, resolve)]);
  if (target === "link-local" || (target === "private" && issuer !== "private") || target === "loopback") {
    throw new ExpectedError("oidc.notPermittedAddress", { host: url.host, why: target });
  }
}

type Reach = "public" | "private" | "loopback" | "link-local";

/** The least public of a host's addresses. Names that only a proxy can resolve count as public: the proxy decides there. */
async function reach(hostname: string, resolve: Resolve): Promise<Reach> {
  const bare = hostname.replace(/^\[|\]$/g, "");
  const addresses = ipaddr.isValid(bare) ? [bare] : await resolve(bare);
  const reaches = new Set(addresses.map((address) => reachOf(ipaddr.process(address))));
  return (["link-local", "loopback", "private"] as const).find((one) => reaches.has(one)) ?? "public";
}

/** What is neither public nor somebody's own network (multicast, old tunnels and translators) is nobody's provider: it counts as link-local. */
function reachOf(address: ipaddr.IPv4 | ipaddr.IPv6): Reach {
  switch (address.range()) {
    case "unicast":
    // VPNs and proxies that answer for every name do so with addresses of the benchmarking network.
    case "reserved":
      return "public";
    case "private":
    case "uniqueLocal":
    case "carrierGradeNat":
      return "private";
    case "loopback":
      return "loopback";
    case "rfc6052":
      // NAT64: the last four bytes are the IPv4 address that is meant.
      return reachOf(ipaddr.fromByteArray(address.toByteArray().slice(-4)));
    default:
      return "link-local";
  }
}

/** The system's resolver; a name that it does not know has no address. */
export async function resolveName(hostname: string): Promise<readonly string[]> {
  return lookup(hostname, { all: true }).then((found) => found.map(({ address }) => address), () => []);
}

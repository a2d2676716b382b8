import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * A network as it is stored: "203.0.113.0/24", "2001:db8::/32"; an address alone is a network of one. Undefined when it is none. What
 * lies behind the prefix is cut off. IPv4 written as IPv6 is refused, since visitors are compared as IPv4; `/0` would be no demand.
 */
export function normaliseNetwork(typed: string): string | undefined {
  const [, address = "", size] = /^([0-9a-f:.]{2,45})(?:\/(\d{1,3}))?$/i.exec(typed) ?? [];
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const bits = size === undefined ? most : Number(size);
  if (version === 0 || bits < 1 || bits > most) return undefined;
  if (version === 4) return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`;
  if (ipaddr.IPv6.parse(address).isIPv4MappedAddress()) return undefined;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`).toRFC5952String()}/${bits}`;
}

/**
 * Whether an address lies in one of the networks; without networks every address does, an unknown one too. IPv4 in IPv6's clothes
 * (`::ffff:203.0.113.7`) counts as IPv4; an address with a zone (`fe80::1%eth0`) and what is no address lie in none.
 */
export function networkTest(networks: readonly string[] = []): (address: string | undefined) => boolean {
  if (networks.length === 0) return () => true;
  const ranges = networks.map((network) => ipaddr.parseCIDR(network));
  return (address) => {
    if (address === undefined || isIP(address) === 0 || address.includes("%")) return false;
    // ipaddr.js 2.5 reads `::203.0.113.7`, another address, as `::ffff:203.0.113.7`.
    if (/:.*\./.test(address) && !/^::ffff:\d/i.test(address)) return false;
    const here = ipaddr.process(address);
    return ranges.some(([start, bits]) => start.kind() === here.kind() && here.match(start, bits));
  };
}

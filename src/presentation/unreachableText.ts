import { message, type Message } from "./message";

/** What helps where a provider can't be reached, by what Node or Chromium call the reason. Undefined: nothing more than in general. */
const reasons: readonly (readonly [why: RegExp, advice: string])[] = [
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|CERT_DATE_INVALID/i, "Its certificate is out of date. Check this machine's clock, then ask whoever runs the provider."],
  [/ALTNAME_INVALID|COMMON_NAME_INVALID/i, "Its certificate is for another name. Check the issuer for a slip of the pen, then the proxy on the way."],
  [/CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|certificate/i, "Its certificate is not trusted here. Often a company's proxy shows one of its own: have the system trust its authority."],
  [/ENOTFOUND|EAI_AGAIN|NAME_NOT_RESOLVED/i, "No address is known for that name. Check the issuer for a slip of the pen; a company's own names need its network or VPN."],
  [/ECONNREFUSED|CONNECTION_REFUSED/i, "Nothing listens there. The provider is down, or a firewall is on the way."],
  [/no answer|ETIMEDOUT|TIMED_OUT|UND_ERR_\w*TIMEOUT/i, "It did not answer in time. Check network, VPN and proxy, then try again."],
];

export function unreachableAdvice(why: string | number | undefined): Message | undefined {
  const advice = typeof why === "string" ? reasons.find(([pattern]) => pattern.test(why))?.[1] : undefined;
  return advice === undefined ? undefined : message(advice);
}

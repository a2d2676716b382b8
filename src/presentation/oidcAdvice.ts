// What helps with a failure of which the facts say more than its code: a reason of Node's or Chromium's, a status, a field of a document.
import type { ErrorFacts } from "../base/expectedError";
import { message, type Message } from "./message";

type Advice = readonly (readonly [why: RegExp, advice: string])[];

const unreachable: Advice = [
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|CERT_DATE_INVALID/i, "Its certificate is out of date. Check this machine's clock, then ask whoever runs the provider."],
  [/ALTNAME_INVALID|COMMON_NAME_INVALID/i, "Its certificate is for another name. Check the issuer for a slip of the pen, then the proxy on the way."],
  [/CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|certificate/i, "Its certificate is not trusted here. Often a company's proxy shows one of its own: have the system trust its authority."],
  [/ENOTFOUND|EAI_AGAIN|NAME_NOT_RESOLVED/i, "No address is known for that name. Check the issuer for a slip of the pen; a company's own names need its network or VPN."],
  [/ECONNREFUSED|CONNECTION_REFUSED/i, "Nothing listens there. The provider is down, or a firewall is on the way."],
  [/no answer|ETIMEDOUT|TIMED_OUT|UND_ERR_\w*TIMEOUT/i, "It did not answer in time. Check network, VPN and proxy, then try again."],
];

const unusable: Advice = [
  [/not JSON|larger than/, "Something else answers there: another page of the provider's, or of the network's own. Check the issuer, and open the address in a browser."],
  [/authorization code flow/, "Switch the authorization code flow on at the provider: people sign in by no other."],
  [/pushed/, "Switch off at the provider that sign-in requests have to be pushed (PAR): they come from people's browsers."],
  [/not https/, "Every endpoint has to be https. Whoever runs the provider can set its public address."],
  [/keys can't be read/, "What answers at the address of the keys is no key set. Whoever runs the provider can mend that."],
];

function withStatus(status: number): string | undefined {
  if (status >= 500) return "The provider has troubles of its own. Try again in a moment.";
  if (status === 401 || status === 403) return "It does not let its discovery document be read. Check the issuer, and whether the network may reach it.";
  if (status === 404) return "Nothing is there. Check the issuer's path: the name of a realm, tenant or application.";
  return status >= 300 && status < 400 ? "It leads elsewhere. Use the address that it leads to as the issuer." : undefined;
}

/** Undefined: nothing more than the catalogue says. */
export function oidcAdvice(code: string, { why = "", status }: ErrorFacts): Message | undefined {
  const found =
    code === "oidc.issuerUnreachable" || code === "oidc.providerError"
      ? (typeof status === "number" ? withStatus(status) : undefined) ?? (code === "oidc.issuerUnreachable" ? saidOf(unreachable, why) : undefined)
      : code === "oidc.discoveryInvalid" ? saidOf(unusable, why) : undefined;
  return found === undefined ? undefined : message(found);
}

function saidOf(advice: Advice, why: string | number): string | undefined {
  return advice.find(([pattern]) => pattern.test(String(why)))?.[1];
}

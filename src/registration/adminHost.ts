// Where an admin token may go (S27): to a host that the provider documents as its own, or to one that the person confirmed and
// whose discovery document names itself. Nothing else makes an AdminHost, and no call goes anywhere but to one.
import { Cancelled, ExpectedError } from "../base/expectedError";
import type { ProviderKind } from "../identity/providerProfile";
import type { DiscoveredProviderRecord } from "../protocol/messages";

declare const allowed: unique symbol;

export interface AdminHost {
  readonly origin: string;
  /** As it is written in an address, port included; never another alphabet than ASCII. */
  readonly host: string;
  readonly [allowed]: true;
}

/** One organisation each below these (Okta, "Okta domains"): the names of nobody else. */
const documented: Partial<Readonly<Record<ProviderKind, RegExp>>> = {
  okta: /^(?!www\.|login\.|[a-z0-9-]+-admin\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.(?:okta\.com|oktapreview\.com|okta-emea\.com)$/,
};

/** @returns whether the issuer's host is one that this provider documents as its own */
export function isDocumentedHost(kind: ProviderKind, issuer: string): boolean {
  const { protocol, hostname, port, username, password } = new URL(issuer);
  return protocol === "https:" && port === "" && username === "" && password === "" && documented[kind]?.test(hostname) === true;
}

export interface AdminHostQuestion {
  readonly kind: ProviderKind;
  /** Where the discovery document was looked for. */
  readonly asked: string;
  readonly discovered: Pick<DiscoveredProviderRecord, "issuer">;
  /** Asks the person by a modal that names the host in full. */
  readonly confirm: (host: string) => Promise<boolean>;
}

/** @throws Cancelled when the person does not confirm; ExpectedError `registration.hostNotAllowed` where the document names another host */
export async function adminHost({ kind, asked, discovered, confirm }: AdminHostQuestion): Promise<AdminHost> {
  const { origin, host, username, password } = new URL(discovered.issuer);
  if (new URL(asked).origin !== origin || username !== "" || password !== "") throw new ExpectedError("registration.hostNotAllowed", { host, issuerHost: new URL(asked).host });
  if (!isDocumentedHost(kind, discovered.issuer) && !(await confirm(host))) throw new Cancelled();
  return { origin, host } as AdminHost;
}

/** An endpoint that a document or an answer named. @throws ExpectedError `registration.hostNotAllowed` where it is elsewhere: the token stays here */
export function assertAt({ origin, host }: AdminHost, endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.origin !== origin || url.username !== "" || url.password !== "") throw new ExpectedError("registration.hostNotAllowed", { host: url?.host ?? "?", issuerHost: host });
}

/**
 * Where a client is managed that was registered there: its registration access token goes back to who gave it, the issuer's own host.
 *
 * @throws ExpectedError `registration.hostNotAllowed` where `uri` is elsewhere
 */
export function issuingHost(issuer: string, uri: string): AdminHost {
  const { origin, host } = new URL(issuer);
  const issuing = { origin, host } as AdminHost;
  assertAt(issuing, uri);
  return issuing;
}

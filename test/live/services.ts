// What a run against the real services is given: by a person's environment, or by the test that has stand-ins for all of them.
import type { RootCertificates } from "../../src/protocol/shareSpec";
import { ngrokApiAddress } from "../../src/ngrok/api/apiAddress";
import type { VisitorOptions } from "../rig/visitor";

export interface Services {
  readonly authtoken: string;
  /** What needs it is not asked without. */
  readonly apiKey?: string | undefined;
  readonly apiAddress: string;
  /** `host:port` of the agent ingress; ngrok's own when absent. */
  readonly serverAddress?: string | undefined;
  readonly rootCertificates: RootCertificates;
  /** An issuer that ngrok's edge can read the discovery document of, where nobody is to sign in. */
  readonly publicIssuer: string;
  /** An Okta organisation, which is the issuer as well as where its API is, and a token of one of its administrators. */
  readonly okta?: { readonly issuer: string; readonly apiAddress: string; readonly token: string } | undefined;
  /** How visitors find hosts, where not by their names. */
  readonly visitors: VisitorOptions;
  /** Further people sign in at ngrok's edge, until it refuses one: each counts towards the account's monthly users. */
  readonly spendMonthlyUsers: boolean;
  /** How long the end of an ID token is waited for that lives for 20 s. */
  readonly pastExpiryMs: number;
}

export const environmentHelp = `npm run test:live asks ngrok's real service, and Okta's, what their documentation leaves open. It reads the environment:
  NGROK_AUTHTOKEN   an ngrok authtoken; needed. Your dev domain must not be online.
  NGROK_API_KEY     an API key of the same account, for what only the API tells
  OKTA_ORG          https://dev-123.okta.com, with OKTA_TOKEN: an API token of an administrator
  PORTCULLIS_LIVE_MONTHLY_USERS=spend   lets up to six more people sign in at ngrok's edge, which your plan counts and may bill`;

/** @returns what is wrong, in words, for an environment that nothing can be asked with */
export function servicesFrom(environment: Readonly<Record<string, string | undefined>>): Services | string {
  const given = (name: string) => environment[name]?.trim() || undefined;
  const authtoken = given("NGROK_AUTHTOKEN");
  if (authtoken === undefined) return "NGROK_AUTHTOKEN is not set.";
  const [org, oktaToken] = [given("OKTA_ORG"), given("OKTA_TOKEN")];
  if ((org === undefined) !== (oktaToken === undefined)) return "OKTA_ORG and OKTA_TOKEN belong together.";
  const origin = org === undefined ? undefined : oktaOrigin(org);
  if (org !== undefined && origin === undefined) return "OKTA_ORG is the https address of an Okta organisation, such as https://dev-123.okta.com.";
  return {
    authtoken,
    apiKey: given("NGROK_API_KEY"),
    apiAddress: ngrokApiAddress,
    rootCertificates: "ngrok",
    publicIssuer: "https://accounts.google.com",
    ...(origin !== undefined && oktaToken !== undefined && { okta: { issuer: origin, apiAddress: origin, token: oktaToken } }),
    visitors: {},
    spendMonthlyUsers: given("PORTCULLIS_LIVE_MONTHLY_USERS") === "spend",
    pastExpiryMs: 30_000,
  };
}

/** An administrator's token goes to Okta's own hosts alone (S27). */
function oktaOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol, hostname, href } = new URL(text);
  const known = /\.(okta|oktapreview|okta-emea|trexcloud)\.com$/.test(hostname) && !hostname.split(".")[0]?.endsWith("-admin");
  return protocol === "https:" && known && href === `${origin}/` ? origin : undefined;
}

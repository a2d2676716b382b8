import type { KnownProvider } from "../knownProvider";
import { httpsAddress } from "./issuerInput";

const pool = /\b([a-z]{2}(?:-[a-z]+)+-\d)_([A-Za-z0-9]{1,55})\b/;

/** Amazon Cognito: `https://cognito-idp.<region>.amazonaws.com/<user pool ID>`, no trailing slash. The ID begins with its region. */
export const cognito: KnownProvider = {
  kind: "cognito",
  name: "Amazon Cognito",
  scopes: ["openid", "email", "profile"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "eu-west-1_Ab12Cd34E",
  issuerFromInput(input) {
    const url = httpsAddress(input);
    // Issuer, pool ID, ARN and console address all have the ID in them; the sign-in page's domain has not.
    const [id, region] = pool.exec(input) ?? [];
    if (url && !/(^|\.)(amazonaws\.com(\.cn)?|amazon\.com|amazoncognito\.com)$/i.test(url.hostname) && url.hostname !== id?.toLowerCase()) {
      return id === undefined ? undefined : `${url.origin}/${id}`;
    }
    if (id === undefined || region === undefined) return undefined;
    return `https://cognito-idp.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}/${id}`;
  },
  slash: "never",
  ownIssuers: /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//,
  // Userinfo says it as text (docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html).
  person: { verifiedBy: "trueOrText", groups: { name: "cognito:groups", form: "texts" } },
  admission: { byAssignment: false, source: "Cognito: every user of the pool, and people may sign up themselves unless that is switched off (docs.aws.amazon.com/cognito, \"Signing up and confirming user accounts\")" },
  vouchesForEmail: { holds: false, source: "Cognito sends email_verified (docs.aws.amazon.com/cognito, \"Understanding the identity (ID) token\")" },
  groups: { scope: "never", source: "Cognito: cognito:groups is in every ID token of somebody in a group (docs.aws.amazon.com/cognito, \"Understanding the identity (ID) token\")" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "Cognito's name a client_id and no audience unless a resource server is bound to them (docs.aws.amazon.com/cognito, \"Understanding the access token\")" },
  endSession: { form: "cognito", source: "Cognito: /logout of the pool's domain with client_id and logout_uri, one of the allowed sign-out URLs, and never without (docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html)" },
  messages: [
    { pattern: /redirect_mismatch|redirect_uri_mismatch/i, cure: "registerRedirectUri" },
    { pattern: /unauthorized_client|invalid_scope/i, cure: "enableApplication", common: true },
    { pattern: /invalid_client(_secret)?|User pool client .* does not exist/i, cure: "checkClient", common: true },
    // Without a domain the pool's own endpoints answer so (stackoverflow.com/questions/47664727).
    { pattern: /server did not understand the operation that was requested/i, cure: "nameDomain" },
    // What managed login shows where the app client has no style.
    { pattern: /Login pages unavailable/i, cure: "styleSignInPage" },
  ],
  warnings: [
    { at: "issuer", warning: "issuerIsNotSignInPage" },
    { at: "people", warning: "everyUserOfIt" },
  ],
  consoleUrl(issuer) {
    const [id, region] = pool.exec(issuer) ?? [];
    return id === undefined || region === undefined || region.startsWith("cn-") ? undefined : `https://${region}.console.aws.amazon.com/cognito/v2/idp/user-pools/${id}/app-integration?region=${region}`;
  },
};

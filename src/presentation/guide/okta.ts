import { okta as provider } from "../../identity/providers/okta";
import type { ProviderGuide } from "./providerGuide";

export const okta: ProviderGuide = {
  kind: "okta",
  source: "ngrok's Okta guide (ngrok.com/docs/integrations/endpoint-sso/okta-sso-oidc), with an integration of one's own in place of the catalog's, which takes one redirect URI; help.okta.com, \"Create OpenID Connect app integrations\"",
  issuer: { label: "Your Okta organisation, or its address", help: "As in the browser's address bar when you sign in to Okta. The -admin address does as well." },
  console: "Okta's admin console",
  create: [
    { text: "Sign in to Okta's admin console and choose **Applications** > **Applications**.", link: "console" },
    { text: "Choose **Create App Integration**, then **OIDC - OpenID Connect** and **Web Application**, and **Next**." },
    { text: "As **App integration name** enter:", values: ["name"] },
    { text: "Under **Grant type** leave **Authorization Code** as the only one." },
    { text: "As **Sign-in redirect URIs** enter, exactly as shown:", values: ["redirectUris"] },
    { text: "Under **Assignments** choose **Skip group assignment for now**, then **Save**. Who may sign in comes after this." },
  ],
  result: { text: "On the application's **General** tab, copy **Client ID** and the secret under **Client secrets**.", note: "Leave **Require PKCE as additional verification** off: ngrok's edge could not sign people in otherwise." },
  assign: [
    { text: "Open the application's **Assignments** tab.", link: "application" },
    { text: "Choose **Assign**, then **Assign to People** or **Assign to Groups**, and add everybody who may sign in.", namesPeople: true, own: "Add yourself, too: your own test fails otherwise.", note: "Nobody can sign in before: Okta's applications begin without assignments." },
  ],
  applicationUrl(issuer, clientId) {
    const console = provider.consoleUrl(issuer);
    return console === undefined || !/^0oa[A-Za-z0-9]+$/.test(clientId) ? undefined : `${new URL(console).origin}/admin/app/oidc_client/instance/${clientId}#tab-assignments`;
  },
};

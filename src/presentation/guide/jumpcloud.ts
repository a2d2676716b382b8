import type { ProviderGuide } from "./providerGuide";

export const jumpcloud: ProviderGuide = {
  kind: "jumpcloud",
  source: "ngrok's JumpCloud guide (ngrok.com/docs/integrations/endpoint-sso/jumpcloud-sso-oidc); jumpcloud.com/support/sso-with-oidc for the console's words of today",
  issuer: { label: "JumpCloud's issuer", help: "The same for every organisation. Leave it as it is." },
  console: "JumpCloud's admin portal",
  create: [
    { text: "Sign in to JumpCloud's admin portal and choose **SSO Applications** on the left.", link: "console" },
    { text: "Choose **Add New Application**, search for **OIDC**, pick **Custom OIDC App** and choose **Next**." },
    { text: "As **Display Label** enter the name below, then choose **Next** and **Configure Application**.", values: ["name"] },
    { text: "On the **SSO** tab, as **Redirect URIs** enter, exactly as shown:", values: ["redirectUris"] },
    { text: "As **Client Authentication Type** choose **Client Secret Basic**." },
    { text: "As **Login URL** enter:", values: ["signInUrl"] },
    { text: "Under **Attribute Mapping** tick the standard scopes **Email** and **Profile**.", note: "To let people in by group, tick **include group attribute** as well and call it **groups**." },
    { text: "Choose **Activate**." },
  ],
  result: { text: "**Application Saved** shows **Client ID** and **Client Secret**. Copy both before you choose **Got It**.", note: "The secret is shown this once." },
  assign: [
    { text: "Under **SSO Applications** open the application, and there the **User Groups** tab.", link: "console" },
    { text: "Tick every group whose people may sign in, like **All Users**, then choose **Save**.", namesPeople: true, own: "Be in one of them yourself: your own test fails otherwise.", note: "Nobody can sign in before: JumpCloud's applications begin without groups." },
  ],
};

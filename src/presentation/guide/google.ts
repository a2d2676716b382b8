import type { ProviderGuide } from "./providerGuide";

export const google: ProviderGuide = {
  kind: "google",
  source: "support.google.com/cloud, \"Manage OAuth Clients\"; developers.google.com/identity/openid-connect/openid-connect",
  issuer: { label: "Google's issuer", help: "The same for everybody. Leave it as it is." },
  console: "Google Cloud console",
  create: [
    { text: "In the Google Cloud console pick a project, then **Google Auth Platform** > **Clients** > **Create client**.", link: "console" },
    { text: "As **Application type** choose **Web application**." },
    { text: "As **Name** enter:", values: ["name"] },
    { text: "Under **Authorized redirect URIs** choose **Add URI** for each of these, exactly as shown, then **Create**:", values: ["redirectUris"] },
  ],
  result: { text: "The dialog shows **Client ID** and **Client secret**. Copy both." },
  assign: [{ text: "Under **Google Auth Platform** > **Audience** choose **Internal**, so that only people of your Workspace can sign in.", note: "With **External**, anybody with a Google account can sign in: name who may come in when you share." }],
};

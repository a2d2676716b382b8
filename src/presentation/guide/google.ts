import type { ProviderGuide } from "./providerGuide";

export const google: ProviderGuide = {
  kind: "google",
  source: "support.google.com/cloud, \"Get started with the Google Auth Platform\", \"Manage OAuth Clients\" and \"Manage App Audience\"; developers.google.com/identity/openid-connect/openid-connect",
  issuer: { label: "Google's issuer", help: "The same for everybody. Leave it as it is." },
  console: "Google Cloud console",
  create: [
    { text: "In the Google Cloud console pick a project, then **Google Auth Platform** > **Clients** > **Create client**.", link: "console", note: "A project that has nothing there yet asks for **Get started** first. As **Audience** choose **Internal**." },
    { text: "As **Application type** choose **Web application**." },
    { text: "As **Name** enter:", values: ["name"] },
    { text: "Under **Authorized redirect URIs** choose **Add URI** for each of these, exactly as shown, then **Create**:", textOfOne: "Under **Authorized redirect URIs** choose **Add URI**, enter this one exactly as shown, then choose **Create**:", values: ["redirectUris"] },
  ],
  result: { text: "The dialog shows **Client ID** and **Client secret**. Copy both." },
  assign: [{ text: "Under **Google Auth Platform** > **Audience** choose **Internal**, so that only people of your Workspace can sign in.", own: "With **External**, name who may come in when you share.", note: "**External** is for anybody with a Google account; while its status is **Testing**, only for the test users named there." }],
};

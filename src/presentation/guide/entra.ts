import type { ProviderGuide } from "./providerGuide";

export const entra: ProviderGuide = {
  kind: "entra",
  source: "learn.microsoft.com/entra/identity-platform, \"Register an application\", \"Configure optional claims\" and \"Restrict to a set of users\"; MicrosoftDocs/entra-docs optional-claims-reference.md",
  issuer: { label: "Directory (tenant) ID, or the issuer with it", help: "On the application's Overview page, and on that of Entra ID itself." },
  console: "Entra admin center",
  anyIssuer: "https://login.microsoftonline.com/",
  create: [
    { text: "In the Microsoft Entra admin center choose **App registrations** > **New registration**.", link: "console" },
    { text: "As **Name** enter:", values: ["name"] },
    { text: "Under **Supported account types** choose the ones of this organizational directory only (**Single tenant**)." },
    { text: "Under **Redirect URI** choose the platform **Web**, enter the first one and choose **Register**. Add every other under **Authentication**. All exactly as shown:", textOfOne: "Under **Redirect URI** choose the platform **Web**, enter this one exactly as shown and choose **Register**:", values: ["redirectUris"] },
    { text: "Under **Token configuration** add the optional claims **email** and **xms_edov** to the **ID** token.", note: "Without both, nobody is let in by e-mail address or domain. To let people in by group, choose **Add groups claim** as well." },
    { text: "Under **Certificates & secrets** choose **New client secret**." },
  ],
  result: { text: "Copy the secret's **Value**, and **Application (client) ID** from **Overview**.", note: "The **Secret ID** is not the secret. The value is shown this once, and ends on the day that you chose." },
  assign: [
    { text: "Under **Enterprise applications** open the application, then **Properties**, and switch **Assignment required?** on.", note: "Everybody of the tenant can sign in otherwise." },
    { text: "Under **Users and groups** add everybody who may sign in.", namesPeople: true, own: "Add yourself, too: your own test fails otherwise." },
  ],
};

import { applicationName, type ProviderGuide } from "./providerGuide";

export const keycloak: ProviderGuide = {
  kind: "keycloak",
  source: "keycloak.org/docs/latest/server_admin, \"Creating an OpenID Connect client\" and \"Client scopes\"",
  issuer: { label: "Address of your realm", help: "As in the address bar of its sign-in page, up to the realm's name." },
  console: "Keycloak's admin console",
  clientId: applicationName,
  create: [
    { text: "In Keycloak's admin console pick your realm, then **Clients** > **Create client**.", link: "console" },
    { text: "Leave the type **OpenID Connect**. As **Client ID** enter:", values: ["clientId"] },
    { text: "Switch **Client authentication** on and leave **Standard flow** as the only flow." },
    { text: "As **Valid redirect URIs** enter, exactly as shown and without any asterisk, then choose **Save**:", values: ["redirectUris"] },
  ],
  result: { text: "The client ID is the one that you entered. On the **Credentials** tab, copy **Client Secret**.", note: "Leave the client's PKCE method empty: ngrok's edge could not sign people in otherwise." },
  assign: [],
};

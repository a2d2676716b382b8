// What the product knows of providers, in words: what matters while one is set up.
import type { KnownProvider, ProviderWarning, WarningPlace } from "../identity/knownProvider";
import { message, type Message } from "./message";

const warningTexts: Readonly<Record<ProviderWarning, string>> = {
  addressesUnverified: "{provider} says of no e-mail address that it is verified unless a scope mapping of your own does: name groups, or add one",
  anybodyHasAnAccount: "Anybody can have an account at {provider}: name who may come in",
  chooseSigningKey: "Choose a signing key in the provider's advanced settings: without one no sign-in can be verified",
  createWebApplication: "Create a web application with the authorization code flow and a client secret",
  domainIsWorkspace: "A domain means the Workspace of that domain, not every address that ends in it",
  emailNeedsDomainOwner: "E-mail addresses and domains count only with the optional claims email and xms_edov in the ID token: groups are safer",
  everyUserOfIt: "Every user of {provider} can sign in unless it is restricted there: name who may come in",
  groupsAreIds: "Groups are object IDs here, like group:7c6a2f6e-3d0f-4c52-9b57-4a1a2f0e9d11",
  groupsArePaths: "Groups are paths here, written as {provider} sends them, like group:{example}",
  groupsAreRoles: "Groups are the project's roles here, like group:admin",
  groupsNeedMapping: "Groups come only once the application at {provider} has a claim for them",
  issuerIsNotSignInPage: "The user pool's ID, not the domain of its sign-in page",
  noGroups: "{provider} tells no groups",
  oneTenantOnly: "One tenant's ID: common, organizations and consumers are refused",
  tokenNeedsUserInfo: "Switch on “User Info inside ID Token” if ngrok's edge is to enforce the sign-in",
};

export interface WarningText {
  readonly warning: ProviderWarning;
  readonly text: Message;
}

/** What matters at one place of the dialogue, the most important first. */
export function providerWarningsAt({ name, kind, warnings }: KnownProvider, place: WarningPlace): readonly WarningText[] {
  const example = kind === "gitlab" ? "acme/engineering" : "/engineering";
  const provider = kind === "other" ? message("the provider") : name;
  return warnings
    .filter(({ at }) => at === place)
    .map(({ warning }) => {
      const text = warningTexts[warning];
      return { warning, text: message(text, { ...namedOnly(text, provider), ...(text.includes("{example}") ? { example } : {}) }) };
    });
}

function namedOnly(text: string, provider: string | Message): Readonly<Record<string, string | Message>> {
  return text.includes("{provider}") ? { provider } : {};
}

/** Of every provider, where ngrok's edge signs in (ngrok/ngrok-docs integrations/endpoint-sso/salesforce-sso-oidc.mdx). */
export function edgeWarning(): Message {
  return message("Don't make PKCE a must at the provider: ngrok's edge doesn't use it");
}

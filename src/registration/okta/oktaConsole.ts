import { knownProviders } from "../../identity/providers";

/**
 * The page of Okta's console with an application, or with all of them; `tab` names one of its own (Okta's own error pages lead to
 * `/admin/app/oidc_client/instance/<id>#tab-general`).
 *
 * @param origin of the organisation; undefined is returned for a domain of its own, which does not say where the console is
 */
export function oktaConsoleUrl(origin: string, appId: string | undefined, tab: "general" | "signon" | "assignments" = "general"): string | undefined {
  const list = knownProviders.okta.consoleUrl(origin);
  if (list === undefined || appId === undefined) return list;
  return `${new URL(list).origin}/admin/app/oidc_client/instance/${encodeURIComponent(appId)}#tab-${tab}`;
}

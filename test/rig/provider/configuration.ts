import type { Configuration, FindAccount, JWK, KoaContextWithOIDC } from "oidc-provider";
import type * as Library from "oidc-provider";
import type { Faults } from "./faults";
import { mayUse, notAssigned } from "./interactions";
import { escapeHtml, page } from "./page";
import type { Personality } from "./personality";
import type { memoryStorage } from "./storage";
import { claimsOf, type RigUser } from "./users";

export interface ConfigurationParts {
  readonly personality: Personality;
  readonly issuer: string;
  /** The issuer's path without a slash at its end. */
  readonly mount: string;
  readonly users: readonly RigUser[];
  readonly faults: Faults;
  readonly storage: ReturnType<typeof memoryStorage>;
  /** The first one signs. */
  readonly keys: readonly JWK[];
  readonly cookies: { readonly prefix: string; readonly key: string };
  readonly conformIdTokenClaims: boolean;
  readonly initialAccessToken: string | undefined;
}

const hour = 3600;

/** People get in without a consent page: whatever a client asks for is granted. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { client, session, provider, result, requestParamScopes, requestParamClaims } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const grant =
    (known === undefined ? undefined : await provider.Grant.find(known)) ??
    new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope([...requestParamScopes].join(" "));
  grant.addOIDCClaims([...requestParamClaims]);
  await grant.save();
  return grant;
}

function policyFor({ interactionPolicy: { base, Check, Prompt } }: typeof Library, { users, faults }: ConfigurationParts) {
  const policy = base();
  policy.add(new Prompt({ name: "select_account", requestable: true }), 0);
  policy.get("login")?.checks.add(
    new Check(notAssigned, "The person may not use the application", "access_denied", (ctx) => {
      const user = users.find(({ sub }) => sub === ctx.oidc.session?.accountId);
      return user !== undefined && !mayUse(user, faults);
    }),
  );
  return policy;
}

/** A form of the provider that a browser sends by itself: sign-out needs no click. */
function autoSubmit(form: string): string {
  return `${form.replace("</form>", '<input type="hidden" name="logout" value="yes"/></form>')}
<script>document.forms[0].submit()</script>`;
}

export function configurationFor(library: typeof Library, parts: ConfigurationParts): Configuration {
  const { personality, users, mount } = parts;
  const findAccount: FindAccount = (_ctx, sub) => {
    const user = users.find((candidate) => candidate.sub === sub);
    return user === undefined ? undefined : { accountId: user.sub, claims: (use) => ({ ...claimsOf(user), ...personality.claimsOf?.(user, use === "userinfo" ? "userinfo" : "id_token"), ...user.claims, sub: user.sub }) };
  };
  return {
    adapter: parts.storage,
    claims: Object.fromEntries(Object.entries(personality.claims).map(([scope, claims]) => [scope, [...claims]])),
    clientAuthMethods: [...personality.authMethods],
    conformIdTokenClaims: parts.conformIdTokenClaims,
    cookies: {
      keys: [parts.cookies.key],
      names: {
        session: `${parts.cookies.prefix}_session`,
        interaction: `${parts.cookies.prefix}_interaction`,
        resume: `${parts.cookies.prefix}_resume`,
      },
    },
    discovery: "besides" in personality.discovery ? { ...personality.discovery.besides(parts.issuer) } : {},
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      ...(parts.initialAccessToken !== undefined && {
        registration: { enabled: true, initialAccessToken: parts.initialAccessToken },
        registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
      }),
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = page("Signing out", autoSubmit(form));
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = page("You are signed out", "");
        },
      },
    },
    // The library's dispatcher refuses loopback addresses, where everything of the rig is; and it gives up after 2.5 s, which a machine under load may need.
    fetch: (url, options) => {
      const { dispatcher: _refusesLoopback, signal: _afterMoments, ...rest } = options as RequestInit & { dispatcher?: unknown };
      return globalThis.fetch(url, rest);
    },
    findAccount,
    interactions: { policy: policyFor(library, parts), url: (_ctx, { uid }) => `${mount}/interaction/${uid}` },
    jwks: { keys: [...parts.keys] },
    loadExistingGrant: grantEverything,
    pkce: { required: (_ctx, client) => parts.faults.pkceRequired || client.tokenEndpointAuthMethod === "none" },
    renderError: (ctx, out, error) => {
      const redirect = error instanceof library.errors.InvalidRedirectUri;
      const clientId = ctx.oidc.client?.clientId ?? "";
      const { text, showsErrors } = personality;
      const said = redirect ? text.redirectUri(clientId, new URL(parts.issuer).origin) : ((out.error === "invalid_client" ? text.unknownClient : undefined) ?? out.error_description ?? "");
      if (typeof showsErrors === "function") {
        ctx.redirect(showsErrors(said, new URL(parts.issuer).origin));
        return;
      }
      ctx.type = "html";
      // A page that a script draws answers 200, as such pages do.
      if (showsErrors === "script") ctx.status = 200;
      ctx.body =
        showsErrors === "script"
          ? page("Sign in", `<script>$Config=${JSON.stringify({ strServiceExceptionMessage: said }).replaceAll("<", "\\u003c")};</script><p>Loading</p>`)
          : page(`${ctx.status} ${redirect ? "Bad Request" : out.error}`, `<p>${escapeHtml(said)}</p>`);
    },
    // Where Keycloak has it; the others' documents say what the library says.
    routes: { ...personality.routes, registration: personality.name === "keycloak" ? "/clients-registrations/openid-connect" : "/reg" },
    scopes: ["openid", "offline_access"],
    ttl: { AccessToken: hour, AuthorizationCode: 60, Grant: 24 * hour, IdToken: hour, Interaction: hour, RefreshToken: 24 * hour, Session: 24 * hour },
  };
}

// What can be told of the registered client without anybody signing in.
import type { ErrorFacts } from "../base/expectedError";
import { asWritten } from "../base/inert";
import { cureFor, providerOf } from "../identity/providers";
import { scopesFor } from "../identity/wantedClaims";
import type { InspectedProvider } from "../protocol/messages";
import type { Failure } from "../shares/shareState";
import type { AuthorizationVerdict, Refusal } from "./authorizationVerdict";
import type { Check, Finding } from "./check";
import { failed } from "./documentChecks";
import type { ProviderLook } from "./providerLook";

const redirectChecks = { gate: "provider.redirectUri", edge: "provider.edgeRedirectUri" } as const;

/** OAuth's words for a server that has troubles of its own. */
const passing = new Set(["server_error", "temporarily_unavailable"]);

export function clientChecks(look: ProviderLook): readonly Check[] {
  const { profile, redirectUris, enforcement } = look.subject;
  const { vaultSecret } = profile;
  return [
    ...(vaultSecret ? [] : [tokenAuthenticationCheck(look)]),
    {
      id: "provider.client",
      needs: ["provider.endpoints", "provider.tokenAuthentication"],
      // Only ngrok's edge can prove itself with a secret that rests in ngrok's vault.
      run: async (signal) => (vaultSecret ? { outcome: "unknown", facts: { vault: vaultSecret.vault } } : clientFinding(await look.client(signal), look)),
    },
    ...(["gate", "edge"] as const).flatMap((by) => redirectCheck(look, by, redirectUris[by]) ?? []),
    ...requestChecks(look, enforcement),
    ...(look.subject.wanted?.groups === true ? [groupsScopeCheck(look)] : []),
  ];
}

function tokenAuthenticationCheck(look: ProviderLook): Check {
  const { clientAuthentication: method } = look.subject.profile;
  return {
    id: "provider.tokenAuthentication",
    needs: ["provider.discovery"],
    async run(signal) {
      const { tokenAuthMethods } = (await look.document(signal)).discovered;
      // Public clients are rarely listed.
      if (method === "none" || tokenAuthMethods.includes(method)) return { outcome: "passed", facts: { method } };
      return failed("oidc.tokenAuthMethod", { method, supported: tokenAuthMethods.join(", ") });
    },
  };
}

/** RFC 6749, 5.2: a client that can't prove itself is invalid_client, whatever else is wrong; a code that nobody gave out is invalid_grant. */
export function clientFinding(failure: Failure | undefined, { subject: { profile } }: Pick<ProviderLook, "subject">): Finding {
  const known = providerOf(profile);
  const facts: ErrorFacts = { clientId: profile.clientId };
  if (failure === undefined) return { outcome: "unknown", facts };
  const { error = "", description = "" } = failure.facts;
  const cure = cureFor(known, asWritten(`${error} ${description}`));
  if (failure.code !== "oidc.providerError") return { outcome: failure.code === "oidc.tokenInvalid" ? "unknown" : "failed", facts, failure, ...(failure.code === "oidc.clientRefused" && { cure: cure ?? "checkClient" }) };
  if (error === "invalid_grant" && !known.codeFirst) return { outcome: "passed", facts };
  if (error === "invalid_grant") return { outcome: "unknown", facts };
  return { outcome: "unknown", facts, failure, ...(cure !== undefined && !passing.has(String(error)) && { cure }) };
}

function redirectCheck(look: ProviderLook, by: "gate" | "edge", uri: string | undefined): Check | undefined {
  if (uri === undefined) return undefined;
  return {
    id: redirectChecks[by],
    needs: ["provider.client"],
    async run(signal) {
      const { registered, seen } = await look.authorization(by, uri, signal);
      if (registered === "yes") return { outcome: "passed", facts: { uri } };
      if (registered === "unknown") return { outcome: "unknown", facts: { uri, seen } };
      const finding = failed("oidc.redirectUriUnregistered", { uri }, "registerRedirectUri");
      // The other one is needed only once the sign-in moves there.
      return { ...finding, outcome: look.subject.enforcement === by ? "failed" : "warned", facts: { uri, seen } };
    },
  };
}

/** What the same answer says of the rest of the request: of the enforcement's, where its address is known. */
function requestChecks(look: ProviderLook, enforcement: "gate" | "edge"): readonly Check[] {
  const { redirectUris } = look.subject;
  const other = enforcement === "gate" ? "edge" : "gate";
  const by = redirectUris[enforcement] !== undefined || redirectUris[other] === undefined ? enforcement : other;
  const uri = redirectUris[by];
  const verdict = (signal: AbortSignal) => (uri === undefined ? undefined : look.authorization(by, uri, signal));
  const needs = [redirectChecks[by], "provider.discovery"] as const;
  return [
    {
      id: "provider.pkce",
      needs,
      async run(signal) {
        const document = await look.document(signal);
        const own = pkceFinding(await verdict(signal), by, document);
        const { edge } = redirectUris;
        if (enforcement === "edge" || edge === undefined || (by === "gate" && own.outcome === "failed")) return own;
        // What the edge sends of it is needed only once the sign-in moves there.
        const there = pkceFinding(await look.authorization("edge", edge, signal), "edge", document);
        return there.outcome === "failed" ? { ...there, outcome: "warned" } : own;
      },
    },
    {
      id: "provider.scopes",
      needs,
      async run(signal) {
        const { profile, wanted = { groups: false, claims: [] } } = look.subject;
        const { discovered, scopes: listed } = await look.document(signal);
        return scopesFinding(await verdict(signal), scopesFor({ ...profile, issuer: discovered.issuer }, wanted, listed));
      },
    },
    {
      id: "provider.authorization",
      needs: [...needs, "provider.pkce", "provider.scopes"],
      run: async (signal) => authorizationFinding(await verdict(signal)),
    },
  ];
}

function pkceFinding(verdict: AuthorizationVerdict | undefined, by: "gate" | "edge", { pkceMethods }: InspectedProvider): Finding {
  const sent = by === "gate" && (pkceMethods === undefined || pkceMethods.includes("S256"));
  const facts = { sent: sent ? "S256" : "none" };
  if (verdict?.refusal?.kind === "pkce") return { ...failed("oidc.pkceRequired", said(verdict.refusal), "dropPkceDemand"), facts };
  if (verdict?.registered === "yes" && verdict.refusal === undefined) return { outcome: "passed", facts };
  return { outcome: "unknown", facts };
}

function scopesFinding(verdict: AuthorizationVerdict | undefined, asked: readonly string[]): Finding {
  const facts = { scopes: asked.join(" ") };
  if (!asked.includes("openid")) return { ...failed("oidc.scopeMissing", { scope: "openid" }), facts };
  if (verdict?.refusal?.kind === "scope") return { ...failed("oidc.scopeRefused", { scopes: facts.scopes, ...said(verdict.refusal) }, verdict.refusal.cure), facts };
  if (!asked.includes("email")) return { ...failed("oidc.scopeMissing", { scope: "email" }), outcome: "warned", facts };
  return { outcome: verdict?.registered === "yes" && verdict.refusal === undefined ? "passed" : "unknown", facts };
}

function authorizationFinding(verdict: AuthorizationVerdict | undefined): Finding {
  if (!verdict) return { outcome: "unknown" };
  const { registered, refusal, seen } = verdict;
  if (refusal && (refusal.kind === "client" || refusal.kind === "other")) {
    return { ...failed(refusal.kind === "client" ? "oidc.clientRefused" : "oidc.providerError", said(refusal), refusal.cure), facts: { seen } };
  }
  return { outcome: registered === "yes" && !refusal ? "passed" : "unknown", facts: { seen } };
}

function groupsScopeCheck(look: ProviderLook): Check {
  return {
    id: "provider.groupsScope",
    needs: ["provider.discovery"],
    async run(signal) {
      const { profile } = look.subject;
      const { discovered, scopes: listed } = await look.document(signal);
      const known = providerOf({ ...profile, issuer: discovered.issuer });
      const claim = profile.groupsClaim ?? known.person.groups?.name;
      if (claim === undefined) return failed("oidc.groupsUnknown", { provider: known.name });
      const { scope, scopeName = "groups" } = known.groups;
      const asked = scopesFor({ ...profile, issuer: discovered.issuer }, { groups: true, claims: [] }, listed);
      if (scope === "never") return { outcome: "passed", facts: { claim } };
      return asked.includes(scopeName) ? { outcome: "passed", facts: { claim, scope: scopeName } } : { ...failed("oidc.groupsNotAsked", { scope: scopeName }), outcome: "warned", facts: { claim } };
    },
  };
}

function said({ error, description }: Refusal): ErrorFacts {
  return { ...(error !== "" && { error }), ...(description !== "" && { description }) };
}

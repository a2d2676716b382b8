// What the host asks of a provider beside any share: its document, and what "Test SSO" wants to know.
import type { MessageConnection } from "vscode-jsonrpc/node";
import type { Clock } from "../base/clock";
import type { OpenidFetch } from "../base/openidFetch";
import type { DiscoveredProvider } from "../oidc/discoverProvider";
import { askClient, askClientAuthorization } from "../oidc/clientInspection";
import { inspectDocument } from "../oidc/inspectDocument";
import { inspectKeys } from "../oidc/inspectKeys";
import { answer } from "../protocol/channel";
import { toAgent, type DiscoveredProviderRecord } from "../protocol/messages";

export function discoveredRecord(found: DiscoveredProvider): DiscoveredProviderRecord {
  return {
    issuer: found.issuer,
    authorizationEndpoint: found.authorizationEndpoint,
    tokenEndpoint: found.tokenEndpoint,
    jwksUri: found.jwksUri,
    ...(found.userinfoEndpoint === undefined ? {} : { userinfoEndpoint: found.userinfoEndpoint }),
    ...(found.registrationEndpoint === undefined ? {} : { registrationEndpoint: found.registrationEndpoint }),
    tokenAuthMethods: [...found.tokenAuthMethods],
  };
}

export function answerInspections(connection: MessageConnection, parts: { readonly fetch: OpenidFetch; readonly clock: Clock }): void {
  answer(connection, toAgent.inspectProvider, async ({ address }, signal) => {
    const { provider, codeFlow, pushedRequestsOnly, clock } = await inspectDocument({ ...parts, address, signal });
    return {
      discovered: discoveredRecord(provider),
      ...(provider.endSessionEndpoint === undefined ? {} : { endSessionEndpoint: provider.endSessionEndpoint }),
      ...(provider.pkceMethods === undefined ? {} : { pkceMethods: [...provider.pkceMethods] }),
      idTokenAlgs: [...provider.idTokenAlgs],
      scopes: [...provider.scopes],
      codeFlow,
      pushedRequestsOnly,
      ...(clock && { clock }),
    };
  });
  answer(connection, toAgent.inspectKeys, ({ jwksUri, algorithms }, signal) => inspectKeys({ jwksUri, algorithms, fetch: parts.fetch, signal }));
  answer(connection, toAgent.askClient, async ({ profile, clientSecret, redirectUri }, signal) => {
    const failure = await askClient({ ...parts, profile, clientSecret }, redirectUri, signal);
    return failure === undefined ? {} : { failure: { code: failure.code, facts: { ...failure.facts } } };
  });
  answer(connection, toAgent.askAuthorization, ({ profile, ...asked }, signal) => askClientAuthorization({ ...parts, profile }, asked, signal));
}

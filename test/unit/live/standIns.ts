// Everything that a run against the real services meets, as stand-ins, and what a run must leave as it was.
import tls from "node:tls";
import { createAuthority } from "../../rig/authority";
import { startEdge } from "../../rig/edge/edge";
import { goodApiKey, startNgrokApi } from "../../rig/ngrokApi/startNgrokApi";
import { startProvider } from "../../rig/provider/startProvider";
import type { Services } from "../../live/services";
import { oktaToken, startOktaStandIn } from "./oktaStandIn";

/** Why they can't be started, for node:test's `skip`. */
export const standInsNeed = "setDefaultCACertificates" in tls ? false : "it needs Node 22.19";

export async function startStandIns() {
  const authority = await createAuthority();
  // Stands for a public authority: the edge's addresses are believed as the real ones are.
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), authority.certificatePem]);
  const [edge, provider] = await Promise.all([startEdge({ authority }), startProvider({ personality: "okta" })]);
  const [api, okta] = await Promise.all([startNgrokApi({ edge }), startOktaStandIn(provider)]);
  const clients = provider.clients.length;
  const services: Services = {
    authtoken: "good-token",
    apiKey: goodApiKey,
    apiAddress: api.address,
    serverAddress: edge.serverAddress,
    rootCertificates: { pem: authority.certificatePem },
    publicIssuer: provider.issuer,
    okta: { issuer: provider.issuer, apiAddress: okta.address, token: oktaToken },
    visitors: visitorsOf(edge.callbackPort),
    spendMonthlyUsers: false,
    pastExpiryMs: 0,
  };
  return {
    authority,
    edge,
    api,
    okta,
    services,
    /** What is there that was not there before any run. */
    left: () => ({
      endpoints: edge.endpoints.map(({ url }) => url),
      cloudEndpoints: edge.cloud.all.length,
      domains: edge.addresses.slice(1).map(({ name }) => name),
      visitors: edge.visitorSessions.map(({ email }) => email),
      sessions: edge.sessions.length,
      oktaApps: okta.apps.map(({ label }) => label),
      clients: provider.clients.length - clients,
    }),
    async close() {
      await Promise.all([edge.close(), api.close(), okta.close(), provider.close()]);
    },
  };
}

export const nothing = { endpoints: [], cloudEndpoints: 0, domains: [], visitors: [], sessions: 0, oktaApps: [], clients: 0 };

export function visitorsOf(callbackPort: number): Services["visitors"] {
  return { resolve: (host) => (host === "idp.ngrok.com" ? { host: "127.0.0.1", port: callbackPort } : undefined) };
}

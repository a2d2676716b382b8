import * as z from "zod";
import { accessRuleSchema } from "../identity/accessRule";
import { isCustomOrigin, isHostHeader } from "../identity/customAddress";
import { providerProfileSchema } from "../identity/providerProfile";
import { cloudEndpointSchema } from "./cloudEndpoint";
import { routesSchema } from "./routes";
import { sessionLimitsSchema } from "./sessionLimits";
import { shareOptionsSchema } from "./shareOptions";
import { upstreamSchema } from "./upstream";

const portNumber = z.int().min(1).max(65535);

/** Which certificates the connection to ngrok is checked against: ngrok's own, the operating system's, or the ones of a file (PEM). */
export const rootCertificatesSchema = z.union([z.literal("ngrok"), z.literal("host"), z.object({ pem: z.string().max(1_000_000) })]);

/** `origin`: what visitors open. `host`: the one Host header that the tunnel sends instead of that origin's. */
export const customTunnelSchema = z.object({
  kind: z.literal("custom"),
  port: portNumber,
  origin: z.string().max(300).refine(isCustomOrigin),
  host: z.string().max(260).refine(isHostHeader).optional(),
});

export const tunnelSpecSchema = z.discriminatedUnion("kind", [
  /** `origin`: where an editor elsewhere shows that port (S9); http://localhost:<port> when absent. */
  z.object({ kind: z.literal("local"), port: portNumber, origin: z.url({ protocol: /^https?$/ }).max(300).optional() }),
  /** The person's own tunnel or reverse proxy, which leads to this port (S17). */
  customTunnelSchema,
  z.object({
    kind: z.literal("ngrok"),
    /** `host:port` of the agent ingress; ngrok's own when absent. */
    serverAddress: z.string().regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/).max(255).optional(),
    rootCertificates: rootCertificatesSchema,
    /** The account's dev domain when absent. */
    domain: z.string().max(253).optional(),
    /** The address is a Cloud Endpoint's, and the agent binds an internal name behind it. Always `edge` enforcement. */
    cloud: cloudEndpointSchema.optional(),
  }),
]);

export const enforcementSchema = z.enum(["gate", "edge"]);

export const shareIdSchema = z.string().regex(/^[a-z0-9]{12}$/);

/** Everything that decides what is shared, with whom and how. No secret. */
export const shareSpecSchema = z.object({
  id: shareIdSchema,
  /** What gets every path that no route is for. */
  upstream: upstreamSchema,
  /** Other apps behind the same address, by path (S23): one provider, one rule, one list of visitors for all. */
  routes: routesSchema.optional(),
  provider: providerProfileSchema,
  rule: accessRuleSchema,
  enforcement: enforcementSchema,
  tunnel: tunnelSpecSchema,
  options: shareOptionsSchema.optional(),
  /** The gate's own limits when absent: 8 h, no idle limit. */
  sessions: sessionLimitsSchema.optional(),
  /** Absolute. What a dev server reads from below is the visitors' to see (S19). */
  workspaceFolders: z.array(z.string().min(1).max(4096)).max(100).optional(),
});

export type RootCertificates = z.infer<typeof rootCertificatesSchema>;
export type TunnelSpec = Readonly<z.infer<typeof tunnelSpecSchema>>;
export type Enforcement = z.infer<typeof enforcementSchema>;
export type ShareSpec = Readonly<z.infer<typeof shareSpecSchema>>;

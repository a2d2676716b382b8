// Option 2 of the guides: the sign-in stands at a Cloud Endpoint of the account, whose policy forwards to agents' internal endpoints.
import * as z from "zod";
import { ExpectedError } from "../base/expectedError";
import type { ShareSpec } from "./shareSpec";

/** The name of an internal endpoint: the account's alone, up to five labels before `.internal` (ngrok's documentation, internal-endpoints, "URLs"). */
const internalName = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.){1,6}internal$/;

export function isInternalName(name: string): boolean {
  return name.length <= 253 && internalName.test(name);
}

export function isHttpsOrigin(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === "https:" && new URL(address).origin === address;
}

/**
 * `url`: what visitors open. `internal`: the name that the agent binds. `pooled`: other machines of the account may bind it too (S12).
 * `managed`: its policy is this share's and is written as the share changes; otherwise it is only read.
 */
export const cloudEndpointSchema = z.object({
  url: z.string().max(300).refine(isHttpsOrigin),
  internal: z.string().max(253).refine(isInternalName),
  pooled: z.boolean(),
  managed: z.boolean(),
});
export type CloudEndpointSpec = Readonly<z.infer<typeof cloudEndpointSchema>>;

/** What stands in the Cloud Endpoint's policy and every gate behind it has to know: its seal (S3), and what the edge's sign-ins belong to (S11). */
export const cloudEdgeSchema = z.object({
  seal: z.object({ headerName: z.string().regex(/^x-pc-[0-9a-f]{16}$/), secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
  authId: z.string().max(200).regex(/^[\w.-]*$/),
});
export type CloudEdge = Readonly<z.infer<typeof cloudEdgeSchema>>;

export function cloudOf({ tunnel }: Pick<ShareSpec, "tunnel">): CloudEndpointSpec | undefined {
  return tunnel.kind === "ngrok" ? tunnel.cloud : undefined;
}

/** The same tunnel, with an address of its own. */
export function withoutCloud<T extends { readonly cloud?: unknown }>({ cloud: _, ...tunnel }: T): Omit<T, "cloud"> {
  return tunnel;
}

/**
 * S12: before anything is opened. Who else binds the internal name, pooled or later, may be anybody of the account: only the ID tokens
 * that `edge` enforcement verifies, under a seal that the Cloud Endpoint's policy holds, say who asks.
 * @param known what is known of its policy, or the way to it
 * @throws ExpectedError cloud.needsEdge, cloud.sealUnknown {url}
 */
export function assertCloudPossible(spec: Pick<ShareSpec, "tunnel" | "enforcement">, known: object | undefined): void {
  const cloud = cloudOf(spec);
  if (cloud === undefined) return;
  if (spec.enforcement !== "edge") throw new ExpectedError("cloud.needsEdge");
  if (known === undefined) throw new ExpectedError("cloud.sealUnknown", { url: cloud.url });
}

import type { NgrokApi } from "../../ngrok/api/ngrokApi";
import type { CloudEdge, CloudEndpointSpec } from "../../protocol/cloudEndpoint";

/** ngrok's API, as far as Cloud Endpoints need it. */
export type CloudApi = Pick<NgrokApi, "endpoints" | "createEndpoint" | "updateEndpoint" | "deleteEndpoint">;

/** What is kept of a Cloud Endpoint, among the secrets. */
export interface StoredCloudEdge extends CloudEdge {
  /** Fingerprint of the policy that was written or accepted last. */
  readonly fingerprint: string;
  /** This machine wrote it. */
  readonly managed: boolean;
}

export interface CloudEdgeStore {
  read(): Promise<StoredCloudEdge | undefined>;
  write(edge: StoredCloudEdge): Promise<void>;
  forget(): Promise<void>;
}

/**
 * What the person chose to be done at the start. `create`: there is none yet; `replace`: its policy, which they were shown, gives way to
 * the share's; `use`: as it is, or as this share wrote it last.
 */
export type CloudStart = "create" | "replace" | "use";

/** By which a share reaches its Cloud Endpoint. Held in memory. */
export interface CloudAccess {
  /** Undefined while no API key is known: then what is stored is relied on. */
  readonly api: (signal: AbortSignal) => Promise<CloudApi | undefined>;
  readonly store: (cloud: CloudEndpointSpec) => CloudEdgeStore;
  readonly start: CloudStart;
  /** Of this product. */
  readonly version: string;
}

/** @param version of this product: what made it can be told years later */
export function ownMetadata(version: string): string {
  return JSON.stringify({ madeBy: "portcullis", version });
}

/** Made by this product, whichever machine it ran on. */
export function isOwnEndpoint(metadata: string): boolean {
  if (metadata.length > 4096) return false;
  try {
    const read: unknown = JSON.parse(metadata);
    return typeof read === "object" && read !== null && "madeBy" in read && read.madeBy === "portcullis";
  } catch {
    return false;
  }
}

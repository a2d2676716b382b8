import type { CloudEdgeStore, StoredCloudEdge } from "../../src/shares/cloud/cloudAccess";

/** What is kept of Cloud Endpoints, by their address. */
export class MemoryCloudEdges {
  readonly kept = new Map<string, StoredCloudEdge>();

  of(url: string): CloudEdgeStore {
    return {
      read: () => Promise.resolve(this.kept.get(url)),
      write: (edge) => {
        this.kept.set(url, edge);
        return Promise.resolve();
      },
      forget: () => {
        this.kept.delete(url);
        return Promise.resolve();
      },
    };
  }
}

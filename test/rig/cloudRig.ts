// What Option 2 needs beside a share's rig: an account whose API is known, and shares behind Cloud Endpoints of it.
import { systemClock } from "../../src/base/clock";
import { NgrokApi } from "../../src/ngrok/api/ngrokApi";
import { RateLimit } from "../../src/ngrok/api/rateLimit";
import type { CloudEndpointSpec } from "../../src/protocol/cloudEndpoint";
import type { ShareSpec, TunnelSpec } from "../../src/protocol/shareSpec";
import type { CloudStart } from "../../src/shares/cloud/cloudAccess";
import type { ShareSecrets } from "../../src/shares/share";
import { MemoryCloudEdges } from "../fakes/memoryCloudEdges";
import { goodApiKey, startNgrokApi } from "./ngrokApi/startNgrokApi";
import type { ShareRig } from "./shareRig";

export async function startCloudRig(rig: ShareRig) {
  const standIn = await startNgrokApi({ edge: rig.edge, callsAMinute: 100_000 });
  const api = new NgrokApi({ address: standIn.address, apiKey: goodApiKey, fetch, clock: systemClock, limit: new RateLimit(systemClock, { calls: 100_000, windowMs: 60_000, mostWaiting: 100 }), userAgent: "portcullis/0.1.0" });
  let names = 0;
  return {
    standIn,
    api,
    /** An address of its own, with nothing there yet. */
    async address(change: Partial<CloudEndpointSpec> = {}): Promise<CloudEndpointSpec> {
      names += 1;
      const { origin } = await rig.edge.addDomain(`cloud-${names}.acme.com`);
      return { url: origin, internal: `pc-${names}.internal`, pooled: false, managed: true, ...change };
    },
    spec(cloud: CloudEndpointSpec, change: Parameters<ShareRig["spec"]>[0] = {}): ShareSpec {
      const { tunnel } = rig.spec();
      const behind: TunnelSpec = { ...(tunnel as Extract<TunnelSpec, { kind: "ngrok" }>), cloud };
      return rig.spec({ enforcement: "edge", tunnel: behind, ...change });
    },
    /** @param edges what this machine keeps of them */
    secrets(start: CloudStart, edges = new MemoryCloudEdges(), known = true): ShareSecrets {
      return { ...rig.secrets, cloud: { api: () => Promise.resolve(known ? api : undefined), store: ({ url }) => edges.of(url), start, version: "0.1.0" } };
    },
    close: () => standIn.close(),
  };
}

export type CloudRig = Awaited<ReturnType<typeof startCloudRig>>;

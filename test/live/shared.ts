// The product itself against the service: its registry, its agent process, its proof.
import { systemClock } from "../../src/base/clock";
import { ExpectedError } from "../../src/base/expectedError";
import type { ProviderProfile } from "../../src/identity/providerProfile";
import type { Enforcement, ShareSpec } from "../../src/protocol/shareSpec";
import type { ProvenAddress } from "../../src/shares/provenAddress";
import type { ShareSecrets } from "../../src/shares/share";
import { newShareId, ShareRegistry } from "../../src/shares/shareRegistry";
import { MemoryLog } from "../fakes/memoryLog";
import { MemorySessions } from "../fakes/memorySessions";
import { buildAgentForTests } from "../rig/shareRig";
import type { Live } from "./live";
import { person } from "./signIn";

export interface Shared {
  readonly registry: ShareRegistry;
  readonly spec: ShareSpec;
  /** Given only after the proof that a stranger is turned away. */
  readonly address: ProvenAddress;
}

/** As much of a profile as differs. */
export interface ShareWanted {
  readonly enforcement: Enforcement;
  readonly kind: ProviderProfile["kind"];
  readonly issuer: string;
  readonly client: { readonly id: string; readonly secret: string };
}

export const onlyOurPerson = { everyone: false, emails: [person.email], domains: [] };

/** Shares the small app with our one person, for as long as `ask` takes. */
export async function shared<T>(live: Live, { enforcement, kind, issuer, client }: ShareWanted, ask: (shared: Shared) => Promise<T>): Promise<T> {
  const agent = await buildAgentForTests();
  const forgetAgent = live.leavings.add("the built agent", agent.remove);
  const log = new MemoryLog();
  const registry = new ShareRegistry({ agentPath: agent.path, clock: systemClock, log, fetch: (url, init) => fetch(url, init), certificateChecksOff: () => false, sessions: new MemorySessions() });
  const dispose = live.leavings.add("the share", () => registry.dispose());
  const { serverAddress, rootCertificates, authtoken } = live.services;
  const spec: ShareSpec = {
    id: newShareId(),
    upstream: { scheme: "http", address: "127.0.0.1", port: live.site.port },
    provider: { id: "live", name: "npm run test:live", kind, issuer, clientId: client.id, clientAuthentication: "client_secret_basic", scopes: ["openid", "profile", "email"] },
    rule: onlyOurPerson,
    enforcement,
    tunnel: { kind: "ngrok", rootCertificates, ...(serverAddress !== undefined && { serverAddress }) },
  };
  const secrets: ShareSecrets = { clientSecret: client.secret, authtoken };
  try {
    const address = await startedOnce(registry, spec, secrets, live);
    return await ask({ registry, spec, address });
  } finally {
    await registry.stop(spec.id);
    await dispose();
    await forgetAgent();
  }
}

/** ngrok may take an address for online a little after another endpoint left it. */
async function startedOnce(registry: ShareRegistry, spec: ShareSpec, secrets: ShareSecrets, live: Live): Promise<ProvenAddress> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await registry.start(spec, secrets, { signal: live.signal });
    } catch (error) {
      if (!(error instanceof ExpectedError) || error.code !== "ngrok.ERR_NGROK_334" || attempt === 5) throw error;
      await live.wait(2000);
    }
  }
}

/** Waits until the only share is live, which it is not while its tunnel is made anew. */
export async function liveAgain(live: Live, registry: ShareRegistry): Promise<void> {
  for (;;) {
    const state = registry.shares[0]?.state;
    if (state?.kind === "live") return;
    if (state === undefined || state.kind === "failed") throw new Error(`the share is not live: ${state?.failure.code ?? "stopped"}`);
    await live.wait(100);
  }
}

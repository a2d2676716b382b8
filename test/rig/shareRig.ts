// Everything around a share, in one process: edge, provider, app, and the registry with a real agent process.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import type { Plugin } from "esbuild";
import { buildAgent } from "../../scripts/build.mjs";
import type { Clock } from "../../src/base/clock";
import { knownProviders } from "../../src/identity/providers/index";
import type { ProviderProfile } from "../../src/identity/providerProfile";
import type { AccessRule } from "../../src/identity/accessRule";
import type { ShareOptions } from "../../src/protocol/shareOptions";
import type { Enforcement, ShareSpec, TunnelSpec } from "../../src/protocol/shareSpec";
import { newShareId, ShareRegistry, type ShareRegistryOptions } from "../../src/shares/shareRegistry";
import type { ShareSecrets } from "../../src/shares/share";
import { MemoryLog } from "../fakes/memoryLog";
import { MemorySessions } from "../fakes/memorySessions";
import { SteadyClock } from "../fakes/steadyClock";
import { createAuthority } from "./authority";
import { startEdge, type EdgeOptions } from "./edge/edge";
import { kindOf, type PersonalityName } from "./provider/personality";
import { startProvider } from "./provider/startProvider";
import { startPlainApp } from "./upstreams/plainApp";
import { Visitor } from "./visitor";

export const edgeCallback = "https://idp.ngrok.com/oauth2/callback";

/** The one that `npm test` built, or one in a folder of this run's own below build/, removed at the end. */
export async function buildAgentForTests(plugins: Plugin[] = []): Promise<{ path: string; remove: () => Promise<void> }> {
  const built = process.env["PORTCULLIS_TEST_AGENT"];
  if (built !== undefined && plugins.length === 0) return { path: built, remove: () => Promise.resolve() };
  const root = path.join(import.meta.dirname, "..", "..", "build");
  await mkdir(root, { recursive: true });
  const outdir = await mkdtemp(path.join(root, "agent-"));
  await buildAgent({ outdir, plugins });
  return { path: path.join(outdir, "agent.js"), remove: () => rm(outdir, { recursive: true, force: true }) };
}

export interface ShareRigOptions {
  readonly personality?: PersonalityName;
  readonly agentPath?: string;
  readonly edge?: Omit<EdgeOptions, "authority">;
  /** The host's; the agent process has the system's. */
  readonly clock?: Clock;
  /** Who listens behind a share is really looked for, in every process of the machine. Otherwise it is this one, in which the rig's apps are. */
  readonly looksForListeners?: boolean;
}

const thisProcess = { state: "own", pid: process.pid, name: "node", executable: process.execPath, folder: process.cwd() } as const;

export async function startShareRig({ personality = "okta", agentPath, edge: edgeOptions, clock = new SteadyClock(), looksForListeners = false }: ShareRigOptions = {}) {
  const authority = await createAuthority();
  const [edge, provider, app] = await Promise.all([startEdge({ authority, ...edgeOptions }), startProvider({ personality }), startPlainApp()]);
  const built = agentPath === undefined ? await buildAgentForTests() : undefined;
  const log = new MemoryLog();
  const sessions = new MemorySessions();
  const newRegistry = (change: Partial<ShareRegistryOptions> = {}) =>
    new ShareRegistry({ agentPath: built?.path ?? agentPath!, clock, log, fetch: (url, init) => fetch(url, init), certificateChecksOff: () => false, sessions, ...(!looksForListeners && { identify: () => Promise.resolve(thisProcess) }), ...change });
  const registry = newRegistry();
  const confidential = provider.clients.find(({ clientSecret }) => clientSecret !== undefined)!;

  const ngrok: TunnelSpec = { kind: "ngrok", serverAddress: edge.serverAddress, rootCertificates: { pem: authority.certificatePem } };
  const secrets: ShareSecrets = { clientSecret: confidential.clientSecret!, authtoken: "good-token" };
  const profile: ProviderProfile = {
    id: "test",
    name: knownProviders[kindOf(personality)].name,
    kind: kindOf(personality),
    issuer: provider.issuer,
    clientId: confidential.clientId,
    clientAuthentication: "client_secret_basic",
    scopes: ["openid", "profile", "email"],
  };
  provider.register(`${edge.publicOrigin}/.portcullis/callback`);
  provider.register(edgeCallback);

  return {
    authority,
    edge,
    provider,
    app,
    registry,
    newRegistry,
    log,
    sessions,
    secrets,
    profile,
    spec(change: { enforcement?: Enforcement; tunnel?: TunnelSpec; rule?: AccessRule; options?: ShareOptions; port?: number; provider?: ProviderProfile } = {}): ShareSpec {
      return {
        id: newShareId(),
        upstream: { scheme: "http", address: "127.0.0.1", port: change.port ?? app.port },
        provider: change.provider ?? profile,
        rule: change.rule ?? { everyone: false, emails: [], domains: ["acme.com"] },
        enforcement: change.enforcement ?? "gate",
        tunnel: change.tunnel ?? ngrok,
        ...(change.options && { options: change.options }),
      };
    },
    visitor: () =>
      new Visitor({
        ca: authority.certificatePem,
        resolve: (host) => (host === "idp.ngrok.com" ? { host: "127.0.0.1", port: edge.callbackPort } : undefined),
      }),
    async close() {
      await registry.dispose();
      await Promise.all([edge.close(), provider.close(), app.close()]);
      await built?.remove();
    },
  };
}

export type ShareRig = Awaited<ReturnType<typeof startShareRig>>;

/** Waits for a condition, asking often; the bound is for a hang, not a figure. */
export async function until<T>(what: string, condition: () => T | undefined | false | Promise<T | undefined | false>, boundMs = 120_000): Promise<T> {
  const end = Date.now() + boundMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// A real agent process that looks at stand-in providers, for as many of them as a file has.
import { systemClock } from "../../../src/base/clock";
import type { CheckResult } from "../../../src/diagnostics/check";
import { providerChecks } from "../../../src/diagnostics/providerChecks";
import type { ProviderSubject } from "../../../src/diagnostics/providerSubject";
import { runChecks } from "../../../src/diagnostics/runChecks";
import { knownProviders } from "../../../src/identity/providers/index";
import type { HostFetch } from "../../../src/shares/providerChannel";
import { ShareRegistry } from "../../../src/shares/shareRegistry";
import { MemoryLog } from "../../fakes/memoryLog";
import { MemorySessions } from "../../fakes/memorySessions";
import { kindOf } from "../../rig/provider/personality";
import type { RunningProvider } from "../../rig/provider/startProvider";
import { buildAgentForTests, edgeCallback } from "../../rig/shareRig";

export const gateCallback = "https://otter.ngrok-free.dev/.portcullis/callback";
export { edgeCallback };

export type SubjectChange = Partial<Omit<ProviderSubject, "profile">> & { readonly profile?: Partial<ProviderSubject["profile"]> };

/** @param fetch what the extension host has; Node's own by default */
export async function startLookRig(fetch: HostFetch = (url, init) => globalThis.fetch(url, init)) {
  const built = await buildAgentForTests();
  const log = new MemoryLog();
  const registry = new ShareRegistry({ agentPath: built.path, clock: systemClock, log, fetch, certificateChecksOff: () => false, sessions: new MemorySessions() });
  return {
    log,
    registry,
    /** Everything that can be told of this provider's confidential client. */
    look: (provider: RunningProvider, change: SubjectChange = {}): Promise<readonly CheckResult[]> => {
      const subject = subjectOf(provider, change);
      return runChecks(providerChecks(subject, registry.questions.inspection), { signal: new AbortController().signal });
    },
    async close() {
      await registry.dispose();
      await built.remove();
    },
  };
}

/** A profile as it is saved once everything is right, with both redirect URIs. */
export function subjectOf(provider: RunningProvider, { profile, ...change }: SubjectChange = {}): ProviderSubject {
  const { clientId, clientSecret, authMethod } = provider.clients[0]!;
  const kind = kindOf(provider.personality);
  return {
    profile: { kind, issuer: provider.issuer, clientId, clientAuthentication: authMethod as "client_secret_basic", scopes: [...knownProviders[kind].scopes], ...profile },
    clientSecret,
    redirectUris: { gate: gateCallback, edge: edgeCallback },
    enforcement: "gate",
    saved: true,
    ...change,
  };
}

/** The first that failed, in the order in which they are shown; otherwise the first that warned. */
export function causeIn(results: readonly CheckResult[]): CheckResult | undefined {
  return results.find(({ outcome }) => outcome === "failed") ?? results.find(({ outcome }) => outcome === "warned");
}

export function outcomes(results: readonly CheckResult[]): Readonly<Record<string, string>> {
  return Object.fromEntries(results.map(({ check, outcome }) => [check, outcome]));
}

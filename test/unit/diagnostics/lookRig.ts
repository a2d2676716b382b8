// A real agent process that looks at stand-in providers, for as many of them as a file has.
import { systemClock } from "../../../src/base/clock";
import type { CheckResult } from "../../../src/diagnostics/check";
import { providerChecks } from "../../../src/diagnostics/providerChecks";
import type { ProviderSubject } from "../../../src/diagnostics/providerSubject";
import { runChecks } from "../../../src/diagnostics/runChecks";
import { overall, type Overall } from "../../../src/diagnostics/signInFindings";
import type { AccessRule } from "../../../src/identity/accessRule";
import { knownProviders } from "../../../src/identity/providers/index";
import { message } from "../../../src/presentation/message";
import { seenResults, verdict, type TestSsoState } from "../../../src/presentation/testSso/testSsoState";
import type { HostFetch } from "../../../src/shares/providerChannel";
import { ShareRegistry } from "../../../src/shares/shareRegistry";
import type { TrialOutcome } from "../../../src/shares/trialSignIns";
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
  const lookAt = (subject: ProviderSubject): Promise<readonly CheckResult[]> => runChecks(providerChecks(subject, registry.questions.inspection), { signal: new AbortController().signal });
  return {
    log,
    registry,
    lookAt,
    /** Everything that can be told of this provider's confidential client. */
    look: (provider: RunningProvider, change: SubjectChange = {}) => lookAt(subjectOf(provider, change)),
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

/** All that a test's page has to show once its checks are done, as the product puts it together. @param signedIn what came of a sign-in, if anybody tried */
export function shownFor({ profile, enforcement }: Pick<ProviderSubject, "profile" | "enforcement">, results: readonly CheckResult[], { rule, outcome }: { readonly rule?: AccessRule | undefined; readonly outcome?: TrialOutcome } = {}): { readonly results: readonly CheckResult[]; readonly said: Overall } {
  const state: TestSsoState = {
    tested: { provider: { id: "p", name: knownProviders[profile.kind].name, ...profile }, enforcement, rule, name: message("Test") },
    planned: results.map(({ check }) => check),
    results,
    checking: false,
    signIn: outcome ? { kind: "done", outcome } : { kind: "none" },
  };
  return { results: seenResults(state), said: verdict(state)! };
}

/** What the product calls the cause; where nothing failed, the first warning of what it calls open. */
export function causeIn(results: readonly CheckResult[]): CheckResult | undefined {
  const said = overall(results);
  return results.find(({ check, outcome }) => (said.kind === "cause" ? check === said.check : outcome === "warned" && said.checks.includes(check)));
}

export function outcomes(results: readonly CheckResult[]): Readonly<Record<string, string>> {
  return Object.fromEntries(results.map(({ check, outcome }) => [check, outcome]));
}

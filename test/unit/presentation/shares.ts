import type { VisitorRecord } from "../../../src/protocol/messages";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import type { ProvenAddress } from "../../../src/shares/provenAddress";
import type { ListenerSight, OwnListener } from "../../../src/shares/listenerPin";
import type { Share } from "../../../src/shares/share";
import type { ShareState } from "../../../src/shares/shareState";

export const address = "https://fluffy-otter.ngrok-free.dev" as ProvenAddress;
export const noon = () => "12:00";
export const hostile = "[x](command:evil) $(trash) `c` \u202Ekcirt\u202C\n<b> https://evil.example";

export const spec: ShareSpec = {
  id: "abcdefghijkl",
  upstream: { scheme: "http", address: "127.0.0.1", port: 3000 },
  provider: { id: "p", name: "Okta", kind: "okta", issuer: "https://acme.okta.com", clientId: "c", clientAuthentication: "client_secret_basic", scopes: ["openid"] },
  rule: { everyone: false, emails: [], domains: ["acme.com"] },
  enforcement: "gate",
  tunnel: { kind: "ngrok", rootCertificates: "ngrok" },
};

export const states = {
  starting: { kind: "starting", step: "proving" },
  live: { kind: "live", address, provenAt: 1, doubtedSince: undefined },
  doubted: { kind: "live", address, provenAt: 1, doubtedSince: 1 },
  reconnecting: { kind: "reconnecting", address, since: 1, attempt: 1, nextTryAt: undefined, failure: { code: "ngrok.unreachable", facts: {} } },
  failed: { kind: "failed", failure: { code: "local.portTaken", facts: { port: 41730 } }, at: 1 },
  stopping: { kind: "stopping" },
  stopped: { kind: "stopped" },
} as const satisfies Readonly<Record<string, ShareState>>;

export function share(state: ShareState, parts: Partial<ShareSpec> = {}, visitors: readonly VisitorRecord[] = [], strangersPerMinute = 0): Share {
  return { spec: { ...spec, ...parts }, state, visitors, strangersPerMinute, listener: watched("same") };
}

/** A sight of the process behind a share; `stranger` is who listens there instead. */
export function watched(verdict: ListenerSight["verdict"], stranger?: OwnListener): ListenerSight {
  return { approved: { state: "own", pid: 1, name: "node" }, verdict, stranger };
}

// A share as something that runs without Portcullis: what of it goes along, and what is left behind.
import { ExpectedError } from "../base/expectedError";
import { providerOf } from "../identity/providers";
import type { ExportedEndpoint } from "../ngrok/export/exportForms";
import { exportPolicy, type ExportedPolicy } from "../ngrok/export/exportPolicy";
import type { Share } from "./share";

/** An endpoint of ngrok.yml, a command with its policy file, a call of ngrok's API. */
export const exportForms = ["config", "command", "cloud"] as const;
export type ExportForm = (typeof exportForms)[number];

/** What the gate does and ngrok can't, beside what every share leaves: visitors, changes, identity headers, S7, S17, S28. */
export interface LeftBehind {
  readonly groups: readonly string[];
  readonly headers: readonly string[];
  readonly idleLimit: boolean;
  readonly allowedOrigins: boolean;
  readonly programs: boolean;
  /** The dev server's own tools are open to whoever comes in (S19). */
  readonly developerEndpoints: boolean;
  readonly routes: boolean;
  /** `host`: the app hears the public address in Host too; `origin`: in Origin and Referer. */
  readonly addressing: "nothing" | "origin" | "host";
}

export interface ExportedShare {
  /** `url` is a placeholder for a Cloud Endpoint of a share that has no ngrok address. */
  readonly endpoint: ExportedEndpoint & { readonly url: string | undefined };
  readonly policy: ExportedPolicy["policy"];
  readonly toFill: ExportedPolicy["toFill"];
  /** Where a Cloud Endpoint's policy forwards to. */
  readonly internal: string;
  readonly left: LeftBehind;
}

/** A domain has to be reserved first: which one the person knows. */
export const urlPlaceholder = "https://<your domain>";

const defaultMaxHours = 8;

/** @throws ExpectedError `export.socket`, and what `exportPolicy` throws */
export function exportedShare({ spec, state }: Pick<Share, "spec" | "state">, form: ExportForm): ExportedShare {
  const { upstream, tunnel, provider, rule, options = {}, sessions } = spec;
  if (!("port" in upstream)) throw new ExpectedError("export.socket");
  const { vouchesForEmail, person } = providerOf(provider);
  const internal = `https://pc-${spec.id}.internal`;
  const rewritten = options.addressing !== "preserved";
  const { policy, left, toFill } = exportPolicy({
    profile: provider,
    rule,
    verifiedBy: vouchesForEmail.holds ? undefined : person.verifiedBy,
    authId: `sso-${spec.id}`,
    maxHours: Math.min(sessions?.maxHours ?? defaultMaxHours, options.sessions?.maxHours ?? Infinity),
    signIn: options.signIn,
    openPaths: options.openPaths,
    headerRules: options.headerRules,
    ownRules: options.policyRules,
    // ngrok sets Host anew when it forwards (docs: traffic-policy/actions/forward-internal, "HTTP Headers").
    host: rewritten && form !== "cloud" ? `localhost:${upstream.port}` : undefined,
    forwardTo: form === "cloud" ? internal : undefined,
  });
  const own = tunnel.kind !== "ngrok" ? undefined : "address" in state ? new URL(state.address).origin : tunnel.domain && `https://${tunnel.domain}`;
  return {
    endpoint: {
      name: `localhost-${upstream.port}`,
      upstream: `${upstream.scheme}://${upstream.address === "::1" ? "[::1]" : upstream.address}:${upstream.port}`,
      url: own ?? (form === "cloud" ? urlPlaceholder : undefined),
    },
    policy,
    toFill,
    internal,
    left: {
      ...left,
      idleLimit: (options.sessions?.idleMinutes ?? sessions?.idleMinutes ?? 0) > 0,
      allowedOrigins: (options.allowedOrigins ?? []).length > 0,
      programs: options.programs !== undefined,
      developerEndpoints: options.developerEndpoints !== "allow",
      // Only what `/` leads to goes along: one endpoint of ngrok's leads to one app.
      routes: (spec.routes ?? []).length > 0,
      addressing: !rewritten ? "nothing" : form === "cloud" ? "host" : "origin",
    },
  };
}

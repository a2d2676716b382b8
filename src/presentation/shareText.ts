// A share in words: the sentence that starts it, its state, and what status bar, lists and clipboard show of it.
import { inert } from "../base/inert";
import type { Enforcement, ShareSpec, TunnelSpec } from "../protocol/shareSpec";
import { upstreamName, type Upstream } from "../protocol/upstream";
import type { ProvenAddress } from "../shares/provenAddress";
import type { Share } from "../shares/share";
import type { ShareState, StartStep } from "../shares/shareState";
import { cloudText } from "./cloudText";
import { explain } from "./explain";
import { lines, message, type Message } from "./message";
import { appsText, prefixText } from "./routesText";
import { ruleText, withWhom } from "./whoText";

export { ruleText };

/** Formats milliseconds since 1970 as a time of day. */
export type TimeOfDay = (ms: number) => string;

export const clockTime: TimeOfDay = (ms) => new Date(ms).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });

/**
 * The line that is the consent: "Share localhost:3000 with everyone at acme.com · Okta · your-name.ngrok-free.dev".
 *
 * @param host where it will be, when that is known and not in the spec: the account's own domain
 */
export function shareSentence(spec: Pick<ShareSpec, "upstream" | "provider" | "rule" | "tunnel" | "routes">, host?: string): Message {
  return message("Share {app} {who} · {provider} · {where}", {
    app: appsText(spec.upstream, spec.routes),
    who: withWhom(spec.rule, spec.provider),
    provider: spec.provider.name,
    where: placeText(spec.tunnel, host),
  });
}

function placeText(tunnel: TunnelSpec, host: string | undefined): Message {
  if (tunnel.kind === "local") return message("this machine only");
  if (tunnel.kind === "custom") return message("{host}", { host: new URL(tunnel.origin).host }, mostHost);
  if (tunnel.cloud) return message("{host} (Cloud Endpoint)", { host: new URL(tunnel.cloud.url).host }, mostHost);
  const known = tunnel.domain ?? host;
  return known === undefined ? message("your ngrok domain") : message("{host}", { host: known }, mostHost);
}

export function upstreamText(upstream: Upstream): string {
  return upstream.scheme === "https" ? `${upstreamName(upstream)} (https)` : upstreamName(upstream);
}

export function enforcementText(enforcement: Enforcement): Message {
  return enforcement === "gate" ? message("Sign-in on this machine") : message("Sign-in at ngrok's edge");
}

export function tunnelText(tunnel: TunnelSpec): Message {
  switch (tunnel.kind) {
    case "local":
      return message("This machine only");
    case "custom":
      return message("Your own tunnel");
    case "ngrok":
      return tunnel.cloud ? cloudText(tunnel.cloud) : message("ngrok");
  }
}

/** For the progress notification. */
export function startStepText(step: StartStep, tunnel: TunnelSpec["kind"]): Message {
  switch (step) {
    case "startingAgent":
      return message("Opening the gate, closed to everyone");
    case "openingTunnel":
      return tunnel === "ngrok" ? message("Opening the ngrok tunnel") : message("Opening the port on this machine");
    case "proving":
      return message("Checking that strangers are turned away");
  }
}

/** @param now milliseconds since 1970: with it a share that reconnects says how long it still waits; without it the text stays as it is for long */
export function stateText(state: ShareState, time: TimeOfDay = clockTime, now?: number): Message {
  switch (state.kind) {
    case "starting":
      return message("Starting");
    case "live":
      return state.doubtedSince === undefined ? message("Live") : message("Live, not verified since {time}", { time: time(state.doubtedSince) });
    case "reconnecting": {
      const since = time(state.since);
      if (now === undefined) return message("Reconnecting since {time}", { time: since });
      if (state.nextTryAt === undefined) return message("Reconnecting since {time}, trying now", { time: since });
      return message("Reconnecting since {time}, next try in {seconds} s", { time: since, seconds: Math.max(1, Math.ceil((state.nextTryAt - now) / 1000)) });
    }
    case "failed":
      return message("Failed: {reason}", { reason: explain(state.failure).title });
    case "stopping":
      return message("Stopping");
    case "stopped":
      return message("Stopped");
  }
}

export function shareStateText(share: Share, time?: TimeOfDay, now?: number): Message {
  return stateText(share.state, time, now);
}

/** Why it reconnects, for where there is room. */
export function lossText({ state }: Share): readonly Message[] {
  return state.kind === "reconnecting" ? [explain(state.failure).title] : [];
}

/** The share's name in a list: its host, or the port or socket while it has none. */
export function shareLabel({ spec, state }: Share): Message {
  return "address" in state ? message("{host}", { host: hostOf(state.address) }, mostHost) : message("{app}", { app: upstreamName(spec.upstream) });
}

/** The whole address, whole and working: the URL parser's origin has nothing in it that is markup, so it isn't made inert. */
export function addressText(address: ProvenAddress): Message {
  return { message: "{address}", args: { address: new URL(address).origin } };
}

export const mostHost = 253;

export function hostOf(address: ProvenAddress): string {
  return inert(new URL(address).host, mostHost);
}

/** For "Copy invitation": plain text, lines. */
export function invitation(spec: ShareSpec, address: ProvenAddress): Message {
  return lines([
    message("I am sharing an app with you:"),
    addressText(address),
    ...(spec.routes ?? []).map(({ prefix }) => message("{address}{prefix}", { address: addressText(address), prefix: prefixText(prefix) })),
    message((spec.options?.openPaths ?? []).length === 0 ? "You sign in with {provider}. Nobody else can open it." : "You sign in with {provider}.", { provider: spec.provider.name }),
    message("Who may come in: {who}.", { who: ruleText(spec.rule, spec.provider) }),
    ...(spec.tunnel.kind === "local" ? [message("The address works on this machine only.")] : []),
  ]);
}

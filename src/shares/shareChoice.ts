// What is remembered of a share per folder and port, so that the next one takes two Enters. No secret.
import * as z from "zod";
import { accessRuleSchema } from "../identity/accessRule";
import type { ProviderProfile } from "../identity/providerProfile";
import { providerOf } from "../identity/providers";
import { cloudEndpointSchema } from "../protocol/cloudEndpoint";
import { routesSchema } from "../protocol/routes";
import { shareOptionsSchema } from "../protocol/shareOptions";
import { customTunnelSchema, enforcementSchema, shareIdSchema, type ShareSpec, type TunnelSpec } from "../protocol/shareSpec";
import { upstreamKeySchema, type Upstream, type UpstreamKey } from "../protocol/upstream";
import type { NgrokServer } from "./secretKeys";

const portNumber = z.int().min(1).max(65535);

const shareChoiceSchema = z.object({
  /** The id of an entry of `portcullis.providers`. */
  providerId: z.string().min(1).max(64),
  /** As which share it ran last: the same again goes on with the sessions of its visitors. */
  shareId: shareIdSchema.optional(),
  rule: accessRuleSchema,
  enforcement: enforcementSchema,
  /** The local port is the share's for good: a provider needs an exact redirect URI. */
  tunnel: z.discriminatedUnion("kind", [z.object({ kind: z.literal("local"), port: portNumber }), customTunnelSchema, z.object({ kind: z.literal("ngrok"), domain: z.string().max(253).optional(), cloud: cloudEndpointSchema.optional() })]),
  options: shareOptionsSchema.optional(),
  /** What else is behind the same address, by path (S23). */
  routes: routesSchema.optional(),
  /** Where it was last seen, for the sentence: `https://your-name.ngrok-free.dev`. */
  origin: z.url({ protocol: /^https?$/ }).max(300).optional(),
});

export type ShareChoice = Readonly<z.infer<typeof shareChoiceSchema>>;

/** A folder's choices: by the shared port or socket, and the last one for a port that has none yet. */
export interface ShareChoices {
  readonly last: ShareChoice | undefined;
  readonly byPort: ReadonlyMap<UpstreamKey, ShareChoice>;
}

const mostPorts = 100;
const storedSchema = z.object({ last: z.unknown(), byPort: z.array(z.tuple([z.unknown(), z.unknown()])).catch([]) });

/** @param value as it rests in the state; what is broken reads as absent, entry by entry */
export function readChoices(value: unknown): ShareChoices {
  const stored = storedSchema.safeParse(value).data;
  const byPort = new Map<UpstreamKey, ShareChoice>();
  for (const [key, entry] of stored?.byPort ?? []) {
    const port = upstreamKeySchema.safeParse(key).data;
    const choice = shareChoiceSchema.safeParse(entry).data;
    if (port !== undefined && choice) byPort.set(port, choice);
  }
  return { last: shareChoiceSchema.safeParse(stored?.last).data, byPort };
}

/** Plain data for the state, in which only what `readChoices` knows can be. */
export function writeChoices({ last, byPort }: ShareChoices): unknown {
  return { ...(last && { last: shareChoiceSchema.parse(last) }), byPort: [...byPort].map(([port, choice]) => [port, shareChoiceSchema.parse(choice)]) };
}

/** The newest hundred ports are kept. */
export function withChoice(choices: ShareChoices, port: UpstreamKey, choice: ShareChoice): ShareChoices {
  const byPort = new Map(choices.byPort);
  byPort.delete(port);
  byPort.set(port, choice);
  return { last: choice, byPort: new Map([...byPort].slice(-mostPorts)) };
}

/** The port's own choice with another rule, other options or other routes; the same choices where there is none with this provider. */
export function withChange(choices: ShareChoices, port: UpstreamKey, providerId: string, changed: Partial<Pick<ShareChoice, "rule" | "options" | "routes">>): ShareChoices {
  const own = choices.byPort.get(port);
  return own?.providerId === providerId ? withChoice(choices, port, { ...own, ...changed }) : choices;
}

/** What was chosen for this port, else what was chosen last in the folder; a local port, which belongs to its own share, is then `freePort`. */
export function choiceFor(choices: ShareChoices, port: UpstreamKey, freePort: number): ShareChoice | undefined {
  const own = choices.byPort.get(port);
  if (own) return own;
  // An address of the person's own leads to one gate, and so does a Cloud Endpoint.
  if (choices.last?.tunnel.kind === "custom" || (choices.last?.tunnel.kind === "ngrok" && choices.last.tunnel.cloud)) return undefined;
  if (choices.last === undefined) return undefined;
  // What is beside the other port is not beside this one.
  const { routes: _beside, ...last } = choices.last;
  if (last.tunnel.kind !== "local") return last;
  const { origin: _of, ...rest } = last;
  return { ...rest, tunnel: { kind: "local", port: freePort } };
}

/** The share that ran on this port, where what is shared now is the same: whom it lets in, how, and where it is (S13). */
export function sameShare({ byPort }: ShareChoices, port: UpstreamKey, now: Pick<ShareChoice, "providerId" | "rule" | "enforcement" | "tunnel">): string | undefined {
  const before = byPort.get(port);
  const told = ({ providerId, rule, enforcement, tunnel }: typeof now) => JSON.stringify([providerId, accessRuleSchema.parse(rule), enforcement, tunnel]);
  return before && told(before) === told(now) ? before.shareId : undefined;
}

/** The local ports that belong to the shares of other ports. */
export function heldLocalPorts(choices: ShareChoices, exceptFor: UpstreamKey | undefined): ReadonlySet<number> {
  return new Set([...choices.byPort].flatMap(([port, { tunnel }]) => (port === exceptFor || tunnel.kind === "ngrok" ? [] : [tunnel.port])));
}

/** The first port from `first` on that is not taken; undefined when there is none left. */
export function nextLocalPort(first: number, taken: ReadonlySet<number>): number | undefined {
  for (let port = first; port <= 65_535; port += 1) if (!taken.has(port)) return port;
  return undefined;
}

/** What a choice leaves open. */
export interface SpecParts {
  readonly id: string;
  readonly upstream: Upstream;
  readonly provider: ProviderProfile;
  readonly ngrok: NgrokServer;
  /** Where an editor elsewhere shows the local port (S9); http://localhost:<port> when absent. */
  readonly localOrigin?: string | undefined;
}

/** Undefined when the choice can't be carried out any more: another provider, a rule that its provider doesn't allow (S8), an edge without secret. */
export function specFromChoice({ providerId, rule, enforcement, tunnel, options, routes }: ShareChoice, parts: SpecParts): ShareSpec | undefined {
  const { id, upstream, provider } = parts;
  if (provider.id !== providerId || (rule.everyone && !providerOf(provider).admission.byAssignment)) return undefined;
  // S22: behind a tunnel of the person's own nobody trustworthy says where a visitor comes from.
  if (tunnel.kind === "custom" && (rule.networks ?? []).length > 0) return undefined;
  if (enforcement === "edge" && (tunnel.kind !== "ngrok" || provider.clientAuthentication === "none")) return undefined;
  if (enforcement !== "edge" && tunnel.kind === "ngrok" && tunnel.cloud) return undefined;
  if (provider.vaultSecret && enforcement !== "edge") return undefined;
  return { id, upstream, provider, rule, enforcement, tunnel: tunnelSpec(tunnel, parts), ...(options && { options }), ...(routes && { routes }) };
}

export function tunnelSpec(tunnel: ShareChoice["tunnel"], { ngrok, localOrigin }: Pick<SpecParts, "ngrok" | "localOrigin">): TunnelSpec {
  if (tunnel.kind === "custom") return tunnel;
  if (tunnel.kind === "local") {
    const { port } = tunnel;
    return localOrigin === undefined || localOrigin === `http://localhost:${port}` ? { kind: "local", port } : { kind: "local", port, origin: localOrigin };
  }
  const { serverAddress, rootCertificates } = ngrok;
  return { kind: "ngrok", rootCertificates, ...(serverAddress === undefined ? {} : { serverAddress }), ...(tunnel.domain !== undefined && { domain: tunnel.domain }), ...(tunnel.cloud && { cloud: tunnel.cloud }) };
}

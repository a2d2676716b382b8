import { DisposableStore } from "../base/disposable";
import { ExpectedError } from "../base/expectedError";
import { createGate } from "../gate/createGate";
import type { Gate } from "../gate/gateOptions";
import type { AccessRule } from "../identity/accessRule";
import { providerOf } from "../identity/providers/index";
import { maskPolicy } from "../ngrok/policy/maskPolicy";
import { createOpenidClient } from "../oidc/openidClient";
import { assertOptionsPossible } from "../protocol/assertOptionsPossible";
import { assertCloudPossible, cloudOf, type CloudEdge } from "../protocol/cloudEndpoint";
import type { OpenedShare } from "../protocol/messages";
import type { KeptForGate, SealedSessions } from "../protocol/sealedSessions";
import type { Route } from "../protocol/routes";
import type { ShareOptions } from "../protocol/shareOptions";
import type { ShareSpec, TunnelSpec } from "../protocol/shareSpec";
import { upstreamFacts, type Upstream } from "../protocol/upstream";
import { localTunnel } from "../tunnels/local";
import type { OpenTunnel, Tunnel } from "../tunnels/tunnel";
import { EdgeBinding } from "./edgeBinding";
import type { OpenSharesOptions } from "./openSharesOptions";
import { SessionKeeper } from "./sessionKeeper";

/** What a gate needs besides the spec. */
export interface OpenWith {
  readonly clientSecret: string | undefined;
  readonly authtoken: string | undefined;
  readonly kept: KeptForGate;
  /** Of the Cloud Endpoint's policy. */
  readonly cloud?: CloudEdge | undefined;
}

type Secrets = Pick<OpenWith, "clientSecret" | "authtoken">;
/** What may change while a share runs, all of it as it is from now on. */
export interface ChangedShare {
  readonly rule: AccessRule;
  readonly options?: ShareOptions | undefined;
  readonly routes?: readonly Route[] | undefined;
}

interface OpenShare {
  readonly gate: Gate;
  readonly keeper: SessionKeeper;
  readonly spec: Pick<ShareSpec, "enforcement" | "provider" | "tunnel">;
  readonly authorizationEndpoint: string;
  /** What the edge does for it, where that is who enforces sign-in. */
  readonly edge: EdgeBinding | undefined;
  /** For what the edge has to do now. */
  readonly newTunnel: () => Tunnel;
  /** How often what the edge has to do changed so that it can't wait. */
  rebinds: number;
  readonly held: DisposableStore;
  open: OpenTunnel | undefined;
  /** Why the open tunnel is of no use any more. */
  lost: ExpectedError | undefined;
}

/** The gates and tunnels of this process, by share. */
export class OpenShares {
  readonly #shares = new Map<string, OpenShare>();

  constructor(private readonly options: OpenSharesOptions) {}

  get size(): number {
    return this.#shares.size;
  }

  /** Opens the gate, closed to everyone, then the tunnel. What a failure leaves behind is undone in reverse. */
  async open(spec: ShareSpec, { kept, cloud, ...secrets }: OpenWith, signal: AbortSignal): Promise<OpenedShare> {
    if (this.#shares.has(spec.id)) throw new ExpectedError("share.alreadyRunning", upstreamFacts(spec.upstream));
    assertOptionsPossible(spec, spec.options ?? {});
    assertCloudPossible(spec, cloud);
    const { clock, log, fetch, look } = this.options;
    const openid = await createOpenidClient({ profile: spec.provider, clientSecret: secrets.clientSecret, fetch, clock }, signal);
    const edge = spec.enforcement === "edge" ? new EdgeBinding({ spec, clientSecret: secrets.clientSecret, listedScopes: openid.listedScopes ?? [], round: kept.round, cloud }) : undefined;
    const gate = await createGate({
      shareId: spec.id,
      enforcement: edge ? { kind: "edge", seal: edge.seal, pooled: cloudOf(spec)?.pooled === true, paths: () => edge.paths } : { kind: "gate" },
      openid,
      rule: spec.rule,
      vouchesForEmail: providerOf(spec.provider).vouchesForEmail.holds,
      upstream: spec.upstream,
      ...(look && { lookAtListener: (signal: AbortSignal, upstream: Upstream) => look(spec.id, upstream, signal) }),
      ...(spec.routes && { routes: spec.routes }),
      ...(spec.options && { shareOptions: spec.options }),
      ...(spec.workspaceFolders && { workspaceFolders: spec.workspaceFolders }),
      ...(spec.sessions && { limits: { sessionMaxAgeMs: spec.sessions.maxHours * 3_600_000, sessionIdleMs: spec.sessions.idleMinutes * 60_000 } }),
      frontDoor: spec.tunnel.kind === "ngrok" ? "private" : { loopbackPort: spec.tunnel.port },
      clientAddress: spec.tunnel.kind === "ngrok" ? "lastForwardedFor" : "peer",
      ...(spec.tunnel.kind === "custom" && { rememberLoaded: true, ...(spec.tunnel.host !== undefined && { innerHost: spec.tunnel.host }) }),
      ...(spec.tunnel.kind === "ngrok" && { streams: this.options.sessions.streams(ngrokAccount(spec.tunnel, secrets.authtoken)) }),
      providerName: spec.provider.name,
      storeEnds: () => keeper.stored(),
      clock,
      log,
    });
    const held = new DisposableStore();
    const keeper = held.add(new SessionKeeper({ gate, spec, kept, clock, log, tell: (sessions) => this.options.onSessions(spec.id, sessions), store: (sessions) => this.options.store(spec.id, sessions) }));
    const share: OpenShare = { gate, spec, keeper, authorizationEndpoint: openid.authorizationEndpoint, edge, newTunnel: () => this.#tunnel(spec, secrets, edge), rebinds: 0, held, open: undefined, lost: undefined };
    try {
      if (this.options.requestCounts) held.add(this.options.requestCounts.add(spec.id, gate));
      if (this.options.requestLog) held.add(this.options.requestLog.add(spec.id, gate));
      held.add(gate.onStrangers((perMinute) => this.options.onStrangers(spec.id, perMinute)));
      held.add(gate.onVisitors((visitors) => this.options.onVisitors(spec.id, visitors)));
      held.add(
        gate.onFailed((error) => {
          gate.shut();
          this.options.onFailed(spec.id, error);
        }),
      );
      this.options.onOpened?.(spec.id, gate);
      this.#shares.set(spec.id, share);
      const opened = await this.#openTunnel(spec.id, share, signal);
      if (secrets.clientSecret !== undefined) await openid.checkClient(`${opened.publicOrigin}/.portcullis/callback`, signal);
      return opened;
    } catch (error) {
      // By now its place may be another's: stopped, and started again.
      if (this.#shares.get(spec.id) === share) this.#shares.delete(spec.id);
      held.dispose();
      await share.open?.close();
      await gate.close();
      throw error;
    }
  }

  /** The gate and its sessions stay; only the way to it is made anew. */
  async reopenTunnel(shareId: string, signal: AbortSignal): Promise<OpenedShare> {
    const share = this.get(shareId);
    // Whatever the reason: nothing passes until the proof holds again.
    share.gate.shut();
    const old = share.open;
    share.open = undefined;
    await old?.close();
    return this.#openTunnel(shareId, share, signal);
  }

  /** @throws ExpectedError the reason for which the tunnel was lost since it was opened: the host may not have been listening yet */
  goLive(shareId: string): void {
    const { gate, open, lost } = this.get(shareId);
    if (lost) throw lost;
    if (!open) throw new ExpectedError("agent.notStarted", { share: shareId });
    gate.goLive();
  }

  /** S12: one of a pool is proven before it joins, and is open when it does: its first request may be a visitor's. @returns whether it is one */
  async join(shareId: string, signal: AbortSignal): Promise<boolean> {
    const share = this.get(shareId);
    if (cloudOf(share.spec)?.pooled !== true) return false;
    share.gate.goLive();
    try {
      await this.#bind(shareId, share, signal);
    } catch (error) {
      share.gate.shut();
      throw error;
    }
    return true;
  }

  /** The gate first (S11); where the edge has to do something else now, it is bound anew, as after a loss. @returns who is left */
  change(shareId: string, { rule, options = {}, routes = [] }: ChangedShare): SealedSessions | undefined {
    const share = this.get(shareId);
    assertOptionsPossible(share.spec, options);
    const edgeChanged = share.edge?.change(rule, options) === true;
    share.gate.setOptions(options);
    share.gate.setRoutes(routes);
    share.gate.setRule(rule);
    share.keeper.setRule(rule);
    if (edgeChanged) this.#rebind(shareId, share);
    return share.keeper.take();
  }

  /** @param round where it is everyone: what the edge's sessions belong to from now on (S11). @returns who is left */
  signOut(shareId: string, visitorId: string | undefined, round?: string): SealedSessions | undefined {
    const share = this.get(shareId);
    share.gate.signOut(visitorId);
    if (visitorId === undefined && round !== undefined && share.edge !== undefined && cloudOf(share.spec) === undefined) {
      share.edge.startRound(round);
      this.#rebind(shareId, share);
    }
    return share.keeper.take();
  }

  /** What the edge was bound with, to be shown (S3). Undefined where the gate signs people in. */
  maskedPolicy(shareId: string): string | undefined {
    const { edge } = this.get(shareId);
    return edge && maskPolicy(edge.policy);
  }

  #rebind(shareId: string, share: OpenShare): void {
    share.rebinds += 1;
    if (!share.open) return;
    share.lost = new ExpectedError("ngrok.unreachable", { how: "what the edge demands changes with the share" });
    share.gate.shut();
    this.options.onTunnelLost(shareId, share.lost);
  }

  async close(shareId: string): Promise<void> {
    const share = this.#shares.get(shareId);
    if (!share) return;
    this.#shares.delete(shareId);
    share.keeper.flush();
    if (cloudOf(share.spec)?.pooled === true) {
      // Nobody has to read that it was stopped here: the next request is another machine's.
      await share.open?.close();
      await share.gate.quiet();
    }
    // Before the tunnel goes: who asks meanwhile reads that the share has been stopped.
    share.gate.stop();
    share.held.dispose();
    await share.open?.close();
    await share.gate.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#shares.keys()].map((id) => this.close(id)));
  }

  get(shareId: string): OpenShare {
    const share = this.#shares.get(shareId);
    if (!share) throw new ExpectedError("agent.notStarted", { share: shareId });
    return share;
  }

  /** Nothing passes any more. The host hears of it as of a loss: only a proof opens these gates again. */
  pauseAll(reason: ExpectedError): void {
    for (const [shareId, { gate }] of this.#shares) {
      gate.shut();
      this.options.onTunnelLost(shareId, reason);
    }
  }

  #openTunnel(shareId: string, share: OpenShare, signal: AbortSignal): Promise<OpenedShare> {
    const cloud = cloudOf(share.spec);
    if (cloud?.pooled !== true) return this.#bind(shareId, share, signal);
    // The address is there without us.
    share.lost = undefined;
    share.gate.setPublicOrigin(cloud.url);
    share.keeper.opened(cloud.url);
    return Promise.resolve({ publicOrigin: cloud.url, authorizationEndpoint: share.authorizationEndpoint });
  }

  async #bind(shareId: string, share: OpenShare, signal: AbortSignal): Promise<OpenedShare> {
    const { rebinds } = share;
    const tunnel = await share.newTunnel().open(share.gate.door, signal);
    // Stopped while the tunnel was being opened: nobody would close it.
    if (this.#shares.get(shareId) !== share || signal.aborted) {
      await tunnel.close();
      signal.throwIfAborted();
      throw new ExpectedError("agent.notStarted", { share: shareId });
    }
    // What the edge has to do changed meanwhile.
    if (share.rebinds !== rebinds) {
      await tunnel.close();
      return this.#bind(shareId, share, signal);
    }
    share.open = tunnel;
    share.lost = undefined;
    share.gate.setPublicOrigin(tunnel.publicOrigin);
    share.keeper.opened(tunnel.publicOrigin);
    tunnel.onLost((error) => {
      if (share.open !== tunnel) return;
      share.lost = error;
      share.gate.shut();
      this.options.onTunnelLost(shareId, error);
    });
    tunnel.onStopped((error) => {
      if (share.open !== tunnel) return;
      share.lost = error;
      share.gate.shut();
      this.options.onFailed(shareId, error);
    });
    return { publicOrigin: tunnel.publicOrigin, authorizationEndpoint: share.authorizationEndpoint, ...(tunnel.policyDigest !== undefined && { policyDigest: tunnel.policyDigest }) };
  }

  #tunnel(spec: ShareSpec, secrets: Secrets, edge: EdgeBinding | undefined): Tunnel {
    if (spec.tunnel.kind !== "ngrok") return localTunnel({ origin: spec.tunnel.origin });
    return this.options.sessions.tunnel(ngrokAccount(spec.tunnel, secrets.authtoken), {
      domain: spec.tunnel.domain,
      cloud: spec.tunnel.cloud,
      trafficPolicy: edge?.bind(),
      secrets: [secrets.clientSecret, edge?.seal.secret].filter((secret) => secret !== undefined),
    });
  }
}

export function ngrokAccount(tunnel: Extract<TunnelSpec, { kind: "ngrok" }>, authtoken: string | undefined) {
  if (authtoken === undefined) throw new ExpectedError("ngrok.authtokenMissing");
  return { authtoken, serverAddress: tunnel.serverAddress, rootCertificates: tunnel.rootCertificates };
}

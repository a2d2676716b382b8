import { ExpectedError } from "../base/expectedError";
import { createGate } from "../gate/createGate";
import type { Gate } from "../gate/gateOptions";
import { providerOf } from "../identity/providers/index";
import { createOpenidClient } from "../oidc/openidClient";
import type { OpenedShare } from "../protocol/messages";
import type { TrialSpec } from "../protocol/trial";
import { localTunnel } from "../tunnels/local";
import type { OpenTunnel } from "../tunnels/tunnel";
import { ngrokAccount } from "./openShares";
import type { OpenSharesOptions } from "./openSharesOptions";

interface Secrets {
  readonly clientSecret?: string | undefined;
  readonly authtoken?: string | undefined;
}

interface TrialGate {
  readonly gate: Gate;
  readonly tunnel: OpenTunnel;
}

export type TrialGatesOptions = Pick<OpenSharesOptions, "sessions" | "fetch" | "clock" | "log" | "onTunnelLost"> & { readonly onOpened: (shareId: string, gate: Gate) => void };

/** Gates without an upstream, at which a sign-in is tried for a provider that no share has: they never go live, and their rule names nobody. */
export class TrialGates {
  readonly #open = new Map<string, TrialGate>();

  constructor(private readonly options: TrialGatesOptions) {}

  /** What a failure leaves behind is undone in reverse. */
  async open({ id, provider, tunnel: spec }: TrialSpec, secrets: Secrets, signal: AbortSignal): Promise<OpenedShare> {
    const { clock, log, fetch, sessions } = this.options;
    if (provider.vaultSecret) throw new ExpectedError("edge.vaultNeedsEdge", { provider: provider.name });
    const openid = await createOpenidClient({ profile: provider, clientSecret: secrets.clientSecret, fetch, clock }, signal);
    const gate = await createGate({
      shareId: id,
      enforcement: { kind: "gate" },
      openid,
      rule: { everyone: false, emails: [], domains: [] },
      vouchesForEmail: providerOf(provider).vouchesForEmail.holds,
      upstream: "none",
      frontDoor: spec.kind === "ngrok" ? "private" : { loopbackPort: spec.port },
      clientAddress: spec.kind === "ngrok" ? "lastForwardedFor" : "peer",
      ...(spec.kind === "custom" && spec.host !== undefined && { innerHost: spec.host }),
      ...(spec.kind === "ngrok" && { streams: sessions.streams(ngrokAccount(spec, secrets.authtoken)) }),
      providerName: provider.name,
      clock,
      log,
    });
    let tunnel: OpenTunnel | undefined;
    try {
      const way = spec.kind === "ngrok" ? sessions.tunnel(ngrokAccount(spec, secrets.authtoken), { domain: spec.domain, trafficPolicy: undefined, secrets: secrets.clientSecret === undefined ? [] : [secrets.clientSecret] }) : localTunnel({ origin: spec.origin });
      tunnel = await way.open(gate.door, signal);
      signal.throwIfAborted();
      gate.setPublicOrigin(tunnel.publicOrigin);
      this.#open.set(id, { gate, tunnel });
      tunnel.onLost((error) => this.options.onTunnelLost(id, error));
      tunnel.onStopped((error) => this.options.onTunnelLost(id, error));
      this.options.onOpened(id, gate);
      return { publicOrigin: tunnel.publicOrigin, authorizationEndpoint: openid.authorizationEndpoint };
    } catch (error) {
      if (this.#open.get(id)?.gate === gate) this.#open.delete(id);
      await tunnel?.close();
      await gate.close();
      throw error;
    }
  }

  find(id: string): Gate | undefined {
    return this.#open.get(id)?.gate;
  }

  async close(id: string): Promise<void> {
    const open = this.#open.get(id);
    if (!open) return;
    this.#open.delete(id);
    open.gate.stop();
    await open.tunnel.close();
    await open.gate.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.close(id)));
  }
}

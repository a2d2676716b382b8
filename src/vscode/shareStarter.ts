import { l10n, ProgressLocation, window } from "vscode";
import { DisposableStore, type Disposable } from "../base/disposable";
import { Cancelled } from "../base/expectedError";
import { startStepText, upstreamText } from "../presentation/shareText";
import { withoutCloud } from "../protocol/cloudEndpoint";
import { withoutOwnRules } from "../protocol/shareOptions";
import type { ProviderProfile } from "../identity/providerProfile";
import type { ShareSpec } from "../protocol/shareSpec";
import type { ProvenAddress } from "../shares/provenAddress";
import type { Share, ShareSecrets } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import type { Failure } from "../shares/shareState";
import { canOpen, copyAddress, openAddress } from "./address";
import type { ShareToStart } from "./dialog/shareDialog";
import type { ErrorBoundary } from "./errorBoundary";
import type { OwnEffects } from "./failureEffects";
import { isRunning } from "./pickShare";
import { runsWith } from "./providers/providerSights";
import { askAuthtoken, askClientSecret } from "./replaceSecrets";
import { say } from "./say";
import { stopOther } from "./stopOther";

/** The providers that are saved, where one of them is why a share failed. */
export interface SavedProviders {
  /** Lets it be changed. @returns as it is then; undefined where it is not saved */
  editProvider(provider: ProviderProfile): Promise<ProviderProfile | undefined>;
  secretsOf(provider: ProviderProfile): Promise<Pick<ShareSecrets, "clientSecret" | "endpoints">>;
}

/** Starts what was confirmed, and again what failed. */
export class ShareStarter implements Disposable {
  readonly #held = new DisposableStore();
  /** What the listed shares were started with; gone with the share. */
  readonly #confirmed = new Map<string, ShareToStart>();
  #shown: readonly Share[];

  constructor(
    private readonly registry: Pick<ShareRegistry, "shares" | "onDidChange" | "start" | "stop" | "learnOrigin" | "discover">,
    private readonly boundary: ErrorBoundary,
    /** The window's. */
    private readonly life: AbortSignal,
    private readonly saved: SavedProviders,
  ) {
    this.#shown = registry.shares;
    this.#held.add(registry.onDidChange((shares) => this.#look(shares)));
  }

  dispose(): void {
    this.#held.dispose();
    this.#confirmed.clear();
  }

  /** With the steps in view and cancellable; then says where it is, and only then remembers. Failures are shown with the way to try again. */
  async start(confirmed: ShareToStart): Promise<void> {
    await this.boundary.run(
      async () => {
        const address = await this.#startInView(confirmed);
        this.#confirmed.set(confirmed.spec.id, confirmed);
        this.#announce(address, confirmed.spec);
        // On its own: when the secret store refuses, trying again means to remember, not to share once more.
        await this.boundary.run(() => confirmed.remember());
      },
      this.#waysOn(confirmed),
      confirmed.spec.provider,
    );
  }

  /** Stops what runs with this client and starts it with these secrets: nothing that runs takes another secret. */
  async restart(client: Pick<ProviderProfile, "issuer" | "clientId">, secrets: Pick<ShareSecrets, "clientSecret" | "endpoints">): Promise<void> {
    for (const share of this.registry.shares.filter((one) => runsWith(one, client))) {
      const first = this.#confirmed.get(share.spec.id);
      if (!first) continue;
      await this.registry.stop(share.spec.id);
      await this.start(changed(first, { spec: { ...first.spec, ...whatChanges(share.spec) }, secrets: { ...began(first.secrets), ...secrets } }));
    }
  }

  /** What helps a listed share as it is by now: each stops it, if it still runs, and starts it otherwise. Undefined for one that was not live yet. */
  waysOn(shareId: string): OwnEffects | undefined {
    const first = this.#confirmed.get(shareId);
    const share = this.registry.shares.find(({ spec }) => spec.id === shareId);
    if (!first || !share) return undefined;
    const confirmed = asItIs(first, share.spec);
    return this.#waysOn(confirmed, async (otherwise) => {
      const running = this.registry.shares.find((one) => one.spec.id === shareId && isRunning(one));
      if (running && running.visitors.length > 0) await confirmRestart(running);
      if (running) await this.registry.stop(shareId);
      await this.start(otherwise);
    });
  }

  /** What helps where just this share failed: each starts it again, otherwise than before. */
  #waysOn(confirmed: ShareToStart, start = (otherwise: ShareToStart) => this.start(otherwise)): OwnEffects {
    const { spec, secrets } = confirmed;
    const { tunnel } = spec;
    const again = (change: Partial<Pick<ShareToStart, "spec" | "secrets">>) => start(changed(confirmed, change));
    const parts = { registry: this.registry, signal: this.life };
    return {
      changeAddress: async () => {
        const elsewhere = await confirmed.again("address");
        if (elsewhere) await start(elsewhere);
      },
      switchToGate: () => again({ spec: { ...spec, enforcement: "gate", tunnel: tunnel.kind === "ngrok" ? withoutCloud(tunnel) : tunnel } }),
      leaveRulesOut: () => start(startWithoutOwnRules(confirmed)),
      ...(tunnel.kind === "ngrok" && { setAuthtoken: async () => again({ secrets: { ...secrets, authtoken: await askAuthtoken(parts, tunnel) } }) }),
      editProvider: async () => {
        const provider = await this.saved.editProvider(spec.provider);
        // One that is not saved yet is described in the dialogue.
        const elsewhere = provider ? undefined : await confirmed.again("provider");
        if (elsewhere) await start(elsewhere);
        if (!provider) return;
        const client = await this.saved.secretsOf(provider);
        const asBefore = JSON.stringify([provider, client.clientSecret, client.endpoints]) === JSON.stringify([spec.provider, secrets.clientSecret, secrets.endpoints]);
        // Nothing was changed: the same would fail in the same way.
        if (!asBefore) await again({ spec: { ...spec, provider }, secrets: { ...withoutClient(secrets), ...client } });
      },
      replaceSecret: async () => again({ secrets: { ...secrets, ...(await askClientSecret(parts, spec.provider)) } }),
      stopOther: async ({ url }) => {
        const others = { shares: this.registry.shares.filter((one) => one.spec.id !== spec.id), stop: (id: string) => this.registry.stop(id) };
        if (await stopOther(others, url)) await start(confirmed);
      },
    };
  }

  #startInView({ spec, secrets }: ShareToStart): Thenable<ProvenAddress> {
    const title = l10n.t("Sharing {app}", { app: upstreamText(spec.upstream) });
    return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      const controller = new AbortController();
      const subscription = token.onCancellationRequested(() => controller.abort(new Cancelled()));
      try {
        return await this.registry.start(spec, secrets, {
          onStep: (step) => progress.report({ message: say(startStepText(step, spec.tunnel.kind)) }),
          signal: controller.signal,
        });
      } finally {
        subscription.dispose();
      }
    });
  }

  /** Not awaited: the notification stays until it is answered or put away. */
  #announce(address: ProvenAddress, spec: ShareSpec): void {
    const copy = l10n.t("Copy address");
    const open = l10n.t("Open");
    void this.boundary.run(async () => {
      const text = l10n.t("{app} is shared at {address}", { app: upstreamText(spec.upstream), address });
      const picked = await window.showInformationMessage(text, ...(canOpen(spec.tunnel) ? [copy, open] : [copy]));
      if (picked === undefined) return;
      // The notification may have stood there for hours.
      const live = this.registry.shares.some(({ spec: { id }, state }) => id === spec.id && state.kind === "live" && state.address === address);
      if (!live) void window.showInformationMessage(l10n.t("{app} is not shared at {address} just now", { app: upstreamText(spec.upstream), address }));
      else await (picked === open ? openAddress(address) : copyAddress(address));
    });
  }

  /** Shows why a share ended that had been live. What fails while it starts rejects there. */
  #look(shares: readonly Share[]): void {
    const before = new Map(this.#shown.map(({ spec, state }) => [spec.id, state.kind]));
    this.#shown = shares;
    for (const { spec, state } of shares) {
      const was = before.get(spec.id);
      if (state.kind === "failed" && (was === "live" || was === "reconnecting")) this.#showEnd(spec, state.failure);
    }
    const listed = new Set(shares.map(({ spec }) => spec.id));
    for (const id of this.#confirmed.keys()) if (!listed.has(id)) this.#confirmed.delete(id);
  }

  #showEnd(spec: ShareSpec, failure: Failure): void {
    const first = this.#confirmed.get(spec.id);
    // Again with who may come in by now, and what is behind the address, which may have been changed since.
    const confirmed = first && asItIs(first, spec);
    this.boundary.showFailure(failure, confirmed ? { retry: () => this.start(confirmed), ...this.#waysOn(confirmed) } : {}, spec.provider);
  }
}

function asItIs(first: ShareToStart, spec: ShareSpec): ShareToStart {
  return changed(first, { spec: { ...first.spec, ...whatChanges(spec) }, secrets: began(first.secrets) });
}

async function confirmRestart({ spec }: Share): Promise<void> {
  const restart = l10n.t("Restart share");
  const detail = l10n.t("People are in. They lose it at once, and sign in again.");
  if ((await window.showWarningMessage(l10n.t("Restart {app}?", { app: upstreamText(spec.upstream) }), { modal: true, detail }, restart)) !== restart) throw new Cancelled();
}

function withoutClient({ clientSecret: _secret, endpoints: _endpoints, ...others }: ShareSecrets): ShareSecrets {
  return others;
}

/** What may have been changed while it ran. */
function whatChanges({ rule, options, routes }: ShareSpec): Partial<ShareSpec> {
  return { rule, ...(options && { options }), ...(routes && { routes }) };
}

/** What was to be made or replaced at its start has been. */
function began(secrets: ShareSecrets): ShareSecrets {
  return secrets.cloud ? { ...secrets, cloud: { ...secrets.cloud, start: "use" } } : secrets;
}

function changed(first: ShareToStart, change: Partial<Pick<ShareToStart, "spec" | "secrets">>): ShareToStart {
  const { spec, secrets } = { ...first, ...change };
  return { ...first, spec, secrets, remember: (started = spec, used = secrets) => first.remember(started, used) };
}

/** Whatever else is asked for once more in the dialogue, which has them still. */
function startWithoutOwnRules(first: ShareToStart): ShareToStart {
  const again: ShareToStart["again"] = async (change) => {
    const next = await first.again(change);
    return next && startWithoutOwnRules(next);
  };
  return { ...changed(first, { spec: { ...first.spec, options: withoutOwnRules(first.spec.options) } }), again };
}

import { randomBytes } from "node:crypto";
import { withDeadline } from "../../base/deadline";
import { ExpectedError } from "../../base/expectedError";
import { inert } from "../../base/inert";
import type { Log } from "../../base/log";
import type { ApiEndpoint } from "../../ngrok/api/records";
import { maskedPolicy, readCloudPolicy, type CloudPolicyDifference, type ReadCloudPolicy } from "../../ngrok/policy/readCloudPolicy";
import { newSeal } from "../../ngrok/policy/seal";
import type { CloudEdge, CloudEndpointSpec } from "../../protocol/cloudEndpoint";
import type { ShareSpec } from "../../protocol/shareSpec";
import { toFailure } from "../toFailure";
import { isOwnEndpoint, ownMetadata, type CloudAccess, type CloudApi, type CloudEdgeStore } from "./cloudAccess";

const undoMs = 15_000;
/** With which nothing is said of an endpoint. */
const silent: ReadonlySet<string> = new Set(["ngrok.apiUnreachable", "ngrok.apiFailed", "ngrok.ERR_NGROK_226"]);

export interface CloudLinkOptions {
  readonly cloud: CloudEndpointSpec;
  readonly access: CloudAccess;
  /** What must not be repeated, whatever ngrok answers. */
  readonly clientSecret: string | undefined;
  /** The policy that the share needs there. */
  readonly policyFor: (spec: ShareSpec, edge: CloudEdge, signal: AbortSignal) => Promise<string>;
  /** The gate's own pages lead to the edge's sign-in of this name from now on. */
  readonly tellAuthId: (authId: string, signal: AbortSignal) => Promise<void>;
  readonly log: Log;
}

/** What was made or written at a start that may still fail. */
type Undo = { readonly kind: "remove"; readonly id: string } | { readonly kind: "restore"; readonly id: string; readonly policy: string };

/** A share's Cloud Endpoint at ngrok: made, written, read back, and put back as it was where the start fails. One thing at a time. */
export class CloudLink {
  readonly #store: CloudEdgeStore;
  #edge: CloudEdge | undefined;
  /** Fingerprint of the policy that was written or accepted; what is found later has to be the same. */
  #expected: string | undefined;
  /** As it was written or read last, secrets in it. */
  #policy: string | undefined;
  #undo: Undo | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CloudLinkOptions) {
    this.#store = options.access.store(options.cloud);
  }

  /**
   * Before the agent binds, each time: the Cloud Endpoint is there and does what this share relies on (S12). The first time it is made,
   * or its policy written, where that is what was chosen.
   * @throws ExpectedError cloud.changed {url, difference, what}, cloud.notFound {url}, cloud.sealUnknown {url}; of the API
   */
  ready(spec: ShareSpec, signal: AbortSignal): Promise<CloudEdge> {
    return this.#inTurn(async () => {
      const api = await this.options.access.api(signal);
      const edge = api === undefined ? await this.#stored() : this.#expected === undefined ? await this.#begin(api, spec, signal) : await this.#again(api, spec, signal);
      this.#edge = edge;
      return edge;
    });
  }

  /** The share is not as it was: the policy follows, where it is the share's. The gate knows already. @throws ExpectedError cloud.notUpdated {url, why} */
  changed(spec: ShareSpec, signal: AbortSignal): Promise<void> {
    return this.#inTurn(() => this.#follow(spec, this.#edge, signal));
  }

  /** S11: nobody's sign-in at the edge counts any more, on no machine, where the policy is this share's. @throws ExpectedError cloud.notUpdated {url, why} */
  everyoneOut(spec: ShareSpec, signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#edge === undefined || !this.options.cloud.managed) return;
      const edge = { ...this.#edge, authId: newAuthId() };
      await this.#follow(spec, edge, signal);
      this.#edge = edge;
      await this.options.tellAuthId(edge.authId, signal);
    });
  }

  /** The start succeeded: what it made stays. */
  keep(): void {
    this.#undo = undefined;
  }

  /** The start failed: what it made goes, what it wrote is as before. @throws ExpectedError cloud.notUndone {url} */
  undo(): Promise<void> {
    return this.#inTurn(async () => {
      const undo = this.#undo;
      this.#undo = undefined;
      this.#expected = undefined;
      if (undo === undefined) return;
      const signal = withDeadline(undoMs);
      try {
        const api = await this.options.access.api(signal);
        if (api === undefined) throw new ExpectedError("cloud.sealUnknown", { url: this.#url });
        if (undo.kind === "remove") {
          await api.deleteEndpoint(undo.id, signal);
          await this.#store.forget();
        } else await api.updateEndpoint(undo.id, { trafficPolicy: undo.policy }, { secrets: this.#secrets(), signal });
      } catch (error) {
        this.options.log.error(`Cloud Endpoint ${this.#url}: what the start made is still there (${toFailure(error).code})`);
        throw new ExpectedError("cloud.notUndone", { url: this.#url }, { cause: error });
      }
    });
  }

  /** What ngrok has, as it was written or read last: JSON with the secrets masked. @throws ExpectedError cloud.apiKeyMissing and cloud.notFound {url} where it was relied on unread until now; of the API */
  shown(signal: AbortSignal): Promise<string> {
    return this.#inTurn(async () => {
      if (this.#policy !== undefined) return maskedPolicy(this.#policy);
      const api = await this.options.access.api(signal);
      if (api === undefined) throw new ExpectedError("cloud.apiKeyMissing");
      const live = await this.#find(api, signal);
      if (live === undefined) throw new ExpectedError("cloud.notFound", { url: this.#url });
      return maskedPolicy(live.trafficPolicy ?? "");
    });
  }

  get #url(): string {
    return this.options.cloud.url;
  }

  async #stored(): Promise<CloudEdge> {
    if (this.#edge !== undefined) return this.#edge;
    const stored = this.options.access.start === "use" ? await this.#store.read() : undefined;
    if (stored === undefined) throw new ExpectedError("cloud.sealUnknown", { url: this.#url });
    return { seal: stored.seal, authId: stored.authId };
  }

  async #begin(api: CloudApi, spec: ShareSpec, signal: AbortSignal): Promise<CloudEdge> {
    const { cloud, access } = this.options;
    const live = await this.#find(api, signal);
    if (live === undefined) {
      if (access.start !== "create") throw new ExpectedError("cloud.notFound", { url: this.#url });
      return this.#create(api, spec, signal);
    }
    const read = readFor(spec, live);
    const { facts, fingerprint } = read;
    // Tried again after a start that went wrong later on: it is the one that was made then.
    if (access.start === "create" && !(isOwnEndpoint(live.metadata) && facts?.internal === cloud.internal)) throw new ExpectedError("ngrok.ERR_NGROK_18009", { message: "" });
    // The seal stays, so that other machines behind it go on.
    const edge = facts && { seal: facts.seal, authId: facts.authId };
    if (cloud.managed) {
      const stored = await this.#store.read();
      const unchanged = stored !== undefined && stored.fingerprint === fingerprint;
      if (access.start === "use" && !unchanged) throw this.#changed(read, spec);
      const own = edge ?? { seal: newSeal(randomBytes), authId: newAuthId() };
      await this.#write(api, live, { edge: own, policy: await this.options.policyFor(spec, own, signal) }, signal);
      return own;
    }
    if (edge === undefined || fingerprint === undefined || differencesFor(spec, cloud, read).length > 0) throw this.#changed(read, spec);
    await this.#accept({ ...edge, fingerprint }, live.trafficPolicy);
    return edge;
  }

  /** Nobody may have changed it since; another's may change as long as it does the same. */
  async #again(api: CloudApi, spec: ShareSpec, signal: AbortSignal): Promise<CloudEdge> {
    const { cloud } = this.options;
    let live: ApiEndpoint | undefined;
    try {
      live = await this.#find(api, signal);
    } catch (error) {
      // That ngrok's API does not answer says nothing of the Cloud Endpoint, and the gate asks for the seal whatever it does.
      if (this.#edge === undefined || signal.aborted || !(error instanceof ExpectedError) || !silent.has(error.code)) throw error;
      this.options.log.warn(`Cloud Endpoint ${this.#url}: not read back (${error.code})`);
      return this.#edge;
    }
    if (live === undefined) throw new ExpectedError("cloud.notFound", { url: this.#url });
    const read = readFor(spec, live);
    const { facts, fingerprint } = read;
    if (this.#edge && fingerprint === this.#expected) {
      this.#policy = live.trafficPolicy;
      return this.#edge;
    }
    const sameSeal = facts !== undefined && facts.seal.headerName === this.#edge?.seal.headerName && facts.seal.secret === this.#edge.seal.secret;
    if (cloud.managed || !sameSeal || fingerprint === undefined || differencesFor(spec, cloud, read).length > 0) throw this.#changed(read, spec);
    const edge = { seal: facts.seal, authId: facts.authId };
    await this.#accept({ ...edge, fingerprint }, live.trafficPolicy);
    if (edge.authId !== this.#edge?.authId) await this.options.tellAuthId(edge.authId, signal);
    return edge;
  }

  async #create(api: CloudApi, spec: ShareSpec, signal: AbortSignal): Promise<CloudEdge> {
    const edge = { seal: newSeal(randomBytes), authId: newAuthId() };
    const policy = await this.options.policyFor(spec, edge, signal);
    const made = await api.createEndpoint(
      { url: this.#url, trafficPolicy: policy, bindings: ["public"], description: "Portcullis: a shared port behind SSO", metadata: ownMetadata(this.options.access.version) },
      { secrets: this.#secrets(edge), signal },
    );
    this.#undo = { kind: "remove", id: made.id };
    await this.#accept({ ...edge, fingerprint: fingerprintOf(policy) }, policy);
    return edge;
  }

  async #write(api: CloudApi, live: ApiEndpoint, { edge, policy }: { readonly edge: CloudEdge; readonly policy: string }, signal: AbortSignal): Promise<void> {
    const fingerprint = fingerprintOf(policy);
    if (readCloudPolicy(live.trafficPolicy ?? "").fingerprint !== fingerprint) {
      await api.updateEndpoint(live.id, { trafficPolicy: policy }, { secrets: this.#secrets(edge), signal });
      this.#undo ??= { kind: "restore", id: live.id, policy: live.trafficPolicy ?? "" };
    }
    await this.#accept({ ...edge, fingerprint }, policy);
  }

  async #follow(spec: ShareSpec, edge: CloudEdge | undefined, signal: AbortSignal): Promise<void> {
    if (!this.options.cloud.managed || edge === undefined) return;
    try {
      const api = await this.options.access.api(signal);
      if (api === undefined) throw new ExpectedError("cloud.apiKeyMissing");
      const policy = await this.options.policyFor(spec, edge, signal);
      const live = await this.#find(api, signal);
      if (live === undefined) throw new ExpectedError("cloud.notFound", { url: this.#url });
      await this.#write(api, live, { edge, policy }, signal);
      this.#undo = undefined;
    } catch (error) {
      signal.throwIfAborted();
      throw new ExpectedError("cloud.notUpdated", { url: this.#url, why: toFailure(error).code }, { cause: error });
    }
  }

  /** @throws ExpectedError cloud.changed where something else of the account answers there too */
  async #find(api: CloudApi, signal: AbortSignal): Promise<ApiEndpoint | undefined> {
    const here = (await api.endpoints(signal)).filter(({ url }) => URL.canParse(url) && new URL(url).origin === this.#url);
    const [only] = here;
    if (here.length > 1 || (only !== undefined && only.type !== "cloud")) throw new ExpectedError("cloud.changed", { url: this.#url, difference: "anotherEndpoint" });
    return only;
  }

  async #accept(edge: CloudEdge & { readonly fingerprint: string }, policy: string | undefined): Promise<void> {
    this.#policy = policy;
    await this.#store.write({ ...edge, managed: this.options.cloud.managed });
    this.#expected = edge.fingerprint;
  }

  #changed(read: ReadCloudPolicy, spec: ShareSpec): ExpectedError {
    const differences = differencesFor(spec, this.options.cloud, read);
    this.options.log.warn(`Cloud Endpoint ${this.#url}: its policy is another one (${differences.map(({ kind, what = "" }) => inert(`${kind} ${what}`.trim(), 100)).join(", ") || "changed elsewhere"})`);
    const { kind, what = "" } = differences[0] ?? { kind: "changedElsewhere" };
    return new ExpectedError("cloud.changed", { url: this.#url, difference: kind, what: inert(what, 200) });
  }

  #secrets(edge = this.#edge): string[] {
    return [this.options.clientSecret, edge?.seal.secret].filter((secret) => secret !== undefined);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

/** What keeps this share from relying on the policy. A share's open paths need not be open there: whoever asks for them signs in. */
export function differencesFor({ provider }: Pick<ShareSpec, "provider">, { internal }: Pick<CloudEndpointSpec, "internal">, { facts, differences }: ReadCloudPolicy): readonly CloudPolicyDifference[] {
  return [
    ...differences,
    ...(facts !== undefined && facts.issuer !== provider.issuer ? [{ kind: "issuer", what: facts.issuer } as const] : []),
    ...(facts !== undefined && facts.clientId !== provider.clientId ? [{ kind: "clientId", what: facts.clientId } as const] : []),
    ...(facts !== undefined && facts.internal !== internal ? [{ kind: "forwardNotLast", what: facts.internal } as const] : []),
  ];
}

function readFor({ options }: Pick<ShareSpec, "options">, { trafficPolicy = "" }: ApiEndpoint): ReadCloudPolicy {
  const asShared = readCloudPolicy(trafficPolicy, options?.openPaths ?? []);
  return asShared.differences.length === 0 ? asShared : readCloudPolicy(trafficPolicy);
}

function fingerprintOf(policy: string): string {
  const { fingerprint } = readCloudPolicy(policy);
  if (fingerprint === undefined) throw new Error("A policy of ours has to be readable");
  return fingerprint;
}

/** What the edge's sign-ins belong to: another one for every Cloud Endpoint, and each time that everyone was put out. */
function newAuthId(): string {
  return `pc-${randomBytes(8).toString("hex")}`;
}

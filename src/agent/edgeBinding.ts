import { randomBytes } from "node:crypto";
import type { AccessRule } from "../identity/accessRule";
import { scopesFor, wantedBy } from "../identity/wantedClaims";
import { letsThrough } from "../ngrok/policy/leftOutRule";
import { newSeal, type Seal } from "../ngrok/policy/seal";
import { authIdOf, edgePaths } from "../ngrok/policy/signInRule";
import { edgePolicy } from "../ngrok/trafficPolicy";
import { cloudOf, type CloudEdge } from "../protocol/cloudEndpoint";
import type { ShareOptions } from "../protocol/shareOptions";
import type { ShareSpec } from "../protocol/shareSpec";

/** As the gate's own limit is by default. */
const defaultMaxHours = 8;

export interface EdgeBindingOptions {
  readonly spec: ShareSpec;
  readonly clientSecret: string | undefined;
  /** The scopes that the provider says it knows. */
  readonly listedScopes: readonly string[];
  /** Since when everyone was last put out (S11). */
  readonly round: string | undefined;
  /** What the policy of a Cloud Endpoint has in place of a seal of our own: the host writes that policy, and nothing is bound with one. */
  readonly cloud?: CloudEdge | undefined;
}

/** What ngrok's edge has to do for a share, as the share changes: its policy and its seal. */
export class EdgeBinding {
  readonly seal: Seal;
  #scopes: readonly string[];
  #rule: AccessRule;
  #shareOptions: ShareOptions;
  #authId: string;
  /** What the edge was told last. */
  #bound: { readonly rule: AccessRule; readonly policy: string };

  /** @throws ExpectedError what `edgePolicy` throws */
  constructor(private readonly options: EdgeBindingOptions) {
    const { spec, round, cloud } = options;
    this.seal = cloud?.seal ?? newSeal(randomBytes);
    [this.#rule, this.#shareOptions, this.#authId] = [spec.rule, spec.options ?? {}, cloud?.authId ?? authIdOf(spec.id, round)];
    this.#scopes = this.#scopesOf(spec.rule);
    this.#bound = { rule: spec.rule, policy: this.#written(spec.rule) };
  }

  /** Where the edge's own pages are. */
  get paths(): { readonly login: string; readonly logout: string } {
    return edgePaths(this.#authId);
  }

  /** As it was bound last: JSON, with the seal in it. */
  get policy(): string {
    return this.#bound.policy;
  }

  /** The policy to bind the edge with now; none behind a Cloud Endpoint. */
  bind(): string | undefined {
    this.#bound = { rule: this.#rule, policy: this.#written(this.#rule) };
    return this.options.cloud === undefined ? this.#bound.policy : undefined;
  }

  /**
   * @returns whether the edge has to be bound anew at once. Where it only turns too few away now, the next time is soon enough: the gate
   * decides (S2), and whoever stays notices nothing
   * @throws ExpectedError what `edgePolicy` throws; all is as before then
   */
  change(rule: AccessRule, shareOptions: ShareOptions): boolean {
    const before = [this.#rule, this.#shareOptions, this.#scopes] as const;
    [this.#rule, this.#shareOptions] = [rule, shareOptions];
    // What was asked for once goes on being asked for: nobody signs in anew for less.
    const needed = this.#scopesOf(rule);
    if (!needed.every((scope) => this.#scopes.includes(scope))) this.#scopes = needed;
    try {
      if (this.#written(rule) === this.#bound.policy || this.options.cloud !== undefined) return false;
      return this.#written(this.#bound.rule) !== this.#bound.policy || !letsThrough(this.#bound.rule, rule);
    } catch (error) {
      [this.#rule, this.#shareOptions, this.#scopes] = before;
      throw error;
    }
  }

  /** The edge's sessions of before are nobody's any more, once it is bound anew (S11). */
  startRound(round: string): void {
    if (this.options.cloud === undefined) this.#authId = authIdOf(this.options.spec.id, round);
  }

  /** The Cloud Endpoint's policy names it now. */
  setAuthId(authId: string): void {
    this.#authId = authId;
  }

  #written(rule: AccessRule): string {
    const { spec, clientSecret } = this.options;
    const cloud = cloudOf(spec);
    const { openPaths, sessions, signIn, policyRules } = this.#shareOptions;
    return edgePolicy({
      profile: { ...spec.provider, scopes: [...this.#scopes] },
      clientSecret,
      authId: this.#authId,
      maxHours: Math.min(spec.sessions?.maxHours ?? defaultMaxHours, sessions?.maxHours ?? Infinity),
      signIn,
      rule,
      seal: this.seal,
      openPaths,
      ownRules: policyRules,
      ...(cloud && { forwardTo: `https://${cloud.internal}` }),
    });
  }

  #scopesOf(rule: AccessRule): readonly string[] {
    return scopesFor(this.options.spec.provider, wantedBy(rule), this.options.listedScopes);
  }
}

import { randomBytes } from "node:crypto";
import type { AccessRule } from "../identity/accessRule";
import { scopesFor, wantedBy } from "../identity/wantedClaims";
import { newSeal, type Seal } from "../ngrok/policy/seal";
import { authIdOf, edgePaths } from "../ngrok/policy/signInRule";
import { edgePolicy } from "../ngrok/trafficPolicy";
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
}

/** What ngrok's edge has to do for a share: its policy and seal, as the share changes. */
export class EdgeBinding {
  readonly seal: Seal = newSeal(randomBytes);
  #scopes: readonly string[];
  #rule: AccessRule;
  #shareOptions: ShareOptions;
  #round: string | undefined;
  #policy: string;

  /** @throws ExpectedError what `edgePolicy` throws */
  constructor(private readonly options: EdgeBindingOptions) {
    const { spec, round } = options;
    [this.#rule, this.#shareOptions, this.#round] = [spec.rule, spec.options ?? {}, round];
    this.#scopes = this.#scopesOf(spec.rule);
    this.#policy = this.#written();
  }

  /** JSON, with the seal in it. */
  get policy(): string {
    return this.#policy;
  }

  /** Where the edge's own pages are. */
  get paths(): { readonly login: string; readonly logout: string } {
    return edgePaths(authIdOf(this.options.spec.id, this.#round));
  }

  /** @returns whether the edge has to be bound anew @throws ExpectedError what `edgePolicy` throws; all is as before then */
  change(rule: AccessRule, shareOptions: ShareOptions): boolean {
    const before = [this.#rule, this.#shareOptions, this.#scopes] as const;
    [this.#rule, this.#shareOptions] = [rule, shareOptions];
    // What was asked for once goes on being asked for: nobody signs in anew for less.
    const needed = this.#scopesOf(rule);
    if (!needed.every((scope) => this.#scopes.includes(scope))) this.#scopes = needed;
    try {
      return this.#rewritten();
    } catch (error) {
      [this.#rule, this.#shareOptions, this.#scopes] = before;
      throw error;
    }
  }

  /** The edge's sessions of before are nobody's any more (S11). @returns whether the edge has to be bound anew */
  startRound(round: string): boolean {
    this.#round = round;
    return this.#rewritten();
  }

  #rewritten(): boolean {
    const before = this.#policy;
    this.#policy = this.#written();
    return this.#policy !== before;
  }

  #written(): string {
    const { spec, clientSecret } = this.options;
    const { openPaths, sessions, signIn, policyRules } = this.#shareOptions;
    return edgePolicy({
      profile: { ...spec.provider, scopes: [...this.#scopes] },
      clientSecret,
      authId: authIdOf(spec.id, this.#round),
      maxHours: Math.min(spec.sessions?.maxHours ?? defaultMaxHours, sessions?.maxHours ?? Infinity),
      signIn,
      rule: this.#rule,
      seal: this.seal,
      openPaths,
      ownRules: policyRules,
    });
  }

  #scopesOf(rule: AccessRule): readonly string[] {
    return scopesFor(this.options.spec.provider, wantedBy(rule), this.options.listedScopes);
  }
}

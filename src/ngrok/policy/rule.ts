/** A rule of a traffic policy, as ngrok reads it (docs: traffic-policy/how-it-works, "Rule fields"). */
export interface PolicyRule {
  readonly name?: string;
  /** All have to hold. */
  readonly expressions?: readonly string[];
  readonly actions: readonly PolicyAction[];
}

export interface PolicyAction {
  readonly type: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

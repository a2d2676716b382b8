// What lets us change something at a provider. It is never stored, and is gone when the step ends that asked for it (S27).

/** Okta's API tokens have a scheme of their own; everything else is a bearer token (RFC 6750). */
export type TokenScheme = "SSWS" | "Bearer";

export class AdminToken {
  #value: string | undefined;

  constructor(
    readonly scheme: TokenScheme,
    value: string,
  ) {
    this.#value = value;
  }

  /** @throws Error once it is dropped */
  get header(): string {
    return `${this.scheme} ${this.value}`;
  }

  /** To be left out of whatever an answer repeats. @throws Error once it is dropped */
  get value(): string {
    if (this.#value === undefined) throw new Error("The admin token was dropped");
    return this.#value;
  }

  /** Whoever still holds it can do nothing with it. */
  drop(): void {
    this.#value = undefined;
  }
}

/** The tokens of one dialogue: dropped when it ends, but not while what was begun with them is still being done or taken back. */
export class HeldTokens {
  readonly #tokens: AdminToken[] = [];
  readonly #work = new Set<Promise<unknown>>();

  hold(token: AdminToken): AdminToken {
    this.#tokens.push(token);
    return token;
  }

  /** Whatever `work` comes to, the tokens stay until then. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const done = work();
    this.#work.add(done);
    try {
      return await done;
    } finally {
      this.#work.delete(done);
    }
  }

  async drop(): Promise<void> {
    await Promise.allSettled(this.#work);
    for (const token of this.#tokens) token.drop();
  }
}

/**
 * What a person typed or pasted, with its scheme or without one. An access token of OAuth is a JWT at Okta; its API tokens are not.
 *
 * @returns undefined for what can be no token
 */
export function adminTokenFromInput(typed: string, api: "okta" | "rfc7591"): AdminToken | undefined {
  const [, scheme, value] = /^(?:Authorization:\s*)?(?:(SSWS|Bearer)\s+)?([\x21-\x7e]{8,8000})$/i.exec(typed.trim()) ?? [];
  if (value === undefined) return undefined;
  const isJwt = /^[\w-]+\.[\w-]+\.[\w-]*$/.test(value);
  const own = api === "okta" && (scheme === undefined ? !isJwt : scheme.toUpperCase() === "SSWS");
  return new AdminToken(own ? "SSWS" : "Bearer", value);
}

import { createSecretKey, randomBytes } from "node:crypto";
import { CompactEncrypt, compactDecrypt } from "jose";
import * as z from "zod";
import type { Clock } from "../base/clock";

const transactionSchema = z.object({
  state: z.string().min(20),
  nonce: z.string().min(20),
  verifier: z.string().min(43).max(128).optional(),
  returnTo: z.string(),
  redirectUri: z.string(),
  expiresAt: z.number(),
});

/** What one browser must bring back to finish the sign-in that it began. */
export type Transaction = Readonly<z.infer<typeof transactionSchema>>;

const lifetime = 10 * 60_000;
const mostConsumed = 10_000;

/**
 * Sign-ins under way. The state of each rests with the browser, sealed (JWE dir, A256GCM, a key of this process);
 * here only the states that were used are kept, so that each works once.
 */
export class Transactions {
  // A KeyObject: raw buffers cost five times as much on Node 24 (facts/gate.md, 3.4).
  readonly #key = createSecretKey(randomBytes(32));
  readonly #consumed = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  seal(begun: Omit<Transaction, "expiresAt">): Promise<string> {
    const whole: Transaction = { ...begun, expiresAt: this.clock.now() + lifetime };
    return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(whole))).setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(this.#key);
  }

  /** The transaction that `state` belongs to, once. Undefined when there is none, it is too old, or it was used before. */
  async take(state: string, sealed: readonly string[]): Promise<Transaction | undefined> {
    for (const candidate of sealed.slice(0, 10)) {
      const transaction = await this.#open(candidate);
      if (transaction?.state !== state) continue;
      if (transaction.expiresAt <= this.clock.now() || this.#consumed.has(state)) return undefined;
      this.#consume(transaction);
      return transaction;
    }
    return undefined;
  }

  async #open(sealed: string): Promise<Transaction | undefined> {
    const opened = await compactDecrypt(sealed, this.#key, { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] })
      // Every way of not being ours is the same: not ours.
      .catch(() => undefined);
    return opened === undefined ? undefined : transactionSchema.safeParse(JSON.parse(new TextDecoder().decode(opened.plaintext))).data;
  }

  #consume({ state, expiresAt }: Transaction): void {
    this.#consumed.set(state, expiresAt);
    for (const [old, end] of this.#consumed) {
      if (end > this.clock.now() && this.#consumed.size <= mostConsumed) break;
      this.#consumed.delete(old);
    }
  }
}

// What this editor's shares used of an ngrok account in a calendar month: counts and hashes alone, as far as they are seen here.
import { createHash, randomBytes } from "node:crypto";
import * as z from "zod";
import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";
import { Emitter } from "../base/emitter";
import type { StateStore } from "../base/stores";
import { freeRequestsAMonth, freeSignInsAMonth } from "../ngrok/freePlan";
import { authtokenKey, type NgrokServer } from "./secretKeys";

const stateKey = "portcullis.ngrokUsage";
const mostAccounts = 20;
/** Beyond, one more says nothing new. */
const mostPeople = 50;

export interface NgrokMonth {
  readonly requests: number;
  /** People who signed in at ngrok's edge. */
  readonly people: number;
}

export type UsageWarning = "requestsSoon" | "requestsOver" | "signIns";

const accountSchema = z.object({
  requests: z.int().min(0),
  people: z.array(z.string().max(22)).max(mostPeople),
  warned: z.array(z.enum(["requestsSoon", "requestsOver", "signIns"])).max(3),
});
type Account = z.infer<typeof accountSchema>;
const stateSchema = z.object({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  /** So that last month's hashes and this month's have nothing in common. */
  salt: z.string().max(30),
  accounts: z.record(z.string().max(30), accountSchema),
  quiet: z.boolean(),
});
type State = z.infer<typeof stateSchema>;

const none: Account = { requests: 0, people: [], warned: [] };

export class NgrokUsage implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly #warned = new Emitter<{ readonly warning: UsageWarning; readonly month: NgrokMonth }>();
  /** A share's requests or people were added. */
  readonly onDidChange = this.#changed.event;
  /** Each once a month and account, before it hurts or when it begins to. */
  readonly onWarning = this.#warned.event;
  /** One object for as long as nothing changes. */
  readonly #shown = new Map<string, NgrokMonth>();

  #parsed: { readonly stored: unknown; readonly data: State | undefined } | undefined;

  constructor(private readonly options: { readonly store: StateStore; readonly clock: Clock; readonly onTrouble: (error: unknown) => void }) {}

  /** The present month of the account that an authtoken for this server belongs to; the token itself is never asked for. */
  month(server: NgrokServer): NgrokMonth {
    const key = accountKey(server);
    const { requests, people } = this.#read().accounts[key] ?? none;
    const before = this.#shown.get(key);
    if (before?.requests === requests && before.people === people.length) return before;
    const now = { requests, people: people.length };
    this.#shown.set(key, now);
    return now;
  }

  /** @param count requests that reached a gate */
  addRequests(server: NgrokServer, count: number): void {
    this.#update(server, (account) => ({ ...account, requests: account.requests + count }));
  }

  /** Somebody signed in at the edge. The same person counts once a month. */
  addPerson(server: NgrokServer, person: { readonly issuer: string; readonly subject: string }): void {
    this.#update(server, (account, { salt }) => {
      const hash = createHash("sha256").update(JSON.stringify([salt, person.issuer, person.subject])).digest("base64url").slice(0, 22);
      return account.people.includes(hash) || account.people.length >= mostPeople ? account : { ...account, people: [...account.people, hash] };
    });
  }

  /** No more warnings, this month and later. */
  beQuiet(): void {
    this.#write({ ...this.#read(), quiet: true });
  }

  dispose(): void {
    this.#changed.dispose();
    this.#warned.dispose();
  }

  #update(server: NgrokServer, change: (account: Account, state: State) => Account): void {
    const state = this.#read();
    const key = accountKey(server);
    const before = state.accounts[key] ?? none;
    const changed = change(before, state);
    if (changed === before) return;
    const due = dueWarning(changed);
    const warned = due === undefined ? changed.warned : [...changed.warned, due];
    // Beyond twenty accounts the first is forgotten.
    const others = Object.entries(state.accounts).filter(([other]) => other !== key).slice(-(mostAccounts - 1));
    this.#write({ ...state, accounts: Object.fromEntries([...others, [key, { ...changed, warned }]]) });
    this.#changed.fire();
    if (due !== undefined && !state.quiet) this.#warned.fire({ warning: due, month: this.month(server) });
  }

  /** The present month's; an earlier one, or what can't be read, counts for nothing. */
  #read(): State {
    const month = new Date(this.options.clock.now()).toISOString().slice(0, 7);
    const stored = this.options.store.get(stateKey);
    // Asked at every change of a share; another window may have written since.
    if (this.#parsed === undefined || this.#parsed.stored !== stored) this.#parsed = { stored, data: stateSchema.safeParse(stored).data };
    const { data } = this.#parsed;
    return data?.month === month ? data : { month, salt: randomBytes(16).toString("base64url"), accounts: {}, quiet: data?.quiet ?? false };
  }

  #write(state: State): void {
    this.options.store.update(stateKey, state).catch((error: unknown) => this.options.onTrouble(error));
  }
}

function dueWarning({ requests, people, warned }: Account): UsageWarning | undefined {
  const due = (warning: UsageWarning, reached: boolean) => reached && !warned.includes(warning);
  if (due("requestsOver", requests >= freeRequestsAMonth)) return "requestsOver";
  // Said after that it would be no news.
  if (due("requestsSoon", requests >= freeRequestsAMonth * 0.8 && !warned.includes("requestsOver"))) return "requestsSoon";
  return due("signIns", people.length >= freeSignInsAMonth) ? "signIns" : undefined;
}

function accountKey(server: NgrokServer): string {
  return createHash("sha256").update(authtokenKey(server)).digest("base64url").slice(0, 22);
}

import { createSocket } from "node:dgram";
import { networkInterfaces } from "node:os";
import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";

const everyMs = 2_000;

/** This machine's place in the network, as far as the system tells. */
export interface Network {
  /** The address that connections to the internet start from now; undefined: there is no way out. */
  source(): Promise<string | undefined>;
  /** Every address that this machine has. */
  addresses(): readonly string[];
}

/** `gone`: the address of before is no longer this machine's, and every connection from it is dead. */
export interface NetworkChange {
  readonly gone: boolean;
}

/** Notices that the way to the internet is another one: a new Wi-Fi, a cable, a VPN, none, or one again. Asks only while it is needed. */
export class NetworkChanges implements Disposable {
  #timer: Disposable;
  #over = false;
  #before: { readonly source: string | undefined } | undefined;

  constructor(
    private readonly options: { readonly clock: Clock; readonly network: Network; readonly needed: () => boolean; readonly onChange: (change: NetworkChange) => void },
  ) {
    this.#timer = options.clock.after(everyMs, () => void this.#look());
  }

  dispose(): void {
    this.#over = true;
    this.#timer.dispose();
  }

  async #look(): Promise<void> {
    const { clock, network, needed, onChange } = this.options;
    const before = needed() ? this.#before : undefined;
    this.#before = undefined;
    if (needed()) {
      const source = await network.source();
      if (this.#over) return;
      this.#before = { source };
      if (before && before.source !== source) onChange({ gone: before.source !== undefined && !network.addresses().includes(before.source) });
    }
    this.#timer = clock.after(everyMs, () => void this.#look());
  }
}

export const systemNetwork: Network = {
  // Addresses for documentation (RFC 5737, RFC 3849): the system chooses the way to them as to any other, and nothing is sent.
  source: async () => (await sourceTowards("udp4", "192.0.2.1")) ?? (await sourceTowards("udp6", "2001:db8::1")),
  addresses: () => Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address)),
};

function sourceTowards(type: "udp4" | "udp6", address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(type);
    const done = (source: string | undefined) => {
      resolve(source);
      socket.removeAllListeners().on("error", () => undefined).close();
    };
    socket.once("error", () => done(undefined));
    socket.connect(9, address, () => done(socket.address().address));
  });
}

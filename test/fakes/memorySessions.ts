import type { SessionStore, StoredSessions } from "../../src/base/stores";

/** Keeps sealed sessions as a disk and a keyring would, for as many windows as like; refuses when told to. */
export class MemorySessions implements SessionStore {
  readonly files = new Map<string, StoredSessions | "spoiled">();
  readonly lowest = new Map<string, { readonly key: string; readonly generation: number }>();
  refuses: Error | undefined;
  /** Called before each change, which waits for it. */
  before: (what: string) => Promise<void> = () => Promise.resolve();

  claim(shareId: string): Promise<boolean> {
    return Promise.resolve(this.files.has(shareId));
  }

  read(shareId: string): Promise<StoredSessions | "none" | "lost"> {
    const file = this.files.get(shareId);
    const lowest = this.lowest.get(shareId);
    if (file === undefined) return Promise.resolve("none");
    return Promise.resolve(file !== "spoiled" && lowest?.key === file.key && file.generation >= lowest.generation ? file : "lost");
  }

  async write(shareId: string, sessions: StoredSessions): Promise<void> {
    await this.#ready("write");
    if (this.lowest.get(shareId)?.key !== sessions.key) this.lowest.set(shareId, { key: sessions.key, generation: 0 });
    this.files.set(shareId, sessions);
  }

  async forbidBefore(shareId: string, key: string, generation: number): Promise<void> {
    await this.#ready("forbidBefore");
    this.lowest.set(shareId, { key, generation });
  }

  async spoil(shareId: string): Promise<void> {
    await this.#ready("spoil");
    this.files.set(shareId, "spoiled");
  }

  async remove(shareId: string): Promise<void> {
    await this.#ready("remove");
    this.files.delete(shareId);
    this.lowest.delete(shareId);
  }

  async #ready(what: string): Promise<void> {
    await this.before(what);
    if (this.refuses) throw this.refuses;
  }
}

import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import { join } from "node:path";
import type * as z from "zod";
import { inert } from "../../base/inert";
import type { Log } from "../../base/log";
import type { SecretStore, SessionStore, StoredSessions } from "../../base/stores";
import { roundSchema, sealedSessionsSchema } from "../../protocol/sealedSessions";
import { readSessionsKey, sessionsKeyOf, shareOfSessionsKey, writeSessionsKey } from "../../shares/secretKeys";

/** No session lives longer, whatever the settings say. */
const mostAgeMs = 24 * 3_600_000;
const mostBytes = 6_000_000;
const fileSchema = sealedSessionsSchema.pick({ generation: true, sealed: true }).extend({ round: roundSchema.optional() });

/** Whose a file is: `<share>.<machine>.<process>.<window>`, and `.new` while it is being written. */
const named = /^(?<shareId>[a-z0-9]{12})\.(?<machine>[0-9a-f]{8})\.(?<pid>\d{1,10})\.(?<window>[0-9a-f]{16})(?<unfinished>\.new)?$/;

interface Found {
  readonly name: string;
  readonly shareId: string;
  readonly machine: string;
  readonly pid: number;
  readonly unfinished: boolean;
  readonly changedAt: number;
}

export interface SessionFilesParts {
  /** Made when it is first needed. */
  readonly folder: string;
  readonly secrets: SecretStore;
  readonly log: Log;
  /** This window's process. */
  readonly pid?: number;
}

/**
 * Sealed sessions in files of the extension's own, for this user alone. A file's name says whose it is, and it changes hands by
 * being renamed: that can't happen twice, so that no two windows ever go on with the same sessions.
 */
export class SessionFiles implements SessionStore {
  readonly #pid: number;
  readonly #machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
  readonly #suffix: string;
  /** Whose entries among the secrets are known to be there. */
  readonly #keyed = new Map<string, string>();
  #swept = false;

  constructor(private readonly parts: SessionFilesParts) {
    this.#pid = parts.pid ?? process.pid;
    this.#suffix = `${this.#machine}.${this.#pid}.${randomBytes(8).toString("hex")}`;
  }

  async claim(shareId: string): Promise<boolean> {
    for (const found of (await this.#list()).filter((file) => file.shareId === shareId && !file.unfinished)) {
      if (this.#isOurs(found)) return true;
      if (this.#isInUse(found)) return false;
      try {
        await rename(join(this.parts.folder, found.name), this.#path(shareId));
        return true;
      } catch (error) {
        // Another window was faster.
        if (!isAbsent(error)) throw error;
      }
    }
    return false;
  }

  async read(shareId: string): Promise<StoredSessions | "none" | "lost"> {
    this.#sweepOnce();
    let text: string;
    try {
      if ((await stat(this.#path(shareId))).size > mostBytes) return "lost";
      text = await readFile(this.#path(shareId), "utf8");
    } catch (error) {
      if (isAbsent(error)) return "none";
      throw error;
    }
    const file = parsed(text);
    const stored = readSessionsKey(await this.parts.secrets.get(sessionsKeyOf(shareId)));
    if (stored) this.#keyed.set(shareId, stored.key);
    return file && stored && file.generation >= stored.generation ? { key: stored.key, ...file } : "lost";
  }

  async write(shareId: string, { key, generation, sealed, round }: StoredSessions): Promise<void> {
    // First, so that there is never a file that nothing opens.
    if (this.#keyed.get(shareId) !== key) await this.forbidBefore(shareId, key, 0);
    const path = this.#path(shareId);
    const unfinished = `${path}.new`;
    await mkdir(this.parts.folder, { recursive: true, mode: 0o700 });
    try {
      const file = await open(unfinished, "w", 0o600);
      try {
        await file.writeFile(JSON.stringify(fileSchema.parse({ generation, sealed, round })));
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  async forbidBefore(shareId: string, key: string, generation: number): Promise<void> {
    await this.parts.secrets.store(sessionsKeyOf(shareId), writeSessionsKey({ key, generation }));
    this.#keyed.set(shareId, key);
  }

  async spoil(shareId: string): Promise<void> {
    try {
      // In place: that works on a disk that is full.
      await truncate(this.#path(shareId), 0);
    } catch (error) {
      if (!isAbsent(error)) throw error;
      await mkdir(this.parts.folder, { recursive: true, mode: 0o700 });
      await writeFile(this.#path(shareId), "", { mode: 0o600 });
    }
  }

  async remove(shareId: string): Promise<void> {
    const ways = [rm(this.#path(shareId), { force: true }), ...(this.#keyed.has(shareId) ? [this.#forget(shareId)] : [])];
    const done = await Promise.allSettled(ways);
    // Without the one the other is of no use.
    const refused = done.filter((result) => result.status === "rejected");
    for (const { reason } of refused) this.#warn("could not be removed", reason);
    if (refused.length === done.length) throw refused[0]?.reason;
  }

  /** The files of every window; what opens them rests among the secrets. */
  async clear(): Promise<void> {
    for (const { name } of await this.#list()) await rm(join(this.parts.folder, name), { force: true });
  }

  async #forget(shareId: string): Promise<void> {
    await this.parts.secrets.delete(sessionsKeyOf(shareId));
    this.#keyed.delete(shareId);
  }

  #sweepOnce(): void {
    if (this.#swept) return;
    this.#swept = true;
    this.#sweep().catch((error: unknown) => this.#warn("could not be swept", error));
  }

  /** What windows that never came back left: files in which every session is over, and keys without a file. */
  async #sweep(): Promise<void> {
    const kept = new Set<string>();
    for (const found of await this.#list()) {
      const old = Date.now() - found.changedAt > mostAgeMs;
      const abandoned = found.machine === this.#machine ? !this.#isInUse(found) : old;
      if (!this.#isOurs(found) && abandoned && (found.unfinished || old)) await rm(join(this.parts.folder, found.name), { force: true });
      else kept.add(found.shareId);
    }
    for (const key of await this.parts.secrets.keys()) {
      const shareId = shareOfSessionsKey(key);
      if (shareId !== undefined && !kept.has(shareId) && !this.#keyed.has(shareId)) await this.parts.secrets.delete(key);
    }
  }

  async #list(): Promise<readonly Found[]> {
    const names = await readdir(this.parts.folder).catch((error: unknown) => {
      if (isAbsent(error)) return [];
      throw error;
    });
    const found = names.map(async (name): Promise<readonly Found[]> => {
      const { shareId, machine, pid, unfinished } = named.exec(name)?.groups ?? {};
      // One that is being renamed meanwhile is another window's business.
      const about = shareId === undefined ? undefined : await stat(join(this.parts.folder, name)).catch(() => undefined);
      return shareId === undefined || machine === undefined || about === undefined ? [] : [{ name, shareId, machine, pid: Number(pid), unfinished: unfinished !== undefined, changedAt: about.mtimeMs }];
    });
    return (await Promise.all(found)).flat();
  }

  #path(shareId: string): string {
    return join(this.parts.folder, `${shareId}.${this.#suffix}`);
  }

  #isOurs({ name }: Found): boolean {
    return name.includes(this.#suffix);
  }

  /** By a window that is still there, as far as that can be known: whoever is in doubt signs in once more. */
  #isInUse({ machine, pid, changedAt }: Found): boolean {
    // A folder that several machines see; which of their processes live can't be seen from here.
    if (machine !== this.#machine) return true;
    // This very process under an earlier name, and those of before the computer was started.
    if (pid === this.#pid || changedAt < Date.now() - uptime() * 1000) return false;
    try {
      return process.kill(pid, 0);
    } catch (error) {
      return !(error instanceof Error && "code" in error && error.code === "ESRCH");
    }
  }

  #warn(what: string, error: unknown): void {
    this.parts.log.warn(`Visitors' stored sessions ${what}: ${inert(error instanceof Error ? error.message : String(error), 200)}`);
  }
}

function parsed(text: string): z.infer<typeof fileSchema> | undefined {
  try {
    return fileSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

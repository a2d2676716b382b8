// S13: sealed sessions on a real disk, and whose they are.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { once } from "node:events";
import os from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import type { SecretStore } from "../../../src/base/stores";
import { sessionsKeyOf } from "../../../src/shares/secretKeys";
import { SessionFiles } from "../../../src/vscode/stores/sessionFiles";
import { MemoryLog } from "../../fakes/memoryLog";

const id = "abcdefghjkmn";
const other = "nmkjhgfedcba";
const key = "k".repeat(43);
const at = (generation: number) => ({ key, generation, sealed: `sealed${generation}` });

class MemorySecrets implements SecretStore {
  readonly entries = new Map<string, string>();
  refuses = false;
  #ask<T>(answer: () => T): Promise<T> {
    return this.refuses ? Promise.reject(new ExpectedError("secrets.refused", { keyring: "keyring" })) : Promise.resolve(answer());
  }
  get(name: string) { return this.#ask(() => this.entries.get(name)); }
  store(name: string, value: string) { return this.#ask(() => void this.entries.set(name, value)); }
  delete(name: string) { return this.#ask(() => void this.entries.delete(name)); }
  keys() { return this.#ask(() => [...this.entries.keys()]); }
}

describe("S13 files of sealed sessions", () => {
  let root: string;
  let folder: string;
  let secrets: MemorySecrets;
  let log: MemoryLog;
  /** A process that is there, and one that was. */
  let alive: ChildProcess;
  let dead: number;
  let window: SessionFiles;

  const windowOf = (pid?: number) => new SessionFiles({ folder, secrets, log, ...(pid !== undefined && { pid }) });
  const files = async () => (await readdir(folder).catch(() => [])).sort();
  const only = async () => path.join(folder, (await files())[0]!);

  before(async () => {
    alive = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const gone = spawn(process.execPath, ["-e", ""]);
    dead = gone.pid!;
    await once(gone, "exit");
  });
  after(() => void alive.kill());
  beforeEach(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), "pc-sessions-"));
    folder = path.join(root, "global", "sessions");
    secrets = new MemorySecrets();
    log = new MemoryLog();
    window = windowOf();
  });
  afterEach(async () => {
    await chmod(folder, 0o700).catch(() => undefined);
    await rm(root, { recursive: true, force: true });
  });

  it("are for this user alone, replaced as a whole, and without the key, which is among the secrets", async () => {
    await window.write(id, at(1));
    await window.write(id, at(2));
    await window.forbidBefore(id, key, 2);
    assert.equal((await files()).length, 1);
    const text = await readFile(await only(), "utf8");
    assert.deepEqual(JSON.parse(text), { generation: 2, sealed: "sealed2" });
    assert.ok(!text.includes(key));
    if (process.platform !== "win32") {
      assert.equal((await stat(await only())).mode & 0o777, 0o600);
      assert.equal((await stat(folder)).mode & 0o777, 0o700);
    }
    assert.deepEqual(JSON.parse(secrets.entries.get(sessionsKeyOf(id))!), { key, generation: 2 });
    assert.deepEqual(await window.read(id), at(2));
  });

  it("are nothing at first, without a look at the secrets", async () => {
    secrets.refuses = true;
    assert.equal(await window.read(id), "none");
    assert.equal(await window.claim(id), false);
    await window.remove(id);
  });

  it("of a window that is gone are taken over, by one window only", async () => {
    await windowOf(dead).write(id, at(1));
    const windows = [window, ...Array.from({ length: 8 }, () => windowOf(alive.pid))];
    const claimed = await Promise.all(windows.map((one) => one.claim(id)));
    assert.equal(claimed.filter(Boolean).length, 1);
    const winner = windows[claimed.indexOf(true)]!;
    assert.deepEqual(await winner.read(id), at(1));
    assert.ok(await winner.claim(id), "a second try of the same window");
    const loser = windows[claimed.indexOf(false)]!;
    assert.equal(await loser.read(id), "none");
  });

  it("of a window that is there stay its own", async () => {
    await windowOf(alive.pid).write(id, at(1));
    assert.equal(await window.claim(id), false);
    assert.equal(await window.claim(other), false);
    assert.equal((await files()).length, 1);
  });

  it("of a process from before the computer was started are taken over, though there is one of that number", async () => {
    await windowOf(alive.pid).write(id, at(1));
    const longAgo = new Date(Date.now() - os.uptime() * 1000 - 60_000);
    await utimes(await only(), longAgo, longAgo);
    assert.ok(await window.claim(id));
  });

  it("of an earlier generation, put back, are lost", async () => {
    await window.write(id, at(1));
    const older = await readFile(await only());
    await window.write(id, at(2));
    await window.forbidBefore(id, key, 2);
    await writeFile(await only(), older);
    assert.equal(await window.read(id), "lost");
  });

  const broken: readonly (readonly [what: string, spoil: () => Promise<unknown>])[] = [
    ["empty", () => window.spoil(id)],
    ["cut short", async () => writeFile(await only(), (await readFile(await only(), "utf8")).slice(0, 10))],
    ["not of this kind", async () => writeFile(await only(), JSON.stringify({ generation: "1", sealed: 7 }))],
    ["larger than any can be", async () => writeFile(await only(), Buffer.alloc(7_000_000, 0x20))],
    ["without their key", () => secrets.delete(sessionsKeyOf(id))],
    ["with a key that is none", () => secrets.store(sessionsKeyOf(id), JSON.stringify({ key: "short", generation: 0 }))],
  ];
  for (const [what, spoil] of broken) {
    it(`that are ${what} are lost`, async () => {
      await window.write(id, at(1));
      await spoil();
      assert.equal(await window.read(id), "lost");
    });
  }

  it("can't be read while the secret store refuses, and are not written without a key that rests there", async () => {
    await windowOf(dead).write(id, at(1));
    secrets.refuses = true;
    assert.ok(await window.claim(id));
    await assert.rejects(window.read(id), { code: "secrets.refused" });
    await assert.rejects(window.write(other, at(1)), { code: "secrets.refused" });
    assert.ok((await files()).every((name) => name.startsWith(id)));
  });

  it("that can't be written leave the one before as it was, and nothing half", async () => {
    await window.write(id, at(1));
    // In the place of the unfinished file: neither root nor anybody else can write there.
    await mkdir(`${await only()}.new`);
    await writeFile(path.join(`${await only()}.new`, "x"), "");
    await assert.rejects(window.write(id, at(2)));
    assert.deepEqual(await window.read(id), at(1));
    await window.spoil(id);
    assert.equal(await window.read(id), "lost");
  });

  it("of which nothing was ever written can be lost: the next window knows that there was something", async () => {
    const gone = windowOf(dead);
    await gone.spoil(id);
    assert.ok(await window.claim(id));
    assert.equal(await window.read(id), "lost");
  });

  it("are removed with their key; either alone is enough, and only neither is a failure", async () => {
    await window.write(id, at(1));
    await window.remove(id);
    assert.deepEqual([await files(), secrets.entries.size], [[], 0]);

    await window.write(id, at(1));
    secrets.refuses = true;
    await window.remove(id);
    assert.deepEqual(await files(), []);
    assert.match(log.lines.join(), /could not be removed/);

    secrets.refuses = false;
    await window.write(id, at(1));
    const file = await only();
    await rm(file);
    await mkdir(file);
    await window.remove(id);
    assert.equal(secrets.entries.size, 0);
    await window.forbidBefore(id, key, 1);
    secrets.refuses = true;
    await assert.rejects(window.remove(id));
  });

  it("that nobody came back for are swept after a day, with their keys, and nothing else is", async () => {
    const old = new Date(Date.now() - 25 * 3_600_000);
    const shares = { stale: "aaaaaaaaaaaa", fresh: "bbbbbbbbbbbb", live: "cccccccccccc", foreign: "dddddddddddd", orphan: "eeeeeeeeeeee" };
    await windowOf(dead).write(shares.stale, at(1));
    await windowOf(dead).write(shares.fresh, at(1));
    await windowOf(process.ppid).write(shares.live, at(1));
    await window.forbidBefore(shares.orphan, key, 1);
    await secrets.store("portcullis.client:x", "kept");
    await writeFile(path.join(folder, `${shares.foreign}.00000000.1.${"0".repeat(16)}`), "{}");
    await writeFile(path.join(folder, `${shares.fresh}.${(await files())[0]!.split(".")[1]!}.${dead}.${"0".repeat(16)}.new`), "half");
    await writeFile(path.join(folder, "somebody else's"), "");
    for (const name of await files()) if (/^[a]{12}|somebody/.test(name)) await utimes(path.join(folder, name), old, old);
    const next = windowOf();
    assert.equal(await next.read(id), "none");
    const expected = [shares.fresh, shares.live, shares.foreign, "somebody else's"];
    const end = Date.now() + 30_000;
    while (secrets.entries.size > 4 || (await files()).length > 4) {
      assert.ok(Date.now() < end, `${(await files()).join()} ${[...secrets.entries.keys()].join()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.deepEqual((await files()).map((name) => name.split(".")[0]).sort(), [...expected].sort());
    assert.deepEqual([...secrets.entries.keys()].sort(), [sessionsKeyOf(shares.fresh), sessionsKeyOf(shares.live), "portcullis.client:x"].sort());
  });

  it("all go when everything is removed, whosever they are", async () => {
    await windowOf(dead).write(id, at(1));
    await windowOf(alive.pid).write(other, at(1));
    await window.clear();
    assert.deepEqual(await files(), []);
  });
});

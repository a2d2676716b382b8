import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync, chmodSync, linkSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { lookAtSocketFile, type FileLook, type FileStatus } from "../../../src/ports/socketFile";
import { identifySocket } from "../../../src/ports/socketIdentity";
import { listenOnSocket, socketFolder } from "../../rig/upstreams/unixSocket";

type Kind = "socket" | "folder" | "file" | { readonly to: string };
type Entry = readonly [kind: Kind, uid: number, mode: number, gid?: number];

const me = 1000;

/** A file system of which only what is said here exists. */
function files(entries: Readonly<Record<string, Entry>>): FileLook {
  const entryAt = (path: string) => {
    const entry = entries[path];
    if (!entry) throw new Error(`nothing at ${path}`);
    return entry;
  };
  return {
    uid: me,
    lstat: (path) => {
      if (!(path in entries)) return Promise.reject(Object.assign(new Error(`nothing at ${path}`), { code: "ENOENT" }));
      const [kind, uid, mode, gid = uid] = entryAt(path);
      const status: FileStatus = { uid, gid, mode, isSocket: () => kind === "socket", isDirectory: () => kind === "folder", isSymbolicLink: () => typeof kind === "object" };
      return Promise.resolve(status);
    },
    readlink: (path) => {
      const [kind] = entryAt(path);
      if (typeof kind !== "object") throw new Error("no link");
      return Promise.resolve(kind.to);
    },
  };
}

const home = { "/home": ["folder", 0, 0o755], "/home/anna": ["folder", me, 0o750] } as const satisfies Record<string, Entry>;
const tmp = { "/tmp": ["folder", 0, 0o1777] } as const satisfies Record<string, Entry>;

describe("S18 whose a socket is", () => {
  const cases: readonly [string, string, Readonly<Record<string, Entry>>, Awaited<ReturnType<typeof lookAtSocketFile>>][] = [
    ["one's own, at home", "/home/anna/app.sock", { ...home, "/home/anna/app.sock": ["socket", me, 0o755] }, { kind: "own", path: "/home/anna/app.sock" }],
    ["one's own, in the sticky folder for everybody", "/tmp/app.sock", { ...tmp, "/tmp/app.sock": ["socket", me, 0o755] }, { kind: "own", path: "/tmp/app.sock" }],
    ["another user's there", "/tmp/app.sock", { ...tmp, "/tmp/app.sock": ["socket", 1001, 0o777] }, { kind: "otherUser" }],
    ["root's", "/run/docker.sock", { "/run": ["folder", 0, 0o755], "/run/docker.sock": ["socket", 0, 0o660] }, { kind: "otherUser" }],
    ["nothing there", "/home/anna/app.sock", home, { kind: "gone" }],
    ["no folder there", "/home/bert/app.sock", home, { kind: "gone" }],
    ["a file", "/home/anna/app.sock", { ...home, "/home/anna/app.sock": ["file", me, 0o644] }, { kind: "notSocket" }],
    ["a folder", "/home/anna", home, { kind: "notSocket" }],
    ["a link to one's own", "/home/anna/app.sock", { ...home, "/home/anna/app.sock": [{ to: "real.sock" }, me, 0o777], "/home/anna/real.sock": ["socket", me, 0o755] }, { kind: "notSocket" }],
    ["a file in place of a folder", "/home/anna/file/app.sock", { ...home, "/home/anna/file": ["file", me, 0o644] }, { kind: "gone" }],
    ["a folder that everybody may write to", "/srv/app.sock", { "/srv": ["folder", 0, 0o777], "/srv/app.sock": ["socket", me, 0o755] }, { kind: "exposed", at: "/srv" }],
    ["such a folder further up", "/srv/a/b/app.sock", { "/srv": ["folder", 0, 0o777], "/srv/a": ["folder", me, 0o700], "/srv/a/b": ["folder", me, 0o700], "/srv/a/b/app.sock": ["socket", me, 0o755] }, { kind: "exposed", at: "/srv" }],
    ["a folder of a group with others", "/srv/app.sock", { "/srv": ["folder", 0, 0o775, 50], "/srv/app.sock": ["socket", me, 0o755] }, { kind: "exposed", at: "/srv" }],
    ["a folder of the user's own group", "/home/anna/app.sock", { ...home, "/home/anna": ["folder", me, 0o775, me], "/home/anna/app.sock": ["socket", me, 0o755] }, { kind: "own", path: "/home/anna/app.sock" }],
    ["another user's folder", "/home/bert/app.sock", { ...home, "/home/bert": ["folder", 1001, 0o755], "/home/bert/app.sock": ["socket", me, 0o755] }, { kind: "exposed", at: "/home/bert" }],
    ["a folder's link of root's", "/tmp/app.sock", { "/tmp": [{ to: "private/tmp" }, 0, 0o755], "/private": ["folder", 0, 0o755], "/private/tmp": ["folder", 0, 0o1777], "/private/tmp/app.sock": ["socket", me, 0o755] }, { kind: "own", path: "/private/tmp/app.sock" }],
    ["a link with a way up", "/home/anna/l/app.sock", { ...home, "/home/anna/l": [{ to: "../anna/./s" }, me, 0o777], "/home/anna/s": ["folder", me, 0o700], "/home/anna/s/app.sock": ["socket", me, 0o755] }, { kind: "own", path: "/home/anna/s/app.sock" }],
    ["another user's link to one's own folder", "/tmp/l/app.sock", { ...tmp, ...home, "/tmp/l": [{ to: "/home/anna" }, 1001, 0o777], "/home/anna/app.sock": ["socket", me, 0o755] }, { kind: "exposed", at: "/tmp/l" }],
    ["a link through a folder of everybody's", "/home/anna/l/app.sock", { ...home, "/home/anna/l": [{ to: "/srv/s" }, me, 0o777], "/srv": ["folder", 0, 0o777], "/srv/s": ["folder", me, 0o700], "/srv/s/app.sock": ["socket", me, 0o755] }, { kind: "exposed", at: "/srv" }],
    ["links in a circle", "/home/anna/a/app.sock", { ...home, "/home/anna/a": [{ to: "b" }, me, 0o777], "/home/anna/b": [{ to: "a" }, me, 0o777] }, { kind: "gone" }],
  ];
  for (const [what, path, entries, expected] of cases) {
    it(`S18 ${what}: ${expected.kind}`, async () => assert.deepEqual(await lookAtSocketFile(path, files(entries)), expected));
  }

  it("S18 a system that fails otherwise is not taken for an absent socket", async () => {
    const broken = { ...files(home), lstat: () => Promise.reject(Object.assign(new Error("disk"), { code: "EIO" })) };
    await assert.rejects(lookAtSocketFile("/home/anna/app.sock", broken), { code: "EIO" });
  });
});

describe("S18 who listens at a real socket", { skip: process.platform === "win32" ? "has none" : false }, () => {
  let folder: ReturnType<typeof socketFolder>;
  let close: (() => Promise<void>)[] = [];
  before(() => {
    folder = socketFolder();
  });
  after(async () => {
    for (const end of close) await end();
    close = [];
    folder.remove();
  });
  const at = (name: string) => join(folder.path, name);

  it("S18 is this process on Linux, by the socket's own path and by one through a link", { skip: process.platform === "linux" ? false : "reads /proc" }, async () => {
    close.push(await listenOnSocket(createServer(), at("app.sock")));
    mkdirSync(at("deep"));
    symlinkSync(folder.path, at("deep/link"));
    for (const path of [at("app.sock"), at("deep/link/app.sock")]) {
      const found = await identifySocket(path);
      assert.deepEqual([found.state, found.state === "own" && found.pid], ["own", process.pid]);
    }
  });

  it("S18 is found where the socket was bound by a relative path", { skip: process.platform === "linux" ? false : "reads /proc" }, async () => {
    const before = process.cwd();
    process.chdir(folder.path);
    try {
      close.push(await listenOnSocket(createServer(), "relative.sock"));
      const found = await identifySocket(at("relative.sock"));
      assert.deepEqual([found.state, found.state === "own" && found.pid], ["own", process.pid]);
      linkSync(at("relative.sock"), at("deep/relative.sock"));
      assert.equal((await identifySocket(at("deep/relative.sock"))).state, "unreadable", "the same name elsewhere is not believed to be the same");
    } finally {
      process.chdir(before);
    }
  });

  it("S18 is nobody, no socket, or anybody", async () => {
    assert.deepEqual(await identifySocket(at("absent.sock")), { state: "gone" });
    writeFileSync(at("file"), "");
    assert.deepEqual(await identifySocket(at("file")), { state: "notSocket" });
    symlinkSync(at("app.sock"), at("link.sock"));
    assert.deepEqual(await identifySocket(at("link.sock")), { state: "notSocket" });
    mkdirSync(at("open"));
    close.push(await listenOnSocket(createServer(), at("open/app.sock")));
    chmodSync(at("open"), 0o777);
    assert.deepEqual(await identifySocket(at("open/app.sock")), { state: "exposed", at: at("open") });
  });

  it("S18 can't be read elsewhere than on Linux, and says so", async () => {
    close.push(await listenOnSocket(createServer(), at("mac.sock")));
    assert.deepEqual(await identifySocket(at("mac.sock"), { platform: "darwin" }), { state: "unreadable" });
    assert.deepEqual(await identifySocket("\\\\.\\pipe\\app", { platform: "win32" }), { state: "unreadable" });
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSocketPath, upstreamKey, upstreamName, upstreamSchema } from "../../../src/protocol/upstream";

describe("S18 an upstream", () => {
  it("S18 is a port of loopback or a socket, one of them", { skip: process.platform === "win32" ? "other paths" : false }, () => {
    const port = { scheme: "http", address: "::1", port: 3000 } as const;
    const socket = { scheme: "https", socketPath: "/run/user/1000/app.sock" } as const;
    assert.deepEqual([upstreamSchema.parse(port), upstreamSchema.parse(socket)], [port, socket]);
    assert.deepEqual([upstreamKey(port), upstreamKey(socket)], [3000, "/run/user/1000/app.sock"]);
    assert.equal(upstreamName({ scheme: "http", socketPath: "/tmp/a\u202eb" }), "/tmp/a b");
    for (const wrong of [{ ...port, socketPath: "/tmp/a" }, { ...port, address: "192.168.0.1" }, { scheme: "http" }, { scheme: "http", socketPath: "a.sock" }, { ...port, port: 0 }]) {
      assert.equal(upstreamSchema.safeParse(wrong).success, false, JSON.stringify(wrong));
    }
  });

  it("S18 at a socket has one spelling of a path that every platform takes", () => {
    const longest = `/${"a".repeat(99)}`;
    for (const path of ["/a", "/run/app.sock", "/home/anna/my app/.s", "/tmp/ä", "/a/...", longest]) assert.ok(isSocketPath(path, "linux"), path);
    for (const path of ["", "/", "a", "./a", "/a/", "//a", "/a//b", "/a/../b", "/a/.", "/..", "\0abstract", "/a\0b", "/a\nb", `${longest}a`, `/${"ä".repeat(50)}`, "/\ud800", "\\\\.\\pipe\\app"]) {
      assert.equal(isSocketPath(path, "linux"), false, JSON.stringify(path));
    }
    for (const path of ["\\\\.\\pipe\\app", "\\\\.\\pipe\\my app"]) assert.ok(isSocketPath(path, "win32"), path);
    for (const path of ["/tmp/app.sock", "\\\\.\\pipe\\", "\\\\server\\pipe\\app", "\\\\.\\pipe\\a\\b", "C:\\app.sock"]) assert.equal(isSocketPath(path, "win32"), false, path);
  });
});

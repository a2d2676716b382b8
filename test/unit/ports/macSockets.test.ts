import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { groupByPort } from "../../../src/ports/listeningPort";
import { readMacSockets } from "../../../src/ports/macSockets";

const samplePath = (name: string) => fileURLToPath(new URL(`asPublished/${name}`, import.meta.url));

describe("readMacSockets", { skip: process.platform === "win32" ? "needs a shell" : false }, () => {
  let folder = "";
  const tool = (name: string, body: string) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "mac tools "));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("gives each port once, the person's own and everybody else's, although lsof and netstat write IPv6 addresses in two ways", async () => {
    const tools = {
      lsof: tool("lsof", `case "$*" in *-iTCP*) cat '${samplePath("lsof-macos-listen.bin")}';; *) cat '${samplePath("lsof-macos-paths.bin")}';; esac`),
      ps: tool("ps", `cat '${samplePath("ps-macos.txt")}'`),
      // As Apple's: an IPv6 address is printed whole only with -l.
      netstat: tool("netstat", `case "$1" in *l*) cat '${samplePath("netstat-macos.txt")}';; *) sed -E 's/^(tcp6 .{16})([^ ]{16})[^ ]*([.][0-9]+ )/\\1\\2\\3/' '${samplePath("netstat-macos.txt")}';; esac`),
    };
    const ports = groupByPort(await readMacSockets({}, tools));
    assert.deepEqual(
      ports.map(({ port, addresses, owner }) => [port, addresses.map(({ address }) => address).join(" "), owner?.name]),
      [
        [631, "127.0.0.1", undefined],
        [3306, "::", undefined],
        [5173, "::1", "node"],
        [7000, "0.0.0.0 ::", "ControlCenter"],
        [8021, "fe80::1", undefined],
        [8443, "fe80::1c2d:3eff:fe4f:5a6b", "Café"],
        [8444, "2001:db8:85a3:1319:8a2e:370:7344:1", "Café"],
        [49154, "fe80::aede:48ff:fe00:1122", undefined],
        [49321, "127.0.0.1", "Code Helper (Plugin)"],
      ],
    );
    assert.ok(ports.every(({ user, owner }) => owner !== undefined || user === "other"));
    assert.deepEqual(await readMacSockets({ port: 631 }, tools), [{ port: 631, address: { family: "ipv4", address: "127.0.0.1" }, user: "other", owner: undefined }]);
  });
});

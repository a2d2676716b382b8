import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseLsofListeners, parseLsofPaths, parsePs } from "../../../src/ports/lsof";
import { parseMacNetstat } from "../../../src/ports/macNetstat";
import { sample } from "./samples";

describe("parseLsofListeners", () => {
  it("reads what lsof 4.95 printed, blanks in names and wildcards of both families included", () => {
    const listeners = parseLsofListeners(sample("recorded/lsof-linux-listen.bin"));
    assert.deepEqual(listeners.map(({ address, port }) => `${address.address} ${port}`), ["127.0.0.1 38123", ":: 38124", "::1 38125", "0.0.0.0 38126", "127.0.0.1 38127"]);
    assert.deepEqual(new Set(listeners.map(({ pid, name, uid }) => `${pid} ${name} ${uid}`)), new Set(["11880 anna dev serve 1000"]));
  });

  it("reads what lsof told root and a user of one machine: root sees both servers, the user their own", () => {
    const show = (output: string) => parseLsofListeners(output).map(({ pid, name, uid, address, port }) => [pid, name, uid, address.address, port]);
    const own = [
      [25761, "café \\shop", 1000, "127.0.0.1", 38201],
      [25761, "café \\shop", 1000, "fe80::1c2d:3eff:fe4f:5a6b", 38202],
      [25761, "café \\shop", 1000, "2001:db8:85a3:1319:8a2e:370:7344:1", 38203],
    ];
    assert.deepEqual(show(sample("recorded/lsof-linux-own.bin")), own);
    assert.deepEqual(show(sample("recorded/lsof-linux-root.bin")), [...own, [25762, "rooted", 0, "0.0.0.0", 38204], [25762, "rooted", 0, "::", 38204]]);
  });

  it("reads macOS's form, where a link-local address has the interface's number inside", () => {
    const listeners = parseLsofListeners(sample("asPublished/lsof-macos-listen.bin"));
    assert.deepEqual(listeners.map(({ pid, name, address, port }) => [pid, name, address.address, port]), [
      [612, "ControlCenter", "0.0.0.0", 7000],
      [612, "ControlCenter", "::", 7000],
      [4711, "node", "::1", 5173],
      [4802, "Code Helper (Plugin)", "127.0.0.1", 49321],
      [4900, "Café", "fe80::1c2d:3eff:fe4f:5a6b", 8443],
      [4900, "Café", "2001:db8:85a3:1319:8a2e:370:7344:1", 8444],
    ]);
  });

  it("reads fields in any order, without connections and unbound sockets", () => {
    const listeners = parseLsofListeners("u501\0p7\0u501\0cnode\0\nf3\0TST=LISTEN\0tIPv6\0n[::1]:80\0\nf4\0tIPv4\0TST=ESTABLISHED\0n127.0.0.1:80->127.0.0.1:81\0\nf5\0tIPv4\0n*:*\0\n");
    assert.deepEqual(listeners, [{ pid: 7, name: "node", uid: 501, address: { family: "ipv6", address: "::1" }, port: 80 }]);
  });

  it("passes over files without a process, a process without a number, ports out of range and truncated output", () => {
    assert.deepEqual(parseLsofListeners("f3\0tIPv4\0n*:80\0\n"), []);
    assert.deepEqual(parseLsofListeners("pabc\0cnode\0\nf3\0tIPv4\0n*:80\0\n"), []);
    assert.deepEqual(parseLsofListeners("p1\0cnode\0\nf3\0tIPv4\0n*:99999\0\nf4\0tIPv4\0n[::1\0\nf5\0"), []);
    assert.deepEqual(parseLsofListeners("p1\0cnode\0\nf3\0tIPv4\0n*:80\0TST=BOUND\0\n"), []);
    assert.deepEqual(parseLsofListeners(""), []);
    assert.equal(parseLsofListeners("p1\0cnode\0uroot\0\nf3\0tIPv4\0n*:80\0\n")[0]?.uid, undefined);
  });
});

describe("parseLsofPaths", () => {
  it("decodes the folder's bytes and takes the first text file as the executable", () => {
    assert.deepEqual(parseLsofPaths(sample("recorded/lsof-linux-paths.bin")).get(11880), { folder: "/tmp/Anna's app ü", executable: "/usr/bin/node" });
    const two = parseLsofPaths(sample("recorded/lsof-linux-root-paths.bin"));
    assert.deepEqual([...two], [[25761, { folder: "/tmp/Anna's \\shop ü", executable: "/usr/bin/node" }], [25762, { folder: "/", executable: "/usr/bin/node" }]]);
    const mac = parseLsofPaths(sample("asPublished/lsof-macos-paths.bin"));
    assert.deepEqual(mac.get(4711), { folder: "/Users/anna/My Projects/shop", executable: "/opt/homebrew/Cellar/node/24.21.0/bin/node" });
    assert.equal(parseLsofPaths("p4900\0\nfcwd\0n (readlink: Permission denied)\0\n").size, 0, "an explanation is no path");
  });
});

describe("parsePs", () => {
  it("reads start time and command line", () => {
    assert.deepEqual(parsePs(sample("recorded/ps-linux.txt")).get(11880), { startedAt: "Sat Nov 21 19:45:17 2026", commandLine: "anna dev serve" });
    assert.deepEqual([...parsePs(sample("recorded/ps-linux-two.txt"))], [
      [25761, { startedAt: "Sat Nov 21 22:51:57 2026", commandLine: "caf?? \\shop" }],
      [25762, { startedAt: "Sat Nov 21 22:51:57 2026", commandLine: "rooted" }],
    ]);
    const mac = parsePs(sample("asPublished/ps-macos.txt"));
    assert.deepEqual(mac.get(612)?.startedAt, "Mon Sep 1 08:12:03 2026");
    assert.deepEqual(mac.get(4711)?.commandLine, "node /Users/anna/My Projects/shop/node_modules/.bin/vite");
    assert.equal(parsePs("PID STARTED\n12 gestern node\n").size, 0);
  });
});

describe("parseMacNetstat", () => {
  it("lists every user's listeners and nothing else", () => {
    assert.deepEqual(parseMacNetstat(sample("asPublished/netstat-macos.txt")).map(({ address, port }) => `${address.address} ${port}`), [
      "::1 5173",
      ":: 3306",
      "127.0.0.1 631",
      "fe80::1 8021",
      "fe80::1c2d:3eff:fe4f:5a6b 8443",
      "2001:db8:85a3:1319:8a2e:370:7344:1 8444",
      "fe80::aede:48ff:fe00:1122 49154",
      ":: 7000",
      "0.0.0.0 7000",
    ]);
  });
});

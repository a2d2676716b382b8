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

  it("reads macOS's order of fields and escaped names, without connections and unbound sockets", () => {
    const listeners = parseLsofListeners(sample("asPublished/lsof-macos-listen.bin"));
    assert.deepEqual(listeners.map(({ pid, name, address, port }) => [pid, name, address.address, port]), [
      [612, "ControlCenter", "0.0.0.0", 7000],
      [612, "ControlCenter", "::", 7000],
      [4711, "node", "::1", 5173],
      [4802, "Code Helper (Plugin)", "127.0.0.1", 49321],
      [4900, "python3.13", "127.0.0.1", 8000],
    ]);
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
    const mac = parseLsofPaths(sample("asPublished/lsof-macos-paths.bin"));
    assert.deepEqual(mac.get(4711), { folder: "/Users/anna/My Projects/shop", executable: "/opt/homebrew/Cellar/node/24.21.0/bin/node" });
    assert.equal(mac.get(4900), undefined, "an explanation is no path");
  });
});

describe("parsePs", () => {
  it("reads start time and command line", () => {
    assert.deepEqual(parsePs(sample("recorded/ps-linux.txt")).get(11880), { startedAt: "Sat Nov 21 19:45:17 2026", commandLine: "anna dev serve" });
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
      "0.0.0.0 7000",
    ]);
  });
});

import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { dangerousService } from "../../../src/ports/dangerousServices";
import { identifyListener, listenerAmong, sameListener, type ListenerIdentity } from "../../../src/ports/listenerIdentity";
import type { ListeningSocket } from "../../../src/ports/listeningPort";
import { startListener, type Listener } from "./child";

describe("S18 dangerous services", () => {
  it("S18 names the service of each port that needs a confirmation", () => {
    const names = [22, 2375, 3306, 5432, 6379, 9222, 9229, 4040, 41730, 41731].map((port) => dangerousService(port)?.name);
    assert.deepEqual(names, ["SSH", "Docker", "MySQL", "PostgreSQL", "Redis", "Chrome DevTools", "Node.js inspector", "ngrok agent API", "Portcullis", "Portcullis"]);
  });

  it("S18 leaves the usual ports of dev servers alone", () => {
    for (const port of [80, 3000, 4200, 5173, 8000, 8080, 41729, 41780]) assert.equal(dangerousService(port), undefined, String(port));
  });

  it("S18 knows VS Code on whatever port it listens", () => {
    assert.equal(dangerousService(8080, { pid: 1, name: "node", user: "self", executable: "/usr/lib/code-server/lib/node" })?.name, "VS Code");
    assert.equal(dangerousService(8080, { pid: 1, name: "node", user: "self", executable: "/usr/bin/node" }), undefined);
  });
});

const approved: ListenerIdentity = { state: "own", pid: 10, name: "node", startedAt: "100", executable: "/usr/bin/node", folder: "/home/anna/shop", command: "aa" };
const restarted = { ...approved, pid: 11, startedAt: "200" };
const windows: ListenerIdentity = { state: "own", pid: 10, name: "node", startedAt: "100", executable: "C:\\node.exe", command: "aa" };
const bare: ListenerIdentity = { state: "own", pid: 10, name: "node" };

describe("S18 sameListener", () => {
  const cases: readonly [string, ListenerIdentity, ListenerIdentity, ReturnType<typeof sameListener>][] = [
    ["the same process", approved, approved, "same"],
    ["the same process in another folder", approved, { ...approved, folder: "/tmp" }, "same"],
    ["the same process that became another program", approved, { ...approved, executable: "/tmp/evil" }, "changed"],
    ["a restart in the same folder", approved, { ...restarted, command: "bb" }, "same"],
    ["a restart in another folder", approved, { ...restarted, folder: "/home/anna/other" }, "changed"],
    ["another program", approved, { ...restarted, executable: "/usr/bin/python3", name: "python3" }, "changed"],
    ["a process id used again by the same program elsewhere", approved, { ...approved, startedAt: "200", folder: "/tmp" }, "changed"],
    ["another user's process", approved, { state: "otherUser" }, "otherUser"],
    ["another user's process that was approved as such", { state: "otherUser" }, { state: "otherUser" }, "otherUser"],
    ["nothing", approved, { state: "gone" }, "gone"],
    ["a process that can't be read", approved, { state: "unreadable" }, "unknown"],
    ["a process where nothing was approved", { state: "gone" }, approved, "unknown"],
    ["a process whose folder can no longer be read", approved, { ...windows, executable: "/usr/bin/node", pid: 11 }, "unknown"],
    ["a restart with the same command line where folders can't be read", windows, { ...windows, pid: 11, startedAt: "200" }, "same"],
    ["a restart with another command line where folders can't be read", windows, { ...windows, pid: 11, startedAt: "200", command: "bb" }, "unknown"],
    ["a process of which only the name is known", bare, bare, "unknown"],
    ["a process of which only the name is known, and another", bare, { ...bare, name: "python3" }, "changed"],
  ];
  for (const [what, before, now, expected] of cases) {
    it(`S18 ${what}: ${expected}`, () => {
      assert.equal(sameListener(before, now), expected);
    });
  }
});

describe("S18 listenerAmong", () => {
  const socket = (address: string, user: ListeningSocket["user"], pid?: number): ListeningSocket => ({
    port: 3000,
    address: { family: address.includes(":") ? "ipv6" : "ipv4", address },
    user,
    owner: pid === undefined ? undefined : { pid, name: "node", user: user ?? "self", commandLine: "node --token secret" },
  });
  const who = (sockets: readonly ListeningSocket[], address: string) => {
    const listener = listenerAmong(sockets, address, 3000);
    return listener.state === "own" ? listener.pid : listener.state;
  };

  it("S18 takes the socket on the address itself before one for all addresses", () => {
    assert.equal(who([socket("0.0.0.0", "self", 1), socket("127.0.0.1", "other")], "127.0.0.1"), "otherUser");
    assert.equal(who([socket("::", "self", 1), socket("0.0.0.0", "self", 2)], "127.0.0.1"), 2);
    assert.equal(who([socket("::", "self", 1)], "127.0.0.1"), 1);
    assert.equal(who([socket("0.0.0.0", "self", 1)], "::1"), "gone");
  });

  it("S18 trusts no group of listeners with another user's among them, nor one that it can't read", () => {
    assert.equal(who([socket("127.0.0.1", "self", 1), socket("127.0.0.1", "other", 2)], "127.0.0.1"), "otherUser");
    assert.equal(who([socket("127.0.0.1", "self", 1), socket("127.0.0.1", undefined)], "127.0.0.1"), "unreadable");
  });

  it("S18 keeps no command line", () => {
    assert.ok(!JSON.stringify(listenerAmong([socket("::1", "self", 1)], "::1", 3000)).includes("secret"));
  });
});

describe("S18 identifyListener on this machine", { skip: process.platform === "linux" ? false : "reads /proc" }, () => {
  let shop = "";
  let other = "";
  const started: Listener[] = [];
  const start = async (folder: string, port?: number, uid?: number) => {
    const listener = await startListener({ host: "127.0.0.1", folder, ...(port === undefined ? {} : { port }), ...(uid === undefined ? {} : { uid }) });
    started.push(listener);
    return listener;
  };
  before(() => {
    shop = realpathSync(mkdtempSync(join(tmpdir(), "shop-")));
    other = realpathSync(mkdtempSync(join(tmpdir(), "other-")));
  });
  after(async () => {
    for (const listener of started) await listener.stop();
    for (const folder of [shop, other]) rmSync(folder, { recursive: true });
  });

  it("S18 follows a port from hand to hand", async () => {
    const first = await start(shop);
    const { port } = first;
    const seen = await identifyListener("127.0.0.1", port);
    assert.equal(seen.state === "own" && seen.folder, shop);
    assert.equal(sameListener(seen, await identifyListener("127.0.0.1", port)), "same");
    await first.stop();
    assert.equal(sameListener(seen, await identifyListener("127.0.0.1", port)), "gone");
    const second = await start(shop, port);
    assert.equal(sameListener(seen, await identifyListener("127.0.0.1", port)), "same");
    await second.stop();
    const third = await start(other, port);
    assert.equal(sameListener(seen, await identifyListener("127.0.0.1", port)), "changed");
    await third.stop();
    if (process.geteuid?.() !== 0) return;
    await start("/", port, 65_534);
    assert.equal(sameListener(seen, await identifyListener("127.0.0.1", port)), "otherUser");
  });
});

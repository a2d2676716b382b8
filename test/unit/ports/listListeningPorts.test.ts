import assert from "node:assert/strict";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { listListeningPorts } from "../../../src/ports/listListeningPorts";
import { readMacSockets } from "../../../src/ports/macSockets";
import { startListener, type Listener } from "./child";

const linux = process.platform === "linux";
const executable = realpathSync(process.execPath);

describe("listListeningPorts on this machine", { skip: linux ? false : "reads /proc" }, () => {
  let folder = "";
  const started: Listener[] = [];
  const start = async (host: string, uid?: number) => {
    const listener = await startListener({ host, folder, ...(uid === undefined ? {} : { uid }) });
    started.push(listener);
    return listener;
  };
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "ports ü ")));
  });
  after(async () => {
    for (const listener of started) await listener.stop();
    rmSync(folder, { recursive: true });
  });

  it("finds an IPv4 server with process, name, folder and start time", async () => {
    const { port, pid } = await start("127.0.0.1");
    const found = (await listListeningPorts()).filter((entry) => entry.port === port);
    assert.equal(found.length, 1);
    assert.deepEqual(found[0]?.addresses, [{ family: "ipv4", address: "127.0.0.1" }]);
    const { startedAt, commandLine, ...owner } = found[0].owner!;
    assert.deepEqual(owner, { pid, name: basename(executable), user: "self", executable, folder });
    assert.match(startedAt!, /^\d+$/);
    assert.match(commandLine!, /^\S*node -e /);
  });

  it("finds an IPv6-only server, and one on all addresses", async () => {
    const loopback = await start("::1");
    const all = await start("::");
    const ports = await listListeningPorts();
    assert.deepEqual(ports.find(({ port }) => port === loopback.port)?.addresses, [{ family: "ipv6", address: "::1" }]);
    assert.deepEqual(ports.find(({ port }) => port === all.port)?.addresses, [{ family: "ipv6", address: "::" }]);
    assert.equal(ports.find(({ port }) => port === all.port)?.owner?.pid, all.pid);
  });

  it("knows a port as another user's", { skip: process.geteuid?.() === 0 ? false : "needs root" }, async () => {
    const { port } = await start("127.0.0.1", 65_534);
    const found = (await listListeningPorts({ port })).at(0);
    assert.equal(found?.user, "other");
    assert.notEqual(found.owner?.user, "self");
  });

  it("no longer lists a server that ended", async () => {
    const listener = await start("127.0.0.1");
    await listener.stop();
    assert.deepEqual(await listListeningPorts({ port: listener.port }), []);
  });

  it("reads the same from lsof and ps as a Mac would", { skip: existsSync("/usr/bin/lsof") ? false : "lsof is not installed" }, async () => {
    const { port, pid } = await start("::1");
    const tools = { lsof: "/usr/bin/lsof", ps: "/bin/ps", netstat: "/bin/true" };
    const [socket] = await readMacSockets({ port }, tools);
    assert.deepEqual(socket?.address, { family: "ipv6", address: "::1" });
    const { startedAt, commandLine, ...owner } = socket.owner!;
    assert.deepEqual(owner, { pid, name: basename(executable), user: "self", executable, folder });
    assert.match(startedAt!, / \d\d:\d\d:\d\d \d{4}$/);
    assert.match(commandLine!, /^\S*node -e /);
  });
});

describe("listListeningPorts", () => {
  it("says which program is missing where the machine can't list", { skip: linux ? false : "other systems have them" }, async () => {
    for (const [platform, reason] of [["darwin", /^(ENOENT|EACCES)$/], ["win32", /^(ENOENT|EACCES)$/], ["aix", /^platform$/]] as const) {
      await assert.rejects(listListeningPorts({ platform }), (failure) => {
        assert.ok(failure instanceof ExpectedError);
        assert.equal(failure.code, "port.listUnavailable");
        assert.match(String(failure.facts["reason"]), reason);
        return typeof failure.facts["tool"] === "string";
      });
    }
  });

  it("stops when it is told to", async () => {
    const reason = new Error("enough");
    await assert.rejects(listListeningPorts({ signal: AbortSignal.abort(reason) }), reason);
  });
});

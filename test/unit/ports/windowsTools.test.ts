import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseNetstat, parseTasklist } from "../../../src/ports/netstat";
import { parsePowershell } from "../../../src/ports/powershell";
import { joinNetstat } from "../../../src/ports/windowsSockets";
import { sample } from "./samples";

const show = (listeners: ReturnType<typeof parseNetstat>) => listeners.map(({ address, port, pid }) => `${address.address} ${port} ${pid}`);

describe("parseNetstat", () => {
  it("finds the listeners of a German Windows, whose word for it is not even UTF-8", () => {
    const output = sample("asPublished/netstat-windows-de.bin");
    assert.match(output, /ABH\uFFFDREN/);
    assert.deepEqual(show(parseNetstat(output)), [
      "0.0.0.0 135 1128",
      "0.0.0.0 445 4",
      "127.0.0.1 3000 15320",
      "192.168.178.20 139 4",
      ":: 135 1128",
      ":: 5173 15988",
      "::1 5432 5012",
      "fe80::4c1f:9a3b 2869 4",
    ]);
  });

  it("finds those of a French one, which has no heading for the process id", () => {
    const output = sample("asPublished/netstat-windows-fr.bin");
    assert.match(output, /\uFFFDtat\r\n/);
    assert.deepEqual(show(parseNetstat(output)), ["127.0.0.1 3000 15320", "::1 3000 15988"]);
  });

  it("finds those of a Japanese one, whose headings are not even UTF-8", () => {
    const output = sample("asPublished/netstat-windows-ja.bin");
    assert.match(output, /\uFFFD/);
    assert.deepEqual(show(parseNetstat(output)), ["0.0.0.0 135 1128", "::1 3000 15320"]);
  });

  it("would find them where the state were two words, or one of bytes alone", () => {
    for (const state of ["IN LISTA", "\uFFFD"]) assert.deepEqual(show(parseNetstat(`  TCP    [::1]:80               [::]:0                 ${state}      7\r\n`)), ["::1 80 7"], state);
  });

  it("finds those of an English one", () => {
    assert.deepEqual(show(parseNetstat(sample("asPublished/netstat-windows-en.txt"))), ["0.0.0.0 135 1128", "127.0.0.1 3000 15320", "::1 5173 15988"]);
  });

  it("passes over lines without a process id, with a broken address, or with a port out of range", () => {
    for (const line of ["TCP 0.0.0.0:80 0.0.0.0:0 LISTENING", "TCP 0.0.0.0:http 0.0.0.0:0 LISTENING 5", "TCP [::1:80 [::]:0 LISTENING 5", "TCP 1.2.3:80 0.0.0.0:0 X 5", "TCP 0.0.0.0:70000 0.0.0.0:0 X 5", "TCP", ""]) {
      assert.deepEqual(parseNetstat(line), [], line);
    }
  });
});

describe("parseTasklist", () => {
  it("reads names by id, and nothing from the sentence that stands for no rows", () => {
    const names = parseTasklist(sample("asPublished/tasklist-windows-de.bin"));
    assert.equal(names.get(15320), "node.exe");
    assert.equal(names.get(15988), "Caf\uFFFD dev.exe");
    assert.equal(parseTasklist(sample("asPublished/tasklist-windows-de-none.bin")).size, 0);
  });
});

describe("joinNetstat", () => {
  it("shows the port alone for processes that are not the person's", () => {
    const sockets = joinNetstat(sample("asPublished/netstat-windows-de.bin"), sample("asPublished/tasklist-windows-de.bin"));
    assert.deepEqual(sockets.find(({ port }) => port === 3000)?.owner, { pid: 15320, name: "node", user: "self" });
    assert.deepEqual(sockets.find(({ port }) => port === 445), { port: 445, address: { family: "ipv4", address: "0.0.0.0" }, user: undefined, owner: undefined });
  });
});

describe("parsePowershell", () => {
  it("joins sockets and processes, and passes over rows that are not understood", () => {
    const sockets = parsePowershell(sample("asPublished/powershell-windows.json"));
    assert.deepEqual(sockets?.map(({ address, port, user, owner }) => [address.address, port, user, owner?.name]), [
      ["::", 135, "other", "svchost"],
      ["::1", 5173, "self", "Björn"],
      ["127.0.0.1", 3000, "self", "node"],
      ["fe80::4c1f:9a3b", 2869, undefined, undefined],
      ["0.0.0.0", 8080, undefined, undefined],
    ]);
    assert.deepEqual(sockets[2]?.owner, {
      pid: 15320,
      name: "node",
      user: "self",
      executable: "C:\\Program Files\\nodejs\\node.exe",
      startedAt: "2026-09-01T08:00:00.1234560Z",
      commandLine: '"C:\\Program Files\\nodejs\\node.exe" server.js --title \'shop\'',
    });
  });

  it("reads arrays that PowerShell 5.1 wrapped", () => {
    const plain = sample("asPublished/powershell-windows.json");
    const { sockets, processes } = JSON.parse(plain.slice(1)) as { sockets: unknown[]; processes: unknown[] };
    const wrap = (value: unknown[]) => ({ value, Count: value.length });
    assert.deepEqual(parsePowershell(JSON.stringify({ sockets: wrap(sockets), processes: wrap(processes) })), parsePowershell(plain));
    assert.deepEqual(parsePowershell('{"sockets":{"value":[]},"processes":[]}'), []);
  });

  it("says so when the answer is none", () => {
    for (const output of ["", "Get-NetTCPConnection : not recognized", "[]", '{"sockets":{}}']) assert.equal(parsePowershell(output), undefined, output);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { localAddress } from "../../../src/ports/listeningPort";
import { parseProcNet, parseStartTime, socketInode } from "../../../src/ports/procNet";
import { sample } from "./samples";

describe("parseProcNet", () => {
  it("reads the listeners of IPv4, without the connections", () => {
    assert.deepEqual(parseProcNet(sample("recorded/proc-net-tcp.txt")), [
      { address: { family: "ipv4", address: "0.0.0.0" }, port: 38126, uid: 1000, inode: "25555" },
      { address: { family: "ipv4", address: "127.0.0.1" }, port: 38123, uid: 1000, inode: "25552" },
    ]);
  });

  it("reads the listeners of IPv6, and gives a mapped address as IPv4", () => {
    assert.deepEqual(parseProcNet(sample("recorded/proc-net-tcp6.txt")).map(({ address, port }) => [address.family, address.address, port]), [
      ["ipv6", "::", 38124],
      ["ipv6", "::1", 38125],
      ["ipv4", "127.0.0.1", 38127],
    ]);
  });

  it("reads link-local and global addresses", () => {
    assert.deepEqual(parseProcNet(sample("recorded/proc-net-tcp6-addresses.txt")).map(({ address, port, uid }) => [address.address, port, uid]), [
      ["fe80::1c2d:3eff:fe4f:5a6b", 38202, 1000],
      ["::", 38204, 0],
      ["2001:db8:85a3:1319:8a2e:370:7344:1", 38203, 1000],
    ]);
  });

  it("passes over what it does not understand", () => {
    const line = "   1: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 42 1 0 100 0 0 10 0";
    assert.equal(parseProcNet(line).length, 1);
    for (const bad of [line.slice(0, 60), line.replace("0100007F", "0100007"), line.replace("0BB8", "zzzz"), line.replace("0BB8", "0000"), line.replace(" 42 ", " -1 "), "", "garbage 0A 0A 0A 0A"]) {
      assert.deepEqual(parseProcNet(bad), [], bad);
    }
  });
});

describe("parseStartTime", () => {
  it("is field 22, whatever the name holds", () => {
    assert.equal(parseStartTime(sample("recorded/proc-stat.txt")), "121079");
    const tricky = sample("recorded/proc-stat.txt").replace("(anna dev serve)", "(a) S 1 (b) )");
    assert.match(tricky, /^11880 \(a\) S 1 \(b\) \) S /);
    assert.equal(parseStartTime(tricky), "121079");
    assert.equal(parseStartTime("12 (short) S 1"), undefined);
    assert.equal(parseStartTime(""), undefined);
  });
});

describe("socketInode", () => {
  it("knows sockets from other descriptors", () => {
    assert.equal(socketInode("socket:[9791]"), "9791");
    assert.equal(socketInode("pipe:[9791]"), undefined);
    assert.equal(socketInode("/tmp/socket:[1]"), undefined);
  });
});

describe("localAddress", () => {
  it("writes one address in one way and refuses what is none", () => {
    assert.deepEqual(localAddress("0:0:0:0:0:0:0:1"), { family: "ipv6", address: "::1" });
    assert.deepEqual(localAddress("fe80::1%en0"), { family: "ipv6", address: "fe80::1" });
    assert.deepEqual(localAddress("::ffff:10.0.0.200"), { family: "ipv4", address: "10.0.0.200" });
    assert.equal(localAddress("*"), undefined);
    assert.equal(localAddress("localhost"), undefined);
  });
});

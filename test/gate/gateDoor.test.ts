// The front door, the bounds around it, and the end.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import http, { createServer, type IncomingMessage } from "node:http";
import net, { type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { systemClock } from "../../src/base/clock";
import { ExpectedError } from "../../src/base/expectedError";
import { createGate } from "../../src/gate/createGate";
import type { Gate, GateOptions } from "../../src/gate/gateOptions";
import { sweepStaleDoors } from "../../src/gate/staleDoors";
import { freePort } from "../rig/freePort";
import { FakeOpenid } from "./fakeOpenid";
import { acme, MemoryLog, shareId, startApp, startGate, until } from "./gateRig";

const make = (change: Partial<GateOptions> = {}): Promise<Gate> =>
  createGate({
    shareId, enforcement: { kind: "gate" }, openid: new FakeOpenid(), rule: acme, vouchesForEmail: false, upstream: { scheme: "http", address: "127.0.0.1", port: 9 },
    frontDoor: "private", clientAddress: "peer", providerName: "p", clock: systemClock, log: new MemoryLog(), ...change,
  });

describe("S22 a private front door", { skip: process.platform === "win32" ? "skipped: named pipes have no modes" : false }, () => {
  it("is a socket for this user alone, its path short, and gone with the gate", async () => {
    const gate = await make();
    if (gate.door.kind !== "socket") throw new Error("expected a socket");
    const { path } = gate.door;
    assert.ok(Buffer.byteLength(path) < 100);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
    gate.setPublicOrigin("https://share.example");
    const [response] = (await once(http.get({ socketPath: path, path: "/", agent: false, headers: { Host: "share.example" } }), "response")) as [IncomingMessage];
    response.resume();
    assert.equal(response.statusCode, 401);
    await gate.close();
    await assert.rejects(stat(dirname(path)), { code: "ENOENT" });
  });

  it("finds a place where the temporary folder's path is too long", async () => {
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = `/tmp/${"long".repeat(30)}`;
    try {
      const gate = await make();
      if (gate.door.kind !== "socket") throw new Error("expected a socket");
      assert.ok(Buffer.byteLength(gate.door.path) < 100);
      await gate.close();
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  });
});

describe("a front door on loopback", () => {
  it("is on exactly that port, of both families where there are two, and on no other address", async () => {
    const port = await freePort();
    const gate = await make({ frontDoor: { loopbackPort: port } });
    assert.deepEqual(gate.door, { kind: "tcp", port });
    gate.setPublicOrigin(`http://localhost:${port}`);
    for (const host of ["127.0.0.1", "::1"]) {
      const [response] = (await once(http.get({ host, port, path: "/", agent: false, headers: { Host: `localhost:${port}` } }), "response")) as [IncomingMessage];
      assert.equal(response.statusCode, 401);
      response.resume();
    }
    const elsewhere = net.connect(port, "127.0.0.2");
    await assert.rejects(once(elsewhere, "connect"), { code: "ECONNREFUSED" });
    await gate.close();
  });

  it("that is taken, in either family, is said so; nothing is left open", async () => {
    for (const host of ["127.0.0.1", "::1"]) {
      const occupant = createServer();
      const port = await freePort();
      occupant.listen(port, host);
      await once(occupant, "listening");
      await assert.rejects(make({ frontDoor: { loopbackPort: port } }), (error) => error instanceof ExpectedError && error.code === "local.portTaken" && error.facts["port"] === port);
      occupant.close();
      await once(occupant, "close");
      const gate = await make({ frontDoor: { loopbackPort: port } });
      await gate.close();
    }
  });
});

describe("closing a gate", () => {
  it("ends every connection, stream and WebSocket by itself, and leaves no timer", async () => {
    const app = await startApp((_request, response) => void response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n"));
    const rig = await startGate({ app, frontDoor: { loopbackPort: await freePort() } });
    const cookie = await rig.signIn();
    const sockets: Socket[] = [];
    for (const bytes of ["", "GET / HTTP/1.1\r\n", `GET / HTTP/1.1\r\nHost: ${rig.host}\r\nCookie: ${cookie}\r\n\r\n`, `POST / HTTP/1.1\r\nHost: ${rig.host}\r\nCookie: ${cookie}\r\nContent-Length: 9\r\n\r\nabc`]) {
      const socket = net.connect(rig.port, "127.0.0.1");
      socket.on("error", () => undefined);
      await once(socket, "connect");
      socket.write(bytes);
      socket.resume();
      sockets.push(socket);
    }
    await until("both streams", () => app.seen.length === 2);
    await Promise.all([rig.gate.close(), rig.gate.close(), ...sockets.map((socket) => once(socket, "close"))]);
    await assert.rejects(once(net.connect(rig.port, "127.0.0.1"), "connect"));
    await app.close();
  });
});

it("a process that ends in a hurry leaves no socket folder behind", async () => {
  const program = `
    import { createServer } from "node:http";
    import { openFrontDoor } from ${JSON.stringify(new URL("../../src/gate/gateDoor.ts", import.meta.url).href)};
    const { door } = await openFrontDoor("private", createServer());
    console.log(door.path);
    process.exit(0);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], { cwd: import.meta.dirname });
  const path = stdout.trim();
  assert.match(path, /gate$/);
  assert.equal(existsSync(dirname(path)), false);
});

it("the next door takes away what a killed process left, and nothing that still answers, is not ours or may just be made", async () => {
  const parent = await mkdtemp(join(tmpdir(), "sweep-"));
  const abandoned = join(parent, "portcullis-dead01");
  const answering = join(parent, "portcullis-live01");
  const foreign = join(parent, "portcullis-else01");
  const young = join(parent, "portcullis-new001");
  for (const folder of [abandoned, answering, foreign, young]) await mkdir(folder);
  await writeFile(join(foreign, "gate"), "a file, no socket");
  for (const folder of [abandoned, young]) {
    const program = `require("node:net").createServer().listen(${JSON.stringify(join(folder, "gate"))}, () => process.kill(process.pid, "SIGKILL"))`;
    await promisify(execFile)(process.execPath, ["-e", program]).catch(() => undefined);
  }
  const server = net.createServer().listen(join(answering, "gate"));
  await once(server, "listening");
  try {
    assert.ok(existsSync(join(abandoned, "gate")), "the killed process left its socket");
    const yesterday = new Date(Date.now() - 86_400_000);
    for (const folder of [abandoned, answering, foreign]) await utimes(folder, yesterday, yesterday);
    await sweepStaleDoors(parent);
    assert.deepEqual((await readdir(parent)).sort(), ["portcullis-else01", "portcullis-live01", "portcullis-new001"]);
  } finally {
    server.close();
    await rm(parent, { recursive: true, force: true });
  }
});

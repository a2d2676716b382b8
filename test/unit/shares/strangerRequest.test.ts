// Which certificates the proof's requests believe, and that each has a connection of its own.
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { strangerRequest } from "../../../src/shares/strangerRequest";
import { createAuthority, type Authority } from "../../rig/authority";

describe("a stranger's request of the proof", () => {
  let authority: Authority;
  let server: Server;
  let folder: string;
  const connections: Socket[] = [];
  const address = () => `https://localhost:${(server.address() as AddressInfo).port}/`;
  const options = (root: "ngrok" | { pem: string }) => ({ marker: "m".repeat(24), rootCertificates: root, signal: new AbortController().signal });
  before(async () => {
    authority = await createAuthority();
    server = createServer(await authority.issue({ dns: ["localhost"], ips: ["127.0.0.1", "::1"] }), (_, response) => response.writeHead(401).end("no"));
    server.on("secureConnection", (socket: Socket) => connections.push(socket));
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    folder = mkdtempSync(path.join(tmpdir(), "certificates-"));
    writeFileSync(path.join(folder, "root.pem"), authority.certificatePem);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("believes the certificates of a file beside the public ones, and nothing else unasked", async () => {
    assert.equal((await strangerRequest(new URL(address()), "navigation", options({ pem: authority.certificatePem }))).status, 401);
    await assert.rejects(strangerRequest(new URL(address()), "navigation", options("ngrok")), /certificate/i);
  });

  for (const [root, expected] of [["host", "401"], ["ngrok", /CERT|VERIFY/]] as const) {
    it(`with root certificates "${root}" ${root === "host" ? "believes" : "doesn't believe"} the operating system's`, { skip: process.platform === "linux" ? false : "names them by SSL_CERT_FILE" }, async () => {
      const child = fork(path.join(import.meta.dirname, "strangerProcess.ts"), [address(), root], { execArgv: ["--import", "tsx"], env: { ...process.env, SSL_CERT_FILE: path.join(folder, "root.pem") } });
      const [said] = (await once(child, "message")) as [string];
      if (typeof expected === "string") assert.equal(said, expected);
      else assert.match(said, expected);
    });
  }

  it("has a connection of its own, which is gone afterwards", async () => {
    connections.length = 0;
    for (let n = 0; n < 3; n += 1) await strangerRequest(new URL(address()), "fetch", options({ pem: authority.certificatePem }));
    assert.equal(connections.length, 3);
    for (const socket of connections) if (!socket.destroyed) await once(socket, "close");
  });
});

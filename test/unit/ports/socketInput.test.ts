import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { dangerousSocket } from "../../../src/ports/dangerousServices";
import { probeSocket } from "../../../src/ports/probePort";
import { socketPathFromInput } from "../../../src/ports/socketInput";
import { selfSignedCertificate } from "../../rig/upstreams/selfSigned";
import { listenOnSocket, socketFolder } from "../../rig/upstreams/unixSocket";

describe("the path of a socket as typed", () => {
  const home = "/home/anna";
  it("is read with its home folder, its scheme and detours", () => {
    for (const [typed, path] of [
      [" /run/app.sock ", "/run/app.sock"],
      ["~/my app.sock", "/home/anna/my app.sock"],
      ["unix:/run/app.sock", "/run/app.sock"],
      ["unix:///run/app.sock", "/run/app.sock"],
      ["//run//a/../app.sock", "/run/app.sock"],
    ] as const) assert.equal(socketPathFromInput(typed, home, "linux"), path);
    assert.equal(socketPathFromInput("\\\\.\\pipe\\app", home, "win32"), "\\\\.\\pipe\\app");
  });

  it("is none where it leads nowhere certain", () => {
    for (const typed of ["", "3000", "localhost:3000", "http://localhost:3000/", "app.sock", "./app.sock", "~", "~bert/app.sock", "/", "/run/", `/${"a".repeat(100)}`, "\\\\.\\pipe\\app"]) assert.equal(socketPathFromInput(typed, home, "linux"), undefined, typed);
    assert.equal(socketPathFromInput("/run/app.sock", home, "win32"), undefined);
  });
});

describe("S18 sockets of dangerous services", () => {
  it("S18 are known by their usual names, and an editor's by who listens", () => {
    for (const [path, name] of [
      ["/run/user/1000/docker.sock", "Docker"],
      ["/home/anna/.docker/run/docker.sock", "Docker"],
      ["/run/user/1000/podman/podman.sock", "Docker"],
      ["\\\\.\\pipe\\docker_engine", "Docker"],
      ["/tmp/ssh-XXXX/agent.1234", "SSH agent"],
      ["/run/user/1000/gnupg/S.gpg-agent.ssh", "SSH agent"],
      ["/run/user/1000/keyring/ssh", "SSH agent"],
      ["/tmp/.s.PGSQL.5432", "PostgreSQL"],
      ["/tmp/mysql.sock", "MySQL"],
      ["/tmp/redis.sock", "Redis"],
      ["/run/user/1000/vscode-ipc-1234.sock", "VS Code"],
      ["/run/user/1000/vscode-1d27-1.94-main.sock", "VS Code"],
      ["/tmp/portcullis-AbCdEf/gate", "Portcullis"],
    ] as const) assert.equal(dangerousSocket(path)?.name, name, path);
    assert.equal(dangerousSocket("/tmp/x", { pid: 1, name: "node", user: "self", executable: "/usr/lib/code-server/lib/node" })?.name, "VS Code");
  });

  it("S18 leave the usual ones of dev servers alone", () => {
    for (const path of ["/tmp/app.sock", "/run/user/1000/gunicorn.sock", "/home/anna/docker/app.sock", "/home/anna/shop/tmp/sockets/puma.sock", "/tmp/portcullis.sock"]) assert.equal(dangerousSocket(path), undefined, path);
  });
});

describe("what speaks at a socket", { skip: process.platform === "win32" ? "has none" : false }, () => {
  const generous = 60_000;
  let folder: ReturnType<typeof socketFolder>;
  before(() => {
    folder = socketFolder();
  });
  after(() => folder.remove());
  const at = (name: string) => join(folder.path, name);

  it("is http, https, something else or nothing", async () => {
    const hosts: (string | undefined)[] = [];
    const plain = await listenOnSocket(createServer((request, response) => {
      hosts.push(request.headers.host);
      response.writeHead(301, { Location: "https://localhost/" }).end();
    }), at("plain"));
    const secure = await listenOnSocket(createSecureServer(await selfSignedCertificate(), (_request, response) => void response.end()), at("secure"));
    const other = await listenOnSocket(createTcpServer((socket) => void socket.end("SSH-2.0-x\r\n")), at("other"));
    assert.deepEqual(await probeSocket({ path: at("plain"), timeoutMs: generous }), { protocol: "http", listening: true });
    assert.deepEqual(hosts, ["localhost"]);
    assert.deepEqual(await probeSocket({ path: at("secure"), timeoutMs: generous }), { protocol: "https", listening: true, selfSigned: true });
    assert.deepEqual(await probeSocket({ path: at("other"), timeoutMs: generous }), { protocol: "unknown", listening: true });
    assert.deepEqual(await probeSocket({ path: at("absent"), timeoutMs: generous }), { protocol: "unknown", listening: false });
    await Promise.all([plain(), secure(), other()]);
  });
});

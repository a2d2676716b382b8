// Real dev servers, nothing configured: their pages, modules and live reload come through; what is for the developer alone does not (S19).
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { WebSocket } from "ws";
import { startVite, type ViteApp } from "../rig/upstreams/viteApp";
import { startWebpack, type WebpackApp } from "../rig/upstreams/webpackApp";
import { navigation, startGate, until, type GateRig } from "./gateRig";

const loads = ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"];

/** As a page of the share opens it. */
function openSocket(rig: GateRig, cookie: string, path: string, protocols: string[] = []): { readonly received: string[]; readonly socket: WebSocket; readonly close: () => void } {
  const received: string[] = [];
  const socket = new WebSocket(`ws://127.0.0.1:${rig.port}${path}`, protocols, { headers: { Host: rig.host, Origin: rig.origin, Cookie: cookie } });
  socket.on("message", (data: Buffer) => void received.push(data.toString()));
  socket.on("error", (error) => void received.push(`error ${error.message}`));
  return { received, socket, close: () => socket.close() };
}

describe("S19 Vite", () => {
  let vite: ViteApp;
  let rig: GateRig;
  let cookie: string;
  const get = (path: string, more: readonly string[] = loads) => rig.ask(`GET ${path}`, [`Cookie: ${cookie}`, ...more]);
  before(async () => {
    vite = await startVite();
    rig = await startGate({ upstream: { scheme: "http", address: "127.0.0.1", port: vite.port }, workspaceFolders: [vite.folder] });
    cookie = await rig.signIn();
  });
  after(async () => {
    await rig.close();
    await vite.close();
  });

  it("shows its page with every module that it names, the ones outside the project included", async () => {
    const wanted = ["/"];
    const seen = new Set<string>();
    for (let path = wanted.shift(); path !== undefined; path = wanted.shift()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const answer = await get(path, path === "/" ? navigation : loads);
      assert.equal(answer.status, 200, `${path} ${answer.body}`);
      for (const [, next = ""] of answer.body.matchAll(/(?:src=|from |import )"(\/[^"]+)"/g)) wanted.push(next);
    }
    assert.ok(seen.has("/@vite/client") && seen.has("/main.js") && seen.has("/message.js"));
    assert.ok([...seen].some((path) => path.startsWith("/@fs/") && path.includes("/node_modules/vite/")), [...seen].join(" "));
  });

  it("says what changed over its own socket", async () => {
    const token = /const wsToken = "([^"]+)"/.exec((await get("/@vite/client")).body)?.[1];
    assert.ok(token);
    await get("/main.js");
    await get("/message.js");
    const { received, close } = openSocket(rig, cookie, `/?token=${token}`, ["vite-hmr"]);
    try {
      await until("the connection", () => received.some((message) => message.includes('"connected"')));
      await vite.edit("Changed");
      await until("the update", () => received.some((message) => message.includes('"update"') && message.includes("/message.js")));
    } finally {
      close();
    }
  });

  it("reads no file for a visitor but of the workspace and node_modules", async () => {
    await mkdir(join(vite.folder, "sub"), { recursive: true });
    await writeFile(join(vite.folder, "sub", "a b é.js"), "export default 1\n");
    assert.equal((await get(`/@fs${vite.folder}/message.js`)).status, 200);
    assert.equal((await get(`/@fs${vite.folder}/sub/a%20b%20%C3%A9.js`)).status, 200);
    const before = vite.requests.length;
    const up = "/..".repeat(12);
    for (const path of [
      "/@fs/etc/passwd", "/@fs/etc/passwd?raw", "/@fs/etc/passwd?raw??", "/@fs/etc/passwd?import&raw??", "/@fs/etc/passwd?.svg?.wasm?init",
      "//@fs/etc/passwd", "/@FS/etc/passwd", "/%40fs/etc/passwd", "/%2540fs/etc/passwd", "/@fs%2fetc%2fpasswd", "/@fs\\etc\\passwd", "/@fs//etc/passwd", "/@fs//server/share/node_modules/a.js", "/@fs;x/etc/passwd",
      "/./@fs/etc/passwd", "/a/../@fs/etc/passwd", "/@id/@fs/etc/passwd", "/base/@fs/etc/passwd", "/@fs/@fs/etc/passwd",
      `/@fs${vite.folder}${up}/etc/passwd`, `/@fs${vite.folder}${up.replaceAll("..", "%2e%2e")}/etc/passwd`, `/@fs${vite.folder}${up.replaceAll("/", "%2f")}/etc/passwd`,
      `/@fs/node_modules${up}/etc/passwd`, `/@fs${vite.folder}-other/x.js`, `/@fs${vite.folder}/.env`, `/@fs${vite.folder}/.env?raw??`, `/@fs${vite.folder}/sub/../.env.local`,
    ]) {
      const answer = await get(path);
      assert.equal(answer.status, 403, path);
      assert.deepEqual(JSON.parse(answer.body), { error: "developerOnly" }, path);
    }
    assert.equal(vite.requests.length, before);
  });

  it("runs nothing for a visitor who asks over its socket", async () => {
    const token = /const wsToken = "([^"]+)"/.exec((await get("/@vite/client")).body)?.[1];
    const { received, socket } = openSocket(rig, cookie, `/?token=${token ?? ""}`, ["vite-hmr"]);
    await until("the connection", () => received.some((message) => message.includes('"connected"')));
    socket.send(JSON.stringify({ type: "custom", event: "vite:invoke", data: { id: "send:1", name: "fetchModule", data: ["file:///etc/passwd?raw"] } }));
    await until("the end", () => socket.readyState === WebSocket.CLOSED);
    assert.equal(received.filter((message) => message.includes("vite:invoke")).length, 0);
  });

  it("opens no file in the developer's editor for a visitor; a person who tries reads why", async () => {
    const before = vite.requests.length;
    const answer = await get("/__open-in-editor?file=main.js", navigation);
    assert.equal(answer.status, 403);
    assert.match(answer.body, /For the developer only/);
    assert.match(answer.body, /Vite/);
    // Connect matches these too.
    for (const path of ["/__OPEN-in-editor?file=main.js", "/__open-in-editor.x?file=main.js", "/__open-in-editor/x?file=main.js"]) assert.equal((await get(path)).status, 403, path);
    assert.equal(vite.requests.length, before);
  });

  it("is the share's to open to visitors by name", async () => {
    const open = await startGate({ upstream: { scheme: "http", address: "127.0.0.1", port: vite.port }, shareOptions: { developerEndpoints: "allow" } });
    try {
      const session = await open.signIn();
      // Without a file named, launch-editor says so and opens nothing.
      const answer = await open.ask("GET /__open-in-editor", [`Cookie: ${session}`, ...loads]);
      assert.match(answer.body, /launch-editor-middleware/);
    } finally {
      await open.close();
    }
  });
});

describe("S19 webpack-dev-server", () => {
  let app: WebpackApp;
  let rig: GateRig;
  let cookie: string;
  const get = (path: string, more: readonly string[] = loads) => rig.ask(`GET ${path}`, [`Cookie: ${cookie}`, ...more]);
  before(async () => {
    app = await startWebpack();
    rig = await startGate({ upstream: { scheme: "http", address: "127.0.0.1", port: app.port } });
    cookie = await rig.signIn();
  });
  after(async () => {
    await rig.close();
    await app.close();
  });

  it("shows its page and says what changed over its own socket", async () => {
    assert.match((await get("/", navigation)).body, /A webpack app/);
    assert.match((await get("/main.js")).body, /Hello from webpack/);
    const { received, close } = openSocket(rig, cookie, "/ws");
    try {
      await until("the first word", () => received.some((message) => message.includes('"hot"')));
      const hashes = () => received.filter((message) => message.includes('"hash"')).length;
      const before = hashes();
      await app.edit("Changed");
      await until("the update", () => hashes() > before);
      assert.ok(received.every((message) => !message.startsWith("error")));
    } finally {
      close();
    }
  });

  it("shows visitors neither its report of assets nor the editor, and rebuilds at nobody's word", async () => {
    const before = app.requests.length;
    for (const path of ["/webpack-dev-server", "/webpack-dev-server/", "/webpack-dev-server/invalidate", "/webpack-dev-server/open-editor?fileName=index.js", "/Webpack-Dev-Server/open-editor", "/%77ebpack-dev-server", "//webpack-dev-server/invalidate", "/x/../webpack-dev-server"]) {
      assert.equal((await get(path)).status, 403, path);
    }
    assert.equal(app.requests.length, before);
  });
});

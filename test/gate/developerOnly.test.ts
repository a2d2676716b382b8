// S19: what is for the developer alone is known in every spelling that an upstream could read, and nothing else is taken for it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { developerEndpoints } from "../../src/gate/developerEndpoints";
import { developerEndpoint } from "../../src/gate/developerOnly";
import { navigation, startGate, upgradeLines } from "./gateRig";

const at = (port: number, target: string) => developerEndpoint(target, { upstream: { port } });
const of = (target: string) => at(3000, target);

describe("S19 a developer-only endpoint", () => {
  for (const { path, of: owner, where, onPorts } of developerEndpoints) {
    it(`is known by its plain path: /${path} (${owner})`, () => {
      const target = `/${path.replace("*", "anything")}`;
      const port = onPorts?.[0] ?? 3000;
      assert.equal(at(port, target), owner);
      assert.equal(at(port, `${target}?file=x`), owner);
      assert.equal(at(port, target.toUpperCase()), owner);
      assert.equal(at(port, `/base${target}`), where === "anywhere" ? owner : undefined);
    });
  }

  it("is known in every spelling", () => {
    for (const target of [
      "/%5f%5fopen-in-editor?file=x", "/%255f_open-in-editor", "/%25255f_open-in-editor", "//__open-in-editor", "/__open-in-editor/", "/__open-in-editor;x=1", "/;x/__open-in-editor", "/__open-in-editor%3ffile=x",
      "/__open-in-editor.js", "/__open-in-editor%00", "/__open-%0ain-editor", "\\__open-in-editor", "/%5c__open-in-editor", "/%2f__open-in-editor", "/a/..%2f__open-in-editor", "/x/%2e%2e/__open-in-editor", "/_\u200b_open-in-editor",
      Buffer.from("/＿＿open-in-editor").toString("latin1"), "/app/__open-in-editor",
    ]) assert.equal(of(target), "Vite", target);
    for (const target of ["/rails/info/routes", "/rails//info", "/x/../rails/info", "/rails/./info/properties", "/rails%2finfo"]) assert.equal(of(target), "Rails", target);
    for (const target of ["/.env?raw", "/src/.env.local?import&raw", "/%2eenv", "/.ENV.production", "/node_modules/.vite/deps/../../../../home/me/app.js.map", "/node_modules/.vite/deps/%2e%2e/%2e%2e/x.map", "/node_modules/.vite/deps\\..\\x.map"]) assert.equal(of(target), "Vite", target);
    for (const target of ["/__nextjs_launch-editor", "/__nextjs_original-stack-frames", "/__nextjs_source-map?filename=x", "/base/__nextjs_restart_dev", "/__nextjs_something_new", "/__nextjs_fontx"]) assert.equal(of(target), "Next.js", target);
    for (const target of ["/?__debugger__=yes&cmd=resource", "/a/b?x=1&__debugger__=yes", "/?%5f_debugger__=yes", "/?__debugger__", "/?a=1;__debugger__=yes", "/?a?__debugger__=yes"]) assert.equal(of(target), "Werkzeug debugger", target);
  });

  it("is nothing that a page for visitors needs, nor a name that only looks alike", () => {
    for (const target of [
      "/", "/@vite/client", "/@react-refresh", "/@id/__x00__plugin", "/src/main.ts?t=1", "/node_modules/.vite/deps/react.js?v=12", "/_next/static/chunks/main.js", "/_next/webpack-hmr", "/_next/image?url=%2Fa.png", "/__nextjs_font/geist.woff2", "/__nextjs_server_status",
      "/node_modules/.vite/deps/react.js.map", "/src/../main.js", "/environment", "/.environment", "/x.env", "/ws", "/webpack-dev-server-docs", "/node_modules/webpack-dev-server/client/index.js", "/json", "/api/json/list", "/open-url-shortener", "/docs/debug/vars", "/actuator/health", "/dev/dashboards", "/__open-in-editors",
      "/?q=__debugger__", "/?__debugger__x=1", "/a%20b?c=%26", "/telescope", "/inspect", "/phoenix/live_reload/socket", "/_wdt/abc", "/rails/active_storage/blobs/1", "/stories?path=/story/a--b",
    ]) assert.equal(of(target), undefined, target);
  });

  it("is refused for requests of every kind, before anything reaches the app, and only for visitors", async () => {
    const rig = await startGate();
    try {
      const stranger = await rig.ask("GET /__open-in-editor", navigation);
      assert.equal(stranger.status, 302);
      const cookie = `Cookie: ${await rig.signIn()}`;
      for (const method of ["GET", "HEAD", "POST", "OPTIONS", "PUT"]) assert.equal((await rig.ask(`${method} /_ignition/execute-solution`, [cookie], method === "POST" ? "x" : "")).status, 403, method);
      const socket = await rig.ask("GET /__vitest_api__?token=x", [cookie, `Origin: ${rig.origin}`, ...upgradeLines]);
      assert.equal(socket.status, 403);
      assert.deepEqual(rig.app.seen, []);
      assert.equal((await rig.ask("GET /@fs/home/me/node_modules/a/index.js", [cookie])).status, 200);
    } finally {
      await rig.close();
    }
  });

  it("in Vite's /@fs/ on Windows is judged without regard to case and by whole folders", () => {
    const windows = (path: string) => developerEndpoint(path, { upstream: { port: 1 }, workspaceFolders: ["C:\\Users\\me\\app"] });
    assert.equal(windows("/@fs/c:/users/me/APP/src/main.ts"), undefined);
    assert.equal(windows("/@fs/C:/Users/me/app2/main.ts"), "Vite");
    assert.equal(windows("/@fs/C:/Users/me/app/../main.ts"), "Vite");
    assert.equal(developerEndpoint("/@fs/Home/me/app/x.js", { upstream: { port: 1 }, workspaceFolders: ["/home/me/app/"] }), "Vite");
    assert.equal(developerEndpoint("/@fs/home/me/app/x.js", { upstream: { port: 1 }, workspaceFolders: ["/home/me/app/"] }), undefined);
  });
});

// S23: with several apps behind one address, a path that two readers could read in two ways is nobody's: it reaches no app, whoever asks.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { navigation, startApp, startGate, upgradeLines, type GateRig, type RecordingApp } from "../gateRig";

const ambiguous = [
  // Divided otherwise.
  "//", "//api", "/api//x", "/api/x//", "/x//api", "/api%2fx", "/api%2Fx", "/x%2f..%2fapi", "/api%5cx", "/api\\x", "\\api".padStart(5, "/"), "/api/%5c", "/x\\..\\api", "/%2fapi", "/%2Fapi/x", "/%5capi",
  // Dots.
  "/.", "/..", "/./api", "/api/.", "/api/..", "/api/../x", "/x/../api", "/api/./x", "/api/%2e%2e/x", "/x/%2e%2e/api", "/api/.%2e/x", "/api/%2E./x", "/api/%2e/x", "/%2e/api", "/...", "/x/.../api", "/api./x", "/api.", "/api.%20/x", "/api/%EF%BC%8E%EF%BC%8E/x", "/api/%E2%80%A5/x",
  // Escaped although it need not be, or twice.
  "/%61pi", "/%61pi/x", "/a%70i/x", "/%41pi", "/api%2dx", "/api/%7euser", "/%2561pi/x", "/api/%252e%252e/x", "/api%252fx", "/%25%36%31pi", "/api/100%2541",
  // Cut.
  "/api;x", "/api;x/y", "/;/api", "/api/..;/x", "/api%3bx", "/api%3Fx", "/api%23x", "/api%00/x", "/api%00", "/api%0a/x", "/api/%0d%0a", "/api%09", "/api%7f/x", "/api%20/x", "/%20api", "/api%20", "/api/x%20",
  // Folded, or gone in another form.
  "/%EF%BD%81pi", "/api%EF%BC%8Fx", "/api%E2%81%84x%EF%BC%8F", "/api%EF%BC%BCx", "/api%EF%BC%9Bx", "/%EF%BC%85%36%31pi", "/a%E2%80%8Bpi", "/api%C2%AD/x", "/api%E2%80%8B", "/%EF%BB%BFapi", "/api%C2%A0/x", "/%E2%84%80pi",
  // No UTF-8, overlong forms among it, and what is no escape at all.
  "/api%c0%afx", "/api%c0%ae%c0%ae/x", "/api%e0%80%afx", "/%ff", "/api%ff/x", "/api%", "/api%2", "/api%zz", "/%u0061pi", "/api%f0%80%80%af",
  // What no browser sends as it is.
  "/api\u00e4", "/api\u00ff/x", "/a\"pi", "/<api>", "/a{pi}", "/a`pi",
] as const;

/** Every reader takes these for the same. */
const plain = [
  "/", "/api", "/api/", "/api/x/", "/api/a.b", "/api/.well-known/x", "/api/..x", "/api/x?a=//..;%2f\\", "/?../api", "/@fs-x/y", "/a~b_c-d!$&'()*+,=:@|[x]^", "/_next/static/app/%5Bslug%5D/page.js", "/My%20Doc.pdf", "/api/M%C3%BCnchen", "/api/e%CC%81t%C3%A9", "/api/%E6%97%A5%E6%9C%AC", "/api/%F0%9F%98%80", "/100%25", "/a%22b%3Cc%3E", "/api/100%25/x", "/a%26b%3Dc%40d",
] as const;

describe("S23 a path that two apps could each take for theirs", () => {
  let rig: GateRig;
  let api: RecordingApp;
  let alone: GateRig;
  let lines: readonly string[];
  before(async () => {
    api = await startApp();
    rig = await startGate({ routes: [{ prefix: "/api", upstream: { scheme: "http", address: "127.0.0.1", port: api.port } }] });
    alone = await startGate();
    lines = [`Cookie: ${await rig.signIn()}`];
  });
  after(async () => {
    await Promise.all([rig.close(), alone.close()]);
    await api.close();
  });
  beforeEach(() => {
    for (const app of [rig.app, api]) app.seen.splice(0);
  });

  for (const target of ambiguous) {
    it(`is refused to a visitor and to a stranger alike, and reaches neither: ${JSON.stringify(target)}`, async () => {
      for (const asked of [lines, [...lines, ...navigation], [], navigation, ["Authorization: Bearer x"], [...lines, `Origin: ${rig.origin}`, ...upgradeLines]]) {
        for (const start of [`GET ${target}`, ...(asked.includes(upgradeLines[0]!) ? [] : [`POST ${target}`])]) {
          const answer = await rig.ask(start, start.startsWith("POST") ? [...asked, `Origin: ${rig.origin}`] : asked, start.startsWith("POST") ? "x" : "");
          assert.equal(answer.status, 400, `${start}: ${answer.head}`);
          if (!/[\u0080-\u00ff]/.test(target)) assert.deepEqual(JSON.parse(answer.body), { error: "ambiguousPath" });
        }
      }
      assert.deepEqual([...rig.app.seen, ...api.seen], []);
    });
  }

  it("is the gate's own all the same, in every spelling of its own paths", async () => {
    for (const target of ["/api/../.portcullis/x", "/.portcullis//x", "/%2eportcullis/x", "/api/%2e%2e/.portcullis/sign-out"]) assert.equal((await rig.ask(`GET ${target}`, lines)).status, 404, target);
    assert.deepEqual([...rig.app.seen, ...api.seen], []);
  });

  it("plain ones pass, byte for byte, each to its app", async () => {
    for (const target of plain) assert.equal((await rig.ask(`GET ${target}`, lines)).status, 200, target);
    assert.deepEqual(rig.app.seen.map(({ url }) => url), plain.filter((target) => !target.startsWith("/api")));
    assert.deepEqual(api.seen.map(({ url }) => url), plain.filter((target) => target.startsWith("/api")));
  });

  it("with one app alone every path is that app's, as before", async () => {
    const own = [`Cookie: ${await alone.signIn()}`];
    const targets = ["/api//x", "/api%2fx", "/x/../api", "/%61pi", "/api;x"];
    for (const target of targets) assert.equal((await alone.ask(`GET ${target}`, own)).status, 200, target);
    assert.deepEqual(alone.app.seen.map(({ url }) => url), targets);
  });

  it("refused from the first route on, and forwarded again after the last", async () => {
    rig.gate.setRoutes([]);
    assert.equal((await rig.ask("GET /api//x", lines)).status, 200);
    rig.gate.setRoutes([{ prefix: "/other", upstream: { scheme: "http", address: "127.0.0.1", port: api.port } }]);
    assert.equal((await rig.ask("GET /api//x", lines)).status, 400);
    rig.gate.setRoutes([{ prefix: "/api", upstream: { scheme: "http", address: "127.0.0.1", port: api.port } }]);
  });
});

// S6: open paths through the whole share, in both enforcements: the stand-in edge lets them through, the gate decides.
import assert from "node:assert/strict";
import https from "node:https";
import { after, before, describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import type { OpenPath } from "../../../src/identity/openPath";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;
const hooks: OpenPath = { path: "/echo/hooks", prefix: true, methods: ["POST"] };

for (const enforcement of ["gate", "edge"] as const) {
  describe(`open paths, ${enforcement} enforcement`, () => {
    let rig: ShareRig;
    before(async () => {
      rig = await startShareRig();
      await rig.registry.start(rig.spec({ enforcement, options: { openPaths: [hooks] } }), rig.secrets, { signal: never });
    });
    after(() => rig.close());

    /** The target byte for byte, as no URL parser would leave it. */
    const post = (path: string, headers: https.RequestOptions["headers"] = {}) =>
      new Promise<number>((resolve, reject) => {
        const { hostname, port } = new URL(rig.edge.publicOrigin);
        const request = https.request({ hostname, port, path, method: "POST", headers, ca: rig.authority.certificatePem, agent: false }, (answer) => {
          answer.resume().once("end", () => resolve(answer.statusCode ?? 0));
        });
        request.once("error", reject);
        request.end("{}");
      });
    const state = () => rig.registry.shares[0]!.state.kind;

    it("a webhook reaches the app as nobody; nothing else of a stranger does", async () => {
      const reached = rig.app.requests.length;
      await post("/echo/hooks/a?b=1", { "x-forwarded-user": "u1" });
      const [seen, ...more] = rig.app.requests.slice(reached);
      assert.equal(seen!.url, "/echo/hooks/a?b=1");
      assert.equal(seen!.headers["x-forwarded-user"], undefined);
      assert.deepEqual(more, []);
      assert.ok(!JSON.stringify(seen).includes("x-pc-"));
      for (const target of ["/echo", "/echo/hooksx", "/echo/hooks/../x", "/echo/hooks/%2e%2e/x", "/echo%2fhooks", "/ECHO/hooks", "/echo/hooks;x", "/x/../echo/hooks", "/echo//hooks"]) {
        const status = await post(target);
        assert.ok([302, 401].includes(status), `${target}: ${status}`);
      }
      assert.equal(rig.app.requests.length, reached + 1);
      assert.equal(state(), "live");
    });

    it("a visitor signs in as ever, and is nobody on an open path", async () => {
      const visitor = rig.visitor();
      assert.equal((await visitor.navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" })).status, 200);
      const reached = rig.app.requests.length;
      await visitor.fetch(`${rig.edge.publicOrigin}/echo/hooks`, { method: "POST" });
      assert.equal(rig.app.requests[reached]!.headers["x-forwarded-user"], undefined);
      assert.equal(state(), "live");
    });

    if (enforcement === "edge") {
      it("S24 options that the edge would get in the way of are refused, and are not the share's", async () => {
        const { id, options } = rig.registry.shares[0]!.spec;
        await assert.rejects(rig.registry.change(id, { options: { ...options, allowedOrigins: ["https://app.acme.com"] } }), (error) => error instanceof ExpectedError && error.code === "edge.gateOnly");
        assert.deepEqual(rig.registry.shares[0]!.spec.options, options);
      });
    }

    it("closed while it runs, at the gate at once and then at the edge; opened again, at both", async () => {
      const { id } = rig.registry.shares[0]!.spec;
      await rig.registry.change(id, { options: {} });
      const reached = rig.app.requests.length;
      assert.ok([302, 401, 502, 503, 404].includes(await post("/echo/hooks")));
      await until("live again", () => state() === "live");
      assert.equal(await post("/echo/hooks"), enforcement === "edge" ? 302 : 401);
      assert.equal(rig.app.requests.length, reached);
      await rig.registry.change(id, { options: { openPaths: [hooks] } });
      await until("open again", async () => (await post("/echo/hooks")) > 0 && rig.app.requests.length > reached);
      await until("live", () => state() === "live");
    });
  });
}

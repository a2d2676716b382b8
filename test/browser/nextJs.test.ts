// Next.js with nothing configured, in Chromium: its page, edits in place, server actions; what is for the developer alone is not for visitors (S19).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { navigation, publicHost, upgradeLines } from "../gate/gateRig";
import { startNext, type NextApp } from "../rig/upstreams/nextApp";
import { until } from "../rig/shareRig";
import { listens, loadMark, says, startStage, type Scene, type Stage, type Visit } from "./stage";

type Place = Pick<Scene, "scheme" | "addressing">;

/** Unconfigured it takes no other name than localhost: the last scene is a developer's who told it the public one. */
const scenes: readonly Place[] = [
  { scheme: "https", addressing: "rewritten" },
  { scheme: "http", addressing: "rewritten" },
  { scheme: "http", addressing: "preserved" },
  { scheme: "https", addressing: "preserved" },
];

describe("Next.js in Chromium", () => {
  let stage: Stage;
  let app: NextApp;
  before(async () => {
    app = await startNext();
    stage = await startStage();
  });
  after(async () => {
    await stage.close();
    await app.close();
  });

  for (const [index, { scheme, addressing }] of scenes.entries()) {
    describe(`over ${scheme}, its address ${addressing}`, () => {
      let visit: Visit;
      let earlier: { readonly requests: number; readonly upgrades: number };
      before(async () => {
        if (scheme === "https" && addressing === "preserved") await app.allowOrigin(publicHost);
        await app.edit(`Hello ${index}`);
        await until("the first text", async () => (await (await fetch(`http://127.0.0.1:${app.port}/`)).text()).includes(`Hello ${index}<`));
        earlier = { requests: app.requests.length, upgrades: app.upgrades.length };
        visit = await stage.visit({ upstreamPort: app.port, scheme, addressing, workspaceFolders: [app.folder] });
      });
      after(() => visit.close());

      /** Turbopack begins to watch what a page shows some time after its socket opened, and doesn't say when: who is too early saves again. */
      async function save(id: string, edit: (text: string) => Promise<void>, text: string): Promise<void> {
        for (let times = 1; ; times++) {
          await edit(`${text}, ${times}`);
          const seen = await says(visit.page, id, `${text}, ${times}`, 4000).then(() => true, () => false);
          if (seen) return;
          assert.ok(times < 20, `the page never said: ${text}`);
        }
      }

      it("shows its page to who signed in, and edits of browser's and server's components, without loading the page again", async () => {
        await says(visit.page, "message", `Hello ${index}`);
        const mark = await loadMark(visit.page);
        await listens(visit);
        await save("message", (text) => app.edit(text), `Changed in place ${index}`);
        await save("page", (text) => app.editPage(text), `Changed on the server ${index}`);
        assert.equal(await loadMark(visit.page), mark);
      });

      it("takes a server action from its own page, and knows who sends it", async () => {
        await visit.page.fill('input[name="name"]', "Ada");
        await visit.page.click("#greet");
        await says(visit.page, "greeting", "Hello Ada, known as alice@acme.com");
      });

      it("hears of edits through the gate alone, as the person who signed in, and nothing complains", () => {
        const { complaints, sockets, origin } = visit;
        const own = addressing === "rewritten" ? `localhost:${app.port}` : new URL(origin).host;
        const [upgrades, requests] = [app.upgrades.slice(earlier.upgrades), app.requests.slice(earlier.requests)];
        assert.ok(sockets.length > 0);
        for (const { address } of sockets) assert.ok(address.startsWith(`${origin.replace("http", "ws")}/_next/hmr?`), address);
        assert.equal(upgrades.length, sockets.length);
        assert.ok(requests.some(({ method }) => method === "POST"));
        for (const { headers, url } of [...requests, ...upgrades]) {
          assert.equal(headers["x-forwarded-email"], "alice@acme.com", url);
          assert.equal(headers.host, own);
          if (headers.origin !== undefined) assert.equal(new URL(headers.origin).host, own);
        }
        assert.deepEqual(complaints, []);
      });

      it("S19 hands none of the developer's own endpoints to visitors", async () => {
        const cookie = `Cookie: ${await visit.share.signIn()}`;
        const before = app.requests.length + app.upgrades.length;
        const frames = JSON.stringify({ frames: [{ file: `${app.folder}/app/actions.js`, methodName: "greet", arguments: [], line1: 1, column1: 1 }], isServer: true, isEdgeServer: false, isAppDirectory: true });
        for (const [start, body] of [
          ["POST /__nextjs_original-stack-frames", frames],
          [`GET /__nextjs_launch-editor?file=${encodeURIComponent(`${app.folder}/app/page.jsx`)}&line1=1&column1=1`, ""],
          [`GET /__nextjs_source-map?filename=${encodeURIComponent(`file://${app.folder}/.next/dev/server/app/page.js`)}`, ""],
          ["POST /__nextjs_attach-nodejs-inspector", ""],
          ["POST /__nextjs_restart_dev?invalidateFileSystemCache=1", ""],
          ["POST /__nextjs_devtools_config", "{}"],
          ["POST /__nextjs_disable_dev_indicator", ""],
          ["POST /_next/mcp", "{}"],
          ["GET /_next/development/request-insights", ""],
          ["GET /_next/../__nextjs_source-map?filename=x", ""],
          ["GET /%5f_nextjs_launch-editor?file=x", ""],
        ] as const) {
          const answer = await visit.share.ask(start, [cookie, `Origin: ${visit.origin}`, "Sec-Fetch-Site: same-origin", "Content-Type: application/json"], body);
          assert.equal(answer.status, 403, start);
          assert.deepEqual(JSON.parse(answer.body), { error: "developerOnly" }, start);
        }
        assert.equal(app.requests.length + app.upgrades.length, before);
      });

      it("shows strangers nothing of it, its socket neither", async () => {
        const before = app.requests.length + app.upgrades.length;
        assert.equal((await visit.share.ask("GET /", navigation)).status, 302);
        assert.equal((await visit.share.ask("GET /_next/hmr?id=x", [...upgradeLines, `Origin: ${visit.origin}`])).status, 401);
        assert.equal(app.requests.length + app.upgrades.length, before);
      });
    });
  }
});

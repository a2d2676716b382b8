// Dev servers with nothing configured, in Chromium: people sign in, and edits on disk reach their open page.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { publicHost } from "../gate/gateRig";
import type { Upstream } from "../rig/upstreams/recording";
import { startVite } from "../rig/upstreams/viteApp";
import { startWebpack } from "../rig/upstreams/webpackApp";
import { listens, loadMark, says, startStage, type Stage, type Visit } from "./stage";

interface App extends Upstream {
  readonly folder: string;
  edit(text: string): Promise<void>;
  editPage(text: string): Promise<void>;
}

interface Tool {
  readonly name: string;
  readonly greeting: string;
  /** Path of its socket for live reload, with a query or without. */
  readonly socket: RegExp;
  readonly start: (options: { readonly allowedHosts?: readonly string[] }) => Promise<App>;
}

const tools: readonly Tool[] = [
  { name: "Vite", greeting: "Hello from Vite", socket: /^\/\?token=/, start: startVite },
  { name: "webpack-dev-server", greeting: "Hello from webpack", socket: /^\/ws$/, start: startWebpack },
];

describe("in Chromium", () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  for (const { name, greeting, socket, start } of tools) {
    for (const addressing of ["rewritten", "preserved"] as const) {
      for (const scheme of ["https", "http"] as const) {
        describe(`${name} over ${scheme}, its address ${addressing}`, () => {
          let app: App;
          let visit: Visit;
          before(async () => {
            // Preserved, it sees the public name, and like any dev server asks to be told of it.
            app = await start(addressing === "preserved" && scheme === "https" ? { allowedHosts: [publicHost] } : {});
            visit = await stage.visit({ upstreamPort: app.port, scheme, addressing, workspaceFolders: [app.folder] });
          });
          after(async () => {
            await visit.close();
            await app.close();
          });

          it("shows its page to who signed in, and an edit in place, without loading the page again", async () => {
            await says(visit.page, "message", greeting);
            const mark = await loadMark(visit.page);
            await listens(visit);
            await app.edit("Changed in place");
            await says(visit.page, "message", "Changed in place");
            assert.equal(await loadMark(visit.page), mark);
          });

          it("loads the page again where an edit asks for it", async () => {
            const mark = await loadMark(visit.page);
            await listens(visit);
            await app.editPage("Loaded again");
            await says(visit.page, "page", "Loaded again");
            await says(visit.page, "message", "Changed in place");
            assert.notEqual(await loadMark(visit.page), mark);
          });

          it("hears of edits through the gate alone, as the person who signed in, and nothing complains", async () => {
            // The last one came through by then.
            await listens(visit);
            const { complaints, sockets, origin } = visit;
            assert.ok(sockets.length >= 2, "one for each load");
            for (const { address } of sockets) {
              assert.ok(address.startsWith(`${origin.replace("http", "ws")}/`), address);
              assert.match(address.slice(origin.replace("http", "ws").length), socket);
            }
            const own = addressing === "rewritten" ? `localhost:${app.port}` : new URL(origin).host;
            for (const { headers } of [...app.requests, ...app.upgrades]) {
              assert.equal(headers["x-forwarded-email"], "alice@acme.com");
              assert.equal(headers.host, own);
            }
            assert.equal(app.upgrades.length, sockets.length);
            assert.deepEqual(complaints, []);
          });
        });
      }
    }
  }
});

// S10: another share's app on the same origin leaves nothing behind that reads this one. In Chromium: test/workbench/ui/originReuse.test.ts.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { navigation, startGate, upgradeLines, type GateRig } from "./gateRig";

const other = "fedcba543210";

describe("S10 a browser that met another share on this origin", () => {
  for (const [where, http, publicName] of [["on this machine", true, ""], ["at a name below ngrok's", false, "acme.ngrok-free.dev"], ["at a name of one's own", false, "share.acme.com"]] as const) {
    describe(where, () => {
      let rig: GateRig;
      let name: string;
      let session: string;
      const everything = publicName.endsWith(".ngrok-free.dev") ? '"cache", "cookies", "storage"' : '"cache", "storage"';
      const remembered = (answer: { headers(name: string): string[] }) => answer.headers("set-cookie").filter((line) => line.startsWith(`${name}=`));
      before(async () => {
        rig = await startGate({ http, ...(publicName !== "" && { publicName }) });
        name = http ? `portcullis-share-${rig.port}` : "__Host-portcullis-share";
        session = await rig.signIn();
      });
      after(() => rig.close());

      it("is cleared before a sign-in begins, and asks again", async () => {
        const begun = rig.openid.begun.length;
        const answer = await rig.ask("GET /deep?link=1", [...navigation, `Cookie: ${name}=${other}`]);
        assert.equal(answer.status, 302);
        assert.equal(answer.header("location"), "/deep?link=1");
        assert.equal(answer.header("clear-site-data"), everything);
        assert.match(remembered(answer)[0] ?? "", new RegExp(`^${name}=abcdef012345; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000${http ? "" : "; Secure"}$`));
        assert.equal(answer.headers("set-cookie").length, 1);
        assert.equal(rig.openid.begun.length, begun);
      });

      it("is cleared whatever it asks, a worker's script and a signed-in visitor's request among it; the app sees none of it", async () => {
        rig.app.seen.splice(0);
        for (const lines of [["Service-Worker: script", "Sec-Fetch-Dest: serviceworker", "Sec-Fetch-Mode: same-origin"], ["Sec-Fetch-Mode: cors"]]) {
          for (const cookies of [`${name}=${other}`, `${name}=${other}; ${session}`, `${name}=abcdef012345; ${session}; ${name}=${other}`, `${name}=; ${session}`]) {
            const answer = await rig.ask("GET /sw.js", [...lines, `Cookie: ${cookies}`]);
            assert.equal(answer.status, 401);
            assert.equal(answer.header("clear-site-data"), everything);
          }
        }
        assert.equal((await rig.ask("GET /", [...upgradeLines, `Origin: ${rig.origin}`, `Cookie: ${name}=${other}; ${session}`])).status, 401);
        assert.equal((await rig.ask("GET //evil.example/", [...navigation, `Cookie: ${name}=${other}`])).header("location"), "/");
        assert.deepEqual(rig.app.seen, []);
      });

      it("remembers this one from the first page on, and is then left alone; the app never sees the cookie", async () => {
        const first = await rig.ask("GET /", [...navigation, `Cookie: ${session}`]);
        assert.equal(remembered(first).length, 1);
        assert.equal(first.header("clear-site-data"), undefined);
        const next = await rig.ask("GET /", [...navigation, `Cookie: ${session}; ${name}=abcdef012345; app=1`]);
        assert.equal(next.status, 200);
        assert.deepEqual(next.headers("set-cookie"), []);
        assert.equal(rig.app.seen.at(-1)?.headers.cookie, "app=1");
        assert.deepEqual(remembered(await rig.ask("GET /x.js", [`Cookie: ${session}`])), []);
      });

      it("that remembers no share loses the origin's storage, and no cookie, as its sign-in begins", async () => {
        const answer = await rig.ask("GET /", navigation);
        assert.match(answer.header("location") ?? "", /^https:\/\/idp\.example/);
        assert.equal(answer.header("clear-site-data"), '"storage"');
        assert.equal((await rig.ask("GET /", [...navigation, `Cookie: ${name}=abcdef012345`])).header("clear-site-data"), undefined);
      });
    });
  }
});

describe("S10 cookies that yesterday's app left", () => {
  const left = "sid=1; __Host-app=2; __Secure-x=3; sid=4; bad name=5; =6; __Host-portcullis-aaaaaaaaaaaa=7; __Host-portcullis-share=";

  it("are expired by name at a name of one's own, and nothing of the domain above it", async () => {
    const rig = await startGate({ publicName: "share.acme.com" });
    try {
      const answer = await rig.ask("GET /deep", [...navigation, `Cookie: ${left}${other}`]);
      const own = "Path=/; Max-Age=0; Secure";
      assert.deepEqual(answer.headers("set-cookie").slice(0, -1), [
        `sid=; ${own}`,
        `sid=; Domain=share.acme.com; ${own}`,
        `__Host-app=; ${own}`,
        `__Secure-x=; ${own}`,
        `__Secure-x=; Domain=share.acme.com; ${own}`,
        `__Host-portcullis-aaaaaaaaaaaa=; ${own}`,
      ]);
      assert.match(answer.headers("set-cookie").at(-1) ?? "", /^__Host-portcullis-share=abcdef012345; /);
      assert.equal(answer.header("clear-site-data"), '"cache", "storage"');
      assert.doesNotMatch(answer.head, /Domain=\.?acme\.com/i);
      const many = Array.from({ length: 200 }, (_, index) => `c${index}=1`).join("; ");
      assert.ok((await rig.ask("GET /", [...navigation, `Cookie: ${many}; __Host-portcullis-share=${other}`])).headers("set-cookie").length <= 81);
    } finally {
      await rig.close();
    }
  });

  it("go at once where the whole site is the account's: no name is told", async () => {
    const rig = await startGate({ publicName: "acme.ngrok.app" });
    try {
      assert.equal((await rig.ask("GET /", [...navigation, `Cookie: ${left}${other}`])).headers("set-cookie").length, 1);
    } finally {
      await rig.close();
    }
  });
});

describe("S10 an app", () => {
  it("can neither clear the origin nor widen a worker's scope over the gate's pages", async () => {
    let headers: Readonly<Record<string, string>> = {};
    const rig = await startGate({ answer: (_request, response) => void response.writeHead(200, headers).end() });
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      for (const value of ['"cookies"', "*", '"storage"']) {
        headers = { "Clear-Site-Data": value };
        assert.equal((await rig.ask("GET /", [cookie])).header("clear-site-data"), undefined);
      }
      for (const [path, scope, passes] of [
        ["/assets/sw.js", "/", false], ["/assets/sw.js", "/.", false], ["/assets/sw.js", "../", false], ["/assets/sw.js", "/.portcullis/", false], ["/assets/sw.js", "/%2eportcullis/", false],
        ["/assets/sw.js", "https://share.example/", false], ["/a/b/sw.js?x=/", "../../", false], ["/assets/sw.js", "/x/../", false], ["/assets/sw.js", "http://[", false],
        ["/assets/sw.js", "/app/", true], ["/assets/sw.js", "./", true], ["/.portcullisx/sw.js", "/.portcullisx/", true],
      ] as const) {
        headers = { "Service-Worker-Allowed": scope };
        assert.equal((await rig.ask(`GET ${path}`, [cookie])).header("service-worker-allowed"), passes ? scope : undefined, `${path} ${scope}`);
      }
    } finally {
      await rig.close();
    }
  });
});

describe("S10 an app's own service worker that passes navigations on", () => {
  it("does not stand in the way of a sign-in, and lends its look to nobody else", async () => {
    const rig = await startGate();
    const worker = ["Accept: text/html", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: empty", "Sec-Fetch-Site: same-origin"];
    try {
      const begun = await rig.ask("GET /deep", worker);
      assert.equal(begun.status, 302);
      const state = new URL(begun.header("location") ?? "").searchParams.get("state") ?? "";
      const transaction = `Cookie: ${begun.headers("set-cookie").map((line) => line.split(";", 1)[0]).join("; ")}`;
      assert.equal((await rig.ask(`GET /.portcullis/callback?code=c&state=${state}`, [...worker, transaction])).header("location"), "/deep");
      for (const site of ["cross-site", "same-site", "none"]) assert.equal((await rig.ask("GET /deep", [...worker.slice(0, 3), `Sec-Fetch-Site: ${site}`])).status, 401);
    } finally {
      await rig.close();
    }
  });
});

// Nobody is led away from the share's own origin: by no path, no parameter, no answer of the provider.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { returnPath } from "../../../src/gate/returnTo";
import { navigation } from "../gateRig";
import { sessionPair, startShare, type RealShare } from "./realShare";

let rig: RealShare;
before(async () => void (rig = await startShare()));
after(() => rig.close());

const form = "Content-Type: application/x-www-form-urlencoded";
const heads = ["//", "///", "////", "/\\", "\\\\", "/\\/", "\\/", "/%09/", "/\t/", "/%2f", "/%5c", "/.//", "/..//", "/./\\", "/a/..//", "/%2e//", "/;//", "/\u00a0//", "/\u2028/", "/%00//", "//\\", "http:", "https:", "https:/", "http:\\\\", "javascript:", "data:text/html,", "//%0d%0a", "/\r\n/", "//user@", "//[::1]@"];
const hosts = ["evil.example", "evil.example/%2e%2e", "share.example@evil.example", "evil.example#share.example", "evil.example?share.example", "share.example.evil.example", "evil\u3002example", "0x7f.1"];

describe("where a sign-in ends", () => {
  it("62 is on this origin for every one of several hundred spellings of elsewhere", () => {
    let count = 0;
    for (const start of heads) {
      for (const host of hosts) {
        const path = returnPath(`${start}${host}`);
        const resolved = new URL(path, rig.origin);
        assert.equal(resolved.origin, rig.origin, `${start}${host}`);
        assert.ok(!resolved.pathname.startsWith("//"), path);
        assert.doesNotMatch(path, /[\r\n\\\t]/);
        count++;
      }
    }
    assert.equal(count, heads.length * hosts.length);
  });

  for (const target of ["//evil.example/", "/\\evil.example", "/%09/evil.example", "/.//evil.example", "/ok%0d%0aX-Injected:%201", "/%2f%2fevil.example", "/%5cevil.example", "/a/..//evil.example", "/;@evil.example", "/a?next=https://evil.example", "/?rd=//evil.example", "/a?b#c"]) {
    it(`63 is on this origin for GET ${target}, the whole way round`, async () => {
      const first = await rig.ask(`GET ${target}`, navigation);
      if (first.status !== 302) {
        assert.equal(first.status, 400);
        return;
      }
      const begun = await rig.begin(target);
      const done = await rig.open(await rig.returned(begun), begun.cookie);
      assert.equal(done.status, 303);
      const [location] = done.headers("location");
      assert.equal(done.headers("location").length, 1);
      assert.ok(new URL(location ?? "", rig.origin).origin === rig.origin && location?.startsWith("/") === true && !/^\/[/\\]/.test(location), location);
      assert.equal(done.header("x-injected"), undefined);
      assert.deepEqual(rig.app.seen, []);
    });
  }

  it("64 is what was asked for first, whatever the callback's own query says", async () => {
    const begun = await rig.begin("/wanted?a=1");
    const callback = await rig.returned(begun);
    const done = await rig.open(`${callback}&return_to=https://evil.example&rd=//evil.example&redirect_uri=https://evil.example&returnTo=/evil`, begun.cookie);
    assert.deepEqual([done.status, done.header("location")], [303, "/wanted?a=1"]);
  });

  it("64 is the front page where the path is longer than a cookie can hold", async () => {
    const begun = await rig.begin(`/${"a".repeat(3000)}`);
    assert.ok(begun.cookie.length < 4096);
    assert.equal((await rig.open(await rig.returned(begun), begun.cookie)).header("location"), "/");
  });

  it("64 is not the gate's own path: nothing begins a sign-in there", async () => {
    for (const path of ["/.portcullis/login?return_to=//evil.example", "/.portcullis/sign-in?rd=https://evil.example", "/oauth2/start?rd=//evil.example", "/.portcullis/"]) {
      const answer = await rig.ask(`GET ${path}`, navigation);
      const location = answer.header("location");
      if (location !== undefined) assert.equal(new URL(location).origin, rig.provider.origin);
      assert.doesNotMatch(location ?? "", /evil\.example/);
      assert.doesNotMatch(answer.body, /evil\.example/);
    }
  });
});

describe("signing out", () => {
  for (const name of ["rd", "logout", "redirect_path", "post_logout_redirect_uri", "return_to", "returnTo", "next", "url", "state"]) {
    it(`65 leads nowhere that ?${name}= names, by page or by button`, async () => {
      const cookie = `Cookie: ${await rig.signIn()}`;
      const page = await rig.ask(`GET /.portcullis/sign-out?${name}=https://evil.example`, [...navigation, cookie]);
      assert.equal(page.status, 200);
      const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
      const out = await rig.ask(`POST /.portcullis/sign-out?${name}=https://evil.example`, [cookie, form, `Origin: ${rig.origin}`], `token=${token}&choice=atProvider&${name}=https://evil.example`);
      assert.equal(out.status, 303);
      assert.equal(new URL(out.header("location") ?? "").origin, rig.provider.origin);
      assert.doesNotMatch(page.body + page.head + out.head + out.body, /evil\.example/);
      assert.equal(sessionPair(out), "");
    });
  }
});

// Under `edge` a sign-in that is only tried shows what the edge sealed, and seeks and opens no session.
import assert from "node:assert/strict";
import { after, afterEach, beforeEach, describe, it } from "node:test";
import type { TrialNews } from "../../../src/gate/trials";
import { navigation } from "../gateRig";
import { mallory, startShare, type RealShare } from "./realShare";

const secret = "s".repeat(43);
const headerName = "x-seal-7f3a9c";
const home = await startShare();
const [aliceToken, malloryToken] = [await home.idToken(), await home.idToken(mallory)];
after(() => home.close());

const line = (value: string) => `${headerName}: ${value}`;
const sealed = (token: string) => line(`${secret};id_1;ses_1;${token}`);

describe("S1 S2 a sign-in that is only tried, at the edge", () => {
  let share: RealShare;
  let news: TrialNews[];
  beforeEach(async () => {
    share = await startShare({ enforcement: { kind: "edge", seal: { headerName, secret } }, beside: home });
    news = [];
    share.gate.trials.onNews((one) => news.push(one));
  });
  afterEach(() => share.close());
  const visit = (path: string, more: readonly string[]) => share.ask(`GET ${path}`, [...navigation, ...more]);
  const nobodyCameIn = () => {
    assert.deepEqual(share.gate.visitors(), []);
    assert.deepEqual(share.app.seen, []);
  };

  it("tells whom the sealed request is about, and opens no session", async () => {
    for (const [token, admitted] of [[aliceToken, true], [malloryToken, false]] as const) {
      const answer = await visit(share.gate.trials.begin().path, [sealed(token)]);
      assert.match(answer.body, /The test is over/);
      assert.deepEqual(answer.headers("set-cookie"), []);
      const told = news.at(-1);
      assert.ok(told?.kind === "signedIn");
      assert.equal(told.signedIn.judgement.verdict.admitted, admitted);
      assert.ok(!JSON.stringify(told).includes(token) && !JSON.stringify(told).includes(secret));
      nobodyCameIn();
    }
  });

  it("tells that a request came without a seal, with a wrong one, without an ID token, or with one that is not verified", async () => {
    const cases = [
      [[], "edge.sealMissing"],
      [[line(`${"x".repeat(43)};id_1;ses_1;${aliceToken}`)], "edge.sealMissing"],
      [[sealed(aliceToken), sealed(aliceToken)], "edge.sealMissing"],
      [[line(`${secret};;ses_1;${aliceToken}`)], "edge.sealMissing"],
      [[line(`${secret};id_1;ses_1;`)], "edge.noIdToken"],
      [[sealed(`${aliceToken.slice(0, -8)}AAAAAAAA`)], "oidc.tokenInvalid"],
    ] as const;
    for (const [more, code] of cases) {
      await visit(share.gate.trials.begin().path, more);
      const told = news.at(-1);
      assert.ok(told?.kind === "failed");
      assert.equal(told.error.code, code);
      nobodyCameIn();
    }
  });

  it("says of somebody who was put out that they are, and leaves them out", async () => {
    assert.equal((await visit("/", [sealed(aliceToken)])).status, 200);
    share.gate.signOut();
    share.app.seen.splice(0);
    await visit(share.gate.trials.begin().path, [sealed(aliceToken)]);
    const told = news.at(-1);
    assert.ok(told?.kind === "signedIn");
    assert.equal(told.signedIn.putOut, true);
    assert.equal((await visit("/", [sealed(aliceToken)])).status, 403);
    nobodyCameIn();
  });

  it("says whether the edge asked the provider for it, or knew them from before", async () => {
    const ask = async (token: string) => {
      await visit(share.gate.trials.begin().path, [sealed(token)]);
      const told = news.at(-1);
      assert.ok(told?.kind === "signedIn");
      return told.signedIn.earlier;
    };
    const fresh = await home.idToken();
    assert.equal(await ask(fresh), undefined);
    assert.equal(await ask(fresh), true, "with the token of before, however young");
    home.provider.faults.idTokenClaims = { iat: Math.floor(Date.now() / 1000) - 120 };
    try {
      assert.equal(await ask(await home.idToken()), true);
    } finally {
      home.provider.faults.idTokenClaims = {};
    }
  });

  it("says so of somebody who came in as a visitor a moment ago, too", async () => {
    const token = await home.idToken();
    assert.equal((await visit("/", [sealed(token)])).status, 200);
    await visit(share.gate.trials.begin().path, [sealed(token)]);
    const told = news.at(-1);
    assert.ok(told?.kind === "signedIn");
    assert.equal(told.signedIn.earlier, true);
  });

  it("offers the edge's own sign-out where it ends, whatever came of it", async () => {
    for (const more of [[sealed(aliceToken)], []]) {
      const { body } = await visit(share.gate.trials.begin().path, more);
      assert.match(body, /<a [^>]*href="\/ngrok\/logout"[^>]*>Sign out<\/a>/);
    }
  });

  it("means nothing to a sealed request without its key", async () => {
    assert.equal((await visit("/.portcullis/try/guessed", [sealed(aliceToken)])).status, 404);
    assert.deepEqual(news, []);
  });
});

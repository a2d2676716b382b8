// Under `edge`: without a right seal, and an ID token that verifies, nothing passes; the header goes no further than the gate.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { ExpectedError } from "../../../src/base/expectedError";
import type { OpenidClient } from "../../../src/oidc/openidClient";
import { navigation, parse, upgradeLines } from "../gateRig";
import { HastyClock } from "../fakeClock";
import { alice, mallory, startShare, type RealShare } from "./realShare";

const secret = "s".repeat(43);
const headerName = "x-seal-7f3a9c";
const seal = { kind: "edge", seal: { headerName, secret } } as const;
// Tokens that the provider really signed for our client: what the edge passes on.
const home = await startShare();
const [aliceToken, aliceRenewed, malloryToken] = [await home.idToken(), await home.idToken({ ...alice, groups: ["new"] }), await home.idToken(mallory)];
const right = `${secret};id_1;ses_1;${aliceToken}`;
const otherClient = await startShare({ beside: home, clientKind: "none" });
const otherProvider = await startShare();
const [otherClientsToken, otherProvidersToken] = [await otherClient.idToken(), await otherProvider.idToken()];
after(async () => {
  await Promise.all([otherClient.close(), otherProvider.close()]);
  await home.close();
});

const line = (value: string) => `${headerName}: ${value}`;

describe("S1 S3 edge enforcement", () => {
  let rig: RealShare;
  let failures: ExpectedError[];
  const start = async () => {
    rig = await startShare({ enforcement: seal, beside: home });
    failures = [];
    rig.gate.onFailed((error) => failures.push(error));
  };
  beforeEach(start);
  afterEach(() => rig.close());

  it("lets a sealed request with an identity pass, tells the app who it is, and removes the seal", async () => {
    const answer = await rig.ask("GET /x", [line(right)]);
    assert.equal(answer.status, 200);
    const [seen] = rig.app.seen;
    assert.equal(seen?.headers["x-forwarded-email"], "alice@acme.com");
    assert.ok(!JSON.stringify(seen).includes(secret) && !JSON.stringify(seen).includes(aliceToken));
    assert.ok(!rig.log.lines.join("\n").includes(secret));
    assert.deepEqual(rig.gate.visitors().map(({ email }) => email), ["alice@acme.com"]);
    assert.deepEqual(failures, []);
  });

  it("S7: refuses what another site makes a sealed visitor's browser do or load, and lets a link from there pass", async () => {
    const cross = [line(right), "Sec-Fetch-Site: cross-site"];
    for (const more of [["Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"], ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]]) assert.equal((await rig.ask("GET /", [...cross, ...more])).status, 403);
    assert.equal((await rig.ask("POST /", [...cross, "Origin: https://evil.example"], "x")).status, 403);
    assert.equal((await rig.ask("GET /socket", [...upgradeLines, line(right), "Origin: https://evil.example"])).status, 403);
    assert.deepEqual(rig.app.seen, []);
    assert.equal((await rig.ask("GET /", [...cross, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"])).status, 200);
    assert.equal((await rig.ask("GET /", [line(right)])).header("content-security-policy"), "frame-ancestors 'self'");
  });

  it("verifies a token once, and again when it is a new one", async () => {
    let verified = 0;
    const verifyIdToken: OpenidClient["verifyIdToken"] = (token, how) => {
      verified++;
      return home.openid.verifyIdToken(token, how);
    };
    const counting = await startShare({ enforcement: seal, beside: home, openid: { ...home.openid, verifyIdToken } });
    try {
      for (let count = 0; count < 3; count++) await counting.ask("GET /", [line(right)]);
      assert.equal(verified, 1);
      await counting.ask("GET /", [line(`${secret};id_1;ses_1;${aliceRenewed}`)]);
      assert.equal(verified, 2);
      assert.equal(counting.gate.visitors().length, 1);
      assert.equal(counting.app.seen.at(-1)?.headers["x-forwarded-groups"], "new");
    } finally {
      await counting.close();
    }
  });

  const strangers: readonly (readonly [what: string, lines: readonly string[]])[] = [
    ["no seal", []],
    ["an empty seal", [line("")]],
    ["a wrong secret", [line(`${"t".repeat(43)};id_1;ses_1;${aliceToken}`)]],
    ["a secret cut short", [line(`${secret.slice(1)};id_1;ses_1;${aliceToken}`)]],
    ["no secret", [line(`;id_1;ses_1;${aliceToken}`)]],
    ["the secret alone", [line(secret)]],
    ["an empty identity", [line(`${secret};;ses_1;${aliceToken}`)]],
    ["an identity of spaces", [line(`${secret}; ;ses_1;${aliceToken}`)]],
    ["an empty session", [line(`${secret};id_1;;${aliceToken}`)]],
    ["an empty token", [line(`${secret};id_1;ses_1;`)]],
    ["nothing but empty elements", [line(`${secret};;;`)]],
    ["an element too many", [line(`${right};extra`)]],
    ["an element too few", [line(`${secret};id_1;ses_1`)]],
    ["two lines, both right", [line(right), line(right)]],
    ["two lines, the first wrong", [line("x"), line(right)]],
    ["a line beside it in another spelling", [line(right), `${headerName.replaceAll("-", "_")}: x`]],
    ["two values in one line", [line(`${right}, ${right}`)]],
  ];
  for (const [what, lines] of strangers) {
    it(`130 ${what}: refused in every form, the app sees nothing, and the developer hears of it once`, async () => {
      const page = await rig.ask("GET /", [...navigation, ...lines]);
      assert.equal(page.status, 503);
      assert.match(page.body, /Cannot sign in/);
      assert.equal(page.header("location"), undefined);
      const reference = /Reference: <bdi dir="ltr">([A-Z0-9-]{9})</.exec(page.body)?.[1] ?? "none";
      assert.ok(rig.log.lines.some((each) => each.includes(reference)));
      for (const [method, more] of [["GET", ["Accept: */*"]], ["POST", []], ["OPTIONS", ["Origin: https://a.example", "Access-Control-Request-Method: GET"]], ["HEAD", []]] as const) {
        assert.equal((await rig.ask(`${method} /`, [...more, ...lines])).status, 401);
      }
      assert.equal((await rig.ask("GET /socket", [...upgradeLines, ...lines])).status, 401);
      assert.deepEqual(rig.app.seen, []);
      // S2: that the edge passes no ID token on is another failure than that it doesn't seal.
      assert.deepEqual(failures.map(({ code }) => code), [what === "an empty token" ? "edge.noIdToken" : "edge.sealMissing"]);
    });
  }

  it("does not cry wolf before it is live, nor over the proof's own requests", async () => {
    rig.gate.shut();
    await rig.ask("GET /", navigation);
    rig.gate.goLive();
    rig.gate.expectProof("marker-1");
    await rig.ask("GET /", [...navigation, "portcullis-proof: marker-1"]);
    assert.deepEqual(failures, []);
    assert.deepEqual(rig.gate.collectProof("marker-1").map(({ outcome, status }) => [outcome, status]), [["refused", 503]]);
    await rig.ask("GET /", [...navigation, "portcullis-proof: unknown"]);
    assert.equal(failures.length, 1);
  });

  it("S2 a token that does not verify lets nobody in, whatever the seal says", async () => {
    const page = await rig.ask("GET /", [...navigation, line(`${secret};id_1;ses_1;forged.token`)]);
    assert.equal(page.status, 403);
    assert.match(page.body, /\/ngrok\/login/);
    assert.equal((await rig.ask("GET /", [line(`${secret};id_1;ses_1;forged.token`)])).status, 401);
    assert.deepEqual(rig.app.seen, []);
    assert.deepEqual(failures, []);
  });

  it("S2 the rule is decided on the token's claims, by the gate", async () => {
    const page = await rig.ask("GET /", [...navigation, line(`${secret};id_3;ses_3;${malloryToken}`)]);
    assert.equal(page.status, 403);
    assert.match(page.body, /mallory@evil\.example/);
    assert.match(page.body, /href="\/ngrok\/log(in|out)"/);
    assert.equal((await rig.ask("POST /", [line(`${secret};id_3;ses_3;${malloryToken}`)])).status, 403);
    assert.deepEqual(rig.app.seen, []);
    assert.deepEqual(rig.gate.visitors(), []);
  });

  it("S11 who was put out stays out though the edge goes on sealing; a new sign-in there comes in", async () => {
    await rig.ask("GET /", [line(right)]);
    rig.gate.signOut(rig.gate.visitors()[0]?.id);
    rig.app.seen.splice(0);
    for (const token of [aliceToken, aliceRenewed]) {
      const page = await rig.ask("GET /", [...navigation, line(`${secret};id_1;ses_1;${token}`)]);
      assert.equal(page.status, 403);
      assert.match(page.body, /\/ngrok\/log(in|out)/);
    }
    assert.deepEqual(rig.app.seen, []);
    assert.equal((await rig.ask("GET /", [line(`${secret};id_1;ses_2;${aliceToken}`)])).status, 200);
  });

  it("a rule that was tightened and loosened again lets the same person back in", async () => {
    await rig.ask("GET /", [line(right)]);
    rig.gate.setRule({ everyone: false, emails: [], domains: ["other.example"] });
    assert.equal((await rig.ask("GET /", [line(right)])).status, 403);
    rig.gate.setRule({ everyone: false, emails: [], domains: ["acme.com"] });
    assert.equal((await rig.ask("GET /", [line(right)])).status, 200);
  });

  it("has no callback, and signs out through the edge", async () => {
    const before = rig.tokenRequests();
    assert.equal((await rig.ask("GET /.portcullis/callback?code=a&state=b", [...navigation, line(right)])).status, 404);
    assert.equal(rig.tokenRequests(), before);
    const page = await rig.ask("GET /.portcullis/sign-out", [...navigation, line(right)]);
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
    const out = await rig.ask("POST /.portcullis/sign-out", [line(right), `Origin: ${rig.origin}`, "Content-Type: application/x-www-form-urlencoded"], `token=${token}`);
    assert.equal(out.status, 303);
    assert.equal(out.header("location"), "/ngrok/logout");
    assert.equal((await rig.ask("GET /", [line(right)])).status, 401);
  });

  it("S7 a cross-site action is refused here too", async () => {
    assert.equal((await rig.ask("POST /", [line(right), "Origin: https://evil.example"], "x")).status, 403);
    assert.deepEqual(rig.app.seen, []);
  });

  it("S25 identity is decided per request, never per connection", async () => {
    const one = `GET /1 HTTP/1.1\r\nHost: ${rig.host}\r\n${line(right)}\r\n\r\n`;
    const two = `GET /2 HTTP/1.1\r\nHost: ${rig.host}\r\nConnection: close\r\n\r\n`;
    const answer = await rig.raw(one + two);
    assert.deepEqual([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status), ["200", "401"]);
    assert.equal(parse(answer).status, 200);
    assert.deepEqual(rig.app.seen.map(({ url }) => url), ["/1"]);
  });
});

describe("S2 a sealed token that is not for this share", () => {
  let rig: RealShare;
  before(async () => void (rig = await startShare({ enforcement: seal, beside: home, clock: new HastyClock() })));
  after(() => rig.close());
  const tampered = (token: string, change: (claims: Record<string, unknown>) => void) => {
    const [head = "", payload = "", signature = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    change(claims);
    return `${head}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${signature}`;
  };
  const tokens: readonly (readonly [what: string, token: string])[] = [
    ["of another client of the provider", otherClientsToken],
    ["of another provider", otherProvidersToken],
    ["with another address in it", tampered(malloryToken, (claims) => (claims["email"] = "alice@acme.com"))],
    ["with a longer life in it", tampered(aliceToken, (claims) => (claims["exp"] = 4_102_444_800))],
    ["without a signature", `${aliceToken.split(".").slice(0, 2).join(".")}.`],
    ["of alg none", `${Buffer.from('{"alg":"none"}').toString("base64url")}.${aliceToken.split(".")[1] ?? ""}.`],
    ["cut short", aliceToken.slice(0, -9)],
    ["that is no token", "x"],
    ["of 20 KB", "x".repeat(20_000)],
  ];
  for (const [what, token] of tokens) {
    it(`${what}: nobody comes in, though the seal is right`, async () => {
      assert.equal((await rig.ask("GET /", [line(`${secret};id_9;ses_9;${token}`)])).status, 401);
      assert.equal((await rig.ask("GET /socket", [...upgradeLines, line(`${secret};id_9;ses_9;${token}`)])).status, 401);
      assert.deepEqual(rig.app.seen, []);
      assert.deepEqual(rig.gate.visitors(), []);
    });
  }
});

describe("130 S3 a seal of another share", () => {
  it("opens nothing here, by its name or ours", async () => {
    const rig = await startShare({ enforcement: seal, beside: home });
    const other = await startShare({ enforcement: { kind: "edge", seal: { headerName: "x-seal-other", secret: "o".repeat(43) } }, beside: home });
    try {
      for (const name of [headerName, "x-seal-other"]) {
        assert.equal((await other.ask("GET /", [`${name}: ${right}`])).status, 401);
        assert.equal((await rig.ask("GET /", [`${name}: ${"o".repeat(43)};id_1;ses_1;${aliceToken}`])).status, 401);
      }
      assert.deepEqual([...rig.app.seen, ...other.app.seen], []);
    } finally {
      await Promise.all([rig.close(), other.close()]);
    }
  });
});

describe("S3 the seal's header under gate enforcement", () => {
  let rig: RealShare;
  before(async () => void (rig = await startShare({ beside: home })));
  after(() => rig.close());
  it("means nothing", async () => {
    assert.equal((await rig.ask("GET /", [line(right)])).status, 401);
    assert.deepEqual(rig.app.seen, []);
  });
});

// Signing out of the share, and of the provider too if the person wants that; whatever the provider makes of it, the share comes first.
import assert from "node:assert/strict";
import { after, afterEach, describe, it } from "node:test";
import { Visitor, type Visit } from "../rig/visitor";
import { FakeClock } from "./fakeClock";
import { shareId } from "./gateRig";
import { startShare, type RealShare, type ShareChange } from "./rejects/realShare";

const asPage = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

describe("signing out", () => {
  let rig: RealShare;
  let visitor: Visitor;
  afterEach(() => rig.close());

  async function begin(change: ShareChange = {}): Promise<void> {
    rig = await startShare({ http: true, ...change });
    visitor = new Visitor();
    await visitor.navigate(rig.origin, { as: "alice@acme.com" });
    rig.app.seen.splice(0);
  }
  const page = () => visitor.navigate(`${rig.origin}/.portcullis/sign-out`);
  /** Presses a button of the sign-out page; where it leads is not opened yet. */
  async function press(choice: "here" | "atProvider"): Promise<Visit> {
    const token = /name="token" value="([^"]+)"/.exec((await page()).body)?.[1] ?? "";
    return visitor.fetch(`${rig.origin}/.portcullis/sign-out`, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: `token=${token}&choice=${choice}` });
  }
  const status = async () => (await visitor.fetch(`${rig.origin}/data`)).status;
  /** Would a new sign-in be asked who they are? */
  const isInAtProvider = async () => (await visitor.navigate(rig.origin)).url.startsWith(rig.origin);
  const signedOut = /<h1>You are signed out<\/h1>/;
  const signedOutThere = /has signed you out, too\./;

  it("offers the share alone, and the provider too where that has a sign-out", async () => {
    await begin();
    assert.deepEqual([...(await page()).body.matchAll(/name="choice" value="([^"]+)"/g)].map(([, choice]) => choice), ["here", "atProvider"]);
    assert.match((await page()).body, /Sign out of <bdi dir="auto">Fake provider<\/bdi> too/);
  });

  it("of the share alone asks the provider for nothing", async () => {
    await begin();
    const out = await press("here");
    assert.equal(out.status, 200);
    assert.match(out.body, signedOut);
    assert.doesNotMatch(out.body, signedOutThere);
    assert.equal(await status(), 401);
    assert.equal(await isInAtProvider(), true);
  });

  it("of the provider too ends both, and leaves the person there where no address to come back to is registered", async () => {
    await begin();
    const out = await press("atProvider");
    assert.equal(out.status, 303);
    assert.equal(await status(), 401, "out before the provider is asked");
    const there = await visitor.navigate(out.headers.location ?? "");
    assert.equal(there.status, 200);
    assert.ok(there.url.startsWith(rig.provider.origin), there.url);
    assert.equal(new URL(out.headers.location ?? "").searchParams.has("post_logout_redirect_uri"), false);
    await assert.doesNotReject(visitor.navigate(rig.origin));
    assert.equal(await isInAtProvider(), false);
  });

  it("comes back where the address is registered, with the state that went out, once", async () => {
    await begin({ postLogoutRedirect: true });
    rig.provider.registerPostLogout(`${rig.origin}/.portcullis/sign-out`);
    const out = await press("atProvider");
    const state = new URL(out.headers.location ?? "").searchParams.get("state") ?? "";
    assert.ok(state.length >= 20);
    const back = await visitor.navigate(out.headers.location ?? "");
    assert.equal(back.url, `${rig.origin}/.portcullis/sign-out?state=${state}`);
    assert.match(back.body, signedOutThere);
    assert.match(back.body, /Fake provider/);
    const again = await visitor.navigate(back.url);
    assert.match(again.body, signedOut);
    assert.doesNotMatch(again.body, signedOutThere);
  });

  it("believes nobody who comes with another state, without one, or with two: it says only what it knows", async () => {
    await begin({ postLogoutRedirect: true });
    const out = await press("atProvider");
    const state = new URL(out.headers.location ?? "").searchParams.get("state") ?? "";
    for (const query of ["", "?state=", "?state=other", `?state=${state}x`, `?state=${state}&state=${state}`, `?State=${state}`]) {
      const back = await visitor.navigate(`${rig.origin}/.portcullis/sign-out${query}`);
      assert.equal(back.status, 200);
      assert.match(back.body, signedOut);
      assert.doesNotMatch(back.body, signedOutThere, query);
    }
    const stranger = await new Visitor().navigate(`${rig.origin}/.portcullis/sign-out?state=${state}`);
    assert.doesNotMatch(stranger.body, signedOutThere);
  });

  it("holds though the provider refuses the address to come back to", async () => {
    await begin({ postLogoutRedirect: true });
    const out = await press("atProvider");
    const there = await visitor.navigate(out.headers.location ?? "");
    assert.equal(there.status, 400);
    assert.equal(await status(), 401);
    assert.deepEqual(rig.gate.visitors(), []);
  });

  it("holds though the provider is down", async () => {
    await begin();
    await rig.provider.goDown();
    try {
      const out = await press("atProvider");
      assert.equal(out.status, 303);
      assert.equal(await status(), 401);
      await assert.rejects(visitor.navigate(out.headers.location ?? ""));
      assert.match((await page()).body, signedOut);
    } finally {
      await rig.provider.comeUp();
    }
  });

  it("takes an ID token for a hint that has expired by then", async () => {
    const clock = new FakeClock();
    // Everything in the past, the provider's token too: when it sees the hint, that has been worth nothing for two hours.
    clock.advance(-3 * 3_600_000);
    rig = await startShare({ http: true, clock });
    visitor = new Visitor();
    await visitor.navigate(rig.origin, { as: "alice@acme.com" });
    const out = await press("atProvider");
    const hint = new URL(out.headers.location ?? "").searchParams.get("id_token_hint") ?? "";
    const { exp } = JSON.parse(Buffer.from(hint.split(".")[1] ?? "", "base64url").toString()) as { exp: number };
    assert.ok(exp * 1000 < Date.now() - 3_600_000);
    assert.equal((await visitor.navigate(out.headers.location ?? "")).status, 200);
    assert.equal(await isInAtProvider(), false);
  });

  for (const [what, size] of [["too long for an address", 7000], ["too large to keep", 20_000]] as const) {
    it(`goes without an ID token that is ${what}, and says whose it is`, async () => {
      rig = await startShare({ http: true });
      rig.provider.faults.idTokenClaims = { padding: "x".repeat(size) };
      visitor = new Visitor();
      await visitor.navigate(rig.origin, { as: "alice@acme.com" });
      const out = await press("atProvider");
      const { searchParams } = new URL(out.headers.location ?? "");
      assert.deepEqual([...searchParams.keys()], ["client_id", "logout_hint"]);
      assert.equal(searchParams.get("logout_hint"), "alice@acme.com");
      assert.equal((await visitor.navigate(out.headers.location ?? "")).status, 200);
      assert.equal(await isInAtProvider(), false);
    });
  }

  it("is of the share alone where the provider has no sign-out", async () => {
    const home = await startShare({ http: true });
    home.provider.faults.discovery = { end_session_endpoint: undefined };
    rig = await startShare({ http: true, beside: home });
    after(() => home.close());
    visitor = new Visitor();
    await visitor.navigate(rig.origin, { as: "alice@acme.com" });
    const { body, headers } = await page();
    assert.deepEqual([...body.matchAll(/name="choice" value="([^"]+)"/g)].map(([, choice]) => choice), ["here"]);
    assert.match(String(headers["content-security-policy"]), /form-action 'self'$/);
    const out = await press("atProvider");
    assert.equal(out.status, 200);
    assert.match(out.body, signedOut);
    assert.equal(await status(), 401);
  });

  it("never shows the app its cookies", async () => {
    await begin({ postLogoutRedirect: true });
    await press("atProvider");
    assert.ok([...visitor.cookies.at(rig.origin).keys()].includes(`portcullis-${shareId}-out`));
    await visitor.navigate(rig.origin, { as: "alice@acme.com" });
    assert.ok(rig.app.seen.length > 0);
    for (const { headers } of rig.app.seen) assert.doesNotMatch(headers.cookie ?? "", /portcullis/);
    assert.equal((await visitor.fetch(`${rig.origin}/.portcullis/sign-out`, { headers: asPage })).status, 200);
  });
});

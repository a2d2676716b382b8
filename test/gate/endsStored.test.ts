// S13: whoever signs out, and the provider that signs somebody out, is answered when that is stored.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { ExpectedError } from "../../src/base/expectedError";
import { FakeClock } from "./fakeClock";
import { navigation, startGate, until, type Answered, type GateRig } from "./gateRig";
import { startBackchannel, type BackchannelRig } from "./rejects/backchannelRig";

const notStored = () => Promise.reject(new ExpectedError("sessions.notStored"));
const alice = { sub: "alice", sid: "s-alice" };

/** A store that takes its time. */
function slowStore() {
  const asked: (() => void)[] = [];
  return { asked, storeEnds: () => new Promise<void>((resolve) => asked.push(resolve)) };
}

/** What is answered by now. */
function answered(answer: Promise<Answered>): { is: Answered | undefined } {
  const outcome: { is: Answered | undefined } = { is: undefined };
  void answer.then((one) => (outcome.is = one));
  return outcome;
}

describe("S13 a visitor's own sign-out", () => {
  let rig: GateRig;
  afterEach(() => rig.close());
  async function press(cookie: string): Promise<Answered> {
    const lines = [`Cookie: ${cookie}`];
    const token = /name="token" value="([^"]+)"/.exec((await rig.ask("GET /.portcullis/sign-out", [...navigation, ...lines])).body)?.[1];
    return rig.ask("POST /.portcullis/sign-out", [...lines, "Content-Type: application/x-www-form-urlencoded", `Origin: ${rig.origin}`], `token=${token}`);
  }
  const isIn = async (cookie: string) => (await rig.ask("GET /", [`Cookie: ${cookie}`])).status === 200;
  const isSignedOut = (answer: Answered | undefined) => {
    assert.equal(answer?.status, 200);
    assert.match(answer.body, /<h1>You are signed out<\/h1>/);
    assert.match(answer.headers("set-cookie").join("\n"), /Max-Age=0/);
  };

  it("acts at once and is answered when it is stored", async () => {
    const { asked, storeEnds } = slowStore();
    rig = await startGate({ storeEnds });
    const cookie = await rig.signIn();
    const pressed = press(cookie);
    const said = answered(pressed);
    await until("asked to be stored", () => asked.length === 1);
    assert.equal(await isIn(cookie), false);
    assert.equal(said.is, undefined);
    asked[0]!();
    isSignedOut(await pressed);
    assert.deepEqual(rig.app.seen, []);
  });

  it("is answered all the same when it can't be stored, and after 3 s: they are out", async () => {
    rig = await startGate({ storeEnds: notStored });
    const cookie = await rig.signIn();
    isSignedOut(await press(cookie));
    assert.equal(await isIn(cookie), false);
    await rig.close();

    const clock = new FakeClock();
    const { asked, storeEnds } = slowStore();
    rig = await startGate({ clock, storeEnds });
    const other = await rig.signIn();
    const pressed = press(other);
    const said = answered(pressed);
    await until("asked to be stored", () => asked.length === 1);
    clock.advance(2999);
    assert.equal(await isIn(other), false);
    assert.equal(said.is, undefined);
    clock.advance(1);
    isSignedOut(await pressed);
    assert.deepEqual(rig.app.seen, []);
  });

  it("holds up no gate that closes", async () => {
    const { asked, storeEnds } = slowStore();
    rig = await startGate({ storeEnds });
    const pressed = press(await rig.signIn());
    await until("asked to be stored", () => asked.length === 1);
    await rig.gate.close();
    assert.equal((await pressed).status, 503);
  });
});

describe("S13 a back-channel logout", () => {
  let rig: BackchannelRig;
  afterEach(() => rig.close());

  it("acts at once and is confirmed when it is stored", async () => {
    const { asked, storeEnds } = slowStore();
    rig = await startBackchannel({ storeEnds });
    const cookie = await rig.signIn(alice);
    const posted = rig.post(await rig.token());
    const said = answered(posted);
    await until("asked to be stored", () => asked.length === 1);
    assert.equal(await rig.isIn(cookie), false);
    assert.equal(said.is, undefined);
    asked[0]!();
    assert.equal((await posted).status, 200);
    assert.deepEqual(rig.app.seen, []);
  });

  it("that can't be stored has failed for the provider and ended the session; the same token is good once more, and then never again", async () => {
    let store = notStored;
    rig = await startBackchannel({ storeEnds: () => store() });
    const cookie = await rig.signIn(alice);
    const token = await rig.token();
    const answer = await rig.post(token);
    assert.deepEqual([answer.status, answer.header("cache-control")], [400, "no-store"]);
    assert.equal(await rig.isIn(cookie), false);
    assert.deepEqual(rig.log.lines.filter((line) => /could not be stored/.test(line)).length, 1);
    assert.equal((await rig.post(token)).status, 400);
    store = () => Promise.resolve() as Promise<never>;
    assert.equal((await rig.post(token)).status, 200);
    assert.equal((await rig.post(token)).status, 400, "replayed");
    assert.deepEqual(rig.app.seen, []);
  });

  it("that takes longer than 3 s to store has failed too", async () => {
    const { asked, storeEnds } = slowStore();
    rig = await startBackchannel({ storeEnds });
    await rig.signIn(alice);
    const posted = rig.post(await rig.token());
    await until("asked to be stored", () => asked.length === 1);
    rig.clock.advance(3000);
    assert.equal((await posted).status, 400);
  });
});

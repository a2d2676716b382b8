// What Test SSO says of a share before anybody signs in: the part of the way that is broken, by its name.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { CheckResult } from "../../../src/diagnostics/check";
import { overall } from "../../../src/diagnostics/signInFindings";
import { runChecks } from "../../../src/diagnostics/runChecks";
import { shareChecks } from "../../../src/diagnostics/shareChecks";
import { partOf, wayChecks } from "../../../src/diagnostics/wayChecks";
import { knownNgrokErrors, ngrokError } from "../../../src/ngrok/errorCodes";
import { ExpectedError } from "../../../src/base/expectedError";
import { checkText } from "../../../src/presentation/checkText";
import type { StrangerAnswer } from "../../../src/shares/strangerRequest";
import type { Share } from "../../../src/shares/share";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import { english } from "../presentation/english";

const never = new AbortController().signal;

describe("a live share", () => {
  let rig: ShareRig;
  before(async () => {
    rig = await startShareRig();
    await rig.registry.start(rig.spec(), rig.secrets, { signal: never });
  });
  after(() => rig.close());
  afterEach(() => {
    rig.edge.faults.visitorError = undefined;
    rig.edge.faults.interstitial = false;
    rig.app.requests.splice(0);
  });
  const shown = () => rig.registry.shares[0]!;
  const run = (change: (share: Share) => Share = (share) => share) => runChecks(shareChecks({ inspection: rig.registry.inspection, share: () => change(shown()) }, shown()), { signal: never });
  const outcomes = (results: readonly CheckResult[]) => Object.fromEntries(results.map(({ check, outcome }) => [check.replace("share.", ""), outcome]));
  const good = { upstream: "passed", authtoken: "passed", plan: "passed", domain: "passed", tunnel: "passed", address: "passed", proof: "passed", webSocket: "passed" };

  it("passes in every part, reaches its app with its own look at the port alone, and is not all good while nobody signed in", async () => {
    const results = await run();
    assert.deepEqual(outcomes(results), good);
    assert.deepEqual(rig.app.requests.map(({ method, headers }) => [method, headers["user-agent"]]), [["HEAD", "Portcullis"]]);
    assert.equal(overall(results).kind, "notShown");
    for (const result of results) assert.doesNotMatch(english(checkText(result, rig.profile).evidence!), /[{}]|undefined/);
  });

  it("behind ngrok's warning page for browsers says so, and that it takes one press: a note, which nothing waits for", async () => {
    rig.edge.faults.interstitial = true;
    const results = await run();
    assert.deepEqual(outcomes(results), { ...good, address: "warned" });
    const address = results.find(({ check }) => check === "share.address")!;
    assert.equal(address.failure?.code, "ngrok.ERR_NGROK_6024");
    const text = checkText(address, rig.profile);
    assert.deepEqual([english(text.evidence!), english(text.cure!)], [ngrokError(6024)!.meaning, ngrokError(6024)!.fix]);
    assert.deepEqual(overall(results), { kind: "notShown", checks: [], signedIn: false });
    assert.deepEqual(overall([...results, { check: "signIn.admitted", outcome: "passed", facts: {} }]), { kind: "good", checks: [] });
  });

  it("whose port is silent, or another's by now, names the app and nothing else", async () => {
    const results = await run((share) => ({ ...share, listener: { ...share.listener, verdict: "otherUser" } }));
    assert.deepEqual([overall(results), results[0]?.failure?.code], [{ kind: "cause", check: "share.upstream" }, "port.otherUser"]);
    const silent = { ...shown(), spec: { ...shown().spec, upstream: { scheme: "http", address: "127.0.0.1", port: 1 } as const } };
    const [upstream] = await runChecks(shareChecks({ inspection: rig.registry.inspection, share: () => silent }, silent).slice(0, 1), { signal: never });
    assert.equal(upstream?.failure?.code, "port.refused");
    const other = { ...shown(), spec: { ...shown().spec, upstream: { ...shown().spec.upstream, scheme: "https" } as never } };
    const [scheme] = await runChecks(shareChecks({ inspection: rig.registry.inspection, share: () => other }, other).slice(0, 1), { signal: never });
    assert.equal(scheme?.failure?.code, "port.otherScheme");
  });

  it("that failed names the part of the way that its failure is about; what comes before it works, and what needs it is not asked", async () => {
    for (const [code, check] of [["ngrok.ERR_NGROK_105", "share.authtoken"], ["ngrok.ERR_NGROK_2256", "share.plan"], ["ngrok.ERR_NGROK_334", "share.domain"], ["ngrok.unreachable", "share.tunnel"], ["ngrok.tls", "share.tunnel"]] as const) {
      const results = await run((share) => ({ ...share, state: { kind: "failed", failure: { code, facts: {} }, at: 0 } }));
      assert.deepEqual(overall(results), { kind: "cause", check });
      const { address, proof, webSocket } = outcomes(results);
      assert.deepEqual([address, proof, webSocket], ["skipped", "skipped", "skipped"]);
    }
  });

  it("names every code with which ngrok answers visitors in its place, with what helps", async () => {
    const asked = { inspection: { ask: () => Promise.resolve({ answer: refusal, decisions: [] }), prove: () => Promise.resolve(undefined) }, share: shown };
    let refusal: StrangerAnswer = { status: 502, headers: {}, upgraded: false, body: "" };
    const address = shareChecks(asked, shown()).filter(({ id }) => id === "share.address");
    for (const number of knownNgrokErrors) {
      refusal = { status: 502, headers: { "ngrok-error-code": `ERR_NGROK_${number}`, "content-type": "text/plain" }, upgraded: false, body: `What ngrok says.\n\nERR_NGROK_${number}` };
      const [result] = await runChecks(address, { signal: never });
      assert.ok(result?.failure?.code === `ngrok.ERR_NGROK_${number}` && result.outcome === "failed");
      const text = checkText(result, rig.profile);
      assert.equal(english(text.cure!), ngrokError(number)!.fix);
      assert.ok(english(text.evidence!).startsWith(ngrokError(number)!.meaning));
      assert.ok(text.actions.length > 0);
    }
  });

  it("names a certificate that is not believed, a connection that ends, and an answer that is nobody's", async () => {
    const cases = [
      [Object.assign(new Error("self-signed certificate in certificate chain"), { code: "SELF_SIGNED_CERT_IN_CHAIN" }), "share.certificate"],
      [Object.assign(new Error("fetch failed", { cause: Object.assign(new Error("no"), { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" }) }), {}), "share.certificate"],
      [Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }), "proof.inconclusive"],
      [undefined, "proof.inconclusive"],
    ] as const;
    for (const [error, code] of cases) {
      const answer = error === undefined ? { status: 503, headers: {}, upgraded: false, body: "" } : { error };
      const [result] = await runChecks(shareChecks({ inspection: { ask: () => Promise.resolve({ answer, decisions: [] }), prove: () => Promise.resolve(undefined) }, share: shown }, shown()).filter(({ id }) => id === "share.address"), { signal: never });
      assert.deepEqual([result?.outcome, result?.failure?.code], ["failed", code]);
    }
  });

  it("names WebSockets that something in front of the gate passes on as plain requests", async () => {
    const plain = { answer: { status: 401, headers: {}, upgraded: false, body: "" }, decisions: [{ method: "GET", path: "/", upgrade: false, outcome: "refused", status: 401 }] } as const;
    const asked = { inspection: { ask: () => Promise.resolve(plain), prove: () => Promise.resolve(undefined) }, share: shown };
    const [result] = await runChecks(shareChecks(asked, shown()).filter(({ id }) => id === "share.webSocket"), { signal: never });
    assert.deepEqual([result?.outcome, result?.failure?.code], ["failed", "share.webSocketStopped"]);
  });

  it("S12 says what ngrok's own list shows, where an API key is known", async () => {
    const withSight = (readBack: NonNullable<Share["readBack"]>) => {
      const share = { ...shown(), readBack };
      return runChecks(shareChecks({ inspection: rig.registry.inspection, share: () => share }, share).filter(({ id }) => id === "share.readBack"), { signal: never });
    };
    assert.equal((await withSight({ kind: "same", at: 0 }))[0]?.outcome, "passed");
    assert.equal((await withSight({ kind: "notChecked", why: "policyHidden", at: 0 }))[0]?.outcome, "unknown");
  });

  it("at whose address ngrok answers in its place is told so by the request itself", async () => {
    rig.edge.faults.visitorError = "ERR_NGROK_3200";
    const results = await run();
    assert.equal(overall(results).kind, "cause");
    assert.equal(results.find(({ check }) => check === "share.address")?.failure?.code, "ngrok.ERR_NGROK_3200");
  });

  it("S4 a proof that is found broken by it closes the share at once, as any other", async () => {
    rig.edge.faults.redirectElsewhere = true;
    try {
      const results = await run();
      assert.equal(results.find(({ check }) => check === "share.proof")?.failure?.code, "proof.disproved");
      assert.equal(shown().state.kind, "failed");
    } finally {
      rig.edge.faults.redirectElsewhere = false;
    }
  });
});

describe("a live share with sign-in at ngrok's edge", () => {
  let rig: ShareRig;
  let address: string;
  before(async () => {
    rig = await startShareRig();
    address = await rig.registry.start(rig.spec({ enforcement: "edge" }), rig.secrets, { signal: never });
  });
  after(() => rig.close());
  const shown = () => rig.registry.shares[0]!;
  const run = () => runChecks(shareChecks({ inspection: rig.registry.inspection, share: shown }, shown()), { signal: never });
  const found = async (id: string) => (await run()).find(({ check }) => check === id)!;

  it("says that WebSockets were not checked, and why: a stranger's ends at ngrok", async () => {
    const results = await run();
    assert.deepEqual(results.filter(({ outcome }) => outcome !== "passed").map(({ check, outcome }) => [check, outcome]), [["share.webSocket", "unknown"]]);
    const { said, evidence } = checkText(results.at(-1)!, rig.profile);
    assert.deepEqual([english(said), english(evidence!)], ["Not checked", "ngrok's edge turns a stranger's away. Open the address, and test again once the app's page used one"]);
    assert.equal(english(checkText(results.find(({ check }) => check === "share.address")!, rig.profile).evidence!), "A stranger's browser was answered at ngrok's edge, status 302");
  });

  it("passes them once a visitor's came to the gate, and by nothing else that a visitor asks", async () => {
    const visitor = rig.visitor();
    await visitor.navigate(address, { as: "alice@acme.com" });
    await until("the visitor to be told of", () => shown().visitors.length === 1);
    assert.equal((await found("share.webSocket")).outcome, "unknown");
    const upgrade = await visitor.webSocket(`${address}/echo`);
    await until("their socket to be told of", () => shown().visitors[0]?.webSocket === true);
    const result = await found("share.webSocket");
    assert.deepEqual([result.outcome, english(checkText(result, rig.profile).evidence!)], ["passed", "Visitors whose WebSockets came to this machine: 1"]);
    assert.ok(upgrade.opened);
    upgrade.socket.terminate();
  });
});

describe("a way to an address that no share has", () => {
  it("is opened once, and every code of ngrok's is about one part of it", async () => {
    for (const number of knownNgrokErrors) {
      let opened = 0;
      const failure = { code: `ngrok.ERR_NGROK_${number}`, facts: {} } as const;
      const open = () => {
        opened += 1;
        return Promise.reject(new ExpectedError(failure.code));
      };
      const results = await runChecks(wayChecks(open, true), { signal: never });
      assert.deepEqual([opened, overall(results)], [1, { kind: "cause", check: partOf(failure) }], String(number));
    }
    assert.deepEqual(["share.authtoken", "share.plan", "share.domain", "share.tunnel"], [105, 2256, 334, 2200].map((number) => partOf({ code: `ngrok.ERR_NGROK_${number}`, facts: {} })));
  });

  it("passes in every part once it is open", async () => {
    const results = await runChecks(wayChecks(() => Promise.resolve({ origin: "https://a.ngrok-free.dev" }), true), { signal: never });
    assert.deepEqual(results.map(({ outcome }) => outcome), ["passed", "passed", "passed", "passed"]);
  });
});

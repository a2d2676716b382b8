// Rules of the person's own that ngrok refuses: said to be theirs, left out with one button, and not in the way of the next start.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ownRulesFromFile } from "../../../src/ngrok/policy/ownRulesFile";
import { explain } from "../../../src/presentation/explain";
import { withoutOwnRules, type ShareOptions } from "../../../src/protocol/shareOptions";
import { upstreamKey } from "../../../src/protocol/upstream";
import { rememberOptions, type RememberOptionsParts } from "../../../src/shares/rememberOptions";
import { readChoices, withChange, withChoice, type ShareChoices } from "../../../src/shares/shareChoice";
import type { Failure } from "../../../src/shares/shareState";
import { toFailure } from "../../../src/shares/toFailure";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import { english } from "../presentation/english";

const never = new AbortController().signal;

function own(...rules: object[]): string {
  const read = ownRulesFromFile(JSON.stringify({ on_http_request: rules }));
  assert.ok(read.ok);
  return read.rules;
}
const deny = { actions: [{ type: "deny" }] };
const broken = own({ actions: [{ type: "add-headers", config: { headers: { "x-a": "b" } } }] }, { expressions: ["req.url.path = '/x'"], ...deny });
const good = own({ expressions: ["req.url.path == '/closed'"], ...deny });
const tooMany = own(deny, deny, deny);

/** Choices in memory, with one for the share's port. */
class MemoryChoices {
  readonly written: (ShareOptions | undefined)[] = [];
  #choices: ShareChoices;

  constructor(private readonly key: ReturnType<typeof upstreamKey>, options?: ShareOptions) {
    this.#choices = withChoice(readChoices(undefined), key, { providerId: "test", rule: { everyone: false, emails: [], domains: ["acme.com"] }, enforcement: "edge", tunnel: { kind: "ngrok" }, ...(options && { options }) });
  }

  get options(): ShareOptions | undefined {
    return this.read().byPort.get(this.key)?.options;
  }

  read(): ShareChoices {
    return this.#choices;
  }

  rememberChange(...[upstream, providerId, changed]: Parameters<RememberOptionsParts["choices"]["rememberChange"]>): Promise<void> {
    this.#choices = withChange(this.#choices, upstream, providerId, changed);
    this.written.push(this.options);
    return Promise.resolve();
  }
}

describe("rules of one's own that ngrok refuses", () => {
  let rig: ShareRig;
  before(async () => {
    rig = await startShareRig();
  });
  afterEach(async () => {
    rig.edge.faults.clear();
    await rig.registry.stopAll();
  });
  after(() => rig.close());

  const refused = async (spec: ReturnType<ShareRig["spec"]>): Promise<Failure> =>
    rig.registry.start(spec, rig.secrets, { signal: never }).then(
      () => assert.fail("it is live"),
      (error: unknown) => toFailure(error),
    );
  const read = (failure: Failure) => {
    const { title, advice, actions } = explain(failure);
    return { title: english(title), advice: english(advice), actions: actions.map(({ kind }) => kind) };
  };

  it("an expression: the rule is named by what ngrok says, and without them the same share is live", async () => {
    const spec = rig.spec({ enforcement: "edge", options: { policyRules: broken, addressing: "preserved" } });
    const failure = await refused(spec);
    assert.equal(failure.code, "ngrok.ERR_NGROK_2200");
    const { title, advice, actions } = read(failure);
    assert.equal(title, "An expression in the traffic policy does not compile");
    assert.equal(advice, "It is your own rule 2 of on_http_request. Leave your own rules out, correct the file, then merge it again in the share's options.");
    assert.deepEqual(actions, ["leaveRulesOut", "showLog", "openUrl"]);
    const options = withoutOwnRules(spec.options);
    assert.deepEqual(options, { addressing: "preserved" });
    await rig.registry.start({ ...spec, options }, rig.secrets, { signal: never });
    assert.equal(rig.registry.shares[0]!.state.kind, "live");
  });

  it("more than the plan takes: how many of them are one's own, and no sign-in on this machine, which knows no such rules", async () => {
    const failure = await refused(rig.spec({ enforcement: "edge", options: { policyRules: tooMany } }));
    assert.equal(failure.code, "ngrok.ERR_NGROK_2264");
    const { advice, actions } = read(failure);
    assert.match(advice, /^Of the share's rules 3 are your own\. A free plan takes five/);
    assert.deepEqual(actions, ["leaveRulesOut", "openUrl"]);
    const atGate = await refused(rig.spec({ enforcement: "gate", options: { policyRules: tooMany } }));
    assert.deepEqual([atGate.code, ...read(atGate).actions], ["edge.rulesNeedEdge", "leaveRulesOut"]);
  });

  it("any other word about the policy may be theirs; one about sign-in or account is not, and without such rules none is", async () => {
    for (const number of [2201, 2203, 2204, 2206, 2207, 2222, 2223, 2224, 2225, 2226, 2236, 2239, 2240, 2251, 2265, 9026, 15004]) {
      rig.edge.faults.refuseBind = `ERR_NGROK_${number}`;
      assert.equal(read(await refused(rig.spec({ enforcement: "edge", options: { policyRules: good } }))).actions[0], "leaveRulesOut", String(number));
      assert.ok(!read(await refused(rig.spec({ enforcement: "edge" }))).actions.includes("leaveRulesOut"), String(number));
    }
    for (const number of [334, 2227, 2256, 2263]) {
      rig.edge.faults.refuseBind = `ERR_NGROK_${number}`;
      assert.ok(!read(await refused(rig.spec({ enforcement: "edge", options: { policyRules: good } }))).actions.includes("leaveRulesOut"), String(number));
    }
  });

  it("merged into a share that runs: it ends and says why, and what is remembered is without them", async () => {
    const spec = rig.spec({ enforcement: "edge", options: { policyRules: good } });
    await rig.registry.start(spec, rig.secrets, { signal: never });
    const choices = new MemoryChoices(upstreamKey(spec.upstream), spec.options);
    const options: ShareOptions = { policyRules: broken, developerEndpoints: "allow" };
    assert.ok(await rig.registry.change(spec.id, { options }));
    const remembering = rememberOptions({ registry: rig.registry, choices }, { spec }, options);
    const failure = await until("the share to end", () => {
      const { state } = rig.registry.shares[0]!;
      return state.kind === "failed" && state.failure;
    });
    await remembering;
    assert.deepEqual([failure.code, failure.facts["ownRules"], ...read(failure).actions], ["ngrok.ERR_NGROK_2200", 2, "leaveRulesOut", "showLog", "openUrl"]);
    assert.deepEqual(choices.written, [{ policyRules: good, developerEndpoints: "allow" }], "the other option, and the rules that ngrok took");
  });

  it("that it takes are remembered once the share is proven with them, and taken out at once", async () => {
    const spec = rig.spec({ enforcement: "edge" });
    await rig.registry.start(spec, rig.secrets, { signal: never });
    const choices = new MemoryChoices(upstreamKey(spec.upstream));
    rig.edge.faults.visitorError = "ERR_NGROK_8012";
    await rig.registry.change(spec.id, { options: { policyRules: good } });
    const remembering = rememberOptions({ registry: rig.registry, choices }, { spec }, { policyRules: good });
    await until("the edge to be told", () => rig.edge.endpoints[0]?.bind.Opts.TrafficPolicy?.includes("/closed"));
    assert.deepEqual(choices.options, {});
    rig.edge.faults.clear();
    await remembering;
    assert.deepEqual(choices.options, { policyRules: good });
    await rememberOptions({ registry: rig.registry, choices }, { spec }, {});
    assert.deepEqual(choices.written, [{}, { policyRules: good }, {}]);
  });
});

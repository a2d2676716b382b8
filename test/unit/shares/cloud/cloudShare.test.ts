// Option 2: a share behind a Cloud Endpoint that is made, written, read back and left through ngrok's API, with the real agent process.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ExpectedError } from "../../../../src/base/expectedError";
import { maskedPolicy, readCloudPolicy } from "../../../../src/ngrok/policy/readCloudPolicy";
import type { CloudEndpointSpec } from "../../../../src/protocol/cloudEndpoint";
import type { ShareSpec } from "../../../../src/protocol/shareSpec";
import { isOwnEndpoint } from "../../../../src/shares/cloud/cloudAccess";
import type { ShareSecrets } from "../../../../src/shares/share";
import { MemoryCloudEdges } from "../../../fakes/memoryCloudEdges";
import { startCloudRig, type CloudRig } from "../../../rig/cloudRig";
import { startShareRig, until, type ShareRig } from "../../../rig/shareRig";
import { strangersRequests } from "../../../rig/strangers";

const never = new AbortController().signal;

describe("a share behind a Cloud Endpoint", () => {
  let rig: ShareRig;
  let cloudRig: CloudRig;
  before(async () => {
    rig = await startShareRig({ edge: { maxRules: 10 } });
    cloudRig = await startCloudRig(rig);
  });
  afterEach(async () => {
    cloudRig.standIn.clear();
    await rig.registry.stopAll();
    for (const { spec } of rig.registry.shares) rig.registry.dismiss(spec.id);
  });
  after(async () => {
    await rig.close();
    await cloudRig.close();
  });

  const start = (spec: ShareSpec, secrets: ShareSecrets) => rig.registry.start(spec, secrets, { signal: never });
  const refused = async (work: Promise<unknown>): Promise<ExpectedError> => {
    const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
    assert.ok(error instanceof ExpectedError, String(error));
    return error;
  };
  const binds = () => rig.edge.rpcLog.filter(({ name }) => name === "bind").length;
  const live = ({ url }: CloudEndpointSpec) => rig.edge.cloud.at(url)[0];
  const policyOf = (cloud: CloudEndpointSpec) => JSON.parse(live(cloud)!.policyText) as { on_http_request: { name?: string; expressions?: string[]; actions: { type: string; config: Record<string, unknown> }[] }[] };
  const rewrite = async (cloud: CloudEndpointSpec, change: (rules: ReturnType<typeof policyOf>["on_http_request"]) => void) => {
    const policy = policyOf(cloud);
    change(policy.on_http_request);
    await rig.edge.cloud.update(live(cloud)!.id, { trafficPolicy: JSON.stringify(policy) });
  };
  /** One that another machine made, and left. */
  const madeElsewhere = async (change: Partial<CloudEndpointSpec> = {}) => {
    const cloud = await cloudRig.address(change);
    const spec = cloudRig.spec({ ...cloud, managed: true });
    await start(spec, cloudRig.secrets("create"));
    await rig.registry.stop(spec.id);
    return cloud;
  };
  /** What "Preview traffic policy" says, where it is what ngrok has with its secrets masked. */
  const previewed = async (spec: ShareSpec, cloud: CloudEndpointSpec) => {
    const shown = await rig.registry.policy(spec.id, never);
    assert.equal(shown, maskedPolicy(live(cloud)!.policyText));
    for (const secret of [rig.secrets.clientSecret!, readCloudPolicy(live(cloud)!.policyText).facts?.seal.secret ?? "no seal"]) assert.ok(!shown.includes(secret));
    return shown;
  };
  const get = async (url: string, as: string) => (await rig.visitor().navigate(url, { as })).status;

  it("is made, with the mark of who made it and a policy that signs in, leaves out, seals and forwards; visitors come through it alone", async () => {
    const cloud = await cloudRig.address();
    const edges = new MemoryCloudEdges();
    const address = await start(cloudRig.spec(cloud), cloudRig.secrets("create", edges));
    assert.equal(address, cloud.url);
    const made = live(cloud)!;
    assert.ok(isOwnEndpoint(made.metadata));
    assert.equal(made.poolingEnabled, false);
    assert.deepEqual(policyOf(cloud).on_http_request.map(({ actions }) => actions.map(({ type }) => type)), [["openid-connect"], ["custom-response"], ["remove-headers", "add-headers"], ["forward-internal"]]);
    const [bound] = rig.edge.endpoints;
    assert.deepEqual([bound!.url, bound!.bind.Extra.Bindings, bound!.bind.Extra.PoolingEnabled, bound!.bind.Opts.TrafficPolicy], [`https://${cloud.internal}`, ["internal"], false, null]);

    for (const { what, status, body, upgraded } of await strangersRequests(cloud.url, rig.authority.certificatePem)) {
      assert.ok(!upgraded && [302, 303, 307, 400, 401, 403, 404, 405].includes(status) && !body.includes("Plain app"), `${what}: ${status}`);
    }
    assert.equal(await get(cloud.url, "mallory@evil.example"), 403);
    assert.equal(rig.app.requests.length, 0);
    assert.equal(await get(`${cloud.url}/echo`, "alice@acme.com"), 200);
    const headers = new Map(rig.app.requests.at(-1)!.raw.map(([name, value]) => [name.toLowerCase(), value]));
    assert.equal(headers.get("x-forwarded-email"), "alice@acme.com");
    assert.ok(![...headers].some(([name, value]) => name.startsWith("x-pc-") || value.includes(edges.kept.get(cloud.url)!.seal.secret)), "the seal goes no further than the gate");
  });

  it("stays when the share stops, is used again by the same share, and follows its rule, its options and everybody's being put out", async () => {
    const cloud = await cloudRig.address();
    const edges = new MemoryCloudEdges();
    const spec = cloudRig.spec(cloud);
    await start(spec, cloudRig.secrets("create", edges));
    await rig.registry.stop(spec.id);
    const { id, updatedAt } = live(cloud)!;
    await start(spec, cloudRig.secrets("use", edges));
    assert.deepEqual([live(cloud)!.id, live(cloud)!.updatedAt], [id, updatedAt], "nothing is written where nothing changed");

    const visitor = rig.visitor();
    assert.equal((await visitor.navigate(cloud.url, { as: "alice@acme.com" })).status, 200);
    const before = policyOf(cloud).on_http_request;
    await rig.registry.change(spec.id, { rule: { everyone: false, emails: ["bob@partner.io"], domains: ["acme.com"] }, options: { openPaths: [{ path: "/health", methods: ["GET"] }] } });
    const rules = policyOf(cloud).on_http_request;
    assert.match(JSON.stringify(rules[1]), /bob@partner\.io/);
    assert.match(rules[0]!.expressions![0]!, /health/);
    assert.deepEqual(rules[2]!.actions, before[2]!.actions, "the seal stays");
    assert.equal((await visitor.fetch(`${cloud.url}/echo`)).status, 200, "nobody signs in anew for that");

    await rig.registry.signOut(spec.id);
    assert.notEqual(policyOf(cloud).on_http_request[0]!.actions[0]!.config["auth_id"], before[0]!.actions[0]!.config["auth_id"]);
    assert.equal((await visitor.fetch(`${cloud.url}/echo`)).status, 302);
    assert.equal((await visitor.navigate(cloud.url, { as: "alice@acme.com" })).status, 200);
    const leftOut = await rig.visitor().navigate(cloud.url, { as: "mallory@evil.example" });
    assert.ok(leftOut.body.includes(`auth_id=${String(policyOf(cloud).on_http_request[0]!.actions[0]!.config["auth_id"])}`), "the way to another account is the one of now");
  });

  it("is previewed as ngrok has it: after a change, after everyone was put out, read and written by others, and not at all where nobody may read it", async () => {
    const cloud = await cloudRig.address();
    const spec = cloudRig.spec(cloud);
    await start(spec, cloudRig.secrets("create"));
    assert.doesNotMatch(await previewed(spec, cloud), /partner\.io/);
    await rig.registry.change(spec.id, { rule: { everyone: false, emails: ["bob@partner.io"], domains: ["acme.com"] } });
    assert.match(await previewed(spec, cloud), /bob@partner\.io/);
    await rig.registry.signOut(spec.id);
    await previewed(spec, cloud);
    await rig.registry.stop(spec.id);

    // An administrator's, with rules of their own; what this share's would be is nowhere at ngrok.
    const theirs = await madeElsewhere({ managed: false });
    await rewrite(theirs, (rules) => rules.splice(1, 0, { name: "theirs", actions: [{ type: "add-headers", config: { headers: { "x-theirs": "1" } } }] }));
    const using = cloudRig.spec(theirs, { rule: { everyone: false, emails: ["alice@acme.com"], domains: [] } });
    const edges = new MemoryCloudEdges();
    await start(using, cloudRig.secrets("use", edges));
    assert.match(await previewed(using, theirs), /x-theirs/);
    await rewrite(theirs, (rules) => (rules[1]!.actions[0]!.config["headers"] = { "x-theirs": "2" }));
    rig.edge.dropAgents();
    await until("the loss to be seen", () => rig.registry.shares[0]?.state.kind === "reconnecting");
    await until("live again", () => rig.registry.shares[0]?.state.kind === "live");
    assert.match(await previewed(using, theirs), /"x-theirs": "2"/);
    await rig.registry.stop(using.id);
    await start(using, cloudRig.secrets("use", edges, false));
    assert.equal((await refused(rig.registry.policy(using.id, never))).code, "cloud.apiKeyMissing");
  });

  it("S11 a rule that is tightened acts at the gate though ngrok's API refuses the policy, and that is said", async () => {
    const cloud = await cloudRig.address();
    const spec = cloudRig.spec(cloud);
    await start(spec, cloudRig.secrets("create"));
    const visitor = rig.visitor();
    assert.equal((await visitor.navigate(cloud.url, { as: "alice@acme.com" })).status, 200);
    cloudRig.standIn.faults.answer = { status: 500 };
    const error = await refused(rig.registry.change(spec.id, { rule: { everyone: false, emails: ["bob@partner.io"], domains: [] } }));
    assert.deepEqual([error.code, error.facts["url"], error.facts["why"]], ["cloud.notUpdated", cloud.url, "ngrok.apiFailed"]);
    assert.equal((await visitor.fetch(`${cloud.url}/echo`)).status, 403);
  });

  it("that was made goes again when the start fails, and one whose policy was replaced has the former one again", async () => {
    const cloud = await cloudRig.address();
    const edges = new MemoryCloudEdges();
    rig.edge.faults.refuseBind = "ERR_NGROK_324";
    assert.equal((await refused(start(cloudRig.spec(cloud), cloudRig.secrets("create", edges)))).code, "ngrok.ERR_NGROK_324");
    assert.equal(live(cloud), undefined);
    assert.equal(edges.kept.size, 0);
    const trafficPolicy = JSON.stringify({ on_http_request: [{ actions: [{ type: "deny" }] }] });
    await rig.edge.cloud.create({ url: cloud.url, trafficPolicy });
    assert.equal((await refused(start(cloudRig.spec(cloud), cloudRig.secrets("replace")))).code, "ngrok.ERR_NGROK_324");
    assert.equal(live(cloud)!.policyText, trafficPolicy);
    rig.edge.faults.clear();
    assert.equal(await start(cloudRig.spec(cloud), cloudRig.secrets("replace")), cloud.url);
    assert.equal(await get(cloud.url, "alice@acme.com"), 200);
  });

  it("that was made and can't be removed again is named", async () => {
    const cloud = await cloudRig.address();
    rig.edge.faults.refuseBind = "ERR_NGROK_324";
    cloudRig.standIn.faults.before = (call) => {
      if (call.method === "DELETE") cloudRig.standIn.faults.answer = { status: 403, code: "ERR_NGROK_635" };
      return Promise.resolve();
    };
    const error = await refused(start(cloudRig.spec(cloud), cloudRig.secrets("create")));
    rig.edge.faults.clear();
    assert.deepEqual([error.code, error.facts["url"]], ["cloud.notUndone", cloud.url]);
    assert.notEqual(live(cloud), undefined);
  });

  it("is never taken from somebody else by being made", async () => {
    const cloud = await cloudRig.address();
    const trafficPolicy = JSON.stringify({ on_http_request: [{ actions: [{ type: "deny" }] }] });
    await rig.edge.cloud.create({ url: cloud.url, trafficPolicy });
    assert.equal((await refused(start(cloudRig.spec(cloud), cloudRig.secrets("create")))).code, "ngrok.ERR_NGROK_18009");
    assert.equal(live(cloud)!.policyText, trafficPolicy);
  });

  it("S12 of an administrator's or another machine's is used as it is, and never written", async () => {
    const cloud = await madeElsewhere({ managed: false });
    const { updatedAt } = live(cloud)!;
    const spec = cloudRig.spec(cloud, { rule: { everyone: false, emails: ["alice@acme.com"], domains: [] } });
    const edges = new MemoryCloudEdges();
    assert.equal(await start(spec, cloudRig.secrets("use", edges)), cloud.url);
    assert.equal(await get(cloud.url, "alice@acme.com"), 200);
    await rig.registry.change(spec.id, { rule: { everyone: false, emails: ["bob@acme.com"], domains: [] } });
    assert.equal(await get(cloud.url, "alice@acme.com"), 403, "the gate decides");
    await rig.registry.signOut(spec.id);
    assert.equal(live(cloud)!.updatedAt, updatedAt);
    await rig.registry.stop(spec.id);
    // Without an API key what was read then is relied on.
    assert.equal(await start(spec, cloudRig.secrets("use", edges, false)), cloud.url);
    await rig.registry.stop(spec.id);
    assert.equal((await refused(start(spec, cloudRig.secrets("use", new MemoryCloudEdges(), false)))).code, "cloud.sealUnknown");
  });

  const rejects: readonly (readonly [what: string, change: (rules: ReturnType<typeof policyOf>["on_http_request"]) => void, difference: string])[] = [
    ["another issuer", (rules) => (rules[0]!.actions[0]!.config["issuer_url"] = rig.provider.issuer.replace("localhost", "127.0.0.1")), "issuer"],
    ["another client ID", (rules) => (rules[0]!.actions[0]!.config["client_id"] = "other"), "clientId"],
    ["no seal", (rules) => rules.splice(-2, 1), "seal"],
    ["a seal for whoever asks", (rules) => delete rules.at(-2)!.expressions, "seal"],
    ["a way past the sign-in", (rules) => rules.unshift({ expressions: ["req.method == 'POST'"], actions: [{ type: "forward-internal", config: { url: "https://pc-1.internal" } }] }), "signInNotFirst"],
    ["a sign-in for some", (rules) => (rules[0]!.expressions = ["req.url.path != '/open'"]), "signInConditional"],
    ["another machine behind it", (rules) => (rules.at(-1)!.actions[0]!.config["url"] = "https://other.internal"), "forwardNotLast"],
  ];
  for (const [what, change, difference] of rejects) {
    it(`S1 S12 with ${what} is not used, whoever made it, and is left as it is`, async () => {
      for (const managed of [false, true]) {
        const cloud = await madeElsewhere({ managed });
        cloudRig.standIn.faults.shown = (all) =>
          all.map((one) => {
            if (one.url !== cloud.url) return one;
            const policy = policyOf(cloud);
            change(policy.on_http_request);
            return { ...one, traffic_policy: JSON.stringify(policy) };
          });
        const before = binds();
        const error = await refused(start(cloudRig.spec(cloud), cloudRig.secrets("use")));
        assert.deepEqual([error.code, error.facts["url"], error.facts["difference"]], ["cloud.changed", cloud.url, difference]);
        assert.deepEqual(cloudRig.standIn.calls.filter(({ method, path }) => method === "PATCH" && path.endsWith(live(cloud)!.id)), []);
        assert.equal(binds(), before, "nothing is opened for it");
      }
    });
  }

  it("S12 that is not as it was after a reconnect closes the share, and so does one that is gone or that another endpoint joined", async () => {
    const cases: readonly (readonly [(cloud: CloudEndpointSpec) => Promise<unknown>, string])[] = [
      [(cloud) => rewrite(cloud, (rules) => rules.splice(1, 1)), "cloud.changed"],
      [(cloud) => Promise.resolve(rig.edge.cloud.remove(live(cloud)!.id)), "cloud.notFound"],
      [
        (cloud) => {
          cloudRig.standIn.faults.shown = (all) => [...all, { ...all.find(({ url }) => url === cloud.url)!, id: "ep_second", type: "ephemeral" }];
          return Promise.resolve();
        },
        "cloud.changed",
      ],
    ];
    for (const [happens, code] of cases) {
      const cloud = await cloudRig.address();
      const spec = cloudRig.spec(cloud);
      await start(spec, cloudRig.secrets("create"));
      await happens(cloud);
      rig.edge.dropAgents();
      const state = await until("the share to fail", () => rig.registry.shares.map((share) => share.state).find((one) => one.kind === "failed"));
      assert.equal(state.failure.code, code);
      await until("nothing bound", () => rig.edge.endpoints.length === 0);
      rig.registry.dismiss(spec.id);
    }
  });

  it("goes on after a reconnect while ngrok's API does not answer, since the gate asks for the seal whatever it does", async () => {
    const cloud = await cloudRig.address();
    await start(cloudRig.spec(cloud), cloudRig.secrets("create"));
    cloudRig.standIn.faults.answer = { status: 503 };
    rig.edge.dropAgents();
    await until("the loss to be seen", () => rig.registry.shares[0]?.state.kind === "reconnecting");
    await until("live again", () => rig.registry.shares[0]?.state.kind === "live");
    assert.equal(await get(cloud.url, "alice@acme.com"), 200);
  });

  it("S12 is never put before a gate that signs people in itself", async () => {
    const cloud = await cloudRig.address();
    const error = await refused(start(cloudRig.spec(cloud, { enforcement: "gate" }), cloudRig.secrets("create")));
    assert.equal(error.code, "cloud.needsEdge");
    assert.deepEqual(cloudRig.standIn.calls.filter(({ method, bodyText }) => method === "POST" && bodyText.includes(cloud.url)), []);
  });
});

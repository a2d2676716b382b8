// S12 with the real agent, the stand-in edge and the stand-in API: what others of the account do at a share's address closes it.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock";
import { ExpectedError } from "../../../src/base/expectedError";
import { NgrokApi } from "../../../src/ngrok/api/ngrokApi";
import { RateLimit } from "../../../src/ngrok/api/rateLimit";
import type { ApiEndpoint } from "../../../src/ngrok/api/records";
import type { OpenedShare } from "../../../src/protocol/messages";
import type { Enforcement } from "../../../src/protocol/shareSpec";
import { ReadBack } from "../../../src/shares/readBack";
import type { ShareRegistry } from "../../../src/shares/shareRegistry";
import { FakeClock } from "../../fakes/fakeClock";
import { MemoryLog } from "../../fakes/memoryLog";
import { goodApiKey, startNgrokApi, type StandInApi } from "../../rig/ngrokApi/startNgrokApi";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;
const endpointOf = (change: Partial<ApiEndpoint> = {}): ApiEndpoint => ({ id: "ep_1", type: "agent", url: "https://acme.ngrok.app", trafficPolicy: undefined, bindings: [], poolingEnabled: false, metadata: "", description: "", name: "", tunnelSessionId: undefined, domainId: undefined, createdAt: undefined, ...change });

describe("S12 a share whose account's API key is known", () => {
  let rig: ShareRig;
  let api: StandInApi;
  let registry: ShareRegistry;
  let apiKey: string | undefined = goodApiKey;

  before(async () => {
    rig = await startShareRig();
    api = await startNgrokApi({ edge: rig.edge, callsAMinute: 10_000 });
    const limit = new RateLimit(systemClock);
    const known = () => Promise.resolve(apiKey === undefined ? undefined : new NgrokApi({ address: api.address, apiKey, fetch, clock: systemClock, limit, userAgent: "portcullis/0.1.0" }));
    registry = rig.newRegistry({ account: known });
  });
  beforeEach(async () => {
    api.clear();
    apiKey = goodApiKey;
    await registry.stopAll();
    for (const { spec } of registry.shares) registry.dismiss(spec.id);
  });
  after(async () => {
    await registry.dispose();
    await api.close();
    await rig.close();
  });

  const start = (enforcement: Enforcement) => registry.start(rig.spec({ enforcement }), rig.secrets, { signal: never });
  const share = () => registry.shares[0]!;
  const seen = () => {
    const sight = share().readBack;
    if (sight?.kind !== "notChecked") return sight?.kind;
    return typeof sight.why === "string" ? sight.why : sight.why.code;
  };
  async function closed(work: Promise<unknown>, code: string): Promise<void> {
    await assert.rejects(work, (error: unknown) => error instanceof ExpectedError && error.code === code && error.facts["address"] === rig.edge.publicOrigin);
    assert.deepEqual(registry.shares, []);
    await until("nothing left at the edge", () => rig.edge.endpoints.length === 0);
  }
  const edited = (text: string) => {
    api.faults.shown = (endpoints) => endpoints.map((one) => ({ ...one, traffic_policy: text }));
  };
  const foreign = { id: "ep_foreign", type: "ephemeral", pooling_enabled: true } as const;

  for (const enforcement of ["gate", "edge"] as const) {
    it(`${enforcement}: is found as it was made, before its address is shown`, async () => {
      let shownBefore: string | undefined;
      const listening = registry.onDidChange(([one]) => {
        if (one?.state.kind === "live") shownBefore ??= seen();
      });
      await start(enforcement);
      listening.dispose();
      assert.equal(seen(), "same");
      assert.equal(shownBefore, "same");
      assert.ok(api.calls.some(({ path }) => path === "/endpoints"));
      assert.equal(rig.edge.endpoints[0]?.bind.Opts.TrafficPolicy?.includes("auth_cookie_domain") ?? false, false);
    });

    it(`${enforcement}: is never shown where ngrok has another policy`, async () => {
      edited(JSON.stringify({ on_http_request: [{ actions: [{ type: "custom-response", config: { body: "hello" } }] }] }));
      await closed(start(enforcement), "edge.policyDiffers");
    });

    it(`${enforcement}: is never shown where a second endpoint is at its address`, async () => {
      api.faults.shown = (endpoints) => [...endpoints, ...endpoints.map((one) => ({ ...one, ...foreign }))];
      await closed(start(enforcement), "edge.othersAtAddress");
    });

    it(`${enforcement}: closes when it comes back after a loss and somebody changed the policy meanwhile`, async () => {
      await start(enforcement);
      edited('{"on_http_request":[]}');
      rig.edge.dropAgents();
      await until("the end", () => share().state.kind === "failed");
      const { state } = share();
      assert.equal(state.kind === "failed" && state.failure.code, "edge.policyDiffers");
      await until("nothing left at the edge", () => rig.edge.endpoints.length === 0);
    });
  }

  it("edge: goes live where the policy is not shown, and says so: the proof has met one", async () => {
    api.faults.shown = (endpoints) => endpoints.map(({ traffic_policy: _hidden, ...one }) => one as (typeof endpoints)[number]);
    await start("edge");
    assert.equal(seen(), "policyHidden");
  });

  it("goes live where nothing is shown at its address, and says so: the key may be another account's", async () => {
    api.faults.shown = () => [];
    await start("gate");
    assert.equal(seen(), "notListed");
  });

  for (const [what, answer, code] of [
    ["forbids it", { status: 403, code: "ERR_NGROK_635" }, "ngrok.ERR_NGROK_635"],
    ["fails", { status: 502, text: "<html>" }, "ngrok.apiFailed"],
    ["answers something else", { status: 200, text: "<html>" }, "ngrok.apiAnswer"],
  ] as const) {
    it(`goes live where the API ${what}, and says so`, async () => {
      api.faults.answer = answer;
      await start("gate");
      assert.equal(seen(), code);
      assert.ok(rig.log.lines.some((line) => line.includes(`not checked at ngrok (${code})`)));
    });
  }

  describe("S11 everyone out", () => {
    const come = async (as: string) => {
      const visitor = rig.visitor();
      assert.equal((await visitor.navigate(`${rig.edge.publicOrigin}/`, { as })).status, 200);
      await until(`${as} is in`, () => share().visitors.some(({ email }) => email === as));
      return visitor;
    };
    const reaches = async (visitor: Awaited<ReturnType<typeof come>>) => (await visitor.fetch(`${rig.edge.publicOrigin}/echo`)).status === 200;

    it("ends their sign-ins at ngrok, too; one visitor's stays ngrok's", async () => {
      await start("edge");
      const [alice, bob] = [await come("alice@acme.com"), await come("bob@acme.com")];
      assert.equal(rig.edge.visitorSessions.length, 2);
      await registry.signOut(share().spec.id, share().visitors.find(({ email }) => email === "bob@acme.com")!.id);
      assert.equal(await reaches(bob), false);
      assert.equal(rig.edge.visitorSessions.length, 2);
      await registry.signOut(share().spec.id);
      assert.equal(rig.edge.visitorSessions.length, 0);
      assert.equal(await reaches(alice), false);
    });

    it("is done at the gate where ngrok's API fails, and says so; once more ends the rest", async () => {
      await start("edge");
      const alice = await come("alice@acme.com");
      api.faults.answer = { status: 403, code: "ERR_NGROK_635" };
      await assert.rejects(registry.signOut(share().spec.id), (error: unknown) => error instanceof ExpectedError && error.code === "edge.sessionsNotEnded" && error.facts["code"] === "ngrok.ERR_NGROK_635");
      assert.equal(await reaches(alice), false);
      assert.notEqual(rig.edge.visitorSessions.length, 0);
      api.clear();
      await until("live again", () => share().state.kind === "live");
      await registry.signOut(share().spec.id);
      assert.equal(rig.edge.visitorSessions.length, 0);
    });

    it("asks ngrok for nothing where sign-in is on this machine", async () => {
      await start("gate");
      const before = api.calls.filter(({ path }) => path.startsWith("/app/")).length;
      await registry.signOut(share().spec.id);
      assert.equal(api.calls.filter(({ path }) => path.startsWith("/app/")).length, before);
    });
  });

  it("goes live where the API is away, and where no key is known", async () => {
    await api.close();
    await start("gate");
    assert.equal(seen(), "ngrok.apiUnreachable");
    await registry.stopAll();
    apiKey = undefined;
    await start("edge");
    assert.equal(share().readBack, undefined);
  });
});

describe("S12 reading back", () => {
  const opened: OpenedShare = { publicOrigin: "https://acme.ngrok.app", authorizationEndpoint: "https://idp.example/authorize" };

  function reading(endpoints: () => Promise<readonly ApiEndpoint[]>) {
    const clock = new FakeClock();
    const differs: string[] = [];
    const asked = { times: 0 };
    const readBack = new ReadBack(
      {
      spec: { id: "abcdefghjkmn", upstream: { scheme: "http", address: "127.0.0.1", port: 3000 }, provider: { id: "p", name: "P", kind: "okta", issuer: "https://i.example", clientId: "c", clientAuthentication: "none", scopes: ["openid"] }, rule: { everyone: true, emails: [], domains: [] }, enforcement: "gate", tunnel: { kind: "ngrok", rootCertificates: "ngrok" } },
      account: () => Promise.resolve({ endpoints: () => ((asked.times += 1), endpoints()), appSessions: () => Promise.resolve([]), deleteAppSession: () => Promise.resolve() }),
      clock,
      log: new MemoryLog(),
      onChange: () => undefined,
      },
      ({ code }) => void differs.push(code),
    );
    return { clock, differs, asked, readBack };
  }
  const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

  it("keeps a start for three seconds at most, and what is seen later still counts", async () => {
    let answer: (endpoints: readonly ApiEndpoint[]) => void = () => undefined;
    const { clock, differs, readBack } = reading(() => new Promise((resolve) => (answer = resolve)));
    let begun = false;
    const begin = readBack.begin(opened, never).then(() => (begun = true));
    await turn();
    clock.advance(2_999);
    await turn();
    assert.equal(begun, false);
    clock.advance(1);
    await begin;
    assert.deepEqual(readBack.sight?.kind === "notChecked" && readBack.sight.why, "slow");
    answer([endpointOf(), endpointOf()]);
    await turn();
    assert.deepEqual(differs, ["edge.othersAtAddress"]);
    readBack.dispose();
  });

  it("asks once more, a moment later, where nothing was listed yet", async () => {
    let listed: readonly ApiEndpoint[] = [];
    const { clock, asked, differs, readBack } = reading(() => Promise.resolve(listed));
    await readBack.begin(opened, never);
    assert.equal(readBack.sight?.kind, "notChecked");
    listed = [endpointOf()];
    clock.advance(10_000);
    await turn();
    await turn();
    assert.equal(readBack.sight.kind, "same");
    clock.advance(599_999);
    await turn();
    assert.equal(asked.times, 2);
    assert.deepEqual(differs, []);
    readBack.dispose();
  });

  it("says nothing more once the share is over", async () => {
    let answer: (endpoints: readonly ApiEndpoint[]) => void = () => undefined;
    const { differs, readBack } = reading(() => new Promise((resolve) => (answer = resolve)));
    const begin = readBack.begin(opened, never);
    await turn();
    readBack.dispose();
    answer([endpointOf(), endpointOf()]);
    await begin;
    assert.deepEqual(differs, []);
    assert.equal(readBack.sight, undefined);
  });

  it("counts nothing of an earlier opening, and ends with it when that was lost", async () => {
    const answers: ((endpoints: readonly ApiEndpoint[]) => void)[] = [];
    const { differs, readBack } = reading(() => new Promise((resolve) => void answers.push(resolve)));
    const losing = new AbortController();
    const first = readBack.begin(opened, losing.signal);
    await turn();
    losing.abort(new Error("lost"));
    await assert.rejects(first, /lost/);
    const second = readBack.begin(opened, never);
    await turn();
    answers[0]?.([endpointOf(), endpointOf()]);
    answers[1]?.([endpointOf()]);
    await second;
    assert.equal(readBack.sight?.kind, "same");
    assert.deepEqual(differs, []);
    readBack.dispose();
  });

  it("closes a live share when, ten minutes later, something else is there", async () => {
    let listed = [endpointOf()];
    const { clock, differs, readBack } = reading(() => Promise.resolve(listed));
    await readBack.begin(opened, never);
    assert.equal(readBack.sight?.kind, "same");
    listed = [endpointOf({ type: "cloud" })];
    clock.advance(600_000);
    await turn();
    await turn();
    assert.deepEqual(differs, ["edge.othersAtAddress"]);
    readBack.dispose();
  });
});

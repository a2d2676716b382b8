// Every code that ngrok documents, from an edge that answers with it: at the session, at the endpoint, or in the share's place.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock";
import { ExpectedError } from "../../../src/base/expectedError";
import { NgrokApi } from "../../../src/ngrok/api/ngrokApi";
import { RateLimit } from "../../../src/ngrok/api/rateLimit";
import { knownNgrokErrors, ngrokError } from "../../../src/ngrok/errorCodes";
import { explain } from "../../../src/presentation/explain";
import { prove, proveWithin, type ProofOptions } from "../../../src/shares/proof";
import type { Failure } from "../../../src/shares/shareState";
import { toFailure } from "../../../src/shares/toFailure";
import { WaitlessClock } from "../../fakes/waitlessClock";
import { goodApiKey, startNgrokApi } from "../../rig/ngrokApi/startNgrokApi";
import { startShareRig, type ShareRig } from "../../rig/shareRig";
import { english } from "../presentation/english";

const never = new AbortController().signal;

/** By where ngrok's documentation says that they come. */
const codes = {
  session: [
    102, 103, 105, 106, 107, 108, 116, 118, 120, 121, 122, 123, 300, 302, 323, 337, 338, 340, 349, 382, 4018, 8000, 8001, 8002, 8003, 8004, 8007, 8014,
    9009, 9040, 15014,
  ],
  endpoint: [
    303, 305, 306, 307, 308, 313, 314, 315, 316, 317, 318, 319, 320, 322, 324, 326, 331, 332, 334, 351, 358, 365, 381, 383, 384, 385, 386, 387, 388, 389,
    390, 392, 1679, 2200, 2201, 2203, 2204, 2206, 2207, 2222, 2223, 2224, 2225, 2226, 2227, 2236, 2239, 2240, 2241, 2251, 2256, 2263, 2264, 2265, 6030,
    9005, 9015, 9023, 9025, 9026, 9034, 9036, 9037, 9038, 15000, 15002, 15004, 15013, 18021,
  ],
  visitors: [
    702, 715, 725, 727, 734, 736, 743, 2253, 3004, 3006, 3100, 3105, 3109, 3112, 3115, 3116, 3119, 3120, 3121, 3124, 3125, 3126, 3127, 3160, 3163, 3200,
    3202, 3203, 3204, 3208, 3210, 3300, 3301, 3305, 3313, 4026, 4027, 5202, 5203, 5204, 5205, 5208, 5209, 5211, 5212, 5510, 5517, 5518, 5520, 5523, 5524,
    5527, 5534, 5535, 6008, 6009, 6020, 6022, 6024, 6025, 6026, 6029, 6032, 8012,
  ],
  /** Of the REST API alone. */
  api: [
    202, 203, 206, 208, 218, 226, 431, 446, 458, 635, 2235, 7008, 7196, 18002, 18006, 18008, 18009, 18010, 18016, 18019, 23005, 24000, 24007,
  ],
} as const;

const dashboard = "https://dashboard.ngrok.com";
const ownPage = "ngrok's page about the code";

/** The first button that a person has, written down here by what helps: not what the table says, but what it has to say. */
const helps: Readonly<Record<string, readonly number[]>> = {
  setAuthtoken: [105, 106, 107, 300, 302, 305, 306, 308, 316, 323, 340, 4018, 6022, 15014],
  setApiKey: [202, 203, 206, 208],
  changeAddress: [313, 314, 315, 318, 319, 320, 326, 331, 334, 431, 2235, 2241, 3313, 6026, 6029, 9034, 9036, 9037, 9038, 15000, 15002, 15013, 18002, 18006],
  stopOther: [324, 18021],
  switchToGate: [736, 1679, 2200, 2201, 2203, 2206, 2207, 2222, 2236, 2239, 2251, 2253, 2256, 2263, 2264, 2265, 4026, 6032, 9005, 9015, 9023, 9025, 9026, 15004],
  editProvider: [
    365, 383, 384, 385, 387, 388, 389, 390, 392, 2204, 2223, 2224, 2226, 2227, 2240, 3112, 3116, 3126, 5202, 5203, 5204, 5205, 5208, 5211, 5510, 5517, 5518, 5520, 5534, 5535,
  ],
  replaceSecret: [386, 3125, 3127, 5524, 5527],
  editRule: [3105],
  copyRedirectUri: [3115, 5523],
  retry: [
    226, 349, 351, 702, 715, 734, 743, 3004, 3006, 3100, 3109, 3119, 3120, 3124, 3160, 3163, 3200, 3210, 3300, 3301, 3305, 5209, 5212, 8000, 8001, 8002, 8004, 8007, 8012,
  ],
  showLog: [218, 3202],
  updateExtension: [120, 121],
  "portcullis.ngrok.serverAddress": [118, 122],
  "portcullis.ngrok.rootCertificates": [8003],
  "portcullis.sessions.maxHours": [2225],
  "mailto:support@ngrok.com": [103, 338, 3208, 6009, 8014],
  [`${dashboard}/billing`]: [102, 337, 4027, 6008],
  [`${dashboard}/billing/choose-a-plan`]: [18008],
  [`${dashboard}/billing/choose-a-plan?plan=paygo`]: [9009],
  [`${dashboard}/usage`]: [725, 727],
  [`${dashboard}/agents`]: [108],
  [`${dashboard}/api-keys`]: [635],
  [`${dashboard}/endpoints`]: [446, 6025, 6030, 18009, 18010, 18016],
  [`${dashboard}/user/settings`]: [123, 382],
  "https://ngrok.com/docs/gateway/edges/#migration-guide": [358, 381, 6020, 7008, 7196],
  [ownPage]: [116, 303, 307, 317, 322, 332, 458, 3121, 3203, 3204, 6024, 9040, 18019, 23005, 24000, 24007],
};

function firstHelp(failure: Failure): string {
  const [action = assert.fail(`${failure.code} has no button`)] = explain(failure).actions;
  if (action.kind === "openSettings") return action.setting;
  if (action.kind !== "openUrl") return action.kind;
  return action.url.startsWith("https://ngrok.com/docs/errors/err_ngrok_") ? ownPage : action.url;
}

/** What a person reads is what our table says of this very code, with ngrok's own words beside it. */
function assertExplained(failure: Failure, number: number, said: RegExp): void {
  assert.equal(failure.code, `ngrok.ERR_NGROK_${number}`);
  const known = ngrokError(number)!;
  const explanation = explain(failure);
  assert.deepEqual([english(explanation.title), english(explanation.advice)], [known.meaning, known.fix]);
  assert.ok(helps[firstHelp(failure)]?.includes(number), `${number}: ${firstHelp(failure)}`);
  assert.ok(explanation.actions.length <= 3);
  assert.match(english(explanation.said!), said);
}

describe("every code of ngrok's", () => {
  let rig: ShareRig;
  let proof: ProofOptions;
  const refused = async (authtoken: string): Promise<Failure> =>
    rig.registry.learnOrigin(rig.spec().tunnel, authtoken, never).then(
      (origin) => assert.fail(`${origin} although it is refused`),
      (error: unknown) => toFailure(error),
    );
  before(async () => {
    rig = await startShareRig();
    // One agent process for all of it.
    await rig.registry.start(rig.spec(), rig.secrets, { signal: never });
    proof = {
      publicOrigin: rig.edge.publicOrigin,
      enforcement: "gate",
      authorizationEndpoint: "https://idp.example/authorize",
      clientId: "client",
      rootCertificates: { pem: rig.authority.certificatePem },
      witness: { expect: () => Promise.resolve({}), collect: () => Promise.resolve([]) },
    };
  });
  after(() => rig.close());

  it("is in one of the lists of this test, and only there", () => {
    for (const lists of [codes, helps]) assert.deepEqual(Object.values(lists).flat().sort((a, b) => a - b), [...knownNgrokErrors].sort((a, b) => a - b));
  });

  it("is explained when the session is refused with it", async () => {
    for (const number of codes.session) {
      rig.edge.faults.refuseSession = `ERR_NGROK_${number}`;
      // Another account: the share's own session would be used otherwise.
      assertExplained(await refused("another-token"), number, /^ngrok said: ./);
    }
    rig.edge.faults.clear();
  });

  it("is explained when the endpoint is refused with it", async () => {
    for (const number of codes.endpoint) {
      rig.edge.faults.refuseBind = `ERR_NGROK_${number}`;
      assertExplained(await refused("good-token"), number, /^ngrok said: ./);
    }
    rig.edge.faults.clear();
    assert.equal(rig.registry.shares[0]!.state.kind, "live");
  });

  it("is explained when ngrok answers strangers with it in the share's place", async () => {
    for (const number of codes.visitors) {
      rig.edge.faults.visitorError = `ERR_NGROK_${number}`;
      const outcome = await prove(proof, never);
      assert.ok(outcome.kind === "inconclusive" && outcome.refusal, JSON.stringify(outcome));
      assertExplained(outcome.refusal, number, /^ngrok said: ngrok answers in the share's place/);
    }
    rig.edge.faults.clear();
  });

  it("is explained when ngrok's API answers with it", async () => {
    const standIn = await startNgrokApi({ edge: rig.edge });
    try {
      const api = new NgrokApi({ address: standIn.address, apiKey: goodApiKey, fetch, clock: new WaitlessClock(), limit: new RateLimit(systemClock), userAgent: "portcullis/test" });
      for (const number of codes.api) {
        standIn.faults.answer = { status: number === 226 ? 429 : 400, code: `ERR_NGROK_${number}`, message: "It was refused at the API." };
        const failure = await api.reservedDomains(never).then(() => assert.fail(`${number} was taken`), toFailure);
        assertExplained(failure, number, /^ngrok said: It was refused at the API\.$/);
      }
    } finally {
      await standIn.close();
    }
  });

  it("that wraps another is explained by the one within, which says what is wrong", () => {
    for (const [outer, inner, help] of [[9026, 2227, "editProvider"], [9026, 2264, "switchToGate"], [18002, 2256, "switchToGate"], [18002, 2223, "editProvider"]] as const) {
      const failure = { code: `ngrok.ERR_NGROK_${outer}`, facts: { message: `The policy is invalid: no. ERR_NGROK_${inner}` } } as const;
      assert.deepEqual([english(explain(failure).title), firstHelp(failure)], [ngrokError(inner)!.meaning, help]);
    }
    for (const message of ["The policy is invalid: no.", "ERR_NGROK_98765", "ERR_NGROK_9026"]) assert.equal(english(explain({ code: "ngrok.ERR_NGROK_9026", facts: { message } }).title), "ngrok refused the traffic policy");
    // A code that an ordinary one's words quote is not what happened.
    assert.equal(english(explain({ code: "ngrok.ERR_NGROK_334", facts: { message: "see ERR_NGROK_2223" } }).title), "This address is already online");
    const own = { ownRules: 3, message: "The policy is invalid: too many. ERR_NGROK_2264" };
    assert.match(english(explain({ code: "ngrok.ERR_NGROK_9026", facts: own }).advice), /^Of the share's rules 3 are your own/);
  });

  it("from behind the tunnel is the gate's, never the app's, which has a page of the gate's own when it is down", () => {
    for (const number of [3004, 3006, 3202, 8012]) {
      const { title, advice } = explain({ code: `ngrok.ERR_NGROK_${number}`, facts: {} });
      assert.match(english(title), /\bgate\b/, String(number));
      assert.match(english(advice), /share (is|was) reconnecting/, String(number));
      assert.doesNotMatch(english(title) + english(advice), /server|https|port\b/i, String(number));
    }
  });

  it("about a policy has a sentence of its own, and no mere pointer to the log", () => {
    for (const number of knownNgrokErrors) assert.doesNotMatch(ngrokError(number)!.fix, /^The log has ngrok's words\.$/, String(number));
  });

  it("ends a start at once where waiting is in vain, as with a month's requests that are used up", async () => {
    rig.edge.faults.visitorError = "ERR_NGROK_727";
    const asked = rig.edge.requests.length;
    await assert.rejects(proveWithin({ boundMs: 60_000 }, proof, never), (error: unknown) => error instanceof ExpectedError && error.code === "ngrok.ERR_NGROK_727");
    assert.equal(rig.edge.requests.length - asked, 10, "every kind of stranger once on two paths, and no second time");
    rig.edge.faults.clear();
  });

  it("is what a start gives up with where waiting might have helped", async () => {
    rig.edge.faults.visitorError = "ERR_NGROK_8012";
    const asked = rig.edge.requests.length;
    await assert.rejects(proveWithin({ boundMs: 900, clock: new WaitlessClock() }, proof, never), (error: unknown) => error instanceof ExpectedError && error.code === "ngrok.ERR_NGROK_8012");
    assert.equal(rig.edge.requests.length - asked, 3 * 10, "again after 300 ms and after 500 more; another second is beyond the bound");
    rig.edge.faults.clear();
  });

  it("that nobody knows yet is told in ngrok's words, with its page", async () => {
    rig.edge.faults.visitorError = "ERR_NGROK_98765";
    const outcome = await prove(proof, never);
    assert.ok(outcome.kind === "inconclusive" && outcome.refusal);
    const { title, actions } = explain(outcome.refusal);
    assert.match(english(title), /^ngrok refused, ERR_NGROK_98765: ngrok answers in the share's place/);
    assert.ok(actions.some((action) => action.kind === "openUrl" && action.url === "https://ngrok.com/docs/errors/err_ngrok_98765"));
    rig.edge.faults.clear();
  });
});

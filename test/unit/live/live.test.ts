import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { goodApiKey } from "../../rig/ngrokApi/startNgrokApi";
import { until } from "../../rig/shareRig";
import type { Question } from "../../live/question";
import { questions as every } from "../../live/questions/index";
import { interstitial } from "../../live/questions/interstitial";
import { mainJobEdge } from "../../live/questions/mainJobEdge";
import { monthlyUsers } from "../../live/questions/monthlyUsers";
import { oktaApp } from "../../live/questions/oktaApp";
import { oktaSignIn } from "../../live/questions/oktaSignIn";
import { policyUpdate } from "../../live/questions/policyUpdate";
import { shownPolicy } from "../../live/questions/shownPolicy";
import { stopCommand } from "../../live/questions/stopCommand";
import { tokenAuthentication } from "../../live/questions/tokenAuthentication";
import { runLive, type LiveResult } from "../../live/runLive";
import type { Services } from "../../live/services";
import { isOurs } from "../../live/signIn";
import { oktaToken } from "./oktaStandIn";
import { nothing, standInsNeed, startStandIns } from "./standIns";

describe("npm run test:live, against stand-ins for ngrok's edge and API, and for Okta", { skip: standInsNeed }, () => {
  let standIns: Awaited<ReturnType<typeof startStandIns>>;
  before(async () => void (standIns = await startStandIns()));
  after(() => standIns.close());
  afterEach(() => {
    standIns.edge.faults.clear();
    standIns.edge.endVisitorSessions();
    standIns.api.clear();
    standIns.okta.onCreated = () => undefined;
  });

  async function run(change: Partial<Services> = {}, questions: readonly Question[] = every): Promise<LiveResult & { readonly lines: readonly string[]; readonly answers: readonly string[] }> {
    const lines: string[] = [];
    const result = await runLive({ ...standIns.services, ...change }, { print: (line) => void lines.push(line), signal: new AbortController().signal, questions });
    return { ...result, lines, answers: lines.filter((line) => /^\d+\. /.test(line)).map((line) => line.replace(/^\d+\. .*? … /, "")) };
  }

  /** An agent that was ended is gone from the edge a moment later. */
  async function assertNothingLeft(but: Partial<ReturnType<typeof standIns.left>> = {}): Promise<void> {
    await until("the agents to be gone", () => standIns.edge.sessions.length === 0);
    assert.deepEqual(standIns.left(), { ...nothing, ...but });
  }

  it("gives every question its answer, tells no secret, and leaves nothing behind", async () => {
    const { answers, lines, left, answered, notAsked, failed } = await run();
    const expected = [
      /^yes: proven at https:\/\/localhost:\d+, a stranger met 401, Portcullis live test came in, Somebody else met 403; after the stop 404 \(ERR_NGROK_3200\)$/,
      /^yes: proven at https:\/\/localhost:\d+, a stranger met 302, Portcullis live test came in, left out by a changed rule, the same person met (302|403); after the stop 404 \(ERR_NGROK_3200\)$/,
      /^yes$/,
      /^302 localhost:\d+\/live-\w+ → localhost:\d+\/oauth2\/v1\/authorize, with ngrok's documented callback, no PKCE, scope openid profile email$/,
      /^a stranger is sent to sign in without it; whoever has signed in comes to the app without it$/,
      /^as a condition: later rules run; in a header's value: the request ends with 500 \(ERR_NGROK_2253\)$/,
      /^no$/,
      /^idle_session_timeout: (taken|ERR_NGROK_2203); idle_session_duration: (taken|ERR_NGROK_2203)$/,
      /^basic-auth.*; jwt-validation/,
      /^no: 9 requests of 3 visitors came over 9 connections, 0 of them used for several$/,
      /^the policy character by character, values included \(type agent\)$/,
      /^yes: PATCH \/endpoints refuses it \(ERR_NGROK_\d+\)$/,
      /^the Stop command$/,
      /^client_secret_basic; the sign-in worked$/,
      /^cookies that do: session/,
      /^base64\.decode: yes, a member is let in, anybody else turned away; decodeBase64: yes, a member is let in, anybody else turned away$/,
      /^\d+ characters arrive.*; past exp the same token goes on, no refresh token was used$/,
      /^gate: 302 .* with our client, which Okta takes; edge: 302 .* with our client, which Okta takes$/,
      /^not asked: needs a person with a browser and a second factor; this run stops at Okta's sign-in page$/,
      /^not asked: needs a browser with an administrator signed in to each console$/,
      /^not asked: it costs monthly users/,
    ];
    answers.forEach((answer, index) => assert.match(answer, expected[index]!, `question ${index + 1}`));
    assert.equal(answers.length, expected.length);
    assert.deepEqual({ answered, notAsked, failed, left }, { answered: expected.length - 3, notAsked: 3, failed: 0, left: [] });
    for (const secret of ["good-token", goodApiKey, oktaToken, "okta-secret"]) assert.ok(!lines.join("\n").includes(secret), secret);
    // Of the Okta organisation nobody but the token's own user was given the application.
    assert.deepEqual([...new Set(standIns.okta.assigned)], ["00u1alice"]);
    // The person goes, and not only their sign-ins.
    assert.ok(standIns.api.calls.some(({ method, path }) => method === "DELETE" && path.startsWith("/app/users/")));
    await assertNothingLeft();
  });

  it("asks as much with an authtoken alone on the free plan, says what it can't, and says whom ngrok still lists", async () => {
    standIns.edge.faults.interstitial = true;
    const asked: readonly (readonly [Question, RegExp])[] = [
      [mainJobEdge, /^not asked: needs a second domain, and that needs NGROK_API_KEY$/],
      [interstitial, /^a stranger meets it first: .*ERR_NGROK_6024.*; the sign-in ends in .*ERR_NGROK_6024/],
      [shownPolicy, /^not asked: needs NGROK_API_KEY$/],
      [policyUpdate, /^not asked: needs NGROK_API_KEY$/],
      [stopCommand, /^not asked: needs NGROK_API_KEY$/],
      // Signed in at our own provider, which has no address but the app's.
      [tokenAuthentication, /^client_secret_basic; the sign-in worked$/],
      [oktaApp, /^not asked: needs OKTA_ORG and OKTA_TOKEN$/],
      [oktaSignIn, /^not asked: needs OKTA_ORG and OKTA_TOKEN$/],
      [monthlyUsers, /^none of 6 further people was refused$/],
    ];
    const { answers, left, failed } = await run({ apiKey: undefined, okta: undefined, spendMonthlyUsers: true }, asked.map(([question]) => question));
    asked.forEach(([{ title }, answer], index) => assert.match(answers[index]!, answer, title));
    assert.equal(failed, 0);
    assert.match(left.join(), /^portcullis-live@example\.com among the application users/);
    await assertNothingLeft({ visitors: standIns.left().visitors });
    assert.deepEqual([...new Set(standIns.left().visitors)].filter((email) => !isOurs(email)), []);
  });

  it("goes on after a question that fails half-way, with nothing of it left, and repeats no secret", async () => {
    const halfWay: Question = {
      title: "Half-way?",
      async ask(live) {
        await live.publicProvider();
        await live.bind([]);
        throw new Error(`it failed with ${live.services.authtoken}`);
      },
    };
    const next: Question = { title: "Next?", ask: (live) => live.with([], () => Promise.resolve("asked")) };
    const { answers, left } = await run({}, [halfWay, next]);
    assert.deepEqual(answers, ["no answer: it failed with •••", "asked"]);
    assert.deepEqual(left, []);
    await assertNothingLeft();
  });

  it("gives up a question that never ends, with nothing of it left, and asks the next", async () => {
    const endless: Question = { title: "Endless?", mostMs: 1000, ask: (live) => live.with([], () => new Promise<string>(() => undefined)) };
    const next: Question = { title: "Next?", ask: (live) => live.with([], () => Promise.resolve("asked")) };
    const { answers } = await run({}, [endless, next]);
    assert.deepEqual(answers, ["no answer: No answer within 1000 ms", "asked"]);
    await assertNothingLeft();
  });

  it("says what it could not remove", async () => {
    standIns.api.faults.before = (call) => {
      standIns.api.faults.answer = call.method === "DELETE" ? { status: 500 } : undefined;
      return Promise.resolve();
    };
    const domain: Question = { title: "A domain?", ask: async (live) => (await live.publicProvider(), "made") };
    const { left, lines } = await run({}, [domain]);
    assert.match(left.join(), /^the reserved domain portcullis-live-\w+\.ngrok\.app \(ngrok\.apiFailed/);
    assert.match(lines.at(-1)!, /^Left behind: the reserved domain/);
    await standIns.edge.removeDomain(standIns.left().domains[0]!);
    await assertNothingLeft();
  });

  it("touches no domain of that name that somebody else made, and asks the rest without", async () => {
    let name = "";
    await run({}, [{ title: "Name?", ask: (live) => Promise.resolve((name = `${live.name}.ngrok.app`)) }]);
    await standIns.edge.addDomain(name);
    const kind: Question = { title: "Beside?", ask: async (live) => (await live.publicProvider()).because };
    assert.deepEqual((await run({}, [kind])).answers, ["ngrok refused one: ERR_NGROK_413"]);
    await assertNothingLeft({ domains: [name] });
    await standIns.edge.removeDomain(name);
  });

  it("ends at once, and says why, where ngrok gives no address", async () => {
    const { lines, failed } = await run({ authtoken: "2unknownAuthtoken_0123456789ABC" });
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^Ended early: ERR_NGROK_107/);
    assert.ok(!lines[0]!.includes("2unknownAuthtoken"));
    assert.equal(failed, 1);
    await assertNothingLeft();
  });
});

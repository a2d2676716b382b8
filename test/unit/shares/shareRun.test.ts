// Two things at once: what a share says when an ending overtakes a step that is under way.
import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { it } from "node:test";
import { Emitter } from "../../../src/base/emitter";
import { ExpectedError } from "../../../src/base/expectedError";
import { toAgent, type ProofDecision, type VisitorRecord } from "../../../src/protocol/messages";
import { markerHeader } from "../../../src/protocol/proofMarker";
import type { SealedSessions } from "../../../src/protocol/sealedSessions";
import { ShareRun } from "../../../src/shares/shareRun";
import type { ShareRunOptions } from "../../../src/shares/shareRunOptions";
import type { Failure } from "../../../src/shares/shareState";
import { FakeClock } from "../../fakes/fakeClock";
import { MemoryLog } from "../../fakes/memoryLog";
import { MemorySessions } from "../../fakes/memorySessions";
import { until } from "../../rig/shareRig";

const id = "abcdefghjkmn";
const authorizationEndpoint = "https://idp.example/authorize";
const lost: Failure = { code: "ngrok.unreachable", facts: {} };
const never = new AbortController().signal;

/** An agent process whose gate turns every stranger away, and whose answers the test can hold back. */
class FakeAgent {
  readonly #tunnelLost = new Emitter<{ shareId: string; failure: Failure }>();
  readonly #failed = new Emitter<{ shareId: string; failure: Failure }>();
  readonly #server = http.createServer((request, response) => this.#decide(request, response));
  #decisions: ProofDecision[] = [];
  readonly asked: string[] = [];
  before = new Map<string, () => unknown>();
  running = true;
  generation = 1;
  replaced = 0;
  readonly onTunnelLost = this.#tunnelLost.event;
  readonly onFailed = this.#failed.event;
  readonly onStrangers = new Emitter<{ shareId: string; perMinute: number }>().event;
  readonly onVisitors = new Emitter<{ shareId: string; visitors: readonly VisitorRecord[] }>().event;
  readonly onSessions = new Emitter<{ shareId: string; sessions: SealedSessions }>().event;
  readonly onGone = new Emitter<Failure>().event;

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "localhost", resolve));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  loseTunnel(): void {
    this.#tunnelLost.fire({ shareId: id, failure: lost });
  }

  fail(failure: Failure): void {
    this.#failed.fire({ shareId: id, failure });
  }

  hold() {
    return { dispose: () => undefined };
  }

  replace(): void {
    this.replaced += 1;
  }

  readonly call = (async ({ method }: { readonly method: string }, _params: unknown, { signal }: { readonly signal?: AbortSignal }): Promise<unknown> => {
    this.asked.push(method);
    signal?.throwIfAborted();
    await this.before.get(method)?.();
    if (method === toAgent.openShare.method || method === toAgent.reopenTunnel.method) return { publicOrigin: this.#origin, authorizationEndpoint };
    if (method === toAgent.expectProof.method) {
      this.#decisions = [];
      return {};
    }
    return method === toAgent.collectProof.method ? { decisions: this.#decisions } : null;
  }) as ShareRunOptions["agent"]["call"];

  get #origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  #decide(request: http.IncomingMessage, response: http.ServerResponse): void {
    assert.ok(request.headers[markerHeader]);
    const navigation = request.headers["sec-fetch-mode"] === "navigate";
    const state = `state-${this.#decisions.length}`;
    const status = navigation ? 302 : 401;
    this.#decisions.push({ method: request.method!, path: request.url!, upgrade: request.headers.upgrade !== undefined, outcome: navigation ? "signIn" : "refused", status, ...(navigation && { state }) });
    const query = new URLSearchParams({ client_id: "client", redirect_uri: `${this.#origin}/.portcullis/callback`, state });
    response.writeHead(status, navigation ? { location: `${authorizationEndpoint}?${query.toString()}` } : {}).end();
  }
}

function newRun() {
  const agent = new FakeAgent();
  const clock = new FakeClock();
  const log = new MemoryLog();
  const run = new ShareRun({
    spec: {
      id,
      upstream: { scheme: "http", address: "127.0.0.1", port: 3000 },
      provider: { id: "test", name: "Okta", kind: "okta", issuer: "https://idp.example", clientId: "client", clientAuthentication: "none", scopes: ["openid"] },
      rule: { everyone: true, emails: [], domains: [] },
      enforcement: "gate",
      tunnel: { kind: "local", port: 41730 },
    },
    secrets: {},
    agent,
    clock,
    log,
    sessions: new MemorySessions(),
    allowProvider: () => ({ dispose: () => undefined }),
    onChange: () => undefined,
  });
  return { agent, clock, log, run };
}

let rig: ReturnType<typeof newRun>;
const test = (name: string, body: () => Promise<void>): void => {
  it(name, async () => {
    rig = newRun();
    await rig.agent.listen();
    try {
      await body();
    } finally {
      await rig.run.stop();
      rig.agent.close();
    }
  });
};

/** A door that stays shut until it is opened. */
function gateFor() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

test("a repeated proof that holds for a way that was lost meanwhile makes nothing live", async () => {
  const { agent, clock, run } = rig;
  await run.start(never);
  const collecting = gateFor();
  const reopening = gateFor();
  agent.asked.length = 0;
  agent.before.set(toAgent.collectProof.method, () => collecting.opened);
  agent.before.set(toAgent.reopenTunnel.method, () => reopening.opened);
  clock.advance(10 * 60_000);
  await until("the proof to be collected", () => agent.asked.includes(toAgent.collectProof.method));
  agent.loseTunnel();
  assert.equal(run.share.state.kind, "reconnecting");
  collecting.open();
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(run.share.state.kind, "reconnecting");
  reopening.open();
  await until("live again", () => run.share.state.kind === "live");
});

test("stopped while the last answer is on its way: no address comes out of it", async () => {
  const { agent, run } = rig;
  let stopping: Promise<void> | undefined;
  // The agent's answer is there already; the stop comes before anybody has read it.
  agent.before.set(toAgent.goLive.method, () => void (stopping = run.stop()));
  const starting = run.start(never);
  await assert.rejects(starting, { name: "Cancelled" });
  await stopping;
  assert.equal(run.share.state.kind, "stopped");
});

test("failed while the last step is under way: the start says why, not nothing", async () => {
  const { agent, run } = rig;
  agent.before.set(toAgent.goLive.method, () => agent.fail({ code: "edge.sealMissing", facts: {} }));
  await assert.rejects(run.start(never), (error: unknown) => error instanceof ExpectedError && error.code === "edge.sealMissing");
  assert.equal(run.share.state.kind, "failed");
});

test("a share that ended proves nothing any more", async () => {
  const { agent, clock, run } = rig;
  await run.start(never);
  await run.stop();
  agent.asked.length = 0;
  clock.advance(60 * 60_000);
  assert.deepEqual(agent.asked, []);
});

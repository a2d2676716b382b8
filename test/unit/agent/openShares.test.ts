// A gate goes live only while its tunnel stands; who let it pause has to prove it again.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, it } from "node:test";
import { OpenShares } from "../../../src/agent/openShares";
import { systemClock } from "../../../src/base/clock";
import { Emitter } from "../../../src/base/emitter";
import { ExpectedError } from "../../../src/base/expectedError";
import type { OpenidFetch } from "../../../src/base/openidFetch";
import type { GateDoor } from "../../../src/gate/gateDoor";
import { Places, streamBounds } from "../../../src/gate/places";
import type { CloudEdge } from "../../../src/protocol/cloudEndpoint";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import type { Tunnel } from "../../../src/tunnels/tunnel";
import { MemoryLog } from "../../fakes/memoryLog";
import { startProvider } from "../../rig/provider/startProvider";

const never = new AbortController().signal;
const id = "abcdefghjkmn";
const gone = new ExpectedError("ngrok.unreachable", { how: "the connection ended" });

/** Tunnels without an edge, lost when the test says so. */
class Tunnels {
  readonly #lost: Emitter<ExpectedError>[] = [];
  readonly doors: GateDoor[] = [];
  /** Called while a tunnel closes, which still lets requests through. */
  closing = (): Promise<void> => Promise.resolve();

  tunnel(): Tunnel {
    return {
      open: (door) => {
        const lost = new Emitter<ExpectedError>();
        this.#lost.push(lost);
        this.doors.push(door);
        return Promise.resolve({ publicOrigin: "https://share.example", onLost: lost.event, onStopped: new Emitter<ExpectedError>().event, close: () => this.closing() });
      },
    };
  }

  streams(): Places {
    return new Places(systemClock, streamBounds);
  }

  lose(): void {
    this.#lost.at(-1)?.fire(gone);
  }
}

const nodeFetch: OpenidFetch = async ({ url, ...request }, signal) => {
  const response = await fetch(url, { ...request, signal });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
};

describe("the shares of the agent process", () => {
  let provider: Awaited<ReturnType<typeof startProvider>>;
  before(async () => {
    provider = await startProvider({ personality: "okta" });
  });
  after(() => provider.close());

  async function opened(change: Partial<ShareSpec> = {}, cloud?: CloudEdge) {
    const tunnels = new Tunnels();
    const lost: string[] = [];
    const shares = new OpenShares({
      sessions: tunnels,
      fetch: nodeFetch,
      clock: systemClock,
      log: new MemoryLog(),
      onTunnelLost: (shareId, { code }) => lost.push(`${shareId} ${code}`),
      onFailed: () => undefined,
      onVisitors: () => undefined,
      onSessions: () => undefined,
      store: () => Promise.resolve(),
      onStrangers: () => undefined,
    });
    const [client] = provider.clients;
    const spec: ShareSpec = {
      id,
      upstream: { scheme: "http", address: "127.0.0.1", port: 9 },
      provider: { id: "test", name: "Okta", kind: "okta", issuer: provider.issuer, clientId: client!.clientId, clientAuthentication: "none", scopes: ["openid"] },
      rule: { everyone: true, emails: [], domains: [] },
      enforcement: "gate",
      tunnel: { kind: "ngrok", rootCertificates: "ngrok" },
      ...change,
    };
    await shares.open(spec, { cloud, clientSecret: undefined, authtoken: "good-token", kept: { key: "k".repeat(43), generation: 0, last: "none" } }, never);
    return { shares, tunnels, lost };
  }

  it("a tunnel that was lost before the host was ready to hear of it can't go live", async () => {
    const { shares, tunnels, lost } = await opened();
    try {
      tunnels.lose();
      assert.deepEqual(lost, [`${id} ngrok.unreachable`]);
      assert.throws(() => shares.goLive(id), gone);
      await shares.reopenTunnel(id, never);
      shares.goLive(id);
    } finally {
      await shares.closeAll();
    }
  });

  it("S24 tokens that the edge would stop, or whose audience is another's, are refused before anything is opened, and while it runs", async () => {
    const programs = { audience: "https://api.acme.com", clientIds: ["ci"] };
    const at = (issuer: string, clientId = "c") => ({ provider: { id: "test", name: "Okta", kind: "okta", issuer, clientId, clientAuthentication: "none", scopes: ["openid"] } }) as const;
    for (const [code, change] of [
      ["edge.gateOnly", { enforcement: "edge", options: { programs } }],
      ["edge.gateOnly", { enforcement: "edge", options: { allowedOrigins: ["https://app.acme.com"] } }],
      ["programs.tokensForOktaItself", { ...at("https://acme.okta.com"), options: { programs } }],
      ["programs.audience", { ...at("https://acme.okta.com/oauth2/a", programs.audience), options: { programs } }],
      ["programs.audience", { ...at("https://acme.okta.com/oauth2/a"), options: { programs: { ...programs, audience: "https://acme.okta.com/oauth2/a/" } } }],
    ] as const) {
      await assert.rejects(opened(change as Partial<ShareSpec>), (error) => error instanceof ExpectedError && error.code === code, code);
    }
    const { shares } = await opened();
    try {
      assert.throws(() => shares.change(id, { rule: { everyone: true, emails: [], domains: [] }, options: { programs } }), (error) => error instanceof ExpectedError && error.code === "programs.tokensForOktaItself");
    } finally {
      await shares.closeAll();
    }
  });

  it("S29 a pause is told as a loss, so that the share does not stay shut behind a host that believes it live", async () => {
    const { shares, lost } = await opened();
    try {
      shares.goLive(id);
      shares.pauseAll(new ExpectedError("agent.unresponsive", {}));
      assert.deepEqual(lost, [`${id} agent.unresponsive`]);
    } finally {
      await shares.closeAll();
    }
  });

  it("a share that was closed is not there to go live", async () => {
    const { shares, tunnels } = await opened();
    await shares.close(id);
    assert.throws(() => shares.goLive(id), { code: "agent.notStarted" });
    const [door] = tunnels.doors;
    assert.ok(door);
    await assert.rejects(answered(door), "the front door is shut");
  });

  it("who still comes through the tunnel of a share that is being closed reads that it has been stopped", async () => {
    const { shares, tunnels } = await opened();
    shares.goLive(id);
    let page: Answered | undefined;
    tunnels.closing = async () => {
      page = await answered(tunnels.doors[0]!, { host: "share.example", accept: "text/html" });
    };
    await shares.close(id);
    assert.equal(page?.status, 503);
    assert.match(page.body, /This share has been stopped/);
  });

  it("S12 one of a pool leaves it before its gate is stopped: who was sent there in that moment is answered as before", async () => {
    const edge: CloudEdge = { seal: { headerName: "x-pc-0123456789abcdef", secret: "s".repeat(43) }, authId: "pc-1" };
    const cloud = { url: "https://share.example", internal: "pc-1.internal", managed: true };
    const status = async (pooled: boolean) => {
      const { shares, tunnels } = await opened({ enforcement: "edge", tunnel: { kind: "ngrok", rootCertificates: "ngrok", cloud: { ...cloud, pooled } } }, edge);
      if (!(await shares.join(id, never))) shares.goLive(id);
      let told: number | undefined;
      tunnels.closing = async () => {
        told ??= (await answered(tunnels.doors[0]!, { host: "share.example" })).status;
      };
      await shares.close(id);
      return told;
    };
    assert.deepEqual([await status(true), await status(false)], [401, 503]);
  });

  it("S12 nothing is opened behind a Cloud Endpoint without its seal, or with sign-in at the gate", async () => {
    const tunnel: ShareSpec["tunnel"] = { kind: "ngrok", rootCertificates: "ngrok", cloud: { url: "https://share.example", internal: "pc-1.internal", pooled: false, managed: true } };
    await assert.rejects(opened({ enforcement: "edge", tunnel }), { code: "cloud.sealUnknown" });
    await assert.rejects(opened({ enforcement: "gate", tunnel }, { seal: { headerName: "x-pc-0123456789abcdef", secret: "s".repeat(43) }, authId: "" }), { code: "cloud.needsEdge" });
  });
});

interface Answered {
  readonly status: number | undefined;
  readonly body: string;
}

function answered(door: GateDoor, headers: http.OutgoingHttpHeaders = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = http.get({ ...(door.kind === "tcp" ? { host: "127.0.0.1", port: door.port } : { socketPath: door.path }), agent: false, headers }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.once("end", () => resolve({ status: response.statusCode, body }));
    });
    request.on("error", reject);
  });
}

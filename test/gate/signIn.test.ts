// Real sign-ins at the rig's provider: public and confidential clients, several tabs, and a provider that misbehaves.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { systemClock } from "../../src/base/clock";
import { createGate } from "../../src/gate/createGate";
import type { Gate } from "../../src/gate/gateOptions";
import type { ProviderProfile } from "../../src/identity/providerProfile";
import { createOpenidClient } from "../../src/oidc/openidClient";
import { kindOf, type PersonalityName } from "../rig/provider/personality";
import { startProvider, type RunningProvider } from "../rig/provider/startProvider";
import { startPlainApp, type PlainApp } from "../rig/upstreams/plainApp";
import { Visitor } from "../rig/visitor";
import { acme, MemoryLog, nodeFetch, shareId } from "./gateRig";

interface Share {
  readonly provider: RunningProvider;
  readonly app: PlainApp;
  readonly gate: Gate;
  readonly origin: string;
  readonly log: MemoryLog;
  close(): Promise<void>;
}

async function startShare(personality: PersonalityName, kind: "public" | "basic"): Promise<Share> {
  const [provider, app] = await Promise.all([startProvider({ personality }), startPlainApp()]);
  const client = provider.clients.find(({ clientSecret }) => (clientSecret === undefined) === (kind === "public"))!;
  const profile: ProviderProfile = {
    id: "p", name: "Rig", kind: kindOf(personality), issuer: provider.issuer, clientId: client.clientId,
    clientAuthentication: kind === "public" ? "none" : "client_secret_basic", scopes: ["openid", "profile", "email"],
  };
  const openid = await createOpenidClient({ profile, clientSecret: client.clientSecret, fetch: nodeFetch, clock: systemClock }, AbortSignal.timeout(120_000));
  const log = new MemoryLog();
  const gate = await createGate({
    shareId, enforcement: { kind: "gate" }, openid, rule: acme, vouchesForEmail: false,
    upstream: { scheme: "http", address: "127.0.0.1", port: app.port }, frontDoor: { loopbackPort: 0 }, clientAddress: "peer",
    providerName: "Rig", clock: systemClock, log,
  });
  if (gate.door.kind !== "tcp") throw new Error("expected a port");
  const origin = `http://localhost:${gate.door.port}`;
  gate.setPublicOrigin(origin);
  gate.goLive();
  provider.register(`${origin}/.portcullis/callback`);
  return {
    provider, app, gate, origin, log,
    async close() {
      await gate.close();
      await Promise.all([provider.close(), app.close()]);
    },
  };
}

for (const [personality, kind] of [["okta", "basic"], ["jumpcloud", "basic"], ["generic", "public"], ["okta", "public"]] as const) {
  describe(`a ${kind} client at ${personality}`, () => {
    let share: Share;
    before(async () => void (share = await startShare(personality, kind)));
    after(() => share.close());

    it("signs a person in, who lands on the page that they asked for, with their query", async () => {
      const visitor = new Visitor();
      const visit = await visitor.navigate(`${share.origin}/echo?deep=%2Flink&b=1`, { as: "alice@acme.com" });
      assert.equal(visit.status, 200);
      assert.equal(visit.url, `${share.origin}/echo?deep=%2Flink&b=1`);
      const echoed = JSON.parse(visit.body) as { headers: Record<string, string>; url: string };
      assert.equal(echoed.url, "/echo?deep=%2Flink&b=1");
      assert.equal(echoed.headers["x-forwarded-user"], "00u1alice");
      assert.equal(echoed.headers["x-forwarded-email"], "alice@acme.com");
      assert.equal(echoed.headers["x-forwarded-preferred-username"], "alice@acme.com");
      // Cookies don't know ports: the provider's own, on localhost too, is what may be left.
      assert.doesNotMatch(echoed.headers["cookie"] ?? "", /portcullis/);
      assert.equal(echoed.headers["host"], `localhost:${share.app.port}`);
      const authorization = new URL(visit.hops[0]?.headers.location ?? "");
      assert.equal(authorization.searchParams.get("code_challenge_method"), "S256");
      assert.equal(authorization.searchParams.get("response_type"), "code");
      assert.ok(authorization.searchParams.has("nonce"));
      assert.deepEqual(share.provider.problems, []);
      assert.equal(share.provider.log.find(({ grantType }) => grantType !== undefined)?.authMethod, kind === "public" ? "none" : "client_secret_basic");
    });

    it("lets every tab return to its own page, in whatever order they finish", async () => {
      const visitor = new Visitor();
      const starts = [];
      for (const tab of ["a", "b", "c"]) starts.push((await visitor.fetch(`${share.origin}/echo?tab=${tab}`, { headers: { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" } })).headers.location ?? "");
      for (const [start, tab] of [...starts.map((each, index) => [each, "abc"[index]] as const)].reverse()) {
        const visit = await visitor.navigate(start, { as: "alice@acme.com" });
        assert.equal(visit.url, `${share.origin}/echo?tab=${tab}`);
        assert.equal(visit.status, 200);
      }
    });

    it("turns away a person whom the rule leaves out, with a way to another account and no session", async () => {
      share.app.requests.splice(0);
      const visitor = new Visitor();
      const visit = await visitor.navigate(`${share.origin}/echo`, { as: "mallory@evil.example" });
      assert.equal(visit.status, 403);
      assert.match(visit.body, /mallory@evil\.example/);
      assert.equal(share.app.requests.length, 0);
      const another = /href="([^"]+)"/.exec(visit.body)?.[1]?.replaceAll("&amp;", "&") ?? "";
      assert.equal(new URL(another).searchParams.get("prompt"), "login");
      const second = await visitor.navigate(another, { as: "bob@acme.com" });
      assert.equal(second.status, 200);
      assert.equal(second.url, `${share.origin}/echo`);
      assert.equal(share.app.requests[0]?.headers["x-forwarded-user"], "00u2bob");
    });

    it("S8 does not take an unverified address for a verified one, nor a person without one", async () => {
      share.app.requests.splice(0);
      for (const as of ["carol@acme.com", "dave"]) assert.equal((await new Visitor().navigate(share.origin, { as })).status, 403);
      assert.deepEqual(share.app.requests, []);
    });
  });
}

describe("a provider that misbehaves", () => {
  let share: Share;
  before(async () => void (share = await startShare("okta", "basic")));
  after(() => share.close());
  afterEach(() => {
    Object.assign(share.provider.faults, {
      wrongSecret: false, clockSkewSeconds: 0, unsignedToken: false, wrongAudience: false, badSignature: false, wrongNonce: false, missingSub: false, expired: false, hs256: false,
    });
    share.provider.faults.unassigned.clear();
    share.provider.faults.hang.clear();
    share.app.requests.splice(0);
    share.log.lines.splice(0);
  });

  it("a clock twenty seconds off either way is forgiven", async () => {
    for (const skew of [20, -20]) {
      share.provider.faults.clockSkewSeconds = skew;
      assert.equal((await new Visitor().navigate(share.origin, { as: "alice@acme.com" })).status, 200);
    }
  });

  it("a provider that went down leaves those who are in alone, and tells the others", async () => {
    const visitor = new Visitor();
    await visitor.navigate(share.origin, { as: "alice@acme.com" });
    const late = new Visitor();
    const begun = await late.fetch(share.origin, { headers: { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" } });
    const state = new URL(begun.headers.location ?? "").searchParams.get("state") ?? "";
    await share.provider.goDown();
    try {
      assert.equal((await visitor.fetch(`${share.origin}/echo`)).status, 200);
      const visit = await late.navigate(`${share.origin}/.portcullis/callback?code=x&state=${state}&iss=${encodeURIComponent(share.provider.issuer)}`);
      assert.equal(visit.status, 503);
      assert.ok(share.log.lines.some((line) => line.includes("oidc.issuerUnreachable")), share.log.lines.join("\n"));
      assert.equal((await late.fetch(`${share.origin}/echo`)).status, 401);
    } finally {
      await share.provider.comeUp();
    }
  });
});

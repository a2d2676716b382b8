// What a provider says of itself is believed only as far as it fits what the developer wrote down.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock";
import type { OpenidFetch } from "../../../src/base/openidFetch";
import { createOpenidClient } from "../../../src/oidc/openidClient";
import { noFaults } from "../../rig/provider/faults";
import { nodeFetch, until } from "../gateRig";
import { startShare, type RealShare } from "./realShare";

let rig: RealShare;
before(async () => void (rig = await startShare()));
after(() => rig.close());
afterEach(() => void Object.assign(rig.provider.faults, noFaults()));

const create = (issuer = rig.provider.issuer, fetch: OpenidFetch = nodeFetch, signal = AbortSignal.timeout(120_000)) =>
  createOpenidClient({ profile: { id: "p", name: "Rig", kind: "other", issuer, clientId: "basic", clientAuthentication: "client_secret_basic", scopes: ["openid"] }, clientSecret: "x", fetch, clock: systemClock }, signal);

describe("a discovery document", () => {
  for (const found of ["https://evil.example", "http://localhost:1", ""]) {
    it(`140 of the issuer ${JSON.stringify(found)} is refused`, async () => {
      rig.provider.faults.discovery = { issuer: found };
      await assert.rejects(create(), (error: { code?: string }) => error.code === "oidc.issuerMismatch" || error.code === "oidc.discoveryInvalid");
    });
  }

  it("141 of another issuer is refused where the whole .well-known address was given, too", async () => {
    rig.provider.faults.discovery = { issuer: "https://evil.example" };
    await assert.rejects(create(`${rig.provider.issuer}/.well-known/openid-configuration`), { code: "oidc.issuerMismatch" });
  });

  it("142 that is somewhere else is not followed", async () => {
    rig.provider.faults.discoveryRedirect = true;
    await assert.rejects(create(), { code: "oidc.issuerUnreachable" });
    assert.equal(rig.provider.log.at(-1)?.status, 302);
  });

  it("143 that never comes ends with the deadline", async () => {
    rig.provider.faults.hang.add("discovery");
    const deadline = new AbortController();
    const asked = rig.provider.log.length;
    const created = create(rig.provider.issuer, nodeFetch, deadline.signal);
    await Promise.race([created, until("the provider asked", () => rig.provider.log.length > asked)]);
    deadline.abort();
    await assert.rejects(created);
  });

  for (const member of ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"]) {
    for (const [what, address] of [["without TLS elsewhere", "http://evil.example/x"], ["of a file", "file:///etc/passwd"], ["of a script", "javascript:alert(1)"], ["of a number", 1]] as const) {
      it(`144 with ${member} ${what} is refused`, async () => {
        rig.provider.faults.discovery = { [member]: address };
        await assert.rejects(create(), { code: "oidc.discoveryInvalid" });
      });
    }
  }

  it("144 of an https issuer with endpoints without TLS, on this machine too, is refused", async () => {
    const document = { issuer: "https://idp.example", authorization_endpoint: "https://idp.example/a", token_endpoint: "http://localhost:1/t", jwks_uri: "https://idp.example/k" };
    const fetch: OpenidFetch = () => Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(document) });
    await assert.rejects(create("https://idp.example", fetch), { code: "oidc.discoveryInvalid" });
  });

  for (const [what, body] of [["no JSON", "<html>"], ["a list", "[]"], ["null", "null"], ["without anything", "{}"], ["a string", '"x"']] as const) {
    it(`140 that is ${what} is refused`, async () => {
      await assert.rejects(create(rig.provider.issuer, () => Promise.resolve({ status: 200, headers: {}, body })), { code: "oidc.discoveryInvalid" });
    });
  }
});

describe("146 client authentication", () => {
  it("is what the profile says, never a guess: a client registered for basic that posts is refused, and the code with it", async () => {
    const poster = rig.provider.clients.find(({ clientId }) => clientId === "post");
    assert.equal(poster?.authMethod, "client_secret_post");
    for (const clientKind of ["client_secret_basic", "client_secret_post", "none"] as const) {
      const share = await startShare({ beside: rig, clientKind });
      try {
        await share.signIn();
        assert.equal(rig.provider.log.findLast(({ grantType }) => grantType !== undefined)?.authMethod, clientKind);
      } finally {
        await share.close();
      }
    }
  });
});

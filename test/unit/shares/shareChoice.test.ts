import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { shareSpecSchema } from "../../../src/protocol/shareSpec";
import { choiceFor, heldLocalPorts, nextLocalPort, readChoices, sameShare, specFromChoice, withChoice, withChange, writeChoices, type ShareChoice } from "../../../src/shares/shareChoice";

const okta: ProviderProfile = { id: "okta-1", name: "Okta", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid"] };
const rule = { everyone: false, emails: ["bob@partner.io"], domains: ["acme.com"] };
const local: ShareChoice = { providerId: "okta-1", rule, enforcement: "gate", tunnel: { kind: "local", port: 41730 }, origin: "http://localhost:41730" };
const ngrok: ShareChoice = { providerId: "okta-1", rule, enforcement: "edge", tunnel: { kind: "ngrok" }, origin: "https://your-name.ngrok-free.dev" };
const none = readChoices(undefined);
const parts = { id: "abcdefghij12", upstream: { scheme: "http", address: "127.0.0.1", port: 3000 }, provider: okta, ngrok: { rootCertificates: "ngrok" } } as const;

describe("remembered choices", () => {
  it("keeps an app on a socket by its path", { skip: process.platform === "win32" ? "other paths" : false }, () => {
    const choices = withChoice(withChoice(none, 3000, local), "/tmp/app.sock", { ...ngrok, shareId: "abcdefghij12" });
    assert.deepEqual(readChoices(JSON.parse(JSON.stringify(writeChoices(choices)))), choices);
    assert.equal(choiceFor(choices, "/tmp/app.sock", 41731), choices.last);
    assert.equal(sameShare(choices, "/tmp/app.sock", ngrok), "abcdefghij12");
    assert.deepEqual([...readChoices({ last: ngrok, byPort: [["app.sock", ngrok], ["/tmp/../app.sock", ngrok], ["/tmp/app.sock", ngrok]] }).byPort.keys()], ["/tmp/app.sock"]);
  });

  it("survive being written and read as JSON", () => {
    const rich: ShareChoice = { ...local, rule: { ...rule, groups: ["engineering"], claims: [{ name: "department", value: "sales" }] } };
    const choices = withChoice(withChoice(withChoice(none, 3000, local), 5173, ngrok), 8080, rich);
    assert.deepEqual(readChoices(JSON.parse(JSON.stringify(writeChoices(choices)))), choices);
  });

  it("keep the address of the account that was chosen: another one is another share", () => {
    const chosen: ShareChoice = { ...ngrok, shareId: "abcdefghij12", tunnel: { kind: "ngrok", domain: "acme-demo.ngrok.app" } };
    const choices = readChoices(JSON.parse(JSON.stringify(writeChoices(withChoice(none, 3000, chosen)))));
    assert.deepEqual(choices.byPort.get(3000), chosen);
    assert.equal(sameShare(choices, 3000, chosen), "abcdefghij12");
    for (const tunnel of [{ kind: "ngrok" }, { kind: "ngrok", domain: "other.ngrok.app" }] as const) assert.equal(sameShare(choices, 3000, { ...chosen, tunnel }), undefined);
    assert.deepEqual(specFromChoice(chosen, parts)?.tunnel, { kind: "ngrok", rootCertificates: "ngrok", domain: "acme-demo.ngrok.app" });
  });

  it("read as absent when the state is corrupt, the sound entries kept", () => {
    for (const value of [null, 7, "x", [], { byPort: "x" }, { last: { providerId: 1 }, byPort: [[1]] }]) assert.deepEqual(readChoices(value), none);
    const kept = readChoices({ last: { ...local, enforcement: "none" }, byPort: [[3000, local], [5173, { ...ngrok, rule: undefined }]] });
    assert.equal(kept.last, undefined);
    assert.deepEqual([...kept.byPort.keys()], [3000]);
  });

  it("hold nothing but what they know: a secret that strayed in is not written", () => {
    const strayed = { ...ngrok, clientSecret: "CANARY" } as ShareChoice;
    assert.ok(!JSON.stringify(writeChoices(withChoice(none, 3000, strayed))).includes("CANARY"));
  });

  it("stay bounded, the newest kept", () => {
    let choices = none;
    for (let port = 1; port <= 150; port += 1) choices = withChoice(choices, port, ngrok);
    assert.equal(choices.byPort.size, 100);
    assert.ok(choices.byPort.has(150) && !choices.byPort.has(50));
  });

  it("offer the port's own, else the folder's last", () => {
    const choices = withChoice(withChoice(none, 3000, local), 5173, ngrok);
    assert.deepEqual(choiceFor(choices, 3000, 41731), local);
    assert.deepEqual(choiceFor(choices, 8080, 41731), ngrok);
    assert.equal(choiceFor(none, 3000, 41731), undefined);
  });

  it("take another rule for a port that was shared with this provider, and for no other", () => {
    const choices = withChoice(withChoice(none, 3000, local), 5173, ngrok);
    const narrow = { everyone: false, emails: ["bob@partner.io"], domains: [] };
    assert.deepEqual(withChange(choices, 3000, "okta-1", { rule: narrow }).byPort.get(3000), { ...local, rule: narrow });
    assert.deepEqual(withChange(choices, 3000, "okta-1", { rule: narrow }).byPort.get(5173), ngrok);
    assert.equal(withChange(choices, 3000, "okta-2", { rule: narrow }), choices);
    const open = withChange(choices, 3000, "okta-1", { options: { developerEndpoints: "allow" } });
    assert.deepEqual(readChoices(JSON.parse(JSON.stringify(writeChoices(open)))).byPort.get(3000), { ...local, options: { developerEndpoints: "allow" } });
    assert.equal(withChange(choices, 8080, "okta-1", { rule: narrow }), choices);
  });

  it("S23 keep what else is behind the address with their own port, and with no other", () => {
    const routes = [{ prefix: "/api", upstream: { scheme: "http", address: "127.0.0.1", port: 8000 } }] as const;
    const choices = withChange(withChoice(none, 3000, ngrok), 3000, "okta-1", { routes: [...routes] });
    const read = readChoices(JSON.parse(JSON.stringify(writeChoices(choices))));
    assert.deepEqual(read.byPort.get(3000), { ...ngrok, routes });
    assert.deepEqual(specFromChoice(read.byPort.get(3000)!, parts)?.routes, routes);
    assert.deepEqual(choiceFor(read, 8080, 41731), ngrok);
    assert.deepEqual(withChange(read, 3000, "okta-1", { routes: [] }).byPort.get(3000)?.routes, []);
    assert.equal(readChoices({ byPort: [[3000, { ...ngrok, routes: [{ prefix: "/.portcullis", upstream: routes[0].upstream }] }]] }).byPort.size, 0);
  });

  it("never hand the local port of one share to another", () => {
    const choices = withChoice(none, 3000, local);
    assert.deepEqual(choiceFor(choices, 5173, 41731)?.tunnel, { kind: "local", port: 41731 });
    assert.equal(choiceFor(choices, 5173, 41731)?.origin, undefined);
    assert.deepEqual([...heldLocalPorts(choices, 5173)], [41730]);
    assert.deepEqual([...heldLocalPorts(choices, 3000)], []);
  });

  it("find the next free local port, or none at the end", () => {
    assert.equal(nextLocalPort(41730, new Set([41730, 41731, 41733])), 41732);
    assert.equal(nextLocalPort(65535, new Set([65535])), undefined);
  });
});

describe("from a choice to what is shared", () => {
  it("makes a spec that the agent process accepts", () => {
    for (const choice of [local, ngrok]) {
      const spec = specFromChoice(choice, { ...parts, ngrok: { serverAddress: "edge.example:443", rootCertificates: "host" } });
      assert.deepEqual(shareSpecSchema.parse(spec), spec);
    }
  });

  it("keeps the origin of an editor elsewhere, and no origin where it says nothing new", () => {
    assert.deepEqual(specFromChoice(local, { ...parts, localOrigin: "https://x-41730.example.dev" })?.tunnel, { kind: "local", port: 41730, origin: "https://x-41730.example.dev" });
    assert.deepEqual(specFromChoice(local, { ...parts, localOrigin: "http://localhost:41730" })?.tunnel, { kind: "local", port: 41730 });
  });

  it("is absent for another provider", () => {
    assert.equal(specFromChoice(local, { ...parts, provider: { ...okta, id: "okta-2" } }), undefined);
  });

  it("S8 is absent for everyone of a provider whose admission is not by assignment", () => {
    const everyone = { ...local, rule: { everyone: true, emails: [], domains: [] } };
    assert.ok(specFromChoice(everyone, parts));
    assert.equal(specFromChoice(everyone, { ...parts, provider: { ...okta, kind: "other", issuer: "https://idp.example" } }), undefined);
  });

  it("is absent for an edge without a client secret or without ngrok", () => {
    assert.ok(specFromChoice(ngrok, parts));
    assert.equal(specFromChoice(ngrok, { ...parts, provider: { ...okta, clientAuthentication: "none" } }), undefined);
    assert.equal(specFromChoice({ ...local, enforcement: "edge" }, parts), undefined);
    const custom: ShareChoice = { ...local, tunnel: { kind: "custom", port: 41730, origin: "https://app.acme.com" } };
    assert.ok(specFromChoice(custom, parts));
    assert.equal(specFromChoice({ ...custom, rule: { ...rule, networks: ["203.0.113.0/24"] } }, parts), undefined, "S22 a network behind a tunnel of the person's own");
  });
});

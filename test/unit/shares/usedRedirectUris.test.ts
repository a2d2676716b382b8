import assert from "node:assert/strict";
import { it } from "node:test";
import type { ShareChoice } from "../../../src/shares/shareChoice";
import { freeRedirectUris, registeredPlace, usedRedirectUris } from "../../../src/shares/usedRedirectUris";
import { share, states } from "../presentation/shares";

const choice: ShareChoice = { providerId: "p", rule: { everyone: false, emails: [], domains: ["acme.com"] }, enforcement: "gate", tunnel: { kind: "ngrok" }, origin: "https://a.ngrok-free.dev" };
const none = { last: undefined, byPort: new Map() };

it("the redirect URIs of a provider are those of its own shares, each once", () => {
  const byPort = new Map<never, ShareChoice>([
    ["1" as never, choice],
    ["2" as never, { ...choice, tunnel: { kind: "custom", port: 41731, origin: "https://own.acme.com" }, origin: undefined }],
    ["3" as never, { ...choice, enforcement: "edge", origin: "https://b.ngrok.app" }],
    ["4" as never, { ...choice, providerId: "other", origin: "https://c.ngrok.app" }],
    ["5" as never, { ...choice, origin: undefined }],
  ]);
  assert.deepEqual(usedRedirectUris({ id: "p" }, { last: choice, byPort }, []), ["https://a.ngrok-free.dev/.portcullis/callback", "https://own.acme.com/.portcullis/callback", "https://idp.ngrok.com/oauth2/callback"]);
  assert.deepEqual(usedRedirectUris({ id: "p" }, none, []), []);
});

it("those of a share that runs are among them before it is remembered", () => {
  const live = share(states.live);
  assert.deepEqual(usedRedirectUris(live.spec.provider, none, [live]), ["https://fluffy-otter.ngrok-free.dev/.portcullis/callback"]);
  assert.deepEqual(usedRedirectUris(live.spec.provider, none, [share(states.live, { enforcement: "edge" })]), ["https://idp.ngrok.com/oauth2/callback"]);
});

it("S27 what was registered while the provider was set up is among them, once, whether a share was ever there or not", () => {
  const redirectUris = ["https://a.ngrok-free.dev/.portcullis/callback", "https://guided.ngrok-free.dev/.portcullis/callback", "https://idp.ngrok.com/oauth2/callback"];
  assert.deepEqual(usedRedirectUris({ id: "p", redirectUris }, none, []), redirectUris);
  assert.deepEqual(usedRedirectUris({ id: "p", redirectUris }, { ...none, last: { ...choice, origin: "https://b.ngrok.app" } }, []), ["https://b.ngrok.app/.portcullis/callback", ...redirectUris]);
  assert.deepEqual(usedRedirectUris({ id: "p", redirectUris }, { ...none, last: choice }, []), redirectUris);
  const live = share(states.live);
  const own = "https://fluffy-otter.ngrok-free.dev/.portcullis/callback";
  assert.deepEqual(freeRedirectUris({ ...live.spec.provider, redirectUris: [own, ...redirectUris] }, none, [live]), redirectUris, "not the one of a share that runs");
});

it("S27 what may be taken back is what no share that runs comes back to", () => {
  const live = share(states.live);
  const byPort = new Map<never, ShareChoice>([
    ["1" as never, { ...choice, providerId: live.spec.provider.id, origin: "https://fluffy-otter.ngrok-free.dev" }],
    ["2" as never, { ...choice, providerId: live.spec.provider.id }],
  ]);
  const choices = { last: undefined, byPort };
  assert.deepEqual(freeRedirectUris(live.spec.provider, choices, [live]), ["https://a.ngrok-free.dev/.portcullis/callback"]);
  assert.equal(freeRedirectUris(live.spec.provider, choices, []).length, 2);
});

it("where a provider comes back to is known by what was registered for it, where that leaves one place", () => {
  const [ngrok, edge, local] = ["https://a.ngrok-free.dev/.portcullis/callback", "https://idp.ngrok.com/oauth2/callback", "http://localhost:41730/.portcullis/callback"];
  assert.deepEqual(registeredPlace({ redirectUris: [ngrok, edge] }), { kind: "ngrok" });
  assert.deepEqual(registeredPlace({ redirectUris: [local] }), { kind: "local", port: 41730 });
  for (const redirectUris of [undefined, [], [ngrok, edge, local], [local, local.replace("41730", "41731")], ["https://share.acme.com/.portcullis/callback"], ["http://localhost/.portcullis/callback"]]) assert.equal(registeredPlace({ redirectUris }), undefined, String(redirectUris));
});

// What is kept of the guided page over a reload.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StateStore } from "../../../src/base/stores";
import type { WaitingProfile } from "../../../src/identity/waitingProfile";
import { message } from "../../../src/presentation/message";
import { emptyGuide, type GuideState } from "../../../src/presentation/guide/guideState";
import { draftOf, stateOf } from "../../../src/presentation/guide/guideDraft";
import { guideOf } from "../../../src/presentation/guide/guides";
import { GuidedDrafts } from "../../../src/vscode/stores/guidedDraft";

class CountingState implements StateStore {
  readonly values = new Map<string, unknown>();
  writes = 0;
  refuses = false;

  get(key: string): unknown {
    return this.values.get(key);
  }

  update(key: string, value: unknown): Promise<void> {
    this.writes++;
    if (this.refuses) return Promise.reject(new Error("The disk is full"));
    // As the editor keeps it.
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}

const halfWay: GuideState = {
  ...emptyGuide,
  provider: "okta",
  who: "me",
  place: "ngrok",
  address: { kind: "known", origin: "https://otter.ngrok-free.dev" },
  issuerTyped: "acme.okta.com",
  issuer: { kind: "found", issuer: "https://acme.okta.com" },
  clientId: "0oa1b2c3d4",
  secretEntered: true,
  missing: message("The client secret is missing"),
};
const over = (state: GuideState, saved?: { readonly id: string; readonly name: string; readonly clientId: string }) => stateOf(draftOf(state, saved), { waiting: state.waiting, saved });

describe("a page that is half filled in", () => {
  it("comes back with what was chosen and typed, its redirect URIs the same", () => {
    assert.deepEqual(over(halfWay), { ...halfWay, issuer: { kind: "none" }, clientId: "", secretEntered: false, missing: undefined });
    const own: GuideState = { ...halfWay, place: "own", ownAddress: "share.acme.com", address: { kind: "known", origin: "https://share.acme.com" } };
    assert.deepEqual([over(own).place, over(own).address], ["own", own.address]);
    const waiting: WaitingProfile = { id: "okta-1", name: "Okta", kind: "okta", waiting: true, redirectUris: ["https://otter.ngrok-free.dev/.portcullis/callback"] };
    assert.deepEqual(over({ ...halfWay, waiting, place: undefined, address: { kind: "none" } }).waiting, waiting);
  });

  it("S27 keeps no client ID: its field is where a secret is pasted by mistake", () => {
    assert.ok(!JSON.stringify(draftOf({ ...halfWay, clientId: "a-secret-by-mistake" }, undefined)).includes("mistake"));
    assert.equal(over({ ...halfWay, provider: "keycloak" }).clientId, guideOf("keycloak")?.clientId);
  });

  it("asks for the place once more where its address was not found", () => {
    for (const address of [{ kind: "looking" }, { kind: "needsAuthtoken", found: [] }, { kind: "problem", problem: message("x") }] as const) {
      const { place, address: restored } = over({ ...halfWay, address });
      assert.deepEqual([place, restored], [undefined, { kind: "none" }], address.kind);
    }
  });

  it("says that its provider is saved, and that its secret is there, only where it still is", () => {
    const saved = { id: "okta-1", name: "Okta", clientId: "0oaSaved" };
    const restored = over({ ...halfWay, saved: { name: "Okta" } }, saved);
    assert.deepEqual([restored.saved, restored.secretEntered, restored.clientId], [{ name: "Okta" }, true, "0oaSaved"]);
    const removed = stateOf(draftOf(halfWay, saved), { waiting: undefined, saved: undefined });
    assert.deepEqual([removed.saved, removed.secretEntered], [undefined, false]);
  });
});

describe("what is kept", () => {
  const drafts = (state: StateStore, troubles: unknown[] = []) => new GuidedDrafts(state, (error) => troubles.push(error));

  it("is written when it changes, and gone with the page", () => {
    const state = new CountingState();
    const kept = drafts(state);
    const draft = draftOf(halfWay, undefined);
    kept.keep(draft);
    kept.keep(draftOf({ ...halfWay, checking: true }, undefined));
    assert.equal(state.writes, 1);
    assert.deepEqual(drafts(state).read(), JSON.parse(JSON.stringify(draft)));
    kept.forget();
    assert.deepEqual([drafts(state).read(), state.values.size], [undefined, 0]);
    kept.keep(draft);
    assert.notEqual(drafts(state).read(), undefined);
  });

  it("is nothing where something else lies there, and says what could not be kept", async () => {
    const state = new CountingState();
    for (const value of ["x", 1, [], { provider: "nobody" }, { ...draftOf(halfWay, undefined), people: 7 }]) {
      state.values.set("portcullis.guidedSetUp", value);
      assert.equal(drafts(state).read(), undefined);
    }
    state.refuses = true;
    const troubles: unknown[] = [];
    drafts(state, troubles).keep(draftOf(halfWay, undefined));
    await new Promise(setImmediate);
    assert.deepEqual(troubles.map(String), ["Error: The disk is full"]);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Emitter } from "../../../src/base/emitter";
import { contextKeys } from "../../../src/contributions";
import type { VisitorRecord } from "../../../src/protocol/messages";
import type { Share } from "../../../src/shares/share";
import type { ShareState } from "../../../src/shares/shareState";
import { Milestones } from "../../../src/vscode/milestones";

const live = { kind: "live" } as ShareState;
const share = (state: ShareState, visitors: readonly string[] = []) => ({ state, visitors: visitors.map((id) => ({ id }) as VisitorRecord) }) as unknown as Share;

/** A window with what rests between windows; `reload` is the next one. */
class Window {
  readonly keys = new Map<string, boolean>();
  readonly trouble: unknown[] = [];
  readonly sharesChanged = new Emitter<readonly Share[]>();
  readonly providersChanged = new Emitter<void>();
  readonly secretsChanged = new Emitter<void>();
  asked = 0;
  now: readonly Share[] = [];
  providers = 0;
  authtoken: () => Promise<boolean> = () => Promise.resolve(false);
  update: (key: string, value: unknown) => Promise<void> = (key, value) => Promise.resolve(void this.kept.set(key, value));
  milestones: Milestones | undefined;

  constructor(readonly kept = new Map<string, unknown>()) {}

  open(): Milestones {
    const { sharesChanged } = this;
    this.milestones = new Milestones({
      shares: { shares: this.now, onDidChange: sharesChanged.event },
      hasProvider: () => this.providers > 0,
      onProviders: this.providersChanged.event,
      hasAuthtoken: () => ((this.asked += 1), this.authtoken()),
      onSecrets: this.secretsChanged.event,
      store: { get: (key) => this.kept.get(key), update: (key, value) => this.update(key, value) },
      setContextKey: (key, value) => this.keys.set(key, value),
      onTrouble: (error) => this.trouble.push(error),
    });
    return this.milestones;
  }

  reload(): Window {
    this.milestones?.dispose();
    const next = new Window(this.kept);
    next.open();
    return next;
  }

  get ticked(): readonly string[] {
    return [...this.keys].filter(([, on]) => on).map(([key]) => key).sort();
  }
}

/** Exactly these. */
function ticked(window: Window, ...keys: readonly string[]): void {
  assert.deepEqual([...window.ticked], [...keys].sort());
}

const { addressChosen, portShared, providerAdded, ssoTested, visitorSeen } = contextKeys;

describe("what ticks the walkthrough's steps", () => {
  it("is nothing where nothing is there", async () => {
    const window = new Window();
    window.open();
    await turn();
    ticked(window);
    assert.equal(window.kept.size, 0);
  });

  it("becomes true anew when the walkthrough is opened, which ticks off nothing that was true before", async () => {
    const window = new Window();
    window.providers = 1;
    const milestones = window.open();
    await turn();
    await milestones.opening(async () => {
      ticked(window);
      await turn();
    });
    ticked(window, providerAdded);
    await assert.rejects(milestones.opening(() => Promise.reject(new Error("no walkthrough"))), /no walkthrough/);
    ticked(window, providerAdded);
    await milestones.opening(() => milestones.forget());
    ticked(window);
  });

  it("is what is there already when the window opens", async () => {
    const window = new Window();
    window.providers = 1;
    window.authtoken = () => Promise.resolve(true);
    window.open();
    await turn();
    ticked(window, addressChosen, providerAdded);
  });

  it("is each thing as it comes about: a saved provider, a stored authtoken, a live share, a visitor, a test that passed", async () => {
    const window = new Window();
    const milestones = window.open();
    window.providers = 1;
    window.providersChanged.fire();
    ticked(window, providerAdded);
    window.authtoken = () => Promise.resolve(true);
    window.secretsChanged.fire();
    await turn();
    ticked(window, addressChosen, providerAdded);
    for (const state of [{ kind: "starting", step: "proving" }, { kind: "failed" }] as ShareState[]) window.sharesChanged.fire([share(state)]);
    assert.ok(!window.ticked.includes(portShared), "a share that is not live yet is none");
    window.sharesChanged.fire([share(live)]);
    ticked(window, addressChosen, portShared, providerAdded);
    window.sharesChanged.fire([share(live, ["v1"])]);
    assert.ok(window.ticked.includes(visitorSeen));
    assert.ok(!window.ticked.includes(ssoTested));
    milestones.reach("test");
    ticked(window, addressChosen, portShared, providerAdded, ssoTested, visitorSeen);
  });

  it("counts an address without ngrok too: a share that is live on this machine only", () => {
    const window = new Window();
    window.open();
    window.sharesChanged.fire([share(live)]);
    assert.ok(window.ticked.includes(addressChosen));
  });

  it("stays ticked after a reload, when the share is gone and the secrets are not asked again", async () => {
    const window = new Window();
    window.open();
    window.sharesChanged.fire([share(live, ["v1"])]);
    await turn();
    const next = window.reload();
    ticked(next, addressChosen, portShared, visitorSeen);
    next.secretsChanged.fire();
    await turn();
    assert.equal(next.asked, 0);
  });

  it("takes nothing from the store that it did not put there", () => {
    for (const stored of ["all", { visitor: true }, ["visitor", "admin", 7]]) {
      const window = new Window(new Map([["portcullis.milestones", stored]]));
      window.open();
      ticked(window, ...(Array.isArray(stored) ? [visitorSeen] : []));
    }
  });

  it("says what could not be read or kept, and ticks what it knows", async () => {
    const window = new Window();
    window.authtoken = () => Promise.reject(new Error("the keyring is locked"));
    window.update = () => Promise.reject(new Error("the disk is full"));
    const milestones = window.open();
    milestones.reach("test");
    await turn();
    assert.deepEqual(window.trouble.map(String).sort(), ["Error: the disk is full", "Error: the keyring is locked"]);
    ticked(window, ssoTested);
  });

  it("is forgotten with everything else that was stored, and counts anew", async () => {
    const window = new Window();
    const milestones = window.open();
    window.sharesChanged.fire([share(live)]);
    await milestones.forget();
    ticked(window);
    assert.equal(window.kept.get("portcullis.milestones"), undefined);
    window.sharesChanged.fire([share(live)]);
    ticked(window, addressChosen, portShared);
  });

  it("listens no more once its window is gone", () => {
    const window = new Window();
    window.open().dispose();
    window.sharesChanged.fire([share(live)]);
    ticked(window);
  });
});

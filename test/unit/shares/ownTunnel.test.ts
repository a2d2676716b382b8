// S17: a share behind a tunnel of the person's own, with the real agent process and a real OpenID provider.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { afterEach, beforeEach, describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock";
import type { Clock } from "../../../src/base/clock";
import type { ShareRegistry } from "../../../src/shares/shareRegistry";
import { freePort } from "../../rig/freePort";
import { startOwnTunnel, type OwnTunnel } from "../../rig/ownTunnel";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import { strangersRequests } from "../../rig/strangers";
import { listen, type Listening } from "../../rig/upstreams/listening";

const never = new AbortController().signal;

/** The real clock, but that the ten minutes between two proofs end when the test says so. */
class ProofClock implements Clock {
  #proveAgain: (() => void) | undefined;
  now = () => systemClock.now();
  after(ms: number, call: () => void) {
    if (ms !== 600_000) return systemClock.after(ms, call);
    this.#proveAgain = call;
    return { dispose: () => undefined };
  }
  proveAgain(): void {
    assert.ok(this.#proveAgain, "a proof is planned");
    this.#proveAgain();
  }
}

describe("S17 a share behind a tunnel of the person's own", () => {
  let rig: ShareRig;
  let tunnel: OwnTunnel;
  let clock: ProofClock;
  let registry: ShareRegistry;
  let origin: string;
  let port: number;
  let styles: Listening | undefined;
  beforeEach(async () => {
    rig = await startShareRig({ personality: "generic" });
    tunnel = await startOwnTunnel();
    clock = new ProofClock();
    registry = rig.newRegistry({ clock });
    origin = `http://localhost:${tunnel.port}`;
    port = await freePort();
    tunnel.gatePort = port;
    rig.provider.register(`${origin}/.portcullis/callback`);
  });
  afterEach(async () => {
    await registry.dispose();
    await styles?.close();
    styles = undefined;
    await tunnel.close();
    await rig.close();
  });
  const start = (host?: string) => registry.start(rig.spec({ tunnel: { kind: "custom", port, origin, ...(host !== undefined && { host }) } }), rig.secrets, { signal: never });

  it("is live at that address, for people who sign in alone, and the proxy's word about them counts for nothing", async () => {
    assert.equal(await start(), origin);
    for (const { what, status, body } of await strangersRequests(origin, undefined)) assert.ok(status !== 200 && status < 500 && !body.includes("Plain app"), `${what}: ${status}`);
    assert.equal(rig.app.requests.length, 0);
    const visit = await rig.visitor().navigate(`${origin}/echo`, { as: "alice@acme.com" });
    assert.equal(visit.status, 200);
    const headers = new Map(rig.app.requests.at(-1)!.raw.map(([name, value]) => [name.toLowerCase(), value]));
    assert.equal(headers.get("x-forwarded-for"), "127.0.0.1");
    await registry.stopAll();
    assert.equal((await rig.visitor().navigate(origin)).status, 502);
  });

  it("takes the one inner Host that was named, and without it says that something else answers", async () => {
    tunnel.host = `localhost:${port}`;
    await assert.rejects(start(), { code: "proof.disproved" });
    assert.equal(await start(`localhost:${port}`), origin);
    assert.equal((await rig.visitor().navigate(`${origin}/echo`, { as: "alice@acme.com" })).status, 200);
  });

  it("is closed when a cache in front of it gives strangers what a visitor has loaded", async () => {
    tunnel.caches = true;
    const app = createServer(({ url }, response) => void response.writeHead(200, { "Content-Type": url === "/style.css" ? "text/css" : "text/html" }).end("body{}"));
    styles = await listen(app, "127.0.0.1");
    await registry.start(rig.spec({ port: styles.port, tunnel: { kind: "custom", port, origin } }), rig.secrets, { signal: never });
    const alice = rig.visitor();
    await alice.navigate(`${origin}/`, { as: "alice@acme.com" });
    assert.equal((await alice.fetch(`${origin}/style.css`)).status, 200);
    assert.equal((await rig.visitor().fetch(`${origin}/style.css`)).status, 200, "the cache gives it to anybody");
    clock.proveAgain();
    const failure = await until("the share to be closed", () => {
      const { state } = registry.shares[0]!;
      return state.kind === "failed" ? state.failure : undefined;
    });
    assert.equal(failure.code, "proof.disproved");
    assert.match(String(failure.facts["seen"]), /style\.css/);
    assert.notEqual((await rig.visitor().navigate(`${origin}/page`)).status, 200);
  });
});

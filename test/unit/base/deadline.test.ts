import assert from "node:assert/strict";
import { getEventListeners, once } from "node:events";
import { after, before, describe, it } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { abortable, afterRunning, bounded, withDeadline } from "../../../src/base/deadline";

describe("withDeadline and abortable", () => {
  // AbortSignal.timeout keeps no process alive; this does while the tests wait for it.
  let alive: NodeJS.Timeout;
  before(() => (alive = setInterval(() => undefined, 1000)));
  after(() => clearInterval(alive));

  it("aborts with a TimeoutError when the time is over", async () => {
    const signal = withDeadline(5);
    if (!signal.aborted) await once(signal, "abort");
    assert.equal((signal.reason as Error).name, "TimeoutError");
  });

  it("aborts with the given signal, and with its reason", () => {
    const controller = new AbortController();
    const signal = withDeadline(60_000, undefined, controller.signal);
    assert.equal(signal.aborted, false);
    const reason = new Error("changed my mind");
    controller.abort(reason);
    assert.equal(signal.reason, reason);
  });

  it("settles as the work does", async () => {
    const { signal } = new AbortController();
    assert.equal(await abortable(Promise.resolve(7), signal), 7);
    await assert.rejects(abortable(Promise.reject(new Error("broken")), signal), /broken/);
  });

  it("rejects with the reason although the work never settles", async () => {
    const controller = new AbortController();
    const work = abortable(new Promise<never>(() => undefined), controller.signal);
    controller.abort(new Error("too late"));
    await assert.rejects(work, /too late/);
  });

  it("rejects at once when the signal was aborted before, and swallows the work's own failure", async () => {
    await assert.rejects(abortable(Promise.reject(new Error("unheard")), AbortSignal.abort(new Error("over"))), /over/);
  });
});

it("many waits at a time on one long-lived signal are no leak to warn of", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  const closing = new AbortController();
  for (let count = 0; count < 20; count++) withDeadline(10_000, closing.signal);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", onWarning);
  closing.abort();
  assert.deepEqual(warnings, []);
});

describe("bounded", () => {
  it("lets go of what it listens to as soon as the work settles, and ends the work with any of them", async () => {
    const closing = new AbortController();
    assert.equal(await bounded(60_000, [closing.signal], () => Promise.resolve(7)), 7);
    await assert.rejects(bounded(60_000, [closing.signal], () => Promise.reject(new Error("broken"))), /broken/);
    assert.deepEqual(getEventListeners(closing.signal, "abort"), []);
    const work = bounded(undefined, [closing.signal], (signal) => abortable(new Promise<never>(() => undefined), signal));
    closing.abort(new Error("closed"));
    await assert.rejects(work, /closed/);
  });

  it("ends the work after its time", async () => {
    const alive = setInterval(() => undefined, 1000);
    await assert.rejects(bounded(5, [], (signal) => abortable(new Promise<never>(() => undefined), signal)), { name: "TimeoutError" });
    clearInterval(alive);
  });
});

it("a stall of the process ends no wait whose answer came meanwhile, and one without an answer ends all the same", async () => {
  const heard: string[] = [];
  const stall = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  // What is due comes next, and only then what was sent.
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => {
    const timer = afterRunning(300, () => heard.push("too late"));
    const { port1, port2 } = new MessageChannel();
    port1.once("message", () => {
      heard.push("the answer");
      clearTimeout(timer);
      port1.close();
      resolve();
    });
    port2.postMessage("it was sent before");
    stall(400);
  });
  await new Promise<void>((resolve) => void afterRunning(20, resolve));
  assert.deepEqual(heard, ["the answer"]);
});

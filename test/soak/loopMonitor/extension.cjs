// Runs in the extension host beside Portcullis: a line for each second of its event loop.
const { appendFileSync } = require("node:fs");
const { monitorEventLoopDelay, performance } = require("node:perf_hooks");

const resolution = 5;

exports.activate = (context) => {
  const file = process.env.PORTCULLIS_LOOP_FILE;
  if (!file) return;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    // What a timer of that resolution waits anyway is taken off.
    const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolution);
    appendFileSync(file, `${JSON.stringify({ at: Date.now(), utilization, p50Ms: late(delay.percentile(50)), p99Ms: late(delay.percentile(99)), maxMs: late(delay.max) })}\n`);
    delay.reset();
  }, 1000);
  context.subscriptions.push({ dispose: () => clearInterval(timer) });
};

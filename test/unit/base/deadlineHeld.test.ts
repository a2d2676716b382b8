import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { it } from "node:test";
import { promisify } from "node:util";
import { anySignal, withDeadline } from "../../../src/base/deadline";

it("a deadline fires although nobody but a request holds its signal", async () => {
  // In a process of its own, with garbage collection forced: what is held weakly is gone before it fires.
  const program = `
    import { createServer } from "node:http"; import http from "node:http";
    import { withDeadline } from ${JSON.stringify(new URL("../../../src/base/deadline.ts", import.meta.url).href)};
    const server = createServer(() => {}).listen(0, "127.0.0.1", () => {
      const never = new AbortController();
      http.request({ port: server.address().port, host: "127.0.0.1", agent: false, signal: withDeadline(400, never.signal) })
        .once("error", (error) => { console.log(error.cause?.name ?? error.name); process.exit(0); }).end();
      const collect = setInterval(() => globalThis.gc(), 50);
      setTimeout(() => { console.log("never fired"); process.exit(0); }, 60_000);
    });`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", "--import", "tsx", "--input-type=module", "-e", program], { cwd: import.meta.dirname });
  assert.match(stdout, /TimeoutError|AbortError/);
});

it("fires with the first of its sources, for that source's reason", () => {
  const one = new AbortController();
  const other = new AbortController();
  const signal = anySignal(one.signal, undefined, other.signal);
  const reason = new Error("enough");
  other.abort(reason);
  one.abort(new Error("later"));
  assert.equal(signal.reason, reason);
  assert.equal(withDeadline(10_000, other.signal).reason, reason);
});

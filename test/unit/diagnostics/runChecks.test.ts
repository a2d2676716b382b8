import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Cancelled, ExpectedError } from "../../../src/base/expectedError";
import type { Check, CheckResult, Finding } from "../../../src/diagnostics/check";
import type { CheckId } from "../../../src/diagnostics/checkIds";
import { runChecks } from "../../../src/diagnostics/runChecks";

const passed: Finding = { outcome: "passed" };
const check = (id: CheckId, needs: readonly CheckId[], run: Check["run"] = () => Promise.resolve(passed)): Check => ({ id, needs, run });
const outcomes = (results: readonly CheckResult[]) => results.map(({ check: id, outcome }) => `${id} ${outcome}`);

function gateFor<T>() {
  let open: (value: T) => void = () => undefined;
  const waiting = new Promise<T>((resolve) => (open = resolve));
  return { waiting, open };
}

describe("runChecks", () => {
  it("asks what needs each other in order, and tells each result as it comes", async () => {
    const told: string[] = [];
    const note = (id: CheckId) => () => {
      told.push(`asked ${id}`);
      return Promise.resolve(passed);
    };
    await runChecks(
      [check("provider.client", ["provider.discovery"], note("provider.client")), check("provider.discovery", ["provider.reachable"], note("provider.discovery")), check("provider.reachable", [], note("provider.reachable"))],
      { signal: new AbortController().signal, onResult: ({ check: id }) => void told.push(`told ${id}`) },
    );
    assert.deepEqual(told, ["asked provider.reachable", "told provider.reachable", "asked provider.discovery", "told provider.discovery", "asked provider.client", "told provider.client"]);
  });

  it("asks what does not need each other at the same time, four at most", async () => {
    const first = ["provider.keys", "provider.clock", "provider.client", "provider.pkce"] as const;
    const { waiting, open } = gateFor<Finding>();
    const started: CheckId[] = [];
    const run = runChecks([...first, "provider.scopes" as const].map((id) => check(id, [], () => waiting)), { signal: new AbortController().signal, onStart: (id) => void started.push(id) });
    await Promise.resolve();
    assert.deepEqual(started, first, "four are under way, and the fifth waits");
    open(passed);
    assert.equal((await run).length, 5);
    assert.deepEqual(started, [...first, "provider.scopes"]);
  });

  it("skips what needs a check that failed, however far away, and names that one", async () => {
    const results = await runChecks(
      [
        check("provider.reachable", [], () => Promise.reject(new ExpectedError("oidc.issuerUnreachable", { host: "login.example" }))),
        check("provider.discovery", ["provider.reachable"]),
        check("provider.client", ["provider.discovery"], () => assert.fail("asked all the same")),
        check("provider.issuer", []),
      ],
      { signal: new AbortController().signal },
    );
    assert.deepEqual(outcomes(results), ["provider.reachable failed", "provider.discovery skipped", "provider.client skipped", "provider.issuer passed"]);
    assert.deepEqual(results[0]?.failure, { code: "oidc.issuerUnreachable", facts: { host: "login.example" } });
    assert.deepEqual(results[2]?.facts, { because: "provider.reachable" });
  });

  it("goes on after a warning and after what could not be told", async () => {
    const results = await runChecks(
      [check("provider.clock", [], () => Promise.resolve({ outcome: "unknown" })), check("provider.keys", [], () => Promise.resolve({ outcome: "warned" })), check("provider.client", ["provider.clock", "provider.keys"])],
      { signal: new AbortController().signal },
    );
    assert.deepEqual(outcomes(results), ["provider.clock unknown", "provider.keys warned", "provider.client passed"]);
  });

  it("calls a defect unknown, never passed and never the provider's fault", async () => {
    const results = await runChecks([check("provider.keys", [], () => Promise.reject(new TypeError("no such thing")))], { signal: new AbortController().signal });
    assert.deepEqual(outcomes(results), ["provider.keys unknown"]);
    assert.equal(results[0]?.failure?.code, "agent.crashed");
  });

  it("ends when it is called off, even while a check hears nothing of it", async () => {
    const controller = new AbortController();
    const results: CheckResult[] = [];
    const run = runChecks([check("provider.keys", [], () => new Promise(() => undefined)), check("provider.client", ["provider.keys"])], { signal: controller.signal, onResult: (result) => void results.push(result) });
    controller.abort(new Cancelled());
    await assert.rejects(run, Cancelled);
    assert.deepEqual(results, []);
  });

  it("counts a need that is not in the run as met, and refuses a circle and a check that is there twice", async () => {
    const options = { signal: new AbortController().signal };
    assert.deepEqual(outcomes(await runChecks([check("provider.client", ["provider.discovery"])], options)), ["provider.client passed"]);
    await assert.rejects(runChecks([check("provider.client", ["provider.keys"]), check("provider.keys", ["provider.client"])], options), /need each other/);
    await assert.rejects(runChecks([check("provider.keys", []), check("provider.keys", [])], options), /twice/);
  });
});

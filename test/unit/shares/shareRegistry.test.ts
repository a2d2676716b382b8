import assert from "node:assert/strict";
import path from "node:path";
import { it } from "node:test";
import { systemClock } from "../../../src/base/clock";
import { newShareId, ShareRegistry } from "../../../src/shares/shareRegistry";
import { MemoryLog } from "../../fakes/memoryLog";
import { MemorySessions } from "../../fakes/memorySessions";

it("a view that can't draw is logged, and the share goes its way to the end all the same", async () => {
  const log = new MemoryLog();
  const registry = new ShareRegistry({ agentPath: path.join(import.meta.dirname, "no-such-agent.js"), clock: systemClock, log, fetch: () => Promise.reject(new Error("nothing is fetched")), certificateChecksOff: () => false, sessions: new MemorySessions() });
  const seen: number[] = [];
  registry.onDidChange(() => {
    throw new Error("the view is gone");
  });
  registry.onDidChange((shares) => seen.push(shares.length));
  const starting = registry.start(
    {
      id: newShareId(),
      upstream: { scheme: "http", address: "127.0.0.1", port: 3000 },
      provider: { id: "test", name: "Okta", kind: "okta", issuer: "https://idp.example", clientId: "client", clientAuthentication: "none", scopes: ["openid"] },
      rule: { everyone: true, emails: [], domains: [] },
      enforcement: "gate",
      tunnel: { kind: "local", port: 41730 },
    },
    {},
    { signal: new AbortController().signal },
  );
  try {
    await assert.rejects(starting, { code: "agent.crashed" });
    assert.equal(seen.at(-1), 0);
    assert.ok(log.lines.some((line) => line.includes("A view failed") && line.includes("the view is gone")));
  } finally {
    await registry.dispose();
  }
});

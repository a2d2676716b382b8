// The process itself, with a stand-in for the agent in it: when it is replaced, and what of its words is written down.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock";
import { toAgent } from "../../../src/protocol/messages";
import { startAgent } from "../../../src/shares/agentHandle";
import { AgentProcess } from "../../../src/shares/agentProcess";
import { MemoryLog } from "../../fakes/memoryLog";
import { until } from "../../rig/shareRig";

const token = "2abcDEFghiJKLmnoPQRstu0123456789";

const source = (jsonrpc: string) => `
const { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } = require(${JSON.stringify(jsonrpc)});
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
connection.onRequest("oidc/discover", () => new ResponseError(1, "x", { code: "agent.unresponsive", facts: { call: "openid/fetch", seconds: 12 } }));
connection.onRequest("share/shut", () => new Promise(() => {}));
connection.onRequest("share/close", () => { console.error("panicked at 'bad token ${token}'"); return null; });
process.on("disconnect", () => process.exit(0));
connection.listen();
`;

describe("the agent process", () => {
  let folder: string;
  let agentPath: string;
  before(async () => {
    const build = path.join(import.meta.dirname, "..", "..", "..", "build");
    await mkdir(build, { recursive: true });
    folder = await mkdtemp(path.join(build, "agent-process-"));
    agentPath = path.join(folder, "agent.js");
    await writeFile(agentPath, source(createRequire(import.meta.url).resolve("vscode-jsonrpc/node")));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function started(work: (agent: AgentProcess, log: MemoryLog) => Promise<void>): Promise<void> {
    const log = new MemoryLog();
    const agent = new AgentProcess({ path: agentPath, clock: systemClock, log, serve: () => Promise.reject(new Error("nothing is fetched")), look: () => Promise.reject(new Error("nobody is looked at")), store: () => Promise.reject(new Error("nobody leaves")) });
    try {
      await work(agent, log);
    } finally {
      await agent.end();
      agent.dispose();
    }
  }
  const shareId = "abcdefghjkmn";

  it("is not replaced because somebody whom it asked was too slow: other shares live in it", () =>
    started(async (agent) => {
      await assert.rejects(agent.call(toAgent.discover, { address: "https://idp.example" }, { deadline: 120_000 }), { code: "agent.unresponsive" });
      const { pid } = agent;
      await agent.call(toAgent.closeShare, { shareId }, { deadline: 120_000 });
      assert.equal(agent.pid, pid);
      assert.equal(agent.generation, 1);
    }));

  it("is replaced when it misses a deadline itself", () =>
    started(async (agent, log) => {
      await assert.rejects(agent.call(toAgent.shut, { shareId }, { deadline: 300 }), { code: "agent.unresponsive" });
      await until("its end", () => !agent.running);
      await agent.call(toAgent.closeShare, { shareId }, { deadline: 120_000 });
      assert.equal(agent.generation, 2);
      assert.ok(log.lines.some((line) => line.includes("is replaced: share/shut")));
    }));

  it("what it prints reaches the log without what looks like a token", () =>
    started(async (agent, log) => {
      await agent.call(toAgent.closeShare, { shareId }, { deadline: 120_000 });
      const line = await until("its words", () => log.lines.find((one) => one.includes("panicked")));
      assert.ok(!line.includes(token), line);
    }));

  it("a process that never was is a thread, as one that could not be forked", () => {
    const { execPath } = process;
    const why: string[] = [];
    process.execPath = path.join(folder, "nothing-here");
    try {
      const handle = startAgent(agentPath, {}, (reason) => why.push(reason));
      assert.equal(handle.pid, undefined);
      handle.kill();
    } finally {
      process.execPath = execPath;
    }
    assert.equal(why.length, 1);
  });
});

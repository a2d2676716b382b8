// Where no child process can be started the gate runs in a thread, without ngrok.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { build } from "esbuild";
import { knownProviders } from "../../../src/identity/providers";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import { newShareId } from "../../../src/shares/shareRegistry";
import { freePort } from "../../rig/freePort";
import { startProvider } from "../../rig/provider/startProvider";
import { buildAgentForTests } from "../../rig/shareRig";
import { startPlainApp } from "../../rig/upstreams/plainApp";

const [major = 0] = process.versions.node.split(".").map(Number);
const noChildren = [major < 22 ? "--experimental-permission" : "--permission", "--allow-fs-read=*", "--allow-worker", ...(major < 25 ? [] : ["--allow-net"])];

describe("without child processes", () => {
  let agent: Awaited<ReturnType<typeof buildAgentForTests>>;
  let provider: Awaited<ReturnType<typeof startProvider>>;
  let app: Awaited<ReturnType<typeof startPlainApp>>;
  let folder: string;

  before(async () => {
    const root = path.join(import.meta.dirname, "..", "..", "..", "build");
    await mkdir(root, { recursive: true });
    [agent, provider, app, folder] = await Promise.all([buildAgentForTests(), startProvider({ personality: "okta" }), startPlainApp(), mkdtemp(path.join(root, "thread-"))]);
    await build({ entryPoints: [path.join(import.meta.dirname, "threadDriver.ts")], outfile: path.join(folder, "driver.mjs"), bundle: true, platform: "node", format: "esm", banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" }, logLevel: "error" });
  });
  after(async () => {
    await Promise.all([provider.close(), app.close(), agent.remove(), rm(folder, { recursive: true, force: true })]);
  });

  it("a share on this machine works in a thread, and ngrok is refused with the cure: nothing native is loaded into this process", async () => {
    const [client] = provider.clients;
    const port = await freePort();
    provider.register(`http://localhost:${port}/.portcullis/callback`);
    const spec: ShareSpec = {
      id: newShareId(),
      upstream: { scheme: "http", address: "127.0.0.1", port: app.port },
      provider: { id: "test", name: knownProviders.okta.name, kind: "okta", issuer: provider.issuer, clientId: client!.clientId, clientAuthentication: "none", scopes: ["openid"] },
      rule: { everyone: true, emails: [], domains: [] },
      enforcement: "gate",
      tunnel: { kind: "local", port },
    };
    const { stdout } = await promisify(execFile)(process.execPath, [...noChildren, path.join(folder, "driver.mjs"), JSON.stringify({ agentPath: agent.path, spec })], { timeout: 240_000 });
    const { log, ...said } = JSON.parse(stdout) as { log: string[] };
    assert.deepEqual(said, { address: `http://localhost:${port}`, stranger: 401, ngrok: "ngrok.needsProcess" }, log.join("\n"));
    assert.ok(log.some((line) => line.includes("the gate runs in a thread, without ngrok")));
    assert.ok(!log.some((line) => line.includes("canary-token")));
    assert.deepEqual(app.requests, []);
  });
});

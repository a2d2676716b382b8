import assert from "node:assert/strict";
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { until } from "../../rig/shareRig";
import { environmentHelp, servicesFrom } from "../../live/services";
import { nothing, standInsNeed, startStandIns } from "./standIns";

const root = path.join(import.meta.dirname, "..", "..", "..");

describe("npm run test:live as a command", () => {
  it("stopped half-way by Ctrl-C, with a share being opened, a domain and an application made, removes all of it", { skip: standInsNeed }, async () => {
    const standIns = await startStandIns();
    const folder = await mkdtemp(path.join(os.tmpdir(), "pc-live-"));
    const ca = path.join(folder, "ca.pem");
    await writeFile(ca, standIns.authority.certificatePem);
    // The share of the second question never gets its answer: there is time to stop it.
    standIns.okta.onCreated = () => void (standIns.edge.faults.stallRpc = true);
    const child = fork(path.join(import.meta.dirname, "liveProcess.ts"), [], { cwd: root, execArgv: ["--import", "tsx"], detached: true, stdio: ["ignore", "pipe", "inherit", "ipc"], env: { ...process.env, NODE_EXTRA_CA_CERTS: ca } });
    try {
      let output = "";
      child.stdout!.on("data", (chunk: Buffer) => void (output += chunk.toString()));
      child.send({ services: standIns.services, callbackPort: standIns.edge.callbackPort });
      const binding = () => standIns.edge.faults.stallRpc && standIns.edge.rpcLog.some(({ name, reply }) => name === "bind" && reply === undefined);
      await until("the run to be half-way", binding);
      const { domains, oktaApps, sessions } = standIns.left();
      assert.deepEqual([domains.length, oktaApps.length, sessions > 0], [1, 1, true], output);

      // As a terminal does: the agents' processes get it as well.
      process.kill(-child.pid!, "SIGINT");
      const [code] = (await once(child, "exit")) as [number | null];
      assert.equal(code, 130, output);
      assert.match(output, /Stopping: what was made is removed first\.\n(.*\n)*Stopped\n.*nothing is left behind\n$/);
      await until("the agents to be gone", () => standIns.edge.sessions.length === 0);
      assert.deepEqual(standIns.left(), nothing);
    } finally {
      child.kill("SIGKILL");
      await standIns.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("without an authtoken says what it needs, and asks nobody", async () => {
    const { NGROK_AUTHTOKEN: _, ...env } = process.env;
    const child = spawn(process.execPath, ["--import", "tsx", "test/live/main.ts"], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => void (output += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    assert.equal(output, `NGROK_AUTHTOKEN is not set.\n${environmentHelp}\n`);
    assert.equal(code, 2);
  });

  it("takes an Okta token only together with the address of an organisation at Okta's own hosts", () => {
    const services = (org: string | undefined, token: string | undefined) => servicesFrom({ NGROK_AUTHTOKEN: "2abc", OKTA_ORG: org, OKTA_TOKEN: token });
    const okta = (org: string) => {
      const built = services(org, "00a");
      return typeof built === "string" ? "refused" : built.okta?.issuer;
    };
    assert.equal(okta("https://dev-123.okta.com"), "https://dev-123.okta.com");
    assert.equal(okta("https://dev-123.okta.com/"), "https://dev-123.okta.com");
    for (const org of ["http://dev-123.okta.com", "https://dev-123.okta.com.evil.example", "https://evil.example/.okta.com", "https://dev-123-admin.okta.com", "https://dev-123.okta.com/oauth2/default", "dev-123.okta.com", "https://user@evil.example#.okta.com"]) {
      assert.equal(okta(org), "refused", org);
    }
    assert.equal(services("https://dev-123.okta.com", undefined), "OKTA_ORG and OKTA_TOKEN belong together.");
    assert.equal(services(undefined, "00a"), "OKTA_ORG and OKTA_TOKEN belong together.");
    const alone = services(undefined, undefined);
    assert.ok(typeof alone !== "string" && alone.okta === undefined && alone.apiKey === undefined && !alone.spendMonthlyUsers && alone.rootCertificates === "ngrok" && alone.serverAddress === undefined);
  });
});

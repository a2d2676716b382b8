// Secrets that would be recognised anywhere are typed, used and refused; then everything that could have kept one is searched.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { createAuthority } from "../../rig/authority";
import { startEdge } from "../../rig/edge/edge";
import { startNgrokApi, type StandInApi } from "../../rig/ngrokApi/startNgrokApi";
import { startProvider } from "../../rig/provider/startProvider";
import { startVite } from "../../rig/upstreams/viteApp";
import { waitFor } from "../harness/waitFor";
import { startWorkbench } from "../harness/workbench";
import { agentProcesses, readAndClick, readNotification } from "./aftermath";
import { portcullisVsix, Scene } from "./scene";
import { Guide } from "./guide";
import { searchFiles, searchPage, searchProcesses, type Secrets } from "./search";
import { searchWebviews, watchMessages } from "./searchWebviews";

const canary = (name: string) => `canary${name}${randomBytes(12).toString("hex")}`;
const typed = { authtoken: canary("Authtoken"), "refused authtoken": canary("Refused"), "client secret": canary("ClientSecret"), "API key": canary("ApiKey"), "refused API key": canary("RefusedApiKey") } as const;
const clientId = "canary-client";

describe("secrets stay where they belong", { timeout: 900_000 }, () => {
  let scene: Scene;
  let secrets: Secrets = typed;
  let api: StandInApi;

  before(async () => {
    const authority = await createAuthority();
    const [edge, provider, app, folder] = await Promise.all([
      startEdge({ authority, authtokens: [typed.authtoken] }),
      startProvider({ personality: "okta", clients: [{ clientId, clientSecret: typed["client secret"] }] }),
      startVite(),
      mkdtemp(path.join(os.tmpdir(), "pc-canary-")),
    ]);
    const rootCertificates = path.join(folder, "root.pem");
    await writeFile(rootCertificates, authority.certificatePem);
    api = await startNgrokApi({ edge, apiKeys: [typed["API key"]] });
    const workbench = await startWorkbench({
      version: "newest",
      vsix: portcullisVsix,
      hostRules: [`MAP idp.ngrok.com:443 127.0.0.1:${edge.callbackPort}`],
      settings: { "portcullis.ngrok.serverAddress": edge.serverAddress, "portcullis.ngrok.rootCertificates": rootCertificates, "portcullis.ngrok.apiAddress": api.address },
    });
    scene = new Scene(authority, edge, provider, app, workbench, folder);
    scene.register(edge.publicOrigin);
  });

  after(async () => {
    await scene.close();
    await api.close();
  });

  /** Someone signs in, so that the secrets are used. */
  async function visit(): Promise<void> {
    const visitor = await scene.visitor();
    await visitor.signIn(`${scene.edge.publicOrigin}/`, "alice@acme.com");
    await visitor.page.getByText("Hello from Vite").waitFor();
    await visitor.close();
  }

  async function search(): Promise<readonly string[]> {
    const { workbench } = scene;
    const looked = [await searchFiles(workbench.server.root, secrets), searchProcesses(workbench.processes(), secrets), await searchPage(workbench.page, secrets)];
    const places = looked.flatMap((one) => one.places);
    // Where a leak would be most likely was really looked at: settings, logs, the installed extension, the agent process, the editor's state.
    const processes = agentProcesses(workbench);
    for (const place of [/^data\/User\/settings\.json$/, /\/exthost\d*\/.*Portcullis\.log$/, /^ext\/portcullis\.[^/]+\/dist\/agent\.js$/, /^IndexedDB .*vscode-web-state-db/, ...processes.map(({ pid }) => new RegExp(`^the environment of ${pid}$`))]) {
      assert.ok(places.some((name) => place.test(name)), `${place} was searched, among ${places.length} places`);
    }
    return looked.flatMap(({ found }) => found);
  }

  /** The sentence of before, with sign-in at the edge instead. */
  async function shareAtEdge(): Promise<void> {
    const { dialogue, workbench, app } = scene;
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.sentence();
    await workbench.quickInput.pick(/^Change where sign-in is enforced/);
    await dialogue.at("Where is sign-in enforced?");
    await workbench.quickInput.pick(/^At ngrok's edge/);
    await dialogue.who("acme.com");
  }

  it("with sign-in on this machine, refusals included", async () => {
    const { dialogue, workbench, edge, app } = scene;
    await workbench.runCommand("Portcullis: Set ngrok API key");
    await dialogue.at("API key");
    await workbench.quickInput.submit(typed["refused API key"]);
    await workbench.quickInput.waitForMessage(/invalid or deleted/);
    await workbench.quickInput.submit(typed["API key"]);
    await workbench.notifications.waitFor(/The ngrok API key is stored/);
    await workbench.notifications.clear();
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.tunnel(/^ngrok$/);
    await dialogue.authtoken(typed["refused authtoken"]);
    await workbench.quickInput.waitForMessage(/The authtoken is not valid/);
    await dialogue.authtoken(typed.authtoken);
    await scene.describeProvider();
    await dialogue.clientId(clientId);
    await dialogue.clientSecret(typed["client secret"]);
    await dialogue.at("Who may come in?");
    edge.faults.refuseBind = "ERR_NGROK_334";
    await dialogue.who("acme.com");
    await workbench.notifications.waitFor(/This address is already online/);
    edge.faults.clear();
    await readAndClick(workbench, /This address is already online/, "Try again");
    await scene.liveAddress();
    await visit();
    assert.ok(api.calls.some(({ path }) => path === "/endpoints"), "the API key was used");
    assert.deepEqual(await search(), []);
  });

  it("with sign-in at the edge, refusals and the seal included", async () => {
    const { workbench, edge, provider } = scene;
    await scene.stopAll();
    edge.faults.refuseBind = "ERR_NGROK_2256";
    await shareAtEdge();
    await readNotification(workbench, /Your ngrok plan does not include/);
    edge.faults.clear();
    provider.faults.wrongSecret = true;
    await shareAtEdge();
    await readNotification(workbench, /refused the client ID or client secret/);
    provider.faults.wrongSecret = false;
    await workbench.notifications.clear();
    await shareAtEdge();
    await scene.liveAddress();
    await visit();
    const policy = edge.endpoints[0]?.bind.Opts.TrafficPolicy ?? "";
    assert.ok(policy.includes(typed["client secret"]), "the edge has the client secret: it runs the sign-in");
    const seal = /"(x-pc-[0-9a-f]{16})":"([\w-]{43});/.exec(policy);
    assert.ok(seal?.[1] && seal[2], "the policy has the seal");
    secrets = { ...typed, seal: seal[2], "the seal's header": seal[1] };
    assert.deepEqual(await search(), []);
  });

  it("S27: on the guided page, in its state and in its messages, its secrets typed natively", async () => {
    const { workbench, provider, edge } = scene;
    const { page, quickInput } = workbench;
    const guide = new Guide(workbench);
    await watchMessages(page);
    await guide.open();
    await guide.choose("Okta");
    await guide.choose(/^I administer it/);
    await guide.field("Your Okta organisation, or its address").fill(provider.issuer);
    await guide.says(`Found: ${provider.issuer}`);
    await guide.choose(/^ngrok/);
    await guide.says(`Your address: ${edge.publicOrigin}`);
    await guide.field("Client ID").fill(clientId);
    await guide.press("Enter client secret…");
    await quickInput.submit(typed["client secret"]);
    await guide.says("Client secret entered");
    await guide.press("Save and check");
    await guide.checks();
    const { found, texts } = await searchWebviews(page, secrets);
    assert.deepEqual(found, []);
    for (const told of [/typed[^}]*canary-client/, /show[^]*Client secret entered/]) assert.ok(texts.some((text) => told.test(text)), `${told} was among the messages`);
    assert.deepEqual(await search(), []);
    // The search would find one.
    await guide.field("Client ID").fill(typed["client secret"]);
    await waitFor("the planted one to be found", async () => (await searchWebviews(page, secrets)).found.some((one) => one.startsWith("client secret in frame")));
  });

  it("after the window is gone, too", async () => {
    const { workbench } = scene;
    await workbench.closeWindow();
    await waitFor("the agent process to end", () => agentProcesses(workbench).length === 0);
    assert.deepEqual((await searchFiles(workbench.server.root, secrets)).found, []);
  });

  it("the search would find one: in a file, in base64, in an environment", async () => {
    const { root } = scene.workbench.server;
    const planted = path.join(root, "data", "planted");
    await writeFile(planted, `x${Buffer.from(`client:${typed["client secret"]}`).toString("base64")}\n${typed.authtoken}`);
    assert.deepEqual([...(await searchFiles(root, secrets)).found].sort(), ["authtoken in data/planted", "client secret in base64 in data/planted"]);
    await rm(planted);
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)", root], { env: { PLANTED: typed.authtoken } });
    try {
      const { found } = searchProcesses(await waitFor("the process to be seen", () => {
        const all = scene.workbench.processes();
        return all.some(({ pid, environment }) => pid === child.pid && "PLANTED" in environment) && all;
      }), secrets);
      assert.deepEqual(found, [`authtoken in the environment of ${child.pid ?? ""}`]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("the search of the editor's own state would find one", async () => {
    const page = await scene.workbench.context.newPage();
    await page.goto(scene.workbench.server.origin);
    await page.evaluate(`localStorage.setItem("planted", ${JSON.stringify(typed.authtoken)})`);
    assert.deepEqual((await searchPage(page, secrets)).found, ["authtoken in localStorage planted"]);
  });
});

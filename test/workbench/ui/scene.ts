// What the UI tests have around them: the editor with the packaged VSIX, a provider, ngrok's stand-in edge and a developer's app.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { createAuthority, type Authority } from "../../rig/authority";
import { freePort } from "../../rig/freePort";
import { startEdge, type Edge, type EdgeOptions } from "../../rig/edge/edge";
import { confidentialClient, publicClient } from "../../rig/provider/clients";
import { startProvider, type RunningProvider } from "../../rig/provider/startProvider";
import { startVite, type ViteApp } from "../../rig/upstreams/viteApp";
import { strangersRequests } from "../../rig/strangers";
import type { RunningProcess } from "../harness/processes";
import { waitFor } from "../harness/waitFor";
import { startWorkbench, type Workbench, type WorkbenchOptions } from "../harness/workbench";
import { shareItems } from "./aftermath";
import { Dialogue } from "./dialogue";
import { followColours } from "./themes";

export const portcullisVsix = path.join(import.meta.dirname, "..", "..", "..", "build", "portcullis.vsix");
export const goodAuthtoken = "good-token";
export const edgeCallback = "https://idp.ngrok.com/oauth2/callback";
const phone = { width: 375, height: 667 };
/** The address that a share says it is at, in its live notification. */
const announced = /^localhost:\d+(?: \(https\))? is shared at (\S+)$/;

/** What is picked, and what is asked then. */
const providerInputs = {
  okta: ["Okta", "Your Okta organisation"],
  jumpcloud: ["JumpCloud", "JumpCloud's issuer"],
  generic: ["Any other OpenID provider", "Address of the issuer"],
} as const;

export interface SavedProvider {
  readonly name: string;
  readonly issuer: string;
}

export interface SceneOptions extends Partial<Omit<WorkbenchOptions, "hostRules">> {
  /** Okta by default. */
  readonly personality?: keyof typeof providerInputs;
  /** Run before the editor starts. @returns settings that it starts with */
  readonly beside?: (edge: Edge) => Promise<Readonly<Record<string, unknown>>>;
  readonly edge?: Omit<EdgeOptions, "authority">;
}

export class Scene {
  readonly dialogue: Dialogue;

  constructor(
    readonly authority: Authority,
    readonly edge: Edge,
    readonly provider: RunningProvider,
    readonly app: ViteApp,
    readonly workbench: Workbench,
    private readonly folder: string,
  ) {
    this.dialogue = new Dialogue(workbench);
  }

  /** Registers at the provider what both enforcements need. */
  register(origin: string): void {
    this.provider.register(`${origin}/.portcullis/callback`);
    this.provider.register(edgeCallback);
    this.provider.registerPostLogout(`${origin}/`);
  }

  /** The first share from nothing, with ngrok and the confidential client; returns the address once it is live. */
  async shareByNgrok({ port = this.app.port, who = "acme.com", authtoken = goodAuthtoken } = {}): Promise<string> {
    const { dialogue } = this;
    await dialogue.open();
    await dialogue.port(port);
    await dialogue.tunnel(/^ngrok$/);
    await dialogue.authtoken(authtoken);
    await this.describeProvider();
    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    this.register(this.edge.publicOrigin);
    await dialogue.who(who);
    return this.#liveAndSaved();
  }

  /** The first share from nothing on this machine only, with the public client. */
  async shareLocally({ port = this.app.port, who = "acme.com" } = {}): Promise<string> {
    const { dialogue } = this;
    await dialogue.open();
    await dialogue.port(port);
    await dialogue.tunnel("This machine only");
    await this.describeProvider();
    for (const uri of (await dialogue.redirectUris()).values()) this.register(new URL(uri).origin);
    await dialogue.clientId(publicClient.clientId);
    await dialogue.clientSecret("");
    await dialogue.who(who);
    return this.#liveAndSaved();
  }

  /** Whoever shares the next port at once would be asked for everything once more. */
  async #liveAndSaved(): Promise<string> {
    const address = await this.liveAddress();
    await this.savedProviders();
    return address;
  }

  /** The steps "provider" and "issuer", for the rig's provider. */
  async describeProvider(): Promise<void> {
    const { personality, issuer } = this.provider;
    const [name, message] = providerInputs[personality as keyof typeof providerInputs];
    await this.dialogue.provider(name);
    await this.dialogue.issuer(issuer, message);
  }

  /** Waits for the live notification and reads the address that it says. */
  async liveAddress(): Promise<string> {
    const { text } = await this.workbench.notifications.waitFor(announced);
    const address = announced.exec(text)?.[1];
    if (address === undefined) throw new Error(`No address in "${text}"`);
    return address;
  }

  /** The providers in the user's settings, once there are some: they are saved after the share is live. */
  async savedProviders(): Promise<readonly SavedProvider[]> {
    return waitFor("a provider in the settings", async () => (await this.workbench.server.settings())["portcullis.providers"] as readonly SavedProvider[] | undefined);
  }

  /** A person's own browser: no cookie of anybody's, any certificate accepted, idp.ngrok.com found at the stand-in. */
  async visitor(viewport = { width: 1024, height: 720 }): Promise<Visitor> {
    const context = await this.workbench.newVisitorContext();
    // tsx names inner functions by a call of this helper, which the page does not have.
    await context.addInitScript("globalThis.__name ??= (named) => named");
    const page = await context.newPage();
    await page.setViewportSize(viewport);
    return new Visitor(context, page);
  }

  /** Pictures of a visitor's page, on a desktop in light and dark, and on a phone. */
  async screenshotPage(name: string, page: Page): Promise<void> {
    const before = page.viewportSize();
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await this.workbench.screenshot(`${name}-${colorScheme}`, page);
    }
    await page.setViewportSize(phone);
    await this.workbench.screenshot(`${name}-phone`, page);
    if (before) await page.setViewportSize(before);
  }

  /** Whatever strangers ask, they get nothing, and the app hears of none of it. */
  async turnsStrangersAway(address: string): Promise<void> {
    this.forgetRequests();
    for (const { what, status, upgraded, body } of await strangersRequests(address, this.authority.certificatePem)) {
      assert.equal(upgraded, false, what);
      assert.ok((status >= 300 && status < 500) && status !== 304, `${what}: ${status}`);
      assert.doesNotMatch(body, /vite/i, what);
    }
    assert.deepEqual(this.heard(), []);
  }

  /** What reached the app since `forgetRequests`. */
  heard(): readonly string[] {
    return [...this.app.requests, ...this.app.upgrades].map(({ method, url }) => `${method} ${url}`);
  }

  forgetRequests(): void {
    this.app.requests.length = 0;
    this.app.upgrades.length = 0;
  }

  /** The command lines of agent processes that run now. */
  agents(): readonly string[] {
    const lines = this.workbench.processes().map(({ commandLine }) => commandLine.join(" "));
    return lines.filter((line) => /\bagent\.js\b/.test(line));
  }

  /** Stops every share, and waits until the editor knows of none: one that is stopping is not offered to be shared again. */
  async stopAll(): Promise<void> {
    await this.workbench.runCommand("Portcullis: Stop all shares");
    await waitFor("the shares to stop", async () => this.edge.endpoints.length === 0 && (await shareItems(this.workbench)).length === 0);
  }

  /** Waits until no tunnel is open and no agent process runs. */
  async nothingRuns(): Promise<void> {
    await waitFor("the tunnels to close and the agent process to end", () => this.edge.endpoints.length === 0 && this.agents().length === 0);
  }

  /** Ends everything; returns the editor's processes that outlived it. */
  async close(): Promise<readonly RunningProcess[]> {
    try {
      return await this.workbench.close();
    } finally {
      await Promise.all([this.edge.close(), this.provider.close(), this.app.close()]);
      await rm(this.folder, { recursive: true, force: true });
    }
  }
}

export class Visitor {
  /** Whether the page that is shown hears of edits: Vite tells only those pages whose socket is open. */
  #followsEdits = false;

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on("framenavigated", (frame) => {
      if (frame === page.mainFrame()) this.#followsEdits = false;
    });
    page.on("console", (message) => {
      if (message.text().includes("[vite] connected")) this.#followsEdits = true;
    });
  }

  /** Opens an address, is sent to the provider, and signs in there as the person of that handle. */
  async signIn(address: string, handle: string): Promise<void> {
    await this.page.goto(address);
    await this.chooseAccount(handle);
  }

  /** At the provider's page. */
  async chooseAccount(handle: string): Promise<void> {
    await this.page.locator(`button[data-user="${handle}"]`).click();
  }

  /** The Vite app's page, and on it what it says. */
  async sees(text: string): Promise<void> {
    await this.page.locator("#message").filter({ hasText: text }).waitFor();
  }

  /** The developer changes the page; it must change here without a reload. */
  async followsEdit(app: ViteApp, text: string): Promise<void> {
    const load = await this.page.locator("#loads").innerText();
    await waitFor("Vite's socket to open", () => this.#followsEdits);
    await app.edit(text);
    await this.sees(text);
    assert.equal(await this.page.locator("#loads").innerText(), load, "the page was reloaded");
  }

  /** The plain page of a person whom the rule leaves out. */
  async isLeftOut(handle: string): Promise<void> {
    await this.page.getByRole("heading", { name: "This account may not come in" }).waitFor();
    assert.ok((await this.page.locator("main").innerText()).includes(handle), handle);
  }

  /** The edge's own plain page, which knows the rule's addresses and domains, and says nobody's name. */
  async isLeftOutAtTheEdge(): Promise<void> {
    await this.page.getByRole("heading", { name: "You can't open this app" }).waitFor();
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** Shares on this machine are at ports that the system gives to no outgoing connection meanwhile, as it might those of the default. */
export async function ownLocalPort(): Promise<Readonly<Record<string, unknown>>> {
  return { "portcullis.local.port": await freePort() };
}

export async function startScene({ personality = "okta", settings, edge: edgeOptions, beside, ...options }: SceneOptions = {}): Promise<Scene> {
  const authority = await createAuthority();
  const [edge, provider, app] = await Promise.all([startEdge({ authority, ...edgeOptions }), startProvider({ personality }), startVite()]);
  const folder = await mkdtemp(path.join(os.tmpdir(), "pc-scene-"));
  try {
    const rootCertificates = path.join(folder, "root.pem");
    await writeFile(rootCertificates, authority.certificatePem);
    const workbench = await startWorkbench({
      version: "newest",
      vsix: portcullisVsix,
      hostRules: [`MAP idp.ngrok.com:443 127.0.0.1:${edge.callbackPort}`],
      settings: { "portcullis.ngrok.serverAddress": edge.serverAddress, "portcullis.ngrok.rootCertificates": rootCertificates, ...(await ownLocalPort()), ...followColours, ...settings, ...(await beside?.(edge)) },
      ...options,
    });
    return new Scene(authority, edge, provider, app, workbench, folder);
  } catch (cause) {
    await Promise.all([edge.close(), provider.close(), app.close()]);
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
}

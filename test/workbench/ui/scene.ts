// What the UI tests have around them: the editor with the packaged VSIX, a provider, ngrok's stand-in edge and a developer's app.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { createAuthority, type Authority } from "../../rig/authority";
import { startEdge, type Edge } from "../../rig/edge/edge";
import { confidentialClient, publicClient } from "../../rig/provider/clients";
import type { PersonalityName } from "../../rig/provider/personality";
import { startProvider, type RunningProvider } from "../../rig/provider/startProvider";
import { startVite, type ViteApp } from "../../rig/upstreams/viteApp";
import type { RunningProcess } from "../harness/processes";
import { startWorkbench, type Workbench, type WorkbenchOptions } from "../harness/workbench";
import { Dialogue } from "./dialogue";
import { followColours } from "./themes";

export const portcullisVsix = path.join(import.meta.dirname, "..", "..", "..", "build", "portcullis.vsix");
export const goodAuthtoken = "good-token";
export const edgeCallback = "https://idp.ngrok.com/oauth2/callback";
const phone = { width: 375, height: 667 };
/** The address that a share says it is at, in its live notification. */
const announced = /^localhost:\d+(?: \(https\))? is shared at (\S+)$/;

export interface SceneOptions extends Partial<Omit<WorkbenchOptions, "hostRules">> {
  /** Okta by default. */
  readonly personality?: PersonalityName;
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
    return this.liveAddress();
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
    return this.liveAddress();
  }

  /** The steps "provider" and "issuer", for the rig's provider. */
  async describeProvider(): Promise<void> {
    const { personality, issuer } = this.provider;
    const [name, message] = ({ okta: ["Okta", "Your Okta organisation"], jumpcloud: ["JumpCloud", "JumpCloud's issuer"], generic: ["Another OpenID provider", "Address of the issuer"] } as const)[personality];
    await this.dialogue.provider(name);
    await this.dialogue.issuer(issuer, message);
  }

  /** Waits for the live notification and reads the address that it says. */
  async liveAddress(): Promise<string> {
    const { text } = await this.workbench.notifications.waitFor(announced, { timeout: 60_000 });
    const address = announced.exec(text)?.[1];
    if (address === undefined) throw new Error(`No address in "${text}"`);
    return address;
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
  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  /** Opens an address, is sent to the provider, and signs in there as the person of that handle. */
  async signIn(address: string, handle: string): Promise<void> {
    await this.page.goto(address);
    await this.chooseAccount(handle);
  }

  /** At the provider's page. */
  async chooseAccount(handle: string): Promise<void> {
    await this.page.locator(`button[data-user="${handle}"]`).click();
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

export async function startScene({ personality = "okta", settings, ...options }: SceneOptions = {}): Promise<Scene> {
  const authority = await createAuthority();
  const [edge, provider, app] = await Promise.all([startEdge({ authority }), startProvider({ personality }), startVite()]);
  const folder = await mkdtemp(path.join(os.tmpdir(), "pc-scene-"));
  try {
    const rootCertificates = path.join(folder, "root.pem");
    await writeFile(rootCertificates, authority.certificatePem);
    const workbench = await startWorkbench({
      version: "newest",
      vsix: portcullisVsix,
      hostRules: [`MAP idp.ngrok.com:443 127.0.0.1:${edge.callbackPort}`],
      settings: { "portcullis.ngrok.serverAddress": edge.serverAddress, "portcullis.ngrok.rootCertificates": rootCertificates, ...followColours, ...settings },
      ...options,
    });
    return new Scene(authority, edge, provider, app, workbench, folder);
  } catch (cause) {
    await Promise.all([edge.close(), provider.close(), app.close()]);
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
}

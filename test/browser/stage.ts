// People in Chromium before a share: the gate, a real provider, and a front that ends TLS as the tunnel does; no editor.
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Addressing } from "../../src/protocol/shareOptions";
import { publicHost } from "../gate/gateRig";
import { startShare, type RealShare } from "../gate/rejects/realShare";
import { startTlsFront } from "../rig/tlsFront";
import { until } from "../rig/shareRig";
import type { Listening } from "../rig/upstreams/listening";
import { launchBrowser } from "../workbench/harness/browser";

export interface Scene {
  readonly upstreamPort: number;
  /** `https`: under a public name with TLS in front; `http`: this machine only. */
  readonly scheme: "https" | "http";
  readonly addressing: Addressing;
  readonly workspaceFolders?: readonly string[];
}

/** A person's browser on a share, signed in. */
export interface Visit {
  readonly share: RealShare;
  readonly origin: string;
  readonly page: Page;
  /** Errors in the console, errors that no script caught, and requests that got no answer. */
  readonly complaints: readonly string[];
  /** The WebSockets that pages opened: where to, and whether anything came over them. */
  readonly sockets: readonly { readonly address: string; readonly heard: boolean }[];
  close(): Promise<void>;
}

export interface Stage {
  visit(scene: Scene): Promise<Visit>;
  close(): Promise<void>;
}

/** One share at a time: they have the same public name. */
export async function startStage(): Promise<Stage> {
  let gatePort = 0;
  let first: RealShare | undefined;
  const front: Listening = await startTlsFront(() => gatePort);
  const browser: Browser = await launchBrowser({ ignoreCertificateErrors: true, hostRules: [`MAP ${publicHost}:443 127.0.0.1:${front.port}`] });
  return {
    async visit({ upstreamPort, scheme, addressing, workspaceFolders = [] }) {
      first ??= await startShare();
      const share = await startShare({ beside: first, http: scheme === "http", shareOptions: { addressing }, upstream: { scheme: "http", address: "127.0.0.1", port: upstreamPort }, workspaceFolders });
      gatePort = share.port;
      const context = await browser.newContext();
      // For a hang, not a figure.
      context.setDefaultTimeout(90_000);
      const page = await context.newPage();
      const { complaints, sockets } = watch(page, share.provider.origin);
      await page.goto(`${share.origin}/`);
      await page.click('[data-user="alice@acme.com"]');
      await page.waitForURL(`${share.origin}/`);
      return { share, origin: share.origin, page, complaints, sockets, close: () => end(context, share) };
    },
    async close() {
      await browser.close();
      await front.close();
      await first?.close();
    },
  };
}

/** What the provider's own pages complain of is not ours. */
function watch(page: Page, providerOrigin: string): Pick<Visit, "complaints" | "sockets"> {
  const complaints: string[] = [];
  const sockets: { readonly address: string; heard: boolean }[] = [];
  page.on("console", (message) => {
    const { url } = message.location();
    if (message.type() === "error" && !url.startsWith(providerOrigin)) complaints.push(`${message.text()} (${url})`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // What the page itself gave up: it asks anew when the next edit comes.
    if (reason !== "net::ERR_ABORTED") complaints.push(`${request.url()}: ${reason}`);
  });
  page.on("websocket", (socket) => {
    const one = { address: socket.url(), heard: false };
    sockets.push(one);
    socket.on("framereceived", () => (one.heard = true));
  });
  return { complaints, sockets };
}

async function end(context: BrowserContext, share: RealShare): Promise<void> {
  await context.close();
  await share.close();
}

/** Waits until an element of the page says this. */
export async function says(page: Page, id: string, text: string, timeout = 90_000): Promise<void> {
  await page.waitForFunction(`document.getElementById(${JSON.stringify(id)})?.textContent === ${JSON.stringify(text)}`, undefined, { timeout });
}

/** Waits until the page hears from its dev server: an edit before that is one that nobody is told of. */
export async function listens({ sockets }: Visit): Promise<void> {
  await until("the page to listen for edits", () => sockets.at(-1)?.heard);
}

/** The page's own mark, new at each load. */
export async function loadMark(page: Page): Promise<string> {
  await page.waitForFunction("(document.getElementById('loads')?.textContent ?? '') !== ''", undefined, { timeout: 90_000 });
  return (await page.textContent("#loads")) ?? "";
}

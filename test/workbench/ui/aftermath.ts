// What must be as it was before, once a start has failed: nothing open, nothing half saved, nothing shown.
import assert from "node:assert/strict";
import type { RunningProcess } from "../harness/processes";
import { waitFor } from "../harness/waitFor";
import type { Workbench } from "../harness/workbench";
import type { Scene } from "./scene";
import { watchShown, type Shown } from "./shown";

export interface Before {
  /** Ours alone: the editor rewrites its own. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The editor's whole secret store, sealed as it rests; null while it is empty. */
  readonly secrets: string | null;
  readonly shown: () => Promise<readonly Shown[]>;
}

const untouched = "what the person copied before";

export async function before({ workbench }: Scene): Promise<Before> {
  await workbench.notifications.clear();
  await workbench.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(untouched)})`);
  return { settings: await ownSettings(workbench), secrets: await secretStore(workbench), shown: await watchShown(workbench.page) };
}

/** Nothing open at the edge, nothing saved, and neither status bar, notification nor clipboard ever had the address. */
export async function assertNothingLeft(scene: Scene, { settings, secrets, shown }: Before): Promise<void> {
  const { edge, workbench } = scene;
  await waitFor("the tunnel to be gone", () => edge.endpoints.length === 0);
  await waitFor("the status bar to be empty", async () => (await shareItems(workbench)).length === 0);
  const address = new URL(edge.publicOrigin).host;
  // That it is another's at present names it, and offers it to nobody.
  assert.deepEqual((await shown()).filter(({ text }) => text.replaceAll(`${address} is already online`, "").includes(address)), [], "the address was never shown");
  assert.equal(await workbench.clipboard(), untouched);
  assert.deepEqual(await ownSettings(workbench), settings);
  assert.equal(await secretStore(workbench), secrets, "the secret store is as it was");
}

async function ownSettings(workbench: Workbench): Promise<Readonly<Record<string, unknown>>> {
  return Object.fromEntries(Object.entries(await workbench.server.settings()).filter(([name]) => name.startsWith("portcullis.")));
}

/** More than three notifications within 800 ms are not shown (the editor's NotificationsToasts.SPAM_PROTECTION): a person reads before they click. */
const readingMs = 1000;

export async function readAndClick(workbench: Workbench, text: RegExp, button: string): Promise<void> {
  await readNotification(workbench, text);
  await workbench.notifications.click(text, button);
}

/** Waits for a notification and takes the time that a person does. */
export async function readNotification({ notifications, page }: Workbench, text: RegExp): Promise<void> {
  await notifications.waitFor(text);
  await page.waitForTimeout(readingMs);
}

/** The texts of our item in the status bar. */
export async function shareItems(workbench: Workbench): Promise<readonly string[]> {
  return workbench.page.locator('.statusbar-item[id^="portcullis."]:visible').allInnerTexts();
}

/** As it rests in the browser's storage; read in another way than the editor reads it. */
export function secretStore(workbench: Workbench): Promise<string | null> {
  return workbench.page.evaluate<string | null>("Object.fromEntries(Object.entries(localStorage))['secrets.provider'] ?? null");
}

export function agentProcesses(workbench: Workbench): readonly RunningProcess[] {
  return workbench.processes().filter(({ commandLine }) => commandLine.some((word) => word.endsWith("/dist/agent.js")));
}

export function extensionHosts(workbench: Workbench): readonly RunningProcess[] {
  return workbench.processes().filter(({ commandLine }) => commandLine.includes("--type=extensionHost"));
}

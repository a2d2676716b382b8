// Keeping house in the real editor: what a folder proposes, first untrusted, then trusted; and a provider from its first row to its last.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { providerLink } from "../../../src/identity/providerLink";
import { confidentialClient, publicClient } from "../../rig/provider/clients";
import { startProvider, type RunningProvider } from "../../rig/provider/startProvider";
import { waitFor } from "../harness/waitFor";
import { startWorkbench, type Workbench } from "../harness/workbench";
import { Guide } from "./guide";
import { portcullisVsix } from "./scene";
import { followColours, inBothThemes } from "./themes";

const view = "Identity providers";
/** Twelve, and one less once the clock passes midnight. */
const days = "1[12]";
const expiredSecret = "expired-secret-of-the-rig-9876543210";

describe("identity providers in the sidebar", { timeout: 900_000 }, () => {
  let folder: string;
  let provider: RunningProvider;
  let workbench: Workbench;
  let host: string;

  before(async () => {
    provider = await startProvider({ personality: "okta" });
    ({ host } = new URL(provider.issuer));
    folder = await mkdtemp(path.join(os.tmpdir(), "pc-team-"));
    await propose(["openid", "email"]);
    workbench = await startWorkbench({ version: "newest", vsix: portcullisVsix, folder, trusted: false, settings: { "security.workspace.trust.startupPrompt": "never", ...followColours } });
  });

  after(async () => {
    await workbench.close();
    await provider.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What the folder's settings say: a proposal, and what no folder may say. */
  async function propose(scopes: readonly string[], ...others: readonly unknown[]): Promise<void> {
    const team = { name: "Acme", kind: "okta", issuer: provider.issuer, clientId: confidentialClient.clientId, clientAuthentication: "client_secret_basic", scopes };
    const smuggled = { id: "smuggled", ...team, name: "Smuggled" };
    await mkdir(path.join(folder, ".vscode"), { recursive: true });
    await writeFile(path.join(folder, ".vscode", "settings.json"), JSON.stringify({ "portcullis.teamProviders": [team, ...others], "portcullis.providers": [smuggled] }));
  }

  async function saved(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return ((await workbench.server.settings())["portcullis.providers"] ?? []) as readonly Readonly<Record<string, unknown>>[];
  }

  const rows = async () => (await workbench.tree(view).rows()).map(({ text, description }) => `${text} | ${description}`);

  it("S14 in a folder that is not trusted nothing is proposed and nothing is asked", async () => {
    await workbench.openView("Portcullis");
    assert.match(await workbench.tree(view).welcome(), /^People sign in with your company's identity provider/);
    assert.deepEqual(await rows(), []);
    assert.deepEqual(await workbench.notifications.all(), []);
  });

  it("S14 once it is trusted it is asked about: our own modal, the secret by hidden input, and only then anything is saved", async () => {
    await workbench.runCommand("Workspaces: Manage Workspace Trust");
    await workbench.page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
    const told = `This folder proposes an identity provider: Acme at ${host}.`;
    await workbench.notifications.waitFor(told);
    // It lies over everything else.
    const trust = workbench.page.locator(".monaco-modal-editor-block:visible");
    await trust.locator(".action-label.codicon-close").last().click();
    await waitFor("the page of the workspace's trust to go", async () => (await trust.count()) === 0);
    await workbench.openView("Portcullis");
    await workbench.tree(view).waitForRow(`Acme proposed by this folder · ${host}`);
    await inBothThemes(workbench, "providers-proposal");
    await workbench.showNotifications();
    await workbench.notifications.click(told, "Set up…");
    const { text, buttons } = await workbench.dialog();
    for (const said of ["Add the identity provider Acme?", "This folder proposes it.", `Host: ${host}`, `Client ID: ${confidentialClient.clientId}`, "Scopes: openid email", "No secret that is stored already is used for it."]) assert.ok(text.includes(said), `${said} in ${text}`);
    assert.deepEqual([...buttons].sort(), ["Add", "Cancel"]);
    await inBothThemes(workbench, "providers-modal");
    assert.deepEqual(await saved(), []);
    await workbench.clickDialog("Add");
    await workbench.quickInput.waitForMessage(new RegExp(`Client secret of Acme, client ID ${confidentialClient.clientId}.*sent to ${host} alone`));
    assert.ok(await workbench.quickInput.isPassword());
    assert.deepEqual(await saved(), []);
    await workbench.quickInput.submit(expiredSecret);
    await workbench.notifications.waitFor("Acme is saved. Share a port to use it.");
    await workbench.tree(view).waitForRow(`Acme ${host}`);
    assert.deepEqual(await rows(), [`Acme | ${host}`], "neither the proposal nor what was smuggled in");
    const [profile, ...more] = await saved();
    assert.deepEqual([profile?.["issuer"], profile?.["clientId"], more, JSON.stringify(await workbench.server.settings()).includes(expiredSecret)], [provider.issuer, confidentialClient.clientId, [], false]);
    await workbench.notifications.clear();
  });

  it("the secret is replaced by one that the provider takes, and by no other", async () => {
    const { quickInput } = workbench;
    await workbench.tree(view).clickContextMenu("Acme", "Replace client secret…");
    await quickInput.waitForMessage(/It is tried at the provider/);
    await quickInput.submit("not the client's secret");
    await quickInput.waitForMessage(/The provider refused the client ID or client secret/);
    await quickInput.submit(confidentialClient.clientSecret);
    const { buttons } = await workbench.notifications.waitFor("The new client secret of Acme is stored. The provider refuses the old one.");
    assert.ok(buttons.includes("Set when it expires"));
    await workbench.notifications.click("The new client secret of Acme is stored.", "Set when it expires");
    await quickInput.waitForMessage(/The last day on which Acme takes the client secret/);
    await quickInput.submit("12 days");
    await workbench.tree(view).waitForRow(new RegExp(`^Acme secret expires in ${days} days · ${host}$`));
    await workbench.notifications.clear();
    await inBothThemes(workbench, "providers-view");
  });

  it("is edited by its list, duplicated, and exported without its secret", async () => {
    const { quickInput } = workbench;
    await workbench.tree(view).clickInline("Acme", /Edit identity provider/);
    await quickInput.waitForTitle("What should be changed?");
    await inBothThemes(workbench, "providers-edit");
    await quickInput.pick("Name");
    await quickInput.waitForMessage(/^Name, as it is shown/);
    await quickInput.submit("Acme staging");
    await waitFor("the new name in the list", async () => (await quickInput.items()).find(({ label }) => label === "Name")?.description === "Acme staging");
    await quickInput.dismiss();
    await workbench.tree(view).waitForRow(/^Acme staging/);
    await workbench.tree(view).clickContextMenu("Acme staging", "Duplicate identity provider…");
    await quickInput.waitForMessage(/^Name, as it is shown/);
    await quickInput.submit("Second");
    await workbench.tree(view).waitForRow(/^Second/);
    await workbench.tree(view).clickContextMenu("Second", "Export identity provider for my team…");
    await quickInput.pick("Copy a link");
    await workbench.notifications.waitFor(/^The link is copied\. It holds no secret/);
    const link = await workbench.clipboard();
    assert.match(link, /^[\w-]+:\/\/portcullis\.portcullis\/add-provider\?v=1&provider=[\w-]+$/);
    const payload = Buffer.from(new URL(link).searchParams.get("provider") ?? "", "base64url").toString("utf8");
    assert.ok(payload.includes(provider.issuer) && !payload.includes(confidentialClient.clientSecret ?? ""), payload);
    await workbench.notifications.clear();
    await workbench.tree(view).clickContextMenu("Acme staging", "Export identity provider for my team…");
    await quickInput.pick(/^Write it into the settings of /);
    await workbench.notifications.waitFor(/ propose Acme staging\. They hold no secret/);
    const proposed = JSON.parse(await readFile(path.join(folder, ".vscode", "settings.json"), "utf8")) as Record<string, readonly Record<string, unknown>[]>;
    assert.deepEqual(proposed["portcullis.teamProviders"]?.map(({ name, clientId, id }) => [name, clientId, id]), [["Acme staging", confidentialClient.clientId, undefined]], "in the place of the same client's");
    assert.deepEqual((await workbench.notifications.all()).length, 1, "whoever wrote it is not asked about it");
    await workbench.notifications.clear();
  });

  it("is removed after a question; the secret stays as long as another profile has the same client", async () => {
    await workbench.tree(view).clickContextMenu("Second", "Remove identity provider");
    assert.match((await workbench.dialog()).text, /^Remove Second\?\s+Another saved provider has the same client: the client secret stays for that one\.$/);
    await workbench.clickDialog("Remove");
    await workbench.notifications.waitFor("Second is removed.");
    await waitFor("one row", async () => (await rows()).length === 1);
    assert.match((await rows()).join("\n"), new RegExp(`^Acme staging \\| secret expires in ${days} days · ${host}$`));
    await workbench.notifications.clear();
  });

  it("S14 a folder that goes on as it was asks nothing at the next start; what it changed is asked about, with the change in view", async () => {
    await workbench.reloadWindow();
    // Not by its tab, which would hide a side bar that comes back by itself.
    await workbench.runCommand("View: Show Portcullis");
    await workbench.tree(view).waitForRow(/^Acme staging/);
    assert.deepEqual(await workbench.notifications.all(), []);
    // In the open window, which sees the change at once: one that is reloaded over it may have asked already.
    await propose(["openid", "email", "offline_access"], { name: "Nobody's", kind: "okta", issuer: "okta" });
    const told = `This folder changed the identity provider that it proposes: Acme at ${host}.`;
    await workbench.notifications.waitFor(told);
    await workbench.notifications.click(told, "Set up…");
    const { text } = await workbench.dialog();
    for (const said of ["Take over the changes to Acme?", "It differs from yours:", "Name: Acme staging → Acme", "Scopes: openid email → openid email offline_access", "stays, and goes where it went before"]) assert.ok(text.includes(said), `${said} in ${text}`);
    await inBothThemes(workbench, "providers-changed");
    await workbench.clickDialog("Take over");
    await workbench.tree(view).waitForRow(/^Entry 2 can't be read see issuer in portcullis\.teamProviders/);
    await workbench.notifications.waitFor("Acme is saved. Share a port to use it.");
    assert.deepEqual((await saved())[0]?.["scopes"], ["openid", "email", "offline_access"]);
  });

  it("S14 a link is asked about in the same words, and saves nothing before", async () => {
    const { quickInput } = workbench;
    await workbench.notifications.clear();
    const link = providerLink("code-oss", "portcullis.portcullis", { name: "From a link", kind: "okta", issuer: provider.issuer, clientId: publicClient.clientId, clientAuthentication: "none", scopes: ["openid", "email"] });
    await workbench.runCommand("Developer: Open URL");
    await quickInput.waitForMessage("URL to open");
    await quickInput.submit(link);
    // The editor's own question comes first.
    await workbench.dialog();
    await workbench.clickDialog("Open");
    await waitFor("our own question", async () => (await workbench.dialog()).text.includes("Add the identity provider From a link?"));
    assert.match((await workbench.dialog()).text, /A link proposes it\. Go on only if you know who sent it\./);
    assert.equal((await saved()).length, 1);
    await workbench.clickDialog("Add");
    await workbench.tree(view).waitForRow(`From a link ${host}`);
    assert.equal((await saved()).length, 2);
  });

  it("is tested from its row; a secret that is refused there and replaced is what is tested next", async () => {
    const { quickInput } = workbench;
    const renewed = "renewed-secret-of-the-rig-0123456789";
    for (const client of provider.clients) if (client.clientId === confidentialClient.clientId) Object.assign(client, { clientSecret: renewed });
    const report = new Guide(workbench);
    await workbench.tree(view).clickInline("Acme", /Test SSO/);
    await report.frame.getByRole("heading", { level: 1, name: "Test SSO: Acme", exact: true }).waitFor();
    await report.says(/^The cause: The provider refused the client ID or client secret/);
    await report.press(/^Replace client secret: /);
    await quickInput.waitForMessage(/It is tried at the provider/);
    await quickInput.submit(renewed);
    await report.press("Run again");
    await report.frame.getByRole("listitem").filter({ hasText: "Client ID and secret are accepted" }).filter({ hasText: "Passed" }).waitFor();
    await workbench.runCommand("View: Close All Editors");
    await workbench.notifications.clear();
  });
});

// A folder that nobody has trusted yet: the extension is there, starts nothing, and says how to go on.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startWorkbench, type Workbench } from "../harness/workbench";
import { Dialogue, sharePort } from "./dialogue";
import { portcullisVsix } from "./scene";

describe("in an untrusted workspace", { timeout: 900_000 }, () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await startWorkbench({ version: "newest", vsix: portcullisVsix, trusted: false, settings: { "security.workspace.trust.startupPrompt": "never" } });
  });

  after(async () => {
    await workbench.close();
  });

  it("the sidebar says that nothing is started before the workspace is trusted", async () => {
    await workbench.openView("Portcullis");
    assert.match(await workbench.tree("Shares").welcome(), /^Shares can be listed and stopped here, but none is started before you trust this workspace\.\s*Manage workspace trust$/);
  });

  it("the command starts nothing and leads to the workspace's trust; then it works without a restart", async () => {
    const text = /^This workspace is not trusted: Sharing starts in trusted workspaces only\. Listing and stopping shares works\.$/;
    await workbench.runCommand(sharePort);
    const { buttons } = await workbench.notifications.waitFor(text);
    assert.deepEqual(buttons, ["Manage workspace trust"]);
    // The palette goes; a dialogue would stay.
    await workbench.quickInput.waitUntilClosed();
    await workbench.notifications.click(/This workspace is not trusted/, "Manage workspace trust");
    await workbench.page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
    await new Dialogue(workbench).open();
    await workbench.quickInput.dismiss();
  });
});

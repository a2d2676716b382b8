// The harness itself against an extension that shows one of everything.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { createVSIX } from "@vscode/vsce";
import { waitFor } from "../harness/waitFor";
import { startWorkbench, type Workbench } from "../harness/workbench";

const root = path.join(import.meta.dirname, "..", "..", "..");

describe("the workbench harness", { timeout: 900_000 }, () => {
  let workbench: Workbench;

  before(async () => {
    const vsix = path.join(root, "build", "specimen.vsix");
    await mkdir(path.dirname(vsix), { recursive: true });
    await createVSIX({ cwd: path.join(import.meta.dirname, "..", "harness", "specimen"), packagePath: vsix, dependencies: false, allowMissingRepository: true, skipLicense: true });
    workbench = await startWorkbench({ version: "newest", vsix });
  });

  after(async () => {
    const left = await workbench.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("reads a status bar item's text, icon and spoken label", async () => {
    const item = await workbench.statusBar.waitFor("specimen");
    assert.deepEqual(item.icons, ["lock"]);
    assert.match(item.label, /Specimen, spoken/);
    assert.equal(item.kind, "plain");
    assert.match(await workbench.statusBar.tooltip("specimen"), /Specimen's tooltip/);
  });

  it("goes through picks, inputs and a hidden input by keyboard", async () => {
    const { quickInput } = workbench;
    await workbench.runCommand("Specimen: Ask everything");
    await quickInput.waitForTitle("Colour");
    await quickInput.waitForItem("Blue");
    assert.deepEqual(await quickInput.items(), [
      { label: "Red", description: "warm", detail: "", focused: true },
      { label: "Green", description: "", detail: "", focused: false },
      { label: "Blue", description: "", detail: "cold", focused: false },
    ]);
    await quickInput.pick("Blue");
    await quickInput.waitForTitle("Name");
    assert.equal(await quickInput.isPassword(), false);
    await quickInput.type("x");
    await quickInput.waitForMessage("Not x");
    await quickInput.submit("Ada");
    await quickInput.waitForTitle("Secret");
    assert.equal(await quickInput.isPassword(), true);
    await quickInput.submit("canary");
    await quickInput.waitUntilClosed();
    await workbench.waitForOutput("Specimen", "asked Blue Ada 6");
    await waitFor("the clipboard", async () => (await workbench.clipboard()) === "copied by the specimen");
  });

  it("names what the palette shows when a command is not there", async () => {
    await assert.rejects(workbench.runCommand("Specimen: Ask every", { timeout: 5000 }), /has no "Specimen: Ask every"; it shows: .*Specimen: Ask everything/);
  });

  it("reads and uses a tree with its actions, menus and welcome", async () => {
    await workbench.openView("Specimen");
    const tree = workbench.tree("Rows");
    await tree.expand("Fruit");
    await tree.waitForRows([["Fruit", "5 letters", 1], ["Apple", "5 letters", 2], ["Pear", "4 letters", 2]]);
    assert.match((await tree.waitForRow("Apple")).label, /Apple, spoken/);
    assert.equal(await workbench.tree("Others").welcome(), "Nothing here yet.");
    await tree.clickInline("Apple", /^Touch/);
    await workbench.notifications.waitFor("Touched Apple");
    await workbench.notifications.clear();
    assert.deepEqual(await tree.contextMenu("Pear"), ["Touch"]);
    await workbench.page.keyboard.press("Escape");
    await tree.clickContextMenu("Pear", "Touch");
    await workbench.notifications.waitFor("Touched Pear");
    await workbench.notifications.clear();
    // A title action is given the row that has the focus.
    await tree.clickTitleAction(/^Touch/);
    const shown = await workbench.notifications.waitFor("Touched Pear");
    assert.deepEqual(shown, { text: "Touched Pear", buttons: ["Good", "Bad"], severity: "error", progress: false });
    await workbench.notifications.click("Touched Pear", "Good");
    await workbench.waitForOutput("Specimen", "answered Good");
    const status = await workbench.statusBar.waitFor("touched");
    assert.equal(status.kind, "error");
  });

  it("answers a modal dialogue", async () => {
    await workbench.runCommand("Specimen: Ask by dialogue");
    const dialog = await workbench.dialog();
    assert.match(dialog.text, /Really\?[\s\S]*Nothing happens\./);
    assert.deepEqual([...dialog.buttons].sort(), ["Cancel", "Yes"]);
    await workbench.clickDialog("Yes");
    await workbench.waitForOutput("Specimen", "chose Yes");
  });

  it("keeps secrets over a reload, and shows the run's processes and a picture", async () => {
    await workbench.reloadWindow();
    await workbench.statusBar.waitFor("specimen");
    await workbench.waitForOutput("Specimen", "remembers 6");
    const commands = workbench.processes().map((one) => one.commandLine.join(" "));
    assert.ok(commands.some((line) => line.includes("--type=extensionHost")), commands.join("\n"));
    await workbench.screenshot("harness");
  });
});

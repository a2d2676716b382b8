import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { commands, settings, viewContainer, views } from "../../../src/contributions";

interface Property {
  readonly default: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: readonly { readonly title: string; readonly properties: Readonly<Record<string, Property>> }[];
  };
}

const extension = () => {
  const found = vscode.extensions.getExtension("portcullis.portcullis");
  assert.ok(found);
  return found;
};
const contributes = () => (extension().packageJSON as Manifest).contributes;

describe("what package.json contributes, as this editor understood it", () => {
  it("registers a handler for every command", async () => {
    await extension().activate();
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(Object.values(commands).filter((command) => !registered.includes(command)), []);
  });

  it("has its views and their container", async () => {
    const registered = await vscode.commands.getCommands(true);
    for (const command of [`workbench.view.extension.${viewContainer}`, ...Object.values(views).map((view) => `${view}.focus`)]) assert.ok(registered.includes(command), command);
    for (const view of Object.values(views)) await vscode.commands.executeCommand(`${view}.focus`);
  });

  it("shows every text in words: no placeholder is left", () => {
    const { commands: contributed, configuration } = contributes();
    assert.equal(contributed.find(({ command }) => command === commands.sharePort)?.title, "Share port with SSO");
    const texts = [
      ...contributed.map(({ title }) => title),
      ...configuration.flatMap(({ title, properties }) => [title, ...Object.values(properties).map(({ description, markdownDescription }) => markdownDescription ?? description ?? "")]),
    ];
    assert.deepEqual(texts.filter((text) => text === "" || /^%.*%$/.test(text)), []);
  });

  it("knows every setting with its default, and keeps folders from setting it", async () => {
    const declared = Object.assign({}, ...contributes().configuration.map(({ properties }) => properties)) as Readonly<Record<string, Property>>;
    for (const setting of Object.values(settings).filter((one) => one !== settings.teamProviders)) {
      const known = vscode.workspace.getConfiguration().inspect(setting);
      assert.deepEqual(known?.defaultValue, declared[setting]?.default, setting);
      await assert.rejects(Promise.resolve(vscode.workspace.getConfiguration().update(setting, declared[setting]?.default, vscode.ConfigurationTarget.Workspace)), setting);
    }
  });

  it("runs a command that needs nothing, and refuses an argument that is no row of ours", async () => {
    await vscode.commands.executeCommand(commands.stopAllShares);
    await vscode.commands.executeCommand(commands.showLog);
    await vscode.commands.executeCommand(commands.stopShare, { shareId: 7, toString: 1 });
  });
});

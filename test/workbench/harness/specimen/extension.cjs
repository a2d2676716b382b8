// One of everything that the harness reads, so that a selector that no longer fits is found here and not in a product test.
const vscode = require("vscode");

const rows = { Fruit: ["Apple", "Pear"] };

class Rows {
  getChildren(parent) {
    return parent === undefined ? Object.keys(rows) : rows[parent];
  }

  getTreeItem(name) {
    const open = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(name, name in rows ? open.Collapsed : open.None);
    item.description = `${name.length} letters`;
    item.accessibilityInformation = { label: `${name}, spoken` };
    return item;
  }
}

exports.activate = (context) => {
  const log = vscode.window.createOutputChannel("Specimen", { log: true });
  const status = vscode.window.createStatusBarItem("specimen.status", vscode.StatusBarAlignment.Left, 1000);
  Object.assign(status, { text: "$(lock) specimen", tooltip: "Specimen's tooltip", command: "specimen.touch" });
  status.accessibilityInformation = { label: "Specimen, spoken" };
  status.show();
  const touch = (row) => {
    log.info(`touched ${row ?? "nothing"}`);
    status.text = "$(error) touched";
    status.backgroundColor = new vscode.ThemeColor("statusBarItem.errorBackground");
    void vscode.window.showErrorMessage(`Touched ${row ?? "nothing"}`, "Good", "Bad").then((choice) => log.info(`answered ${choice}`));
  };
  context.subscriptions.push(
    log,
    status,
    vscode.window.createTreeView("specimen.rows", { treeDataProvider: new Rows() }),
    vscode.window.createTreeView("specimen.others", { treeDataProvider: { getChildren: () => [], getTreeItem: () => undefined } }),
    vscode.commands.registerCommand("specimen.touch", touch),
    vscode.commands.registerCommand("specimen.modal", async () => {
      log.info(`chose ${await vscode.window.showWarningMessage("Really?", { modal: true, detail: "Nothing happens." }, "Yes")}`);
    }),
    vscode.commands.registerCommand("specimen.ask", async () => {
      const colour = await vscode.window.showQuickPick([{ label: "Red", description: "warm" }, { label: "Green" }, { label: "Blue", detail: "cold" }], { title: "Colour" });
      const name = await vscode.window.showInputBox({ title: "Name", prompt: "Any", validateInput: (text) => (text === "x" ? "Not x" : undefined) });
      const secret = await vscode.window.showInputBox({ title: "Secret", password: true });
      if (secret) await context.secrets.store("secret", secret);
      log.info(`asked ${colour?.label} ${name} ${secret?.length}`);
      await vscode.env.clipboard.writeText("copied by the specimen");
    }),
  );
  void context.secrets.get("secret").then((secret) => log.info(`remembers ${secret?.length ?? "nothing"}`));
};

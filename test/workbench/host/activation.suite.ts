import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";

describe("the extension in a real extension host", () => {
  it("is installed and activates", async () => {
    const extension = vscode.extensions.getExtension("portcullis.portcullis");
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});

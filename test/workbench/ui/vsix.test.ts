import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { listVsix } from "../../../scripts/package.mjs";

const vsix = path.join(import.meta.dirname, "..", "..", "..", "build", "portcullis.vsix");
const native = `extension/dist/vendor/ngrok/ngrok.${process.platform}-${process.arch}`;
const shipped = [
  /^(extension\.vsixmanifest|\[Content_Types\]\.xml)$/,
  /^extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE(\.txt|\.md)?)$/i,
  /^extension\/media\/[\w./-]+\.(svg|png|md)$/,
  /^extension\/dist\/[\w-]+\.js$/,
  /^extension\/dist\/webview\/[\w-]+\.(js|css)$/,
  /^extension\/dist\/vendor\/ngrok\/(index\.js|ngrok\.[\w-]+\.node)$/,
];

describe("the VSIX", () => {
  it("ships only what runs", async () => {
    const strangers = (await listVsix(vsix)).filter((name) => !shipped.some((pattern) => pattern.test(name)));
    assert.deepEqual(strangers, []);
  });

  it("holds the entry points and this platform's native module", async () => {
    const names = await listVsix(vsix);
    for (const name of ["extension/package.json", "extension/dist/extension.js", "extension/dist/agent.js"]) assert.ok(names.includes(name), name);
    assert.equal(names.filter((name) => name.startsWith(native)).length, 1);
  });
});

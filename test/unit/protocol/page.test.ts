import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { message } from "../../../src/presentation/message";
import { pageInWords } from "../../../src/presentation/pageInWords";
import { fromPageSchema, idsOf, type Page } from "../../../src/protocol/page";

const page: Page<string> = {
  title: "A page",
  blocks: [
    { kind: "choice", key: "who", label: "Who", options: [{ id: "who.me", label: "I" }, { id: "who.other", label: "Somebody else" }] },
    {
      kind: "section",
      key: "one",
      heading: "One",
      blocks: [
        { kind: "steps", key: "steps", steps: [{ key: "a", blocks: [{ kind: "copy", key: "uri", label: "URI", value: "https://a/", button: { id: "copy.uri", label: "Copy" } }] }] },
        { kind: "field", key: "issuer", id: "issuer", label: "Issuer", value: "" },
      ],
    },
    { kind: "results", key: "checks", label: "Checks", rows: [{ key: "a", outcome: "failed", said: "Failed", title: "A", buttons: [{ id: "fix", label: "Fix" }] }] },
    { kind: "buttons", key: "end", buttons: [{ id: "save", label: "Save", disabled: true }, { id: "check", label: "Check", primary: true }] },
  ],
};

describe("what a page tells", () => {
  for (const accepted of [{ type: "ready" }, { type: "press", id: "copy.uri:1" }, { type: "typed", id: "issuer", value: "acme" }]) {
    it(`is taken as ${JSON.stringify(accepted)}`, () => assert.deepEqual(fromPageSchema.parse(accepted), accepted));
  }

  const refused: readonly unknown[] = [
    null, "ready", [], { type: "open", url: "https://evil.example/" }, { type: "press" }, { type: "press", id: "command:workbench.action.quit()" }, { type: "press", id: "" },
    { type: "press", id: "a".repeat(121) }, { type: "press", id: "a", url: "https://evil.example/" }, { type: "typed", id: "issuer", value: "a".repeat(4001) }, { type: "typed", id: "issuer", value: { toString: 1 } },
  ];
  for (const one of refused) it(`is refused as ${JSON.stringify(one).slice(0, 80)}`, () => assert.equal(fromPageSchema.safeParse(one).success, false));
});

describe("the ids that a page can answer with", () => {
  it("are those of its buttons and options, however deep, but for what is switched off, and of its fields", () => {
    const { press, typed } = idsOf(page);
    assert.deepEqual([...press].sort(), ["check", "copy.uri", "fix", "who.me", "who.other"]);
    assert.deepEqual([...typed], ["issuer"]);
  });
});

describe("a page in words", () => {
  it("has every message as the reader sees it, and everything else as it was", () => {
    const shown = pageInWords({ title: message("Add {name}", { name: "Okta" }), blocks: [{ kind: "field", key: "f", id: "f", label: message("Issuer"), value: "message", said: { text: message("Found"), tone: "good" } }] }, (text, args) => `«${text.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name]))}»`);
    assert.deepEqual(shown, { title: "«Add Okta»", blocks: [{ kind: "field", key: "f", id: "f", label: "«Issuer»", value: "message", said: { text: "«Found»", tone: "good" } }] });
  });
});

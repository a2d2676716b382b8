import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { FieldBlock } from "../protocol/page";
import { element, setAttribute, setText } from "./dom";
import { tell } from "./host";
import type { Drawn } from "./keyed";

/** One line of text, told on every change. */
export function field({ id, value }: FieldBlock<string>): Drawn<FieldBlock<string>> {
  const input = document.createElement("vscode-textfield");
  input.value = value;
  input.autocomplete = "off";
  input.maxLength = 2000;
  const label = element("label", "label");
  const help = element("p", "help");
  const said = element("p", "said");
  said.setAttribute("role", "status");
  label.addEventListener("click", () => input.focus());
  input.addEventListener("input", () => tell({ type: "typed", id, value: input.value }));
  let revision: number | undefined;
  let fresh = true;
  return {
    element: element("div", "field", label, input, help, said),
    update(block) {
      setText(label, block.label);
      input.label = block.label;
      if (block.placeholder !== undefined) input.placeholder = block.placeholder;
      if (!fresh && block.revision !== revision) input.value = block.value;
      fresh = false;
      revision = block.revision;
      setText(help, block.help ?? "");
      setText(said, block.said?.text ?? "");
      setAttribute(said, "class", `said tone ${block.said?.tone ?? "plain"}`);
      input.invalid = block.said?.tone === "problem";
      // The input proper is in the element's shadow, where no id of ours is found: what describes it is said there as text.
      void input.updateComplete.then(() => {
        setAttribute(input.wrappedElement, "aria-description", [block.help, block.said?.text].filter((one) => one !== undefined).join(". ") || undefined);
        setAttribute(input.wrappedElement, "aria-invalid", block.said?.tone === "problem" ? "true" : undefined);
        setAttribute(input.wrappedElement, "spellcheck", "false");
      });
    },
  };
}

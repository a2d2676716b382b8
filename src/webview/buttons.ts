import "@vscode-elements/elements/dist/vscode-button/index.js";
import type { VscodeButton } from "@vscode-elements/elements/dist/vscode-button/index.js";
import type { Button, ButtonsBlock } from "../protocol/page";
import { element, setAttribute, setText } from "./dom";
import { tell } from "./host";
import { drawKeyed, type Drawn } from "./keyed";

export function drawButton({ id }: Button<string>): VscodeButton {
  const made = document.createElement("vscode-button");
  made.addEventListener("click", () => {
    if (!made.disabled) tell({ type: "press", id: made.dataset["id"] ?? id });
  });
  return made;
}

export function updateButton(made: VscodeButton, { id, label, accessible, primary, disabled }: Button<string>): void {
  made.dataset["id"] = id;
  setText(made, label);
  setAttribute(made, "aria-label", accessible);
  setAttribute(made, "aria-disabled", disabled ? "true" : undefined);
  made.secondary = primary !== true;
  made.disabled = disabled === true;
}

/** Fills a row with buttons; they stay the same elements. */
export function drawButtons(row: Element, buttons: readonly Button<string>[]): void {
  drawKeyed(row, buttons.map((button) => ({ ...button, key: button.id })), () => "button", (button): Drawn<Button<string>> => {
    const made = drawButton(button);
    return { element: made, update: (next) => updateButton(made, next) };
  });
}

export function buttonRow(): Drawn<ButtonsBlock<string>> {
  const made = element("div", "buttons");
  return { element: made, update: ({ buttons }) => drawButtons(made, buttons) };
}

type Child = Node | string;

/** An element; texts become text nodes, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, className = "", ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  made.append(...children);
  return made;
}

/** Writes only what changed: a screen reader is not told the same again. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets an attribute, or takes it away. */
export function setAttribute(node: Element, name: string, value: string | undefined): void {
  if (value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Text nodes, and between two double asterisks a strong one: never markup. */
export function setRichText(node: HTMLElement, text: string): void {
  if (node.dataset["text"] === text) return;
  node.dataset["text"] = text;
  node.replaceChildren(...text.split("**").map((part, index) => (index % 2 === 1 ? element("strong", "", part) : part)));
}

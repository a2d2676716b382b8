/** Brings the person to a block: its heading or text takes the focus, which it would not by the Tab key. */
export function focusBlock(page: Element, key: string): void {
  const block = blockOf(page, key);
  const target = block?.querySelector<HTMLElement>("h1, h2, h3") ?? block;
  if (!target) return;
  if (!target.matches("input, button, vscode-button, vscode-textfield")) target.tabIndex = -1;
  target.focus();
  scrollTo(block);
}

/** Brings a block into view and leaves the focus where it is. */
export function revealBlock(page: Element, key: string): void {
  scrollTo(blockOf(page, key));
}

function blockOf(page: Element, key: string): HTMLElement | undefined {
  return [...page.querySelectorAll<HTMLElement>("[data-key]")].find(({ dataset }) => dataset["key"] === key);
}

function scrollTo(block: HTMLElement | undefined): void {
  block?.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

/** Where what had the focus is gone after drawing, what stands next to its place gets it: a keyboard never falls back to the top. */
export function keepFocus(page: Element, draw: () => void): void {
  const before = document.activeElement;
  const chain = before && page.contains(before) ? ancestors(before, page) : [];
  draw();
  if (chain.length === 0 || document.activeElement === before) return;
  const nearest = chain.find((element) => element.isConnected) ?? page;
  const target = nearest.querySelector<HTMLElement>("input, vscode-button:not([disabled]), vscode-textfield, h1, h2, h3");
  if (!target) return;
  if (target.matches("h1, h2, h3")) target.tabIndex = -1;
  target.focus();
}

function ancestors(element: Element, end: Element): readonly Element[] {
  const chain: Element[] = [];
  for (let one: Element | null = element; one && one !== end; one = one.parentElement) chain.push(one);
  return chain;
}

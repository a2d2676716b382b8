/** What is read of an element inside the page; the DOM's own types would leak into the product's code. */
export interface PageElement {
  readonly textContent: string | null;
  readonly classList: Iterable<string> & { contains(name: string): boolean };
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly style: { readonly top: string };
  getAttribute(name: string): string | null;
  matches(selector: string): boolean;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Something drawn, and how it is drawn again. */
export interface Drawn<T> {
  readonly element: HTMLElement;
  update(item: T): void;
}

interface Kept {
  readonly sort: string;
  readonly drawn: Drawn<never>;
}

const keptIn = new WeakMap<Element, Map<string, Kept>>();

/** Draws a list into its parent: what was there stays the same element, so that focus, selection and what is being typed stay. */
export function drawKeyed<T extends { readonly key: string }>(parent: Element, items: readonly T[], sortOf: (item: T) => string, make: (item: T) => Drawn<never>): void {
  const before = keptIn.get(parent) ?? new Map<string, Kept>();
  const after = new Map<string, Kept>();
  for (const item of items) {
    const sort = sortOf(item);
    const old = before.get(item.key);
    const kept = old?.sort === sort ? old : { sort, drawn: make(item) };
    kept.drawn.element.dataset["key"] = item.key;
    (kept.drawn as Drawn<T>).update(item);
    after.set(item.key, kept);
  }
  for (const [key, { drawn }] of before) if (after.get(key)?.drawn !== drawn) drawn.element.remove();
  let previous: Element | null = null;
  for (const { drawn } of after.values()) {
    const next: Element | null = previous ? previous.nextElementSibling : parent.firstElementChild;
    // Moving an element takes its focus: only what stands elsewhere is moved.
    if (next !== drawn.element) parent.insertBefore(drawn.element, next);
    previous = drawn.element;
  }
  keptIn.set(parent, after);
}

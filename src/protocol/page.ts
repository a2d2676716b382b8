// What a page in an editor webview shows and tells: the host sends a whole page, worded; the page answers with ids that it was sent.
import * as z from "zod";

/** `T`: `Message` in presentation, `string` where it is shown. Every `key` is the only one of its kind beside its neighbours. */
export type Block<T> = HeadingBlock<T> | TextBlock<T> | SectionBlock<T> | StepsBlock<T> | CopyBlock<T> | FieldBlock<T> | ChoiceBlock<T> | ButtonsBlock<T> | ResultsBlock<T> | TableBlock<T>;

export interface Page<T> {
  readonly title: T;
  readonly blocks: readonly Block<T>[];
}

/** `busy`: something is being looked at; the others are said by a mark and a word. */
export type Tone = "plain" | "note" | "good" | "problem" | "busy";

interface Keyed {
  readonly key: string;
}

export interface HeadingBlock<T> extends Keyed {
  readonly kind: "heading";
  readonly level: 1 | 2 | 3;
  readonly text: T;
}

export interface TextBlock<T> extends Keyed {
  readonly kind: "text";
  /** Between two double asterisks: strong. */
  readonly text: T;
  /** Plain by default. */
  readonly tone?: Tone;
}

export interface SectionBlock<T> extends Keyed {
  readonly kind: "section";
  readonly heading: T;
  readonly blocks: readonly Block<T>[];
}

/** A numbered list. */
export interface StepsBlock<T> extends Keyed {
  readonly kind: "steps";
  readonly steps: readonly { readonly key: string; readonly blocks: readonly Block<T>[] }[];
}

/** A value to be carried elsewhere, with the button that copies it, which the panel does itself. Several lines where `long`. */
export interface CopyBlock<T> extends Keyed {
  readonly kind: "copy";
  readonly label: T;
  readonly value: string | T;
  readonly long?: true;
  readonly button: Button<T>;
}

export interface FieldBlock<T> extends Keyed {
  readonly kind: "field";
  /** What `typed` names. */
  readonly id: string;
  readonly label: T;
  /** What the field holds when it is first drawn, and again whenever `revision` is another. What is typed belongs to the person. */
  readonly value: string;
  readonly revision?: number;
  readonly placeholder?: string;
  readonly help?: T;
  /** What was found about what was typed; announced. */
  readonly said?: { readonly text: T; readonly tone: Tone };
}

/** One of several, as radio buttons. `press` names what was chosen. */
export interface ChoiceBlock<T> extends Keyed {
  readonly kind: "choice";
  readonly label: T;
  readonly options: readonly { readonly id: string; readonly label: T; readonly detail?: T }[];
  readonly chosen?: string;
}

export interface Button<T> {
  /** What `press` names. */
  readonly id: string;
  readonly label: T;
  /** What a screen reader says instead, where the label alone does not say of what it is. */
  readonly accessible?: T;
  readonly primary?: true;
  readonly disabled?: boolean;
}

export interface ButtonsBlock<T> extends Keyed {
  readonly kind: "buttons";
  readonly buttons: readonly Button<T>[];
}

export type Outcome = "passed" | "warned" | "failed" | "skipped" | "unknown" | "running";

/** What was checked, one row each. */
export interface ResultsBlock<T> extends Keyed {
  readonly kind: "results";
  readonly label: T;
  readonly rows: readonly {
    readonly key: string;
    readonly outcome: Outcome;
    /** The outcome as a word. */
    readonly said: T;
    readonly title: T;
    readonly evidence?: T;
    readonly cure?: T;
    readonly buttons?: readonly Button<T>[];
  }[];
}

export interface TableBlock<T> extends Keyed {
  readonly kind: "table";
  readonly caption: T;
  readonly columns: readonly T[];
  /** The first cell heads its row. */
  readonly rows: readonly { readonly key: string; readonly cells: readonly T[] }[];
}

/** From the host. `announce`: to screen readers. `focus` and `reveal`: the block of a key, with the focus or without. */
export type ToPage =
  | { readonly type: "show"; readonly page: Page<string> }
  | { readonly type: "announce"; readonly text: string }
  | { readonly type: "focus"; readonly key: string }
  | { readonly type: "reveal"; readonly key: string };

export const idSchema = z.string().regex(/^[A-Za-z0-9._:-]{1,120}$/);

/** From the page, parsed on arrival: a web page is believed for nothing. `typed` is bounded as a person types. */
export const fromPageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ type: z.literal("press"), id: idSchema }),
  z.strictObject({ type: z.literal("typed"), id: idSchema, value: z.string().max(4000) }),
]);
export type FromPage = z.infer<typeof fromPageSchema>;

/** The ids that a page can answer with, and what each button that copies has to copy. */
export function idsOf<T>(page: Page<T>): { readonly press: ReadonlySet<string>; readonly typed: ReadonlySet<string>; readonly copies: ReadonlyMap<string, string | T> } {
  const press = new Set<string>();
  const copies = new Map<string, string | T>();
  const typed = new Set<string>();
  const pressable = (buttons: readonly Button<T>[]) => buttons.forEach(({ id, disabled }) => disabled !== true && press.add(id));
  const look = (blocks: readonly Block<T>[]): void => {
    for (const block of blocks) {
      if (block.kind === "section") look(block.blocks);
      else if (block.kind === "steps") block.steps.forEach((step) => look(step.blocks));
      else if (block.kind === "copy") {
        pressable([block.button]);
        copies.set(block.button.id, block.value);
      } else if (block.kind === "field") typed.add(block.id);
      else if (block.kind === "choice") block.options.forEach(({ id }) => press.add(id));
      else if (block.kind === "buttons") pressable(block.buttons);
      else if (block.kind === "results") block.rows.forEach(({ buttons }) => pressable(buttons ?? []));
    }
  };
  look(page.blocks);
  return { press, typed, copies };
}

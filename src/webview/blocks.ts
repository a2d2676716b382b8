import type { Block, ChoiceBlock, CopyBlock, HeadingBlock, SectionBlock, StepsBlock, TableBlock, TextBlock } from "../protocol/page";
import { buttonRow, drawButton, updateButton } from "./buttons";
import { element, setAttribute, setRichText, setText } from "./dom";
import { field } from "./field";
import { tell } from "./host";
import { drawKeyed, type Drawn } from "./keyed";
import { results } from "./results";

type Words = string;

/** Draws a page's, a section's or a step's blocks into their parent. */
export function drawBlocks(parent: Element, blocks: readonly Block<Words>[]): void {
  drawKeyed(parent, blocks, (block) => (block.kind === "heading" ? `h${block.level}` : block.kind), (block) => make(block));
}

function make(block: Block<Words>): Drawn<never> {
  switch (block.kind) {
    case "heading":
      return heading(block);
    case "text":
      return text();
    case "section":
      return section(block);
    case "steps":
      return steps();
    case "copy":
      return copy(block);
    case "field":
      return field(block);
    case "choice":
      return choice(block);
    case "buttons":
      return buttonRow();
    case "results":
      return results();
    case "table":
      return table();
  }
}

function heading({ level }: HeadingBlock<Words>): Drawn<HeadingBlock<Words>> {
  const made = element(`h${level}`);
  return { element: made, update: (block) => setText(made, block.text) };
}

function text(): Drawn<TextBlock<Words>> {
  const made = element("p");
  return {
    element: made,
    update({ text, tone }) {
      setAttribute(made, "class", tone && tone !== "plain" ? `tone ${tone}` : undefined);
      // What is told of later than it is asked for is said by itself.
      setAttribute(made, "role", tone === "good" || tone === "problem" || tone === "busy" ? "status" : undefined);
      setRichText(made, text);
    },
  };
}

let sections = 0;

function section({ key }: SectionBlock<Words>): Drawn<SectionBlock<Words>> {
  const title = element("h2");
  title.id = `section-${key}-${(sections += 1)}`;
  const body = element("div");
  const made = element("section", "", title, body);
  made.setAttribute("aria-labelledby", title.id);
  return {
    element: made,
    update({ heading, blocks }) {
      setText(title, heading);
      drawBlocks(body, blocks);
    },
  };
}

function steps(): Drawn<StepsBlock<Words>> {
  const made = element("ol", "steps");
  return {
    element: made,
    update: ({ steps }) =>
      drawKeyed(made, steps, () => "step", (): Drawn<StepsBlock<Words>["steps"][number]> => {
        const item = element("li");
        return { element: item, update: ({ blocks }) => drawBlocks(item, blocks) };
      }),
  };
}

function copy({ button }: CopyBlock<Words>): Drawn<CopyBlock<Words>> {
  const label = element("span", "label");
  const value = element("code", "value");
  const press = drawButton(button);
  const made = element("div", "copy", label, element("div", "copied", value, press));
  return {
    element: made,
    update(block) {
      setText(label, block.label);
      setText(value, block.value);
      setAttribute(made, "class", block.long ? "copy long" : "copy");
      updateButton(press, block.button);
    },
  };
}

function choice({ key }: ChoiceBlock<Words>): Drawn<ChoiceBlock<Words>> {
  const legend = element("legend");
  const options = element("div");
  const made = element("fieldset", "choice", legend, options);
  return {
    element: made,
    update({ label, options: offered, chosen }) {
      setText(legend, label);
      const items = offered.map((option) => ({ ...option, key: option.id, checked: option.id === chosen }));
      drawKeyed(options, items, () => "option", ({ id }): Drawn<(typeof items)[number]> => {
        const input = element("input");
        input.type = "radio";
        input.name = `choice-${key}`;
        input.addEventListener("change", () => tell({ type: "press", id }));
        const name = element("span");
        const detail = element("span", "detail");
        return {
          element: element("label", "", input, element("span", "option", name, detail)),
          update(option) {
            setText(name, option.label);
            setText(detail, option.detail ?? "");
            input.checked = option.checked;
          },
        };
      });
    },
  };
}

function table(): Drawn<TableBlock<Words>> {
  const caption = element("caption");
  const head = element("tr");
  const body = element("tbody");
  const made = element("div", "table", element("table", "", caption, element("thead", "", head), body));
  return {
    element: made,
    update({ caption: said, columns, rows }) {
      setText(caption, said);
      drawKeyed(head, columns.map((column, index) => ({ key: String(index), column })), () => "column", (): Drawn<{ readonly column: string }> => {
        const cell = element("th");
        cell.scope = "col";
        return { element: cell, update: ({ column }) => setText(cell, column) };
      });
      drawKeyed(body, rows, () => "row", (): Drawn<(typeof rows)[number]> => {
        const row = element("tr");
        return {
          element: row,
          update: ({ cells }) =>
            drawKeyed(row, cells.map((cell, index) => ({ key: String(index), cell })), ({ key }) => (key === "0" ? "head" : "cell"), ({ key }): Drawn<{ readonly cell: string }> => {
              const cell = element(key === "0" ? "th" : "td");
              if (key === "0") cell.setAttribute("scope", "row");
              return { element: cell, update: (item) => setText(cell, item.cell) };
            }),
        };
      });
    },
  };
}

import type { Outcome, ResultsBlock } from "../protocol/page";
import { drawButtons } from "./buttons";
import { element, setAttribute, setText } from "./dom";
import { drawKeyed, type Drawn } from "./keyed";

/** A mark for the eye; the word beside it is for everybody. */
const marks: Readonly<Record<Outcome, string>> = { passed: "✓", warned: "!", failed: "✕", skipped: "–", unknown: "?", running: "…" };

type Row = ResultsBlock<string>["rows"][number];

/** A list, one row for each check, told to screen readers as the outcomes come. */
export function results(): Drawn<ResultsBlock<string>> {
  const made = element("ul", "results");
  made.setAttribute("aria-live", "polite");
  return {
    element: made,
    update({ label, rows }) {
      setAttribute(made, "aria-label", label);
      setAttribute(made, "aria-busy", rows.some(({ outcome }) => outcome === "running") ? "true" : undefined);
      drawKeyed(made, rows, () => "row", () => row());
    },
  };
}

function row(): Drawn<Row> {
  const mark = element("span", "mark");
  mark.setAttribute("aria-hidden", "true");
  const title = element("span", "title");
  const word = element("span", "word");
  const evidence = element("p", "evidence");
  const cure = element("p", "cure");
  const buttons = element("div", "buttons");
  const made = element("li", "", mark, element("div", "", element("div", "line", title, word), evidence, cure, buttons));
  return {
    element: made,
    update(item) {
      setAttribute(made, "class", item.outcome);
      setText(mark, marks[item.outcome]);
      setText(title, item.title);
      setText(word, item.said);
      setText(evidence, item.evidence ?? "");
      setText(cure, item.cure ?? "");
      drawButtons(buttons, item.buttons ?? []);
    },
  };
}

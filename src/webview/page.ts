// The script of every page: draws what the host shows, and answers with the ids of what was pressed and typed.
import type { ToPage } from "../protocol/page";
import { drawBlocks } from "./blocks";
import { focusBlock, keepFocus, revealBlock } from "./focus";
import { keepScroll, keptScroll, tell } from "./host";

const page = document.querySelector("#page") ?? document.body;
const announcements = document.querySelector("#announcements") ?? document.body;
let drawn = false;

addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  if (data.type === "announce") announcements.textContent = data.text;
  else if (data.type === "focus") focusBlock(page, data.key);
  else if (data.type === "reveal") revealBlock(page, data.key);
  else {
    keepFocus(page, () => drawBlocks(page, data.page.blocks));
    if (!drawn) scrollTo(0, keptScroll());
    drawn = true;
  }
});
addEventListener("scroll", () => keepScroll(scrollY), { passive: true });
tell({ type: "ready" });

import type { Page } from "../protocol/page";
import { inWords, type Message, type Translate } from "./message";

/** A page as the reader sees it: every message in words, everything else as it is. */
export function pageInWords(page: Page<Message>, translate: Translate): Page<string> {
  return worded(page, translate) as Page<string>;
}

function worded(part: unknown, translate: Translate): unknown {
  if (Array.isArray(part)) return part.map((one) => worded(one, translate));
  if (typeof part !== "object" || part === null) return part;
  if (isMessage(part)) return inWords(part, translate);
  const words = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, worded(value, translate)]));
  // What is carried elsewhere is plain text.
  return words["kind"] === "copy" && typeof words["value"] === "string" ? { ...words, value: words["value"].replaceAll("**", "") } : words;
}

function isMessage(part: object): part is Message {
  return "message" in part && "args" in part;
}

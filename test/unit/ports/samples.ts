import { readFileSync } from "node:fs";

/** A program's output as the product reads it: decoded as UTF-8, bytes that are none as U+FFFD. */
export function sample(path: `${"recorded" | "asPublished"}/${string}`): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

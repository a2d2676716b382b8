const unsafe = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;
const syntax = /[[\]()<>`$\\*|]/g;

/**
 * The one way for a string that a visitor, stranger, provider or edge chose to reach a screen, log or page (S16).
 * Control, format (bidi) and private characters become spaces, Markdown, link, icon and markup syntax becomes a look-alike,
 * addresses are no longer links, and the length is bounded.
 *
 * @param text anything; what is no string is said to be so
 * @param most the longest answer, in characters
 */
export function inert(text: unknown, most = 120): string {
  if (typeof text !== "string") return text === undefined || text === null ? "" : `(${typeof text})`;
  const bounded = text.slice(0, most * 4);
  const calm = bounded
    .normalize("NFC")
    .replace(unsafe, " ")
    .replace(syntax, (character) => lookAlikes[character] ?? " ")
    .replace(/([a-z][a-z0-9+.-]*):\/\//gi, "$1:∕∕")
    .replace(/\b(www)\./gi, "$1\u2024")
    .replace(/\s+/g, " ")
    .trim();
  return calm.length > most ? `${calm.slice(0, most - 1).toWellFormed()}…` : calm;
}

/** The other way, for what is compared and never shown: the punctuation as it was before `inert`. */
export function asWritten(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (character) => written.get(character) ?? character);
}

const lookAlikes: Readonly<Record<string, string>> = {
  "[": "⟦", "]": "⟧", "(": "❨", ")": "❩", "<": "‹", ">": "›", "`": "ˋ", $: "＄", "\\": "∖", "*": "∗", "|": "∣",
};

const written: ReadonlyMap<string, string> = new Map([...Object.entries(lookAlikes).map(([character, like]) => [like, character] as const), ["∕", "/"], ["․", "."]]);

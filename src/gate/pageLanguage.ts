import { headerValues, type RawHeaders } from "./rawHeaders";
import { languageFor, languages, type Language } from "./texts/languages";

const longestHeader = 500;
const element = /^([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?$/;

/**
 * The language for a page, by RFC 9110, section 12.5.4: the heaviest range that there is a language for, of equal ones the
 * first. English for everything else, and for a header that is malformed, repeated or longer than any browser's.
 */
export function pageLanguage(headers: RawHeaders): Language {
  const [header, ...more] = headerValues(headers, "accept-language");
  if (header === undefined || more.length > 0 || header.length > longestHeader) return "en";
  const wanted: { readonly range: string; readonly weight: number }[] = [];
  for (const text of header.toLowerCase().split(",").map((part) => part.trim())) {
    // Section 5.6.1.2: empty elements count for nothing.
    if (text === "") continue;
    const [, range, weight = "1"] = element.exec(text) ?? [];
    if (range === undefined) return "en";
    wanted.push({ range, weight: Number(weight) });
  }
  const refused = new Set(wanted.filter(({ weight }) => weight === 0).map(({ range }) => languageFor(range)));
  for (const { range } of wanted.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight)) {
    const language = range === "*" ? firstBut(refused) : languageFor(range);
    if (language !== undefined) return language;
  }
  return "en";
}

function firstBut(refused: ReadonlySet<Language | undefined>): Language | undefined {
  return (Object.keys(languages) as Language[]).find((language) => !refused.has(language));
}

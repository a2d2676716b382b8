import { ar } from "./ar";
import { de } from "./de";
import { en } from "./en";
import { es } from "./es";
import { fr } from "./fr";
import { he } from "./he";
import { it } from "./it";
import { ja } from "./ja";
import { ko } from "./ko";
import type { PageTexts } from "./pageTexts";
import { ptBr } from "./ptBr";
import { zhHans } from "./zhHans";
import { zhHant } from "./zhHant";

/** The languages of the gate's pages, by language tag (RFC 5646). */
export const languages = {
  en, de, fr, es, it, "pt-BR": ptBr, ja, "zh-Hans": zhHans, "zh-Hant": zhHant, ko, ar, he,
} as const satisfies Readonly<Record<string, PageTexts>>;

export type Language = keyof typeof languages;

/** What people's browsers call them besides, in lower case. */
const alsoCalled: Readonly<Record<string, Language>> = {
  pt: "pt-BR",
  zh: "zh-Hans",
  "zh-tw": "zh-Hant",
  "zh-hk": "zh-Hant",
  "zh-mo": "zh-Hant",
  // Java and old Android.
  iw: "he",
};

const byTag: ReadonlyMap<string, Language> = new Map([
  ...Object.entries(alsoCalled),
  ...(Object.keys(languages) as Language[]).map((language) => [language.toLowerCase(), language] as const),
]);

/** RFC 4647, section 3.4 (lookup): the range itself, then shorter and shorter beginnings of it. @param range in lower case */
export function languageFor(range: string): Language | undefined {
  for (let tag = range; tag !== ""; tag = tag.slice(0, Math.max(0, tag.lastIndexOf("-")))) {
    const found = byTag.get(tag);
    if (found !== undefined) return found;
  }
  return undefined;
}

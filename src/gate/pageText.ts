import type { With } from "./texts/pageTexts";

/** A sentence in parts; what comes from outside is kept apart, so that it can be made inert and isolated. */
export type PageText = readonly (string | { readonly foreign: string })[];

/** Puts what comes from outside into its places. */
export function fill<Name extends string>(sentence: With<Name>, places: Readonly<Record<Name, string>>): PageText {
  const values: ReadonlyMap<string, string> = new Map(Object.entries(places));
  // Every second part is a place's name.
  return (sentence as string).split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? part : { foreign: values.get(part) ?? "" }));
}

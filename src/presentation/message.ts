import { inert } from "../base/inert";

/**
 * A text in English with `{name}` where an argument goes, as `vscode.l10n.t` takes it. An argument that is itself a message
 * is put into words first. Strings are inert already.
 */
export interface Message {
  readonly message: string;
  readonly args: Readonly<Record<string, string | number | Message>>;
}

/** Puts one text into the reader's language and its arguments in: `vscode.l10n.t`. */
export type Translate = (text: string, args: Record<string, string | number>) => string;

/** @param args may come from anywhere: strings are made inert here (S16), `most` characters each */
export function message(text: string, args: Readonly<Record<string, string | number | Message>> = {}, most = 120): Message {
  return { message: text, args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, typeof value === "string" ? inert(value, most) : value])) };
}

/** A message as the reader sees it. */
export function inWords({ message: text, args }: Message, translate: Translate): string {
  return translate(text, Object.fromEntries(Object.entries(args).map(([name, value]) => [name, typeof value === "object" ? inWords(value, translate) : value])));
}

/** One message per line. */
export function lines(messages: readonly Message[]): Message {
  const named = messages.map((line, index) => [`line${index + 1}`, line] as const);
  return { message: named.map(([name]) => `{${name}}`).join("\n"), args: Object.fromEntries(named) };
}

/** The names of the arguments that a text wants. */
export function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
}

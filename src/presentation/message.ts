import { inert } from "../base/inert";

/** A sentence for `vscode.l10n.t(message, args)`: English, with `{name}` where an argument goes. Arguments are inert. */
export interface Message {
  readonly message: string;
  readonly args: Readonly<Record<string, string | number>>;
}

/** @param args may come from anywhere: strings are made inert here (S16), 120 characters each unless `most` says otherwise */
export function message(text: string, args: Readonly<Record<string, string | number>> = {}, most?: number): Message {
  return { message: text, args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, typeof value === "string" ? inert(value, most) : value])) };
}

/** The names of the arguments that a text wants. */
export function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
}

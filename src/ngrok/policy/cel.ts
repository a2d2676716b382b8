// Values in the Common Expression Language that ngrok's rules are conditioned with.
import { ExpectedError } from "../../base/expectedError";
import type { OpenPath } from "../../identity/openPath";

export const oidc = "actions.ngrok.oidc";

/** What only whoever signed in has. */
export const somebodySignedIn = `${oidc}.identity.id != ''`;

/** A string literal. Whatever is not plain is written as its code point, so that nothing in it can end the literal or begin a template. */
export function celString(text: string): string {
  return `"${text.toWellFormed().replace(/[^\w .,:;@/+~!=*()^$[\]|?<>'%`&#-]/gu, escaped)}"`;
}

export function celList(texts: readonly string[]): string {
  return `[${texts.map(celString).join(", ")}]`;
}

/** Holds for what needs a sign-in; undefined where everything does. */
export function needsSignIn(openPaths: readonly OpenPath[]): string | undefined {
  return openPaths.length === 0 ? undefined : `!(${openPaths.map(isOpen).join(" || ")})`;
}

/**
 * A text for a field in which ngrok fills templates in. Its documentation (traffic-policy/how-it-works, "CEL Interpolation") knows no
 * way to write a plain `${`.
 *
 * @throws ExpectedError `input.invalid` { problem: "template", field }, without repeating it
 */
export function plainText(field: string, text: string): string {
  if (text.includes("${")) throw new ExpectedError("input.invalid", { problem: "template", field });
  return text;
}

function isOpen({ path, prefix, methods }: OpenPath): string {
  const here = `req.url.path == ${celString(path)}`;
  const below = `req.url.path.startsWith(${celString(`${path}/`)})`;
  return `(req.method in ${celList(methods)} && ${prefix === true ? `(${here} || ${below})` : here})`;
}

function escaped(character: string): string {
  if (character === "\\" || character === '"') return `\\${character}`;
  const codePoint = character.codePointAt(0) ?? 0;
  const digits = codePoint.toString(16);
  return codePoint > 0xffff ? `\\U${digits.padStart(8, "0")}` : `\\u${digits.padStart(4, "0")}`;
}

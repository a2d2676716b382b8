import { inert } from "../base/inert";
import type { Failure } from "./shareState";
import type { StrangerAnswer } from "./strangerRequest";

const mostWords = 300;

/**
 * The code with which ngrok answers in a share's place (`ngrok-error-code`), and its own words where the page has them.
 * @returns undefined for an answer that is not ngrok's; a header of another form is none of its codes
 */
export function ngrokRefusal({ headers, body }: Pick<StrangerAnswer, "headers" | "body">): Failure | undefined {
  const header = headers["ngrok-error-code"];
  if (typeof header !== "string") return undefined;
  const number = /^ERR_NGROK_(\d{1,6})$/.exec(header.trim())?.[1];
  if (number === undefined) return { code: "ngrok.unknown", facts: { message: inert(header, mostWords) } };
  const message = wordsOf(headers["content-type"] ?? "", body);
  return { code: `ngrok.ERR_NGROK_${Number(number)}`, facts: message === "" ? {} : { message } };
}

/** The heading of a page, or a plain text without the code in its last line. */
function wordsOf(type: string, body: string): string {
  const text = type.startsWith("text/html") ? (/<h1[^>]*>([^<]{1,2000})<\/h1>/i.exec(body)?.[1] ?? "") : type.startsWith("text/plain") ? body : "";
  return inert(text.replace(/\bERR_NGROK_\d+\b/g, "").trim(), mostWords);
}

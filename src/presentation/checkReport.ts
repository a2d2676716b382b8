// What "Test SSO" found, as Markdown that may be pasted anywhere. Issuer, client ID, redirect URIs, hosts and ports are in it, since they are
// what others have to look at; secrets, tokens, codes, states and the part of an e-mail address before its @ are not.
import { inert } from "../base/inert";
import type { CheckText } from "./checkText";
import { inWords, message, type Message, type Translate } from "./message";

export interface ReportTable {
  readonly heading: Message;
  readonly columns: readonly Message[];
  readonly rows: readonly (readonly Message[])[];
}

export interface CheckReport {
  readonly title: Message;
  /** The verdict on everything, in one sentence. */
  readonly verdict: Message;
  readonly checks: readonly CheckText[];
  /** Claims and the rule's verdict on them, say. */
  readonly tables?: readonly ReportTable[];
}

const hidden = "•••";

/**
 * Pure. Every argument of a message is inert already, so that a cell stays a cell.
 * @param secrets of this share and provider: they have no way in, and are looked for all the same
 */
export function checkReport({ title, verdict, checks, tables = [] }: CheckReport, translate: Translate, secrets: readonly string[] = []): string {
  const say = (text: Message) => inWords(text, translate);
  const table = (columns: readonly string[], rows: readonly (readonly string[])[]) =>
    [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
  const rows = checks.map(({ said, title: name, evidence, cure }) => [say(name), say(said), evidence === undefined ? "" : say(evidence), cure === undefined ? "" : say(cure)]);
  const parts = [
    `## ${cell(say(title))}`,
    cell(say(verdict)),
    table([message("Check"), message("Outcome"), message("What was seen"), message("What helps")].map(say), rows),
    ...tables.flatMap((one) => [`### ${cell(say(one.heading))}`, table(one.columns.map(say), one.rows.map((cells) => cells.map(say)))]),
  ];
  return `${masked(parts.join("\n\n"), secrets)}\n`;
}

/**
 * A translation may have what a message has not; and Markdown reads what a page does not: character references (bidi ones, too), words
 * struck out, and names that somebody is called by.
 */
function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "∣").replace(/&(?=#?\w+;)/g, "＆").replaceAll("~", "∼").replace(/(?<![\p{L}\p{N}_.+•'-])@(?=\w)/gu, "＠").trim();
}

function masked(text: string, secrets: readonly string[]): string {
  return knownSecrets(text, secrets)
    .replace(/\beyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*){1,4}/g, hidden)
    .replace(/\b(code|state|nonce|code_challenge|code_verifier|client_secret|id_token|access_token|refresh_token|session_state)(=|%3D)[^\s&|"']+/gi, `$1$2${hidden}`)
    .replace(/[^\s@|:;,<>"“”]+(@|%40)(?=[^\s@|])/giu, `${hidden}$1`);
}

/** As they are, and as a query, a header or JSON would have them. */
function knownSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== "")
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString("base64")])
    .flatMap((spelling) => [spelling, inert(spelling, spelling.length * 2)])
    .reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
}

import { createHash } from "node:crypto";
import { inert } from "../base/inert";
import type { Answer } from "./answer";
import { pageLanguage } from "./pageLanguage";
import type { PageText } from "./pageText";
import { reloadScript, reloadWithoutScript } from "./reloadScript";
import { languages, type Language } from "./texts/languages";
import type { PageTexts } from "./texts/pageTexts";

/** What a page of the gate says. Nothing in it but what stands in `{ foreign }` is chosen by anyone outside. */
export interface PageContent {
  readonly title: string;
  readonly paragraphs: readonly PageText[];
  readonly action?:
    | { readonly kind: "link"; readonly label: string; readonly href: string }
    /** A button pressed, the form says `choice=<choice>`. */
    | { readonly kind: "form"; readonly buttons: readonly { readonly label: PageText; readonly choice: string }[]; readonly postTo: string; readonly token: string };
  readonly reference?: string;
}

/** What is the same in every language. */
export interface PageFrame {
  readonly status: number;
  readonly headers?: readonly string[];
  /** Where the page's form may lead in the end, besides the share itself. */
  readonly formLeadsTo?: string | undefined;
  /** The page asks for itself again: after so many seconds, or when there is something behind it. */
  readonly reload?: number | "whenThere";
}

const style = `
:root { color-scheme: light dark; --ink: #1c2330; --paper: #f6f7f9; --card: #fff; --soft: #586174; --line: #d9dde5; --act: #1f5fbf; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --paper: #15181e; --card: #1d2129; --soft: #a2abbd; --line: #343b48; --act: #7fb0ff; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: clamp(.75rem, 4vw, 1.5rem); background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: min(28rem, 100%); background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: clamp(1.25rem, 6vw, 2rem); overflow-wrap: anywhere; }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; }
p { margin: 0 0 .75rem; }
p bdi { font-weight: 600; }
form { display: flex; flex-wrap: wrap; gap: .5rem; }
main > :last-child { margin-bottom: 0; }
.act { display: inline-block; max-width: 100%; margin-top: .5rem; padding: .6rem 1.1rem; border: 1px solid var(--act); border-radius: .5rem; background: none; color: var(--act); font: inherit; text-align: start; text-decoration: none; cursor: pointer; }
.act:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.ref { margin: 1.25rem 0 0; color: var(--soft); font-size: .875rem; }
`;
const styleSource = sourceOf(style);
const scriptSource = sourceOf(reloadScript);

/** The one template: no script but the one that reloads, no resource from anywhere, never in a frame. It is written in the language of whoever gets it, and only then. */
export function page({ status, headers = [], formLeadsTo, reload }: PageFrame, say: (texts: PageTexts) => PageContent): Answer {
  const leadsTo = formLeadsTo === undefined ? "" : ` ${formTarget(new URL(formLeadsTo))}`;
  const policy = `default-src 'none'; style-src ${styleSource};${reload === "whenThere" ? ` script-src ${scriptSource}; connect-src 'self';` : ""} frame-ancestors 'none'; base-uri 'none'; form-action 'self'${leadsTo}`;
  return {
    status,
    headers: ["Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", policy, "X-Frame-Options", "DENY", ...headers],
    body(asked) {
      const language = pageLanguage(asked);
      return { language, text: html(language, say(languages[language]), reload) };
    },
  };
}

/** Browsers hold the redirects behind a form against its policy as well, and providers send people on to other hosts of theirs. */
function formTarget({ protocol, origin }: URL): string {
  return protocol === "https:" ? protocol : origin;
}

function html(language: Language, { title, paragraphs, action, reference }: PageContent, reload: PageFrame["reload"]): string {
  const texts: PageTexts = languages[language];
  return `<!doctype html>
<html lang="${language}" dir="${texts.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${reloadHtml(reload)}<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${paragraphs.map((paragraph) => `<p>${textHtml(paragraph)}</p>\n`).join("")}${actionHtml(action)}${reference === undefined ? "" : referenceHtml(texts, reference)}</main>
</body>
</html>
`;
}

function reloadHtml(reload: PageFrame["reload"]): string {
  if (reload === undefined) return "";
  return reload === "whenThere" ? `${reloadWithoutScript}\n<script>${reloadScript}</script>\n` : `<meta http-equiv="refresh" content="${reload}">\n`;
}

/** Isolated, so that a name written from right to left doesn't rearrange the sentence around it. */
function textHtml(text: PageText): string {
  return text.map((part) => (typeof part === "string" ? escape(part) : `<bdi dir="auto">${escape(inert(part.foreign))}</bdi>`)).join("");
}

function actionHtml(action: PageContent["action"]): string {
  if (action === undefined) return "";
  if (action.kind === "link") return `<p><a class="act" href="${escape(action.href)}">${escape(action.label)}</a></p>\n`;
  const buttons = action.buttons.map(({ label, choice }) => `<button class="act" name="choice" value="${escape(choice)}">${textHtml(label)}</button>`);
  return `<form method="post" action="${escape(action.postTo)}"><input type="hidden" name="token" value="${escape(action.token)}">${buttons.join("")}</form>\n`;
}

function referenceHtml(texts: PageTexts, reference: string): string {
  const [before = "", after = ""] = texts.reference.split("{reference}");
  return `<p class="ref">${escape(before)}<bdi dir="ltr">${escape(reference)}</bdi>${escape(after)}</p>\n`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

function sourceOf(inline: string): string {
  return `'sha256-${createHash("sha256").update(inline).digest("base64")}'`;
}

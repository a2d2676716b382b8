import { randomBytes } from "node:crypto";
import type { Answer } from "./answer";
import { inert } from "../base/inert";

/** Pressed, the form says `choice=<choice>`. A foreign name may end the label. */
export interface FormButton {
  readonly label: string;
  readonly foreign?: string;
  readonly choice: string;
}

/** What a page of the gate holds. Foreign strings come as `{ foreign }`; nothing else in it is chosen by anyone outside. */
export interface PageContent {
  readonly status: number;
  readonly title: string;
  readonly text: readonly (string | { readonly foreign: string })[];
  readonly action?:
    | { readonly kind: "link"; readonly label: string; readonly href: string }
    | { readonly kind: "form"; readonly buttons: readonly FormButton[]; readonly postTo: string; readonly token: string; readonly mayLeadTo?: string | undefined };
  readonly reference?: string;
  /** The page asks for itself again after so many seconds, without a script. */
  readonly reloadAfter?: number;
  readonly headers?: readonly string[];
}

const style = `
:root { color-scheme: light dark; --ink: #1c2330; --paper: #f6f7f9; --card: #fff; --soft: #586174; --line: #d9dde5; --act: #1f5fbf; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --paper: #15181e; --card: #1d2129; --soft: #a2abbd; --line: #343b48; --act: #7fb0ff; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: min(28rem, 100%); background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 2rem; overflow-wrap: anywhere; }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; }
p { margin: 0 0 .75rem; }
main > :last-child { margin-bottom: 0; }
.act { display: inline-block; margin-top: .5rem; padding: .6rem 1.1rem; border: 1px solid var(--act); border-radius: .5rem; background: none; color: var(--act); font: inherit; text-decoration: none; cursor: pointer; }
.act:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.ref { margin: 1.25rem 0 0; color: var(--soft); font-size: .875rem; }
`;

/** The one template: no script, no resource from anywhere, never in a frame. */
export function page(content: PageContent): Answer {
  const nonce = randomBytes(16).toString("base64");
  const leadsTo = content.action?.kind === "form" && content.action.mayLeadTo !== undefined ? ` ${new URL(content.action.mayLeadTo).origin}` : "";
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'${leadsTo}`;
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${content.reloadAfter === undefined ? "" : `<meta http-equiv="refresh" content="${content.reloadAfter}">\n`}<title>${escape(content.title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${escape(content.title)}</h1>
<p>${content.text.map((part) => (typeof part === "string" ? escape(part) : `<bdi dir="auto">${escape(inert(part.foreign))}</bdi>`)).join("")}</p>
${actionHtml(content.action)}${content.reference === undefined ? "" : `<p class="ref">Reference: ${escape(content.reference)}</p>\n`}</main>
</body>
</html>
`;
  return {
    status: content.status,
    headers: ["Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", policy, "X-Frame-Options", "DENY", ...(content.headers ?? [])],
    body,
  };
}

function actionHtml(action: PageContent["action"]): string {
  if (action === undefined) return "";
  if (action.kind === "link") return `<p><a class="act" href="${escape(action.href)}">${escape(action.label)}</a></p>\n`;
  return `<form method="post" action="${escape(action.postTo)}"><input type="hidden" name="token" value="${escape(action.token)}">${action.buttons.map(buttonHtml).join(" ")}</form>\n`;
}

function buttonHtml({ label, foreign, choice }: FormButton): string {
  return `<button class="act" name="choice" value="${escape(choice)}">${escape(label)}${foreign === undefined ? "" : ` <bdi dir="auto">${escape(inert(foreign))}</bdi>`}</button>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

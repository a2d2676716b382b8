// The document of an editor webview: it holds no data, only what loads the script that draws it.

export interface PageDocument {
  /** What the editor serves the extension's own files from: `webview.cspSource`. */
  readonly source: string;
  /** The script's and the style sheet's addresses in the webview. */
  readonly script: string;
  readonly style: string;
  /** Unguessable, and another one for every document. */
  readonly nonce: string;
  readonly title: string;
  /** The editor's language, as in `lang`. */
  readonly language: string;
}

/** Nothing is loaded but our script, by its nonce, and our style sheet; nothing is asked of any server; no form leads anywhere. */
export function contentSecurityPolicy({ source, nonce }: Pick<PageDocument, "source" | "nonce">): string {
  return `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source}; base-uri 'none'; form-action 'none'`;
}

export function pageHtml(document: PageDocument): string {
  const { script, style, nonce, title, language } = document;
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(contentSecurityPolicy(document))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<main id="page"></main>
<div id="announcements" role="status" aria-live="polite"></div>
<script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 12vh auto; padding: 0 1rem; color: #1d2939; background: #f7f8fa }
  h1 { font-size: 1.3rem }
  form { margin: 0 0 .5rem }
  button { width: 100%; padding: .7rem 1rem; text-align: left; font: inherit; color: inherit; background: #fff; border: 1px solid #d0d5dd; border-radius: 8px; cursor: pointer }
  button:hover, button:focus { border-color: #2563eb }
  small { display: block; color: #667085 }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${body}
</body>
</html>
`;
}

/** Where people land who are sent to an error: what the address says of it, unpacked. */
export function errorPage({ searchParams }: URL): string {
  const packed = searchParams.get("authError");
  const said = packed === null ? [...searchParams.values()].join(" ") : (Buffer.from(packed, "base64").toString("latin1").match(/[\x20-\x7e]{4,}/g) ?? []).join(" ");
  return page("400 Bad Request", `<p>${escapeHtml(said)}</p>`);
}

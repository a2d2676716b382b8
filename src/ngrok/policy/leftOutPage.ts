// What the edge answers whoever may not come in. Static: nothing of the request or the person is in it, and no template.
const html = (login: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>You can't open this app</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; padding: 2rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
a { color: LinkText; }
</style>
</head>
<body>
<main>
<h1>You can't open this app</h1>
<p>You are signed in, but this account is not among those who may open it. Ask the person who shared it with you to let you in, or use another account.</p>
<p><a href="${login}">Use another account</a></p>
</main>
</body>
</html>
`;

/** @param login a path on the share's own origin, of letters, digits and `/?=_-` alone: it stands in an attribute. @returns the configuration of a `custom-response` */
export function leftOutPage(login: string): Readonly<Record<string, unknown>> {
  if (!/^\/[A-Za-z0-9/?=_-]*$/.test(login)) throw new Error("The address of the sign-in has to be plain");
  return {
    status_code: 403,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store, private",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
    body: html(login),
  };
}

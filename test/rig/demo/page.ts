/** The demo app's page: who is signed in, a clock that ticks over server-sent events, and what visitors cheered. */
export function demoPage(person: { readonly name: string; readonly email: string } | undefined): string {
  const who = person === undefined ? `Nobody: you came straight to the port` : `${escapeHtml(person.name)}${person.email === "" || person.email === person.name ? "" : ` · ${escapeHtml(person.email)}`}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Harbour · demo app</title>
<style>
:root { color-scheme: light dark; --ink: light-dark(#16202e, #e8eef6); --paper: light-dark(#f4f6f9, #10161f); --card: light-dark(#fff, #18212d); --line: light-dark(#dbe2ea, #2a3746); --accent: light-dark(#0b6e6e, #4fd1c5); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; }
main { width: min(34rem, 100%); background: var(--card); border: 1px solid var(--line); border-radius: 16px; padding: 2rem; box-shadow: 0 12px 40px #0002; }
h1 { margin: 0 0 .25rem; font-size: 1.4rem; }
p { margin: .25rem 0; }
.who { display: flex; gap: .75rem; align-items: center; padding: .75rem 1rem; margin: 1.25rem 0; border: 1px solid var(--line); border-radius: 10px; }
.who::before { content: ""; width: .7rem; height: .7rem; border-radius: 50%; background: ${person === undefined ? "#c2410c" : "var(--accent)"}; flex: none; }
time { display: block; font-size: clamp(2.5rem, 12vw, 4rem); font-weight: 600; letter-spacing: -.02em; font-variant-numeric: tabular-nums; color: var(--accent); }
form { display: flex; gap: 1rem; align-items: center; margin-top: 1.25rem; }
button { font: inherit; font-weight: 600; color: light-dark(#fff, #10161f); background: var(--accent); border: 0; border-radius: 8px; padding: .6rem 1.1rem; cursor: pointer; }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
small { opacity: .75; }
</style>
</head>
<body>
<main>
<h1>Harbour</h1>
<p>A small app on a local port. Its clock comes live over the share.</p>
<p class="who" id="who">${who}</p>
<time id="clock">--:--:--</time>
<p><small id="link">connecting…</small></p>
<form id="cheer"><button>Cheer</button><span id="cheers"></span></form>
</main>
<script>
const show = (id, text) => { document.getElementById(id).textContent = text; };
const events = new EventSource("events");
events.onopen = () => show("link", "live");
events.onerror = () => show("link", "connection lost, trying again…");
events.onmessage = (event) => {
  const { time, cheers, open } = JSON.parse(event.data);
  show("clock", time);
  show("cheers", cheers === 1 ? "1 cheer" : cheers + " cheers");
  show("link", open === 1 ? "live · 1 window open" : "live · " + open + " windows open");
};
document.getElementById("cheer").onsubmit = (event) => { event.preventDefault(); void fetch("cheer", { method: "POST" }); };
</script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

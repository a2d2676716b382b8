// Looks for secrets in webviews: what they show, what their fields hold, and every message to and from them.
import type { Page } from "playwright-core";
import { inText, type Searched, type Secrets } from "./search";

/** Keeps what every window from now on hears; each keeps its own, since a frame that is gone can't be asked. */
const listen = `globalThis.addEventListener("message", ({ data, ports }) => {
  const heard = (globalThis.messagesHeard ??= []);
  const keep = (value) => { try { heard.push(JSON.stringify(value) ?? ""); } catch { heard.push(String(value)); } };
  keep(data);
  for (const port of ports) port.addEventListener("message", (event) => keep(event.data));
}, true)`;

export async function watchMessages(page: Page): Promise<void> {
  await page.addInitScript(listen);
  await page.evaluate(listen);
}

/** @returns what was found in each frame and its messages; `places` has the frames' own texts, to show that they were looked at */
export async function searchWebviews(page: Page, secrets: Secrets): Promise<Searched & { readonly texts: readonly string[] }> {
  const texts = await Promise.all(page.frames().map((frame) => frame.evaluate<string>(read)));
  return { found: texts.flatMap((text, index) => inText(text, secrets).map((secret) => `${secret} in frame ${index}`)), places: texts.map((_, index) => `frame ${index}`), texts };
}

const read = `JSON.stringify({
  page: document.documentElement.outerHTML,
  // The editor's own input keeps what was typed natively until it is opened for something else.
  fields: globalThis === top ? [] : [...document.querySelectorAll("vscode-textfield, input, textarea")].map(({ value }) => String(value)),
  heard: globalThis.messagesHeard ?? [],
})`;

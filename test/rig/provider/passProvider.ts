// What a person's browser does at the stand-in provider, up to the address to which it is sent back; that one is not opened.
import { VisitorCookies } from "../visitorCookies";

const mostHops = 10;

/** Opens an authorization request as a new browser and signs in. @returns the callback, with code or error and state */
export async function passProvider(address: string, as: string): Promise<URL> {
  const cookies = new VisitorCookies();
  const { origin } = new URL(address);
  let url = new URL(address);
  let form: URLSearchParams | undefined;
  for (let hop = 0; hop < mostHops; hop++) {
    const answer = await fetch(url, { method: form === undefined ? "GET" : "POST", body: form ?? null, redirect: "manual", headers: { accept: "text/html", cookie: cookies.header(url) ?? "" } });
    cookies.store(url, answer.headers.getSetCookie());
    const location = answer.headers.get("location");
    const html = await answer.text();
    form = undefined;
    if (location !== null) {
      url = new URL(location, url);
      if (url.origin !== origin) return url;
      continue;
    }
    const button = [...html.matchAll(/action="([^"]*)"><button name="user" value="([^"]*)" data-user="([^"]*)"/g)].find(([, , , handle]) => handle === as);
    if (button === undefined) throw new Error(`no ${as} at the provider: ${answer.status} ${html.replace(/<style[\s\S]*?<\/style>|<[^>]*>/g, " ").slice(0, 300)}`);
    url = new URL(button[1] ?? "", url);
    form = new URLSearchParams({ user: button[2] ?? "" });
  }
  throw new Error("the provider leads in circles");
}

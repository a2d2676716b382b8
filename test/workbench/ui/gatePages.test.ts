// The gate's own pages as Chromium shows them: every one in every language, on a phone and a desktop, light, dark and in forced colours; and the ones that come back by themselves.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContext, BrowserContextOptions, Page, Request } from "playwright-core";
import type { Language } from "../../../src/gate/texts/languages";
import { everyLanguage, everyPage, written } from "../../gate/everyPage";
import { startApp, startGate, type RecordingApp } from "../../gate/gateRig";
import { startTlsFront } from "../../rig/tlsFront";
import { listen, type Listening } from "../../rig/upstreams/listening";
import { launchBrowser } from "../harness/browser";

const long = {
  share: "a-very-long-reserved-subdomain-name-of-somebody.eu.ngrok-free.app",
  provider: "Contoso Workforce Identity (Production, Europe)",
  account: "maximiliane-alexandra.von-und-zu-hohenstein@research.subsidiary.example-corporation.com",
  another: "علي.محمد@شركة.example",
  tool: "W".repeat(120),
};
const hostile = {
  share: `"><img src=/stolen onerror="document.title='owned'">`,
  provider: "</p><script>document.title='owned'</script><base href=https://evil.example>",
  account: "\u202emoc.live\u2066<style>*{display:none}</style>",
  another: "<iframe src=/stolen></iframe>",
  tool: "</style><link rel=stylesheet href=/stolen>",
};
const phone = { width: 320, height: 600 };
const desktop = { width: 1280, height: 800 };

let browser: Browser;
let pages: Listening;
const asked: string[] = [];
before(async () => {
  browser = await launchBrowser();
  pages = await listen(createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const answer = pathname === "/" ? everyPage(searchParams.get("names") === "hostile" ? hostile : long)[searchParams.get("page") ?? ""] : undefined;
    if (pathname !== "/favicon.ico") asked.push(pathname);
    if (answer === undefined) response.writeHead(404).end();
    else response.writeHead(answer.status, [...answer.headers]).end(written(answer, searchParams.get("language") as Language));
  }), "127.0.0.1");
});
after(async () => {
  await browser.close();
  await pages.close();
});

const addressOf = (page: string, language: string, names = "long") => `http://localhost:${pages.port}/?${new URLSearchParams({ page, language, names }).toString()}`;

async function within(options: BrowserContextOptions, work: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await browser.newContext(options);
  try {
    await work(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

/** Lets the page's own time pass quickly until what is waited for has come: it waits long between two questions, but not for their answers. */
async function hurried<T>(page: Page, awaited: Promise<T>): Promise<T> {
  const asking = new Set<Request>();
  const begin = (request: Request) => void asking.add(request);
  const end = (request: Request) => void asking.delete(request);
  page.on("request", begin).on("requestfinished", end).on("requestfailed", end);
  let over = false;
  const settled = awaited.finally(() => (over = true));
  const pass = async () => {
    while (!over) {
      if (asking.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      else
        await page.clock.runFor(1000).catch((error: unknown) => {
          // The page is being loaded anew: its time begins again.
          if (!/context was destroyed|navigat/i.test(String(error))) throw error;
        });
    }
  };
  try {
    return (await Promise.all([settled, pass()]))[0];
  } finally {
    page.off("request", begin).off("requestfinished", end).off("requestfailed", end);
  }
}

/** What is wrong with the page as it is drawn. Runs in the browser, as text: this side knows no DOM. */
const look = `(() => {
  const wrong = [];
  const number = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = (rgb) => { const [r, g, b] = rgb.map((part) => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (element) => { for (let at = element; at; at = at.parentElement) { const colour = number(getComputedStyle(at).backgroundColor); if (colour.length === 3 || colour[3] > 0) return colour.slice(0, 3); } return [255, 255, 255]; };
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("scrolls sideways: " + document.documentElement.scrollWidth);
  const card = document.querySelector("main").getBoundingClientRect();
  if (getComputedStyle(document.querySelector("main")).borderTopWidth !== "1px") wrong.push("style not applied");
  for (const element of document.querySelectorAll("main *")) {
    if (element.tagName === "INPUT") continue;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.left < card.left || box.right > card.right || box.bottom > card.bottom) wrong.push(element.tagName + " leaves the card");
    const [one, other] = [luminance(number(style.color)), luminance(behind(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5) wrong.push(element.tagName + " contrast " + contrast.toFixed(2));
    if (parseFloat(style.fontSize) < 14) wrong.push(element.tagName + " is small");
    if (element.tagName === "BDI" && style.unicodeBidi !== "isolate") wrong.push("a name is not isolated");
    if (element.className === "act" && box.height < 40) wrong.push("a small target: " + box.height);
  }
  if (document.querySelectorAll("h1, h2, h3").length !== 1 || document.title === "" || document.title !== document.querySelector("main h1").textContent) wrong.push("title and heading");
  return { wrong, language: document.documentElement.lang, direction: getComputedStyle(document.body).direction, actions: document.querySelectorAll("a, button").length };
})()`;

interface Seen {
  readonly wrong: readonly string[];
  readonly language: string;
  readonly direction: string;
  readonly actions: number;
}

describe("every page of the gate in Chromium", () => {
  for (const [what, options, languages] of [
    ["on a small phone", { viewport: phone }, everyLanguage],
    ["on a desktop, dark", { viewport: desktop, colorScheme: "dark" }, ["en", "de", "ar", "he"]],
    ["in forced colours", { viewport: phone, forcedColors: "active" }, ["de", "ar"]],
  ] as const) {
    it(`${what} is readable and stays within its card, long names and all`, () =>
      within(options, async (page) => {
        const complaints: string[] = [];
        page.on("console", (message) => complaints.push(message.text()));
        for (const language of languages) {
          for (const name of Object.keys(everyPage(long))) {
            await page.goto(addressOf(name, language), { waitUntil: "domcontentloaded" });
            const seen = await page.evaluate<Seen>(look);
            assert.deepEqual({ ...seen, actions: 0 }, { wrong: [], language, direction: ["ar", "he"].includes(language) ? "rtl" : "ltr", actions: 0 }, `${name} in ${language}`);
          }
        }
        assert.deepEqual(complaints.filter((text) => !text.startsWith("Failed to load resource")), []);
      }));
  }

  it("shows where the keyboard is", () =>
    within({ viewport: phone }, async (page) => {
      for (const name of Object.keys(everyPage(long))) {
        await page.goto(addressOf(name, "de"), { waitUntil: "domcontentloaded" });
        const { actions } = await page.evaluate<Seen>(look);
        for (let at = 0; at < actions; at++) {
          await page.keyboard.press("Tab");
          assert.equal(await page.evaluate("(({ outlineStyle, outlineWidth }) => `${outlineStyle} ${outlineWidth}`)(getComputedStyle(document.activeElement))"), "solid 3px", name);
        }
      }
    }));

  it("lets no name act: nothing runs, nothing is asked for, nothing leads elsewhere", () =>
    within({}, async (page) => {
      for (const name of Object.keys(everyPage(hostile))) {
        asked.splice(0);
        await page.goto(addressOf(name, "en", "hostile"));
        assert.equal(await page.evaluate("document.querySelectorAll('img, iframe, link, base, main script, main style').length"), 0, name);
        assert.notEqual(await page.title(), "owned");
        assert.deepEqual(asked, ["/"], name);
        assert.equal(await page.evaluate("document.baseURI === location.href"), true);
      }
    }));
});

describe("a page that comes back by itself, in Chromium", () => {
  const app = () => startApp((_request, response) => void response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>app</title><h1>The app is here</h1>"));
  const revive = async (gone: RecordingApp): Promise<RecordingApp> => {
    const fresh = await app();
    await fresh.close();
    return { ...gone, ...(await listen(fresh.server, "127.0.0.1", gone.port)) };
  };

  it("shows the app when it is up again, and when the gate is open again; an outage in between changes nothing", async () => {
    let upstream = await app();
    const rig = await startGate({ http: true, app: upstream });
    const cookie = await rig.signIn();
    try {
      await within({}, async (page, context) => {
        await context.addCookies([{ name: cookie.slice(0, cookie.indexOf("=")), value: cookie.slice(cookie.indexOf("=") + 1), url: rig.origin }]);
        await page.clock.install();
        const heading = (name: string) => hurried(page, page.getByRole("heading", { name }).waitFor());
        const letGo = await upstream.refuse();
        await page.goto(`${rig.origin}/deep?a=b#c`);
        await heading("The app does not answer");
        // Asked, and asked again, by the very same page.
        await page.evaluate("window.kept = true");
        for (let times = 0; times < 2; times++) await hurried(page, page.waitForResponse((answer) => answer.request().method() === "HEAD" && answer.status() === 502));
        assert.equal(await page.evaluate("window.kept"), true);
        upstream = await revive(upstream);
        letGo();
        await heading("The app is here");
        assert.equal(page.url(), `${rig.origin}/deep?a=b#c`);

        rig.gate.shut();
        await page.reload();
        await heading("Not open just now");
        await context.setOffline(true);
        const failed = page.waitForEvent("requestfailed");
        assert.equal((await hurried(page, failed)).method(), "HEAD");
        await heading("Not open just now");
        await context.setOffline(false);
        rig.gate.goLive();
        await heading("The app is here");
      });
    } finally {
      await rig.gate.close();
      await upstream.close();
    }
  });

  it("asks no app anew for a tunnel's own error page", async () => {
    const upstream = await app();
    const rig = await startGate({ http: true, app: upstream });
    const cookie = await rig.signIn();
    try {
      await within({}, async (page, context) => {
        await context.addCookies([{ name: cookie.slice(0, cookie.indexOf("=")), value: cookie.slice(cookie.indexOf("=") + 1), url: rig.origin }]);
        rig.gate.shut();
        await page.clock.install();
        await page.goto(rig.origin);
        const heads: string[] = [];
        let offline = true;
        await page.route(() => true, async (route) => {
          if (route.request().method() === "HEAD") heads.push(route.request().url());
          if (offline) await route.fulfill({ status: 404, headers: { "ngrok-error-code": "ERR_NGROK_3200" }, body: "offline" });
          else await route.continue();
        });
        for (let times = 0; times < 2; times++) await hurried(page, page.waitForRequest((request) => request.method() === "HEAD"));
        await page.getByRole("heading", { name: "Not open just now" }).waitFor();
        offline = false;
        rig.gate.goLive();
        await hurried(page, page.getByRole("heading", { name: "The app is here" }).waitFor());
        assert.ok(heads.length >= 2);
      });
    } finally {
      await rig.close();
    }
  });

  it("does so without scripts too", () =>
    within({ javaScriptEnabled: false }, async (page) => {
      await page.goto(addressOf("upstreamDown", "en"));
      assert.equal(await page.locator("meta[http-equiv=refresh]").count(), 1);
    }));
});

describe("the sign-out page in Chromium", () => {
  /** Every host of the provider in one: each address names the next one. */
  const provider = () => listen(createServer((request, response) => {
    const next = new URL(request.url ?? "", "https://idp.example").searchParams.get("next");
    if (next === null) response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><h1>Signed out there</h1>");
    else response.writeHead(302, { Location: next }).end();
  }), "127.0.0.1");

  it("leads to the provider, which may send people on to other hosts of its own; to nothing but https", async () => {
    const idp = await provider();
    const front = await startTlsFront(() => idp.port);
    const chromium = await launchBrowser({ hostRules: [`MAP *.example:443 127.0.0.1:${front.port}`, `MAP *.example:80 127.0.0.1:${idp.port}`], ignoreCertificateErrors: true });
    try {
      for (const [leads, endSession] of [
        [true, "https://idp.example/logout"],
        [true, "https://idp.example/logout?next=https://sso.other.example/out"],
        [false, "https://idp.example/logout?next=http://plain.example/out"],
      ] as const) {
        const rig = await startGate({ http: true });
        rig.openid.endSessionEndpoint = endSession;
        const context = await chromium.newContext();
        try {
          const cookie = await rig.signIn();
          await context.addCookies([{ name: cookie.slice(0, cookie.indexOf("=")), value: cookie.slice(cookie.indexOf("=") + 1), url: rig.origin }]);
          const page = await context.newPage();
          const refused: string[] = [];
          page.on("console", (message) => {
            if (message.text().includes("form-action")) refused.push(message.text());
          });
          await page.goto(`${rig.origin}/.portcullis/sign-out`);
          await page.locator("button[value=atProvider]").click();
          if (leads) await page.getByRole("heading", { name: "Signed out there" }).waitFor();
          else {
            while (refused.length === 0) await page.waitForEvent("console");
            assert.ok(page.url().startsWith(rig.origin), page.url());
          }
          assert.deepEqual(rig.gate.visitors(), []);
          assert.equal(refused.length > 0, !leads, refused.join());
        } finally {
          await context.close();
          await rig.close();
        }
      }
    } finally {
      await chromium.close();
      await front.close();
      await idp.close();
    }
  });
});

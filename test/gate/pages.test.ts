// The gate's own pages, every one in every language: what stands in them, and that nothing from outside acts in them. In Chromium: test/workbench/ui/gatePages.test.ts.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import type { Answer } from "../../src/gate/answer";
import { reloadScript } from "../../src/gate/reloadScript";
import { languages } from "../../src/gate/texts/languages";
import { everyLanguage, everyPage, written } from "./everyPage";

const plain = { share: "quiet-fox.ngrok-free.dev", provider: "Acme SSO", account: "alice@acme.com", another: "bob@acme.com", tool: "Vite" };
const hostile = {
  share: `"><img src=x onerror=alert(1)>`,
  provider: "</p><script>alert(1)</script>",
  account: "\u202emoc.live\u202c@acme.com\u2066",
  another: "<b>{share}</b>&amp;'\u0000\u2028",
  tool: "</style><svg onload=alert(1)>",
};

describe("every page of the gate", () => {
  for (const language of everyLanguage) {
    it(`in ${language} has its language, its direction, a title and one heading that says the same`, () => {
      for (const [name, answer] of Object.entries(everyPage(plain))) {
        const html = written(answer, language);
        assert.ok(html.startsWith(`<!doctype html>\n<html lang="${language}" dir="${["ar", "he"].includes(language) ? "rtl" : "ltr"}">`), name);
        const [, title] = /<title>([^<]+)<\/title>/.exec(html) ?? [];
        assert.ok(title !== undefined && html.split("<h1>").length === 2 && html.includes(`<h1>${title}</h1>`), name);
        assert.doesNotMatch(html, /\{\w+\}/, name);
      }
    });

    it(`in ${language} runs nothing but what reloads it, and its policy allows just that`, () => {
      for (const [name, answer] of Object.entries(everyPage(hostile))) {
        const html = written(answer, language);
        const policy = policyOf(answer);
        assert.deepEqual(inlined(html, "style").map(sourceOf), [policy.get("style-src")], name);
        const reloads = ["upstreamDown", "notOpen"].includes(name);
        assert.deepEqual(inlined(html, "script"), reloads ? [reloadScript] : [], name);
        assert.deepEqual([policy.get("script-src"), policy.get("connect-src")], reloads ? [sourceOf(reloadScript), "'self'"] : [undefined, undefined], name);
        assert.equal(policy.get("default-src"), "'none'");
        assert.deepEqual([...policy.values()].filter((value) => /unsafe|\*|data:|blob:/.test(value)), []);
      }
    });

    it(`in ${language} keeps hostile names inert and apart`, () => {
      for (const [name, answer] of Object.entries(everyPage(hostile))) {
        const html = written(answer, language);
        assert.doesNotMatch(html, /<(img|svg|b)\b|alert\(1\)|[\u202a-\u202e\u2066-\u2069\u0000\u2028]/, name);
        const apart = [...html.matchAll(/<bdi dir="auto">([^<>]*)<\/bdi>/g)].map(([, inside = ""]) => inside);
        const outside = html.replace(/<bdi dir="auto">[^<>]*<\/bdi>/g, "");
        assert.doesNotMatch(outside, /onerror|onload|alert|moc\.live|ngrok-free/, name);
        assert.equal(html.split("<bdi").length - 1, apart.length + html.split(`<bdi dir="ltr">K7QX-29PM</bdi>`).length - 1, name);
      }
    });
  }

  it("names the share, the account and the provider where it says that it does", () => {
    const shown = (name: keyof ReturnType<typeof everyPage>) => written(everyPage(plain)[name]!, "de").replace(/<[^>]+>/g, "");
    assert.match(shown("notAllowed"), /Sie haben sich als alice@acme\.com angemeldet\. Wer quiet-fox\.ngrok-free\.dev freigibt/);
    assert.match(shown("switchAccount"), /Bei alice@acme\.com bleibenMit bob@acme\.com fortfahren/);
    assert.match(shown("signInExpired"), /bei Acme SSO[^]*Referenz: K7QX-29PM/);
    assert.match(shown("developerOnly"), /\(Vite\)/);
  });
});

describe("the texts", () => {
  const leaves = (texts: object, at = ""): [string, string][] =>
    Object.entries(texts).flatMap(([key, value]: [string, unknown]) => (typeof value === "string" ? [[`${at}${key}`, value]] : leaves(value as object, `${at}${key}.`)));
  const english = new Map(leaves(languages.en));
  const places = (text: string) => (text.match(/\{\w*\}/g) ?? []).sort();

  for (const language of everyLanguage) {
    it(`in ${language} say everything, with the same names in them, quietly`, () => {
      const own = leaves(languages[language]);
      assert.deepEqual(own.map(([key]) => key), [...english.keys()]);
      for (const [key, text] of own) {
        assert.deepEqual(places(text), places(english.get(key) ?? ""), key);
        assert.ok(text.trim() === text && text !== "" && text.length <= 300, key);
        assert.doesNotMatch(text, /[!！¡<>&"]|\p{Cc}|\p{Cf}/u, key);
      }
    });

    if (language !== "en") {
      it(`in ${language} are translated`, () => {
        const same = leaves(languages[language]).filter(([key, text]) => key !== "direction" && text === english.get(key));
        assert.deepEqual(same, []);
      });
    }
  }
});

function policyOf({ headers }: Answer): ReadonlyMap<string, string> {
  const policy = headers[headers.indexOf("Content-Security-Policy") + 1] ?? "";
  return new Map(policy.split("; ").map((directive) => [directive.slice(0, directive.indexOf(" ")), directive.slice(directive.indexOf(" ") + 1)]));
}

function inlined(html: string, element: string): string[] {
  return [...html.matchAll(new RegExp(`<${element}[^>]*>([^]*?)</${element}>`, "g"))].map(([, text = ""]) => text);
}

function sourceOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

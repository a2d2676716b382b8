import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { contentSecurityPolicy, pageHtml } from "../../../src/presentation/pageHtml";

const document = { source: "https://*.vscode-cdn.net", script: "https://file.example/page.js?a=1&b=2", style: "https://file.example/page.css", nonce: "bm9uY2U+", title: "Add identity provider", language: "en" };

function policy(html: string): ReadonlyMap<string, readonly string[]> {
  const content = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1] ?? "";
  return new Map(content.replaceAll("&#39;", "'").split("; ").map((directive) => directive.split(" ")).map(([name, ...sources]) => [name ?? "", sources]));
}

describe("the document of a page", () => {
  it("loads our script by its nonce and our style sheet, and nothing else from anywhere", () => {
    const directives = policy(pageHtml(document));
    assert.deepEqual(directives.get("default-src"), ["'none'"]);
    assert.deepEqual(directives.get("script-src"), ["'nonce-bm9uY2U+'"]);
    assert.deepEqual(directives.get("style-src"), ["https://*.vscode-cdn.net"]);
    assert.deepEqual([directives.get("base-uri"), directives.get("form-action")], [["'none'"], ["'none'"]]);
    assert.deepEqual([...directives.keys()], ["default-src", "script-src", "style-src", "base-uri", "form-action"]);
  });

  it("allows nothing inline and nothing evaluated", () => {
    assert.doesNotMatch(contentSecurityPolicy(document), /unsafe|\*(?![.])|data:|blob:/);
    const html = pageHtml(document);
    assert.doesNotMatch(html, /\son\w+=|\sstyle=|<style/);
    assert.deepEqual([...html.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, inside]) => inside), [""]);
  });

  it("holds the policy before anything that it is about", () => {
    const html = pageHtml(document);
    const at = html.indexOf("Content-Security-Policy");
    assert.ok(at > 0 && at < html.indexOf("<link") && at < html.indexOf("<script"));
  });

  it("S16: markup in what it is given stays text", () => {
    const html = pageHtml({ ...document, title: `</title><script>alert(1)</script>`, language: `"><script>` });
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.ok(html.includes("&lt;/title&gt;"));
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asWritten, inert } from "../../../src/base/inert";

describe("S16 inert", () => {
  const hostile: readonly (readonly [string, string])[] = [
    ["bidi override", "\u202Egnp.exe\u202C"],
    ["bidi isolate", "\u2066a\u2069"],
    ["right-to-left mark", "a\u200Fb"],
    ["zero width", "a\u200Bb\uFEFFc\u2060d\u00ADe"],
    ["line breaks", "a\r\nb\u2028c\u2029d\u0085e"],
    ["terminal escape", "\u001B[31mred\u001B]8;;http://x\u0007"],
    ["null", "a\u0000b"],
    ["private use", "\uE000\u{F0000}"],
    ["tag characters", "\u{E0041}\u{E0042}"],
    ["lone surrogates", "a\uD800b\uDC00"],
  ];
  for (const [what, text] of hostile) {
    it(`takes ${what} out`, () => {
      assert.doesNotMatch(inert(text), /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u);
    });
  }

  it("leaves no Markdown link, icon, code, emphasis, table or HTML", () => {
    const shown = inert("[Sign in](command:evil) $(lock) `x` *b* |c| <img src=x onerror=alert(1)> \\n");
    assert.doesNotMatch(shown, /[[\]()<>`$\\*|]/);
  });

  it("leaves no syntax that normalisation would bring back", () => {
    assert.doesNotMatch(inert("a\u1FEFb"), /`/);
  });

  it("leaves no address that becomes a link by itself", () => {
    for (const text of ["https://evil.example", "HTTP://evil.example", "file:///etc", "vscode://x/y", "www.evil.example", "see WWW.evil.example"]) {
      assert.doesNotMatch(inert(text), /:\/\/|\bwww\./i, text);
    }
  });

  it("bounds the length and says that something is missing", () => {
    assert.equal(inert("x".repeat(1000)).length, 120);
    assert.ok(inert("x".repeat(1000), 10).endsWith("…"));
    assert.equal(inert("x".repeat(10), 10), "x".repeat(10));
  });

  it("cuts no character in half", () => {
    for (let length = 2; length < 8; length += 1) assert.ok(inert("a😀😀😀😀", length).isWellFormed());
  });

  it("leaves ordinary names as they are", () => {
    for (const name of ["Zoë Müller-O’Brien", "山田 太郎", "محمد", "bob+test@acme.com", "{port} 100%"]) assert.equal(inert(name), name);
  });

  it("says what is no string and shows nothing of what is absent", () => {
    assert.deepEqual([inert(undefined), inert(null), inert({ toString: () => "x" }), inert(7)], ["", "", "(object)", "(number)"]);
  });
});

it("asWritten gives punctuation back for what is compared, and changes nothing else", () => {
  const said = "failed (e.g., [x] <b> `$y` a\\b *c* d|e) at https://acme.com and www.acme.com";
  assert.equal(asWritten(inert(said, 200)), said);
  assert.equal(asWritten("Ünïcode — “as it is” 漢字"), "Ünïcode — “as it is” 漢字");
});

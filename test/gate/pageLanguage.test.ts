// Which language a page comes in: Accept-Language, RFC 9110, section 12.5.4.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pageLanguage } from "../../src/gate/pageLanguage";
import { navigation, startGate, type GateRig } from "./gateRig";

describe("the language of a page", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["de", "de"], ["DE-at", "de"], ["de-CH-1996", "de"], ["fr-CA,fr;q=0.9,en;q=0.8", "fr"], ["es-419,es;q=0.9", "es"], ["it-IT", "it"], ["ja", "ja"], ["ko-KR,ko;q=0.9", "ko"],
    ["pt-BR,pt;q=0.9", "pt-BR"], ["pt-PT", "pt-BR"], ["ar-EG", "ar"], ["he-IL", "he"], ["iw", "he"],
    ["zh", "zh-Hans"], ["zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"], ["zh-Hans-HK", "zh-Hans"], ["zh-SG", "zh-Hans"], ["zh-TW", "zh-Hant"], ["zh-HK,zh;q=0.9", "zh-Hant"], ["zh-Hant-MO", "zh-Hant"], ["zh-MO", "zh-Hant"],
    ["en;q=0.1, de;q=0.2", "de"], ["de;q=0.5,fr;q=0.5", "de"], ["nl,sv;q=0.9,fi;q=0.8,ja;q=0.001", "ja"], ["de;q=0,fr;q=0.1", "fr"], ["de ; q=1.000 ,en", "de"], ["de\t;\tq=0.", "en"],
    ["nl", "en"], ["x-klingon", "en"], ["dex", "en"], ["d", "en"], ["*", "en"], ["nl,*;q=0.1", "en"], ["en;q=0,*", "de"], ["de;q=0.4,*;q=0.5", "en"], ["", "en"], [",, de ,,", "de"], [" ", "en"],
  ];
  for (const [header, language] of cases) it(`is ${language} for ${JSON.stringify(header)}`, () => assert.equal(pageLanguage(["Accept-Language", header]), language));

  const malformed = [
    "de;q=2", "de;q=1.1", "de;q=0.1234", "de;q=-1", "de;q=", "de;q", "de;p=1", "de;q=1;q=1", "de;q=0.5;x", "de_DE", "de-", "-de", "de--at", "de at", "\"de\"", "de\u0000", "ger man,de", "<script>,de", "de;Q=0,5", "ⅾe", "abcdefghi", "de-abcdefghi", "*-de", "../de", "__proto__", "constructor",
  ];
  for (const header of malformed) it(`is English for ${JSON.stringify(header)}`, () => assert.equal(pageLanguage(["Accept-Language", `${header},de`]), "en"));

  it("is English for a header that is longer than any browser's, comes twice or not at all", () => {
    assert.equal(pageLanguage(["Accept-Language", `de,${"fr;q=0.1,".repeat(50)}it`]), "de");
    assert.equal(pageLanguage(["Accept-Language", `de,${"fr;q=0.1,".repeat(60)}it`]), "en");
    assert.equal(pageLanguage(["Accept-Language", "de", "accept-language", "de"]), "en");
    assert.equal(pageLanguage(["Accept-Language", "de", "accept-language", ""]), "en");
    assert.equal(pageLanguage([]), "en");
  });
});

describe("a page over the wire", () => {
  let rig: GateRig;
  before(async () => void (rig = await startGate()));
  after(() => rig.close());

  it("comes in the visitor's language, says so, and says what it depends on", async () => {
    const page = await rig.ask("GET /.portcullis/sign-out", [...navigation, "Accept-Language: he-IL,he;q=0.9,en-US;q=0.8"]);
    assert.match(page.body, /<html lang="he" dir="rtl">/);
    assert.match(page.body, /<h1>התנתקת<\/h1>/);
    assert.deepEqual(page.headers("content-language"), ["he"]);
    assert.deepEqual(page.headers("vary"), ["Cookie, Accept-Language"]);
    assert.equal(page.header("content-length"), String(Buffer.byteLength(page.body)));
  });

  it("comes in English when nothing or nonsense is asked for", async () => {
    for (const lines of [[], ["Accept-Language: de", "Accept-Language: de"], ["Accept-Language: \xe4"], [`Accept-Language: de,${"x".repeat(20_000)}`]]) {
      const page = await rig.ask("GET /.portcullis/sign-out", [...navigation, ...lines]);
      assert.match(page.body, /<html lang="en" dir="ltr">[^]*You are signed out/);
      assert.deepEqual(page.headers("content-language"), ["en"]);
    }
  });

  it("is never for programs: they get the same English words in every language", async () => {
    const answer = await rig.ask("GET /", ["Accept-Language: ja"]);
    assert.deepEqual(JSON.parse(answer.body), { error: "signInRequired" });
    assert.deepEqual(answer.headers("vary"), ["Cookie"]);
    assert.deepEqual(answer.headers("content-language"), []);
  });
});

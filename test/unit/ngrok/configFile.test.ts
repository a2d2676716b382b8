import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { authtokenFromConfig, configFilePaths } from "../../../src/ngrok/configFile";

describe("authtokenFromConfig", () => {
  const files: readonly (readonly [string, string, string | undefined])[] = [
    ["version 3", "version: 3\nagent:\n  authtoken: tok3\n  web_addr: false\nendpoints: []\n", "tok3"],
    ["version 2", 'version: "2"\nauthtoken: tok2\ntunnels:\n  web: { proto: http, addr: 80 }\n', "tok2"],
    ["the legacy file", "authtoken: 'old'\n", "old"],
    ["both, of which the agent reads its own", "version: 3\nagent: {authtoken: tok3}\nauthtoken: tok2\n", "tok3"],
    ["Windows line ends and a byte order mark", "\uFEFFversion: 3\r\nagent:\r\n  authtoken: tok3\r\n", "tok3"],
    ["no token", "version: 3\nagent: {}\n", undefined],
    ["an empty token", "authtoken: ''\n", undefined],
    ["a token that is no text", "authtoken: [a]\n", undefined],
    ["a list", "- a\n", undefined],
    ["a text", "hello", undefined],
    ["nothing", "", undefined],
    ["a tag that is not known", "authtoken: !secret tok\n", "tok"],
  ];
  for (const [what, text, token] of files) it(`reads ${what}`, () => assert.equal(authtokenFromConfig(text), token));

  for (const [text, line] of [["version: 3\nagent:\n  authtoken: \"secret-tok\n", 3], ["a: 1\nb: [secret-tok\n", 2], ["authtoken: x\n\tagent: y\n", 2], ["a: 1\na: 2\n", 2]] as const) {
    it(`names the line of ${JSON.stringify(text)} and repeats nothing of it`, () => {
      assert.throws(
        () => authtokenFromConfig(text),
        (error) => {
          assert.ok(error instanceof ExpectedError);
          assert.deepEqual([error.code, error.facts["problem"]], ["input.invalid", "configFile"]);
          assert.ok(Math.abs(Number(error.facts["line"]) - line) <= 1, `line ${error.facts["line"]}`);
          assert.ok(!error.message.includes("secret-tok"));
          return true;
        },
      );
    });
  }

  it("does not blow up over aliases", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]", ..."bcdefghij".split("").map((name, i) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefghij"[i]}`).join(",")}]`), "authtoken: tok"].join("\n");
    assert.equal(authtokenFromConfig(bomb), "tok");
  });

  it("refuses what is far too long", () => assert.throws(() => authtokenFromConfig("#".repeat(1_000_001)), ExpectedError));
});

describe("configFilePaths", () => {
  it("knows Linux", () => {
    assert.deepEqual(configFilePaths("linux", {}, "/home/bob"), ["/home/bob/.config/ngrok/ngrok.yml", "/home/bob/.ngrok2/ngrok.yml"]);
    assert.deepEqual(configFilePaths("linux", { XDG_CONFIG_HOME: "/cfg" }, "/home/bob"), ["/cfg/ngrok/ngrok.yml", "/home/bob/.config/ngrok/ngrok.yml", "/home/bob/.ngrok2/ngrok.yml"]);
    assert.deepEqual(configFilePaths("linux", { XDG_CONFIG_HOME: "relative" }, "/home/bob")[0], "/home/bob/.config/ngrok/ngrok.yml");
  });
  it("knows macOS", () => assert.deepEqual(configFilePaths("darwin", {}, "/Users/bob"), ["/Users/bob/Library/Application Support/ngrok/ngrok.yml", "/Users/bob/.ngrok2/ngrok.yml"]));
  it("knows Windows", () => {
    assert.deepEqual(configFilePaths("win32", { LOCALAPPDATA: "D:\\Local" }, "C:\\Users\\Bob"), ["D:\\Local\\ngrok\\ngrok.yml", "C:\\Users\\Bob\\.ngrok2\\ngrok.yml"]);
    assert.equal(configFilePaths("win32", {}, "C:\\Users\\Bob")[0], "C:\\Users\\Bob\\AppData\\Local\\ngrok\\ngrok.yml");
  });
});

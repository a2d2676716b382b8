import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { commandLine, shellComment, shellNamed, shells, type Shell } from "../../../src/base/shell";
import { promptArguments } from "./commandPrompt";

const hostile: readonly string[] = [
  "plain", "", " ", "two words", "it's", `"quoted"`, "$HOME", "${HOME}", "$(id)", "`id`", "%PATH%", "%PATH", "100%", "!!", "!PATH!", "a&b", "a|b", "a>b<c", "a;b", "(a)", "{a,b}", "[a-z]*?", "~", "~root", "-n", "--", "@file", "#not", "a^b", "^", "\\", "\\\\", "a\\", 'a\\"b', "\\\"", "'", "''", "‘a’ ‚b‛", "é ü 漢字 🙂", "a=b", "a,b", "\t", "$env:PATH", "*", "<client secret>",
];
const multiline = ["a\nb", "\n", "a\r\nb"];

/** Prints its arguments, for whoever runs it, as JSON. */
const printer = "process.stdout.write(JSON.stringify(process.argv.slice(1)))";
const printed = (argument: string): readonly [string, ...string[]] => [process.execPath, "-e", printer, "--", argument];

const has = (shell: string) => spawnSync(shell, ["-c", "exit 0"]).status === 0;
const nodeIsPlain = /^[A-Za-z0-9_./:+-]+$/.test(process.execPath);

describe("commandLine", () => {
  for (const shell of ["sh", "bash", "dash", "zsh"]) {
    it(`passes every argument to a program as it is: ${shell}`, { skip: has(shell) ? false : `${shell} is not on this machine` }, () => {
      for (const text of [...hostile, ...multiline]) {
        const out = execFileSync(shell, ["-c", commandLine("posix", printed(text))], { encoding: "utf8", env: { PATH: process.env["PATH"], HOME: "/nowhere" } });
        assert.deepEqual(JSON.parse(out), [text]);
      }
    });

    it(`puts a variable's value behind a text: ${shell}`, { skip: has(shell) ? false : `${shell} is not on this machine` }, () => {
      const line = commandLine("posix", [...printed("x").slice(0, -1), { text: "Authorization: Bearer ", variable: "NGROK_API_KEY" }]);
      const out = execFileSync(shell, ["-c", line], { encoding: "utf8", env: { PATH: process.env["PATH"], NGROK_API_KEY: `a b'c"$HOME` } });
      assert.deepEqual(JSON.parse(out), [`Authorization: Bearer a b'c"$HOME`]);
    });
  }

  const pwsh = ["pwsh", "powershell.exe"].find((name) => spawnSync(name, ["-NoProfile", "-Command", "exit 0"]).status === 0);
  it("passes every argument to a program as it is, or says that it can't: PowerShell", { skip: pwsh === undefined ? "PowerShell is not on this machine" : false }, () => {
    for (const text of [...hostile, ...multiline]) {
      const line = attempt("powershell", text);
      if (line === undefined) continue;
      assert.deepEqual(JSON.parse(execFileSync(pwsh ?? "", ["-NoProfile", "-Command", `& ${line}`], { encoding: "utf8" })), [text]);
    }
  });

  it("passes every argument to a program as it is: cmd.exe", { skip: process.platform === "win32" && nodeIsPlain ? false : "cmd.exe is not on this machine" }, () => {
    for (const text of hostile) {
      const { stdout } = spawnSync("cmd.exe", ["/d", "/s", "/c", `"${commandLine("cmd", printed(text))}"`], { encoding: "utf8", windowsVerbatimArguments: true });
      assert.deepEqual(JSON.parse(stdout), [text]);
    }
  });

  it("leaves nothing for a Command Prompt to read, by its documented rules, at the prompt", () => {
    for (const text of hostile) assert.deepEqual(promptArguments(commandLine("cmd", ["node", text]), { PATH: "C:\\Windows" }), ["node", text]);
    assert.deepEqual(promptArguments(commandLine("cmd", ["curl", { text: "Bearer ", variable: "NGROK_API_KEY" }]), { NGROK_API_KEY: "ak_1" }), ["curl", "Bearer ak_1"]);
  });

  it("quotes for PowerShell, whose quotes are also the typographic ones, and doubles them", () => {
    assert.equal(commandLine("powershell", ["curl", "a'b‘c’d‚e‛f $x `n"]), "curl 'a''b‘‘c’’d‚‚e‛‛f $x `n'");
    assert.equal(commandLine("powershell", ["curl", { text: "Bearer ", variable: "NGROK_API_KEY" }], `{"a":"it's"}`), `'{"a":"it''s"}' | curl "Bearer $env:NGROK_API_KEY"`);
  });

  it("refuses what a shell can't pass on as it is, and what is too long for it", () => {
    const refused: readonly (readonly [Shell, string])[] = [["powershell", ""], ["powershell", 'a"b'], ["powershell", "a b\\"], ["cmd", "a\nb"], ["cmd", "a\rb"], ["posix", "a\0b"], ["powershell", "a\0b"], ["cmd", "a\0b"]];
    for (const [shell, text] of refused) assert.equal(attempt(shell, text), undefined, `${shell} ${JSON.stringify(text)}`);
    for (const [shell, length] of [["posix", 120_000], ["powershell", 30_000], ["cmd", 8_000]] as const) {
      assert.equal(attempt(shell, "x".repeat(length)), undefined, shell);
      assert.equal(commandLine(shell, ["x".repeat(length)]).length, length);
    }
  });

  it("puts nothing before a variable that any shell could read", () => {
    for (const shell of shells) assert.throws(() => commandLine(shell, [{ text: 'a"$(id)', variable: "X" }]), /plain text/);
  });

  it("knows a shell by its program, and the platform's usual one", () => {
    const known = { "/bin/bash": "posix", "/usr/bin/zsh": "posix", sh: "posix", "C:\\Windows\\System32\\cmd.exe": "cmd", "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe": "powershell", "/usr/bin/pwsh": "powershell", "C:\\Program Files\\Git\\bin\\bash.exe": "posix" };
    for (const [program, shell] of Object.entries(known)) for (const platform of ["linux", "win32"] as const) assert.equal(shellNamed(program, platform), shell, program);
    for (const program of ["", "/usr/bin/fish", "nu"]) assert.deepEqual([shellNamed(program, "darwin"), shellNamed(program, "win32")], ["posix", "powershell"]);
  });

  it("comments in one line, whatever the text", () => {
    assert.equal(shellComment("posix", "a\nid"), "# a id");
    assert.equal(shellComment("cmd", "a\r\n%PATH% & id > x"), "@rem a  PATH    id   x");
  });
});

function attempt(shell: Shell, text: string): string | undefined {
  try {
    return commandLine(shell, printed(text));
  } catch (error) {
    assert.ok(error instanceof ExpectedError && error.code === "export.notForShell" && !error.message.includes("\0"));
    return undefined;
  }
}
